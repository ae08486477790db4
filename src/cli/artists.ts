import { systemClock } from "../ambient/clock.ts";
import { systemFiles } from "../ambient/files.ts";
import { entropy32, Random } from "../ambient/random.ts";
import { systemTimers } from "../ambient/timers.ts";
import { type ArtistPins, readPins, USUAL_PINS } from "../app/artist-pins.ts";
import { loadConfiguration } from "../app/config.ts";
import { spotifyAccess } from "../app/spotify-access.ts";
import { type ArtistMatch, matchArtist } from "../signal/spotify/artist-match.ts";
import { SpotifyClient } from "../signal/spotify/client.ts";
import { SpotifyError } from "../signal/spotify/error.ts";
import type { Artist } from "../signal/spotify/schema.ts";
import { addressesOf } from "../venue/kalshi/addresses.ts";
import { discover } from "../venue/kalshi/discovery.ts";
import { openError } from "../venue/kalshi/open-error.ts";
import { RestClient } from "../venue/kalshi/rest/client.ts";
import { simulatedTitles } from "../venue/sim/simulated-event.ts";
import type { Invocation } from "./command.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";

interface ArtistsOptions {
  readonly venue?: string;
  readonly series?: string;
  readonly event?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/**
 * `tauroi artists [NAME...]`: looks for the artists that an event's contracts name, and prints the lines that pin them. Those are chosen by whoever
 * copies them into the file: where one artist alone has the very name, its line stands ready; every other is commented out.
 */
export async function action({ operands, options, print, complain }: Invocation<ArtistsOptions>): Promise<number> {
  const { json, ...flags } = options;
  const configuration = loadConfiguration({ flags, environment: process.env });
  const access = spotifyAccess(process.env);
  if (access === undefined) {
    throw new CommandFailure(
      "artists: TAUROI_SPOTIFY_CLIENT_ID and TAUROI_SPOTIFY_CLIENT_SECRET_FILE are not set: make an app at developer.spotify.com and set them",
      EXIT.credentials,
    );
  }
  const pins = readPins(systemFiles, configuration.signals.artists);
  const names = operands.length > 0 ? operands : await titlesOf(configuration);
  const { credentials, urls } = access;
  const client = new SpotifyClient({ credentials, clock: systemClock, timers: systemTimers, ...urls });
  const matches: ArtistMatch[] = [];
  for (const name of names) matches.push(await lookFor(client, name));
  if (json === true)
    print(JSON.stringify({ artists: matches.map((match) => ({ ...match, pinned: pins.get(match.name) ?? null })) }));
  else {
    print(matches.map((match) => lines(match, pins)).join("\n\n"));
    complain(`Look at each, then copy the lines that are right into ${configuration.signals.artists ?? USUAL_PINS}.`);
  }
  return EXIT.fine;
}

async function lookFor(client: SpotifyClient, name: string): Promise<ArtistMatch> {
  try {
    return matchArtist(name, await client.search(name));
  } catch (error) {
    if (!(error instanceof SpotifyError)) throw error;
    const isRefused = error.trouble === "credentials" || error.trouble === "forbidden";
    throw new CommandFailure(error.message, isRefused ? EXIT.credentials : EXIT.venueUnreachable);
  }
}

/** Whom the event's contracts are about, as the exchange words it. */
async function titlesOf({ venue, target }: ReturnType<typeof loadConfiguration>): Promise<readonly string[]> {
  if (venue === "sim") return simulatedTitles();
  const addresses = addressesOf(venue);
  if (addresses === undefined)
    throw new CommandFailure(`--venue ${venue}: expected sim, demo, prod or an exchange's root`, EXIT.usage);
  const random = Random.seeded(entropy32());
  const client = new RestClient({
    baseUrl: addresses.restUrl,
    clock: systemClock,
    timers: systemTimers,
    uniform: () => random.uniform(),
  });
  try {
    const { markets } = await discover(client, target, systemClock.now());
    return markets.map(({ yesSubTitle }) => yesSubTitle);
  } catch (error) {
    throw openError(error);
  }
}

/** TOML: what is pinned, or what may be. */
function lines({ name, same, others }: ArtistMatch, pins: ArtistPins): string {
  const key = JSON.stringify(name);
  const pinned = pins.get(name);
  if (pinned !== undefined) return `${key} = "${pinned}" # pinned already`;
  const [only] = same;
  const offered = [...same, ...others].slice(0, 5);
  if (offered.length === 0) return `# ${key}: Spotify knows nobody of that name`;
  return offered
    .map(
      (artist) => `${same.length === 1 && artist === only ? "" : "# "}${key} = "${artist.id}" # ${described(artist)}`,
    )
    .join("\n");
}

function described({ id, name, popularity, followers, genres }: Artist): string {
  const told = [
    name,
    ...(popularity === undefined ? [] : [`popularity ${popularity}`]),
    ...(followers === undefined ? [] : [`${followers} followers`]),
    ...(genres.length === 0 ? [] : [genres.slice(0, 3).join(", ")]),
    `https://open.spotify.com/artist/${id}`,
  ];
  return told.join("; ");
}
