import { z } from "zod";
import { after, type Time } from "../../../market/units.ts";
import { type CatalogueArtist, RELEASE_GROUPS } from "./catalogue.ts";

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const wait = z
  .string()
  .regex(/^-?\d+[smhd]$/, { error: "expected a time such as 90s, 10m, 2h or -3d" })
  .transform((text) => Number(text.slice(0, -1)) * UNIT_MS[text.slice(-1)]!);

const releaseShape = z.strictObject({
  artist: z.string().min(1),
  name: z.string().min(1),
  group: z.enum(RELEASE_GROUPS).default("single"),
  date: z
    .string()
    .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, { error: "expected 2026-11-20, 2026-11 or 2026" })
    .optional(),
  listed_in: wait.default(-86_400_000),
});
const popularityShape = z.strictObject({ artist: z.string().min(1), in: wait, value: z.int().min(0).max(100) });

const scriptShape = z.strictObject({
  mode: z.enum(["development", "extended"]).default("development"),
  release: z.array(releaseShape).default([]),
  popularity: z.array(popularityShape).default([]),
});

/** What the service has to show, and when. */
export interface SpotifyScript {
  readonly mode: "development" | "extended";
  readonly artists: readonly CatalogueArtist[];
}

const USUAL_POPULARITY = 80;

/**
 * A script: `mode`, and tables `[[release]]` (`artist`, `name`, `group`, `date`, `listed_in` from now) and `[[popularity]]` (`artist`, `in`, `value`). A release
 * without a date is dated to the day, in UTC, on which it is listed. Throws RangeError naming what is wrong.
 *
 * @param names the artists there are; a script that names another is refused
 */
export function spotifyScript(given: unknown, names: readonly string[], now: Time): SpotifyScript {
  const parsed = scriptShape.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new RangeError(`the script's ${issue?.path.join(".") || "content"}: ${issue?.message}`);
  }
  const { mode, release: releases, popularity } = parsed.data;
  for (const { artist } of [...releases, ...popularity]) {
    if (!names.includes(artist)) throw new RangeError(`the script's ${artist}: there are ${names.join(", ")}`);
  }
  const artists = names.map(
    (name): CatalogueArtist => ({
      name,
      genres: [],
      popularity: USUAL_POPULARITY,
      popularityChanges: popularity
        .filter(({ artist }) => artist === name)
        .map(({ in: inMs, value }) => ({ at: after(now, inMs), value }))
        .toSorted((one, other) => one.at - other.at),
      releases: releases
        .filter(({ artist }) => artist === name)
        .map(({ listed_in, date, ...release }) => {
          const listedAt = after(now, listed_in);
          return {
            name: release.name,
            group: release.group,
            listedAt,
            date: date ?? new Date(listedAt).toISOString().slice(0, 10),
          };
        }),
    }),
  );
  return { mode, artists };
}
