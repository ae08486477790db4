import { z } from "zod";
import type { Files } from "../ambient/files.ts";
import type { Leg } from "../market/event.ts";
import type { WatchedArtist } from "../signal/spotify/artist-watch.ts";
import { ConfigError } from "./config-error.ts";
import { checkedToml } from "./toml-file.ts";

/** The file that is read when none is named. */
export const USUAL_PINS = "./artists.toml";

const ID = /^[0-9A-Za-z]{22}$/;
const shape = z.record(
  z.string().trim().min(1),
  z.string().regex(ID, { error: "expected an artist's id on Spotify: 22 letters and digits" }),
);

/** Which artist on Spotify a name on a contract means, as the operator has pinned it: never guessed. */
export type ArtistPins = ReadonlyMap<string, string>;

/**
 * Reads the pins: a TOML file of lines such as `"Bruno Mars" = "0du5cEVh5yTK9QJze8zA0C"`. Throws ConfigError naming each wrong line, and when a file
 * that was named isn't there.
 */
export function readPins(files: Files, named: string | undefined): ArtistPins {
  const path = named ?? USUAL_PINS;
  const text = files.readText(path);
  if (text === undefined) {
    if (named === undefined) return new Map();
    throw new ConfigError([`artists_file = "${named}": there is no such file; tauroi artists makes its lines`]);
  }
  return new Map(Object.entries(checkedToml(text, path, shape)));
}

/** The pinned artists of an event with the contracts that are about them. Contracts whose title nobody has pinned are left out. */
export function watchedArtists(
  legs: readonly Pick<Leg, "ticker" | "title">[],
  pins: ArtistPins,
): readonly WatchedArtist[] {
  const artists = new Map<string, { id: string; name: string; tickers: string[] }>();
  for (const { ticker, title } of legs) {
    const id = pins.get(title);
    if (id === undefined) continue;
    const artist = artists.get(id) ?? { id, name: title, tickers: [] };
    artist.tickers.push(ticker);
    artists.set(id, artist);
  }
  return [...artists.values()];
}
