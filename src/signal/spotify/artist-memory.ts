import { z } from "zod";
import type { Files } from "../../ambient/files.ts";
import { type Time, time } from "../../market/units.ts";
import type { PopularityReading } from "./popularity.ts";
import type { KnownRelease } from "./release-actions.ts";
import { parseReleaseDate, releaseMoments } from "./release-date.ts";
import { RELEASE_GROUPS } from "./schema.ts";

/** What is known of one artist, from this run and earlier ones. */
export interface ArtistMemory {
  /** Every list of the artist's has been read to its end once: what comes up from then on is new. */
  readonly isWhole: boolean;
  readonly releases: readonly KnownRelease[];
  /** Oldest first. */
  readonly popularity: readonly PopularityReading[];
}

export const NOTHING_KNOWN: ArtistMemory = { isWhole: false, releases: [], popularity: [] };

/** What outlives a run: without it a release without a day, and a jump, are noticed only when they happen before our eyes. */
export interface SignalMemory {
  load(artistId: string): ArtistMemory;
  save(artistId: string, memory: ArtistMemory): void;
}

/** Remembers nothing beyond the run. */
export function forgetfulMemory(): SignalMemory {
  const held = new Map<string, ArtistMemory>();
  return {
    load: (id) => held.get(id) ?? NOTHING_KNOWN,
    save: (id, memory) => held.set(id, memory),
  };
}

const moment = z
  .int()
  .nonnegative()
  .transform((at) => time(at));
const dated = z.string().transform((text, context) => {
  const date = parseReleaseDate(text);
  if (date === undefined) context.addIssue({ code: "custom", message: "no date" });
  return date ?? z.NEVER;
});
const memoryShape = z.object({
  isWhole: z.boolean(),
  releases: z.array(
    z
      .object({
        id: z.string(),
        name: z.string(),
        group: z.enum(RELEASE_GROUPS),
        date: dated,
        newSince: moment.nullable(),
      })
      .transform(({ newSince, ...release }): KnownRelease => ({ ...release, newSince: newSince ?? undefined })),
  ),
  popularity: z.array(z.object({ at: moment, value: z.number() })),
});
const fileShape = z.object({ version: z.literal(1), artists: z.record(z.string(), memoryShape) });

/** Releases this long past are not remembered one by one. */
const FORGOTTEN_AFTER_MS = 400 * 86_400_000;

/**
 * Keeps it in a small JSON file, replaced whole at each change. A file that can't be read counts as none, and `trouble` is told: what is lost is
 * history, never a defence that the dates give.
 */
export function fileMemory(path: string, files: Files, trouble: (text: string) => void): SignalMemory {
  const held = new Map<string, ArtistMemory>();
  try {
    const text = files.readText(path);
    if (text !== undefined) {
      for (const [id, memory] of Object.entries(fileShape.parse(JSON.parse(text)).artists)) held.set(id, memory);
    }
  } catch (error) {
    trouble(
      `${path} can't be read, so Spotify's history begins anew: ${error instanceof Error ? error.message : error}`,
    );
  }
  return {
    load: (id) => held.get(id) ?? NOTHING_KNOWN,
    save(id, memory) {
      held.set(id, memory);
      try {
        files.writeText(
          path,
          `${JSON.stringify({ version: 1, artists: Object.fromEntries([...held].map(written)) })}\n`,
        );
      } catch (error) {
        trouble(`${path} can't be written: ${error instanceof Error ? error.message : error}`);
      }
    },
  };
}

function written([id, { isWhole, releases, popularity }]: readonly [string, ArtistMemory]) {
  const kept = releases.map(({ newSince, date, ...release }) => ({
    ...release,
    date: date.text,
    newSince: newSince ?? null,
  }));
  return [id, { isWhole, releases: kept, popularity }] as const;
}

/** Leaves out what is long past and dated to the day, which its date alone keeps quiet should it be listed again. */
export function withoutOld(releases: readonly KnownRelease[], now: Time): readonly KnownRelease[] {
  return releases.filter(({ date }) => (releaseMoments(date)?.last ?? now) > now - FORGOTTEN_AFTER_MS);
}
