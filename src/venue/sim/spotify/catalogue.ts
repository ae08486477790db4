import type { Time } from "../../../market/units.ts";

/** Which of an artist's lists a release stands in. */
export const RELEASE_GROUPS = ["album", "single", "appears_on", "compilation"] as const;
export type ReleaseGroup = (typeof RELEASE_GROUPS)[number];

/** A release of the script: what it is, and from when the service lists it. */
export interface ScriptedRelease {
  readonly name: string;
  readonly group: ReleaseGroup;
  /** "2026-11-20", "2026-11" or "2026": its precision is what it says. */
  readonly date: string;
  readonly listedAt: Time;
}

/** A change of an artist's popularity. */
export interface ScriptedPopularity {
  readonly at: Time;
  /** 0 to 100. */
  readonly value: number;
}

export interface CatalogueArtist {
  readonly name: string;
  readonly genres: readonly string[];
  /** Before the first change. */
  readonly popularity: number;
  readonly popularityChanges: readonly ScriptedPopularity[];
  readonly releases: readonly ScriptedRelease[];
}

const ID_LENGTH = 22;
const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** A name as an id of 22 letters and digits: the same name always gives the same. */
export function idOf(name: string): string {
  // FNV-1a, once for each letter of the id with another beginning: not secret, only spread
  return Array.from({ length: ID_LENGTH }, (_, place) => {
    let hash = (0x811c9dc5 ^ place) >>> 0;
    for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
    return DIGITS[(hash >>> 7) % DIGITS.length];
  }).join("");
}

/** Everything that the service knows: artists and, as time goes by, their releases and popularity. */
export class Catalogue {
  readonly #artists: ReadonlyMap<string, CatalogueArtist>;

  constructor(artists: readonly CatalogueArtist[]) {
    this.#artists = new Map(artists.map((artist) => [idOf(artist.name), artist]));
  }

  artist(id: string): CatalogueArtist | undefined {
    return this.#artists.get(id);
  }

  /** An artist's popularity at a time. */
  popularity({ popularity, popularityChanges }: CatalogueArtist, now: Time): number {
    return popularityChanges.findLast(({ at }) => at <= now)?.value ?? popularity;
  }

  /** What is listed of an artist at a time: one group after the other as asked for, newest first within a group. */
  releases(artist: CatalogueArtist, groups: readonly ReleaseGroup[], now: Time): readonly ScriptedRelease[] {
    return groups.flatMap((group) =>
      artist.releases
        .filter((release) => release.group === group && release.listedAt <= now)
        .toSorted((one, other) => (one.date < other.date ? 1 : one.date > other.date ? -1 : 0)),
    );
  }

  /** Artists whose name has every word of the text, those of exactly that name first. */
  search(text: string): readonly CatalogueArtist[] {
    const wanted = text.toLowerCase().trim();
    const words = wanted.split(/\s+/);
    const found = [...this.#artists.values()].filter(({ name }) =>
      words.every((word) => name.toLowerCase().includes(word)),
    );
    const isExact = ({ name }: CatalogueArtist): number => (name.toLowerCase() === wanted ? 0 : 1);
    return found.toSorted((one, other) => isExact(one) - isExact(other));
  }
}
