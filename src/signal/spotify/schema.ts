import { z } from "zod";
import { parseReleaseDate, type ReleaseDate } from "./release-date.ts";

/** Which of an artist's lists a release stands in. */
export const RELEASE_GROUPS = ["album", "single", "appears_on", "compilation"] as const;
export type ReleaseGroup = (typeof RELEASE_GROUPS)[number];

/** An artist. Apps in development mode are told neither popularity nor followers. */
export interface Artist {
  readonly id: string;
  readonly name: string;
  /** 0 to 100; undefined where the app isn't told. */
  readonly popularity: number | undefined;
  readonly followers: number | undefined;
  readonly genres: readonly string[];
}

/** A release as an artist's list has it. */
export interface ListedRelease {
  readonly id: string;
  readonly name: string;
  readonly date: ReleaseDate;
}

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** How many were listed, those that can't be read among them: where the next page begins. */
  readonly size: number;
  /** Whether there are more behind it. */
  readonly hasNext: boolean;
}

const orNothing = <T extends z.ZodType>(type: T) => type.nullish().catch(null);

const artistShape = z.object({
  id: z.string().min(1),
  name: z.string(),
  popularity: orNothing(z.number().min(0).max(100)),
  followers: orNothing(z.object({ total: z.number() })),
  genres: orNothing(z.array(z.string())),
});

export const artist = artistShape.transform(
  ({ id, name, popularity, followers, genres }): Artist => ({
    id,
    name,
    popularity: popularity ?? undefined,
    followers: followers?.total,
    genres: genres ?? [],
  }),
);

const release = z.object({
  id: z.string().min(1),
  name: z.string(),
  release_date: z.string(),
  release_date_precision: orNothing(z.string()),
});

/** Items that can't be read are left out: one odd release must not blind us to the others. */
export const releasePage = z
  .object({ items: z.array(z.unknown()), next: orNothing(z.string()) })
  .transform(({ items, next }): Page<ListedRelease> => {
    const read = items.flatMap((item) => {
      const parsed = release.safeParse(item);
      const date = parsed.success
        ? parseReleaseDate(parsed.data.release_date, parsed.data.release_date_precision ?? undefined)
        : undefined;
      return parsed.success && date !== undefined ? [{ id: parsed.data.id, name: parsed.data.name, date }] : [];
    });
    return { items: read, size: items.length, hasNext: next !== null && next !== undefined };
  });

export const artistSearch = z
  .object({ artists: z.object({ items: z.array(orNothing(artist)) }) })
  .transform(({ artists }): readonly Artist[] =>
    artists.items.filter((found) => found !== null && found !== undefined),
  );

export const token = z
  .object({ access_token: z.string().min(1), token_type: z.string(), expires_in: z.number().positive() })
  .transform(({ access_token, expires_in }) => ({ text: access_token, livesMs: expires_in * 1_000 }));
