import type { Artist } from "./schema.ts";

/** Who a contract may be about, by name. Nobody is chosen here: the operator pins one. */
export interface ArtistMatch {
  /** As the contract words it. */
  readonly name: string;
  /** Those whose name is the same, letters and digits compared without case and accents; in Spotify's order. */
  readonly same: readonly Artist[];
  /** The others that Spotify offers. */
  readonly others: readonly Artist[];
}

/** Sorts what a search has found. */
export function matchArtist(name: string, found: readonly Artist[]): ArtistMatch {
  const wanted = bare(name);
  return {
    name,
    same: found.filter((artist) => bare(artist.name) === wanted),
    others: found.filter((artist) => bare(artist.name) !== wanted),
  };
}

/** "Beyoncé" as "beyonce", "A$AP Rocky" as "aap rocky". */
function bare(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain
    .replace(/[^\p{L}\p{N} ]/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}
