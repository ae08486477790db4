import type { Time } from "../../market/units.ts";
import { type Action, noAction, strongestAction } from "../action.ts";
import { type ArtistMemory, type SignalMemory, withoutOld } from "./artist-memory.ts";
import type { SpotifyClient } from "./client.ts";
import { popularityScore, withReading } from "./popularity.ts";
import { type KnownRelease, type ReleaseRules, releaseAction } from "./release-actions.ts";
import { type ListedRelease, RELEASE_GROUPS, type ReleaseGroup } from "./schema.ts";

/** An artist whom contracts of the event are about. */
export interface WatchedArtist {
  readonly id: string;
  readonly name: string;
  readonly tickers: readonly string[];
}

/** When a jump of the popularity widens, and for how long. */
export interface PopularityRules {
  /** In robust standard deviations, either way. */
  readonly score: number;
  readonly lastsMs: number;
}

export const POPULARITY_RULES: PopularityRules = { score: 4, lastsMs: 24 * 3_600_000 };

/** A list is read to its end again after so long; in between only as far as it is new. */
const WHOLE_EVERY_MS = 24 * 3_600_000;
/** No artist has more pages than this. */
const MOST_PAGES = 300;

/** What is known of one artist, and what follows from it. */
export class ArtistWatch {
  #memory: ArtistMemory;
  #wholeAt: Time | undefined;
  #jump: Action | undefined;
  /** Whether the last answer told the popularity. */
  tellsPopularity = false;

  constructor(
    readonly artist: WatchedArtist,
    private readonly store: SignalMemory,
    private readonly rules: { readonly releases: ReleaseRules; readonly popularity: PopularityRules },
  ) {
    this.#memory = store.load(artist.id);
  }

  /** Asks Spotify about the artist. Throws SpotifyError; what came before the error is kept. */
  async poll(client: SpotifyClient, clock: () => Time): Promise<void> {
    const { popularity } = await client.artist(this.artist.id);
    this.tellsPopularity = popularity !== undefined;
    if (popularity !== undefined) this.#read(popularity, clock());
    const isWhole = this.#wholeAt === undefined || clock() - this.#wholeAt >= WHOLE_EVERY_MS;
    const found: { release: ListedRelease; group: ReleaseGroup }[] = [];
    for (const group of RELEASE_GROUPS) {
      for (const release of await this.#list(client, group, isWhole)) found.push({ release, group });
    }
    this.#take(found, clock(), isWhole);
    if (isWhole) this.#wholeAt = clock();
  }

  /** What the artist's releases ask for. */
  releaseAction(now: Time): Action {
    return strongestAction(this.#memory.releases.map((release) => releaseAction(release, now, this.rules.releases)));
  }

  /** What a jump of the popularity asks for. */
  popularityAction(now: Time): Action {
    if (this.#jump !== undefined && now < this.#jump.until) return this.#jump;
    return noAction("no jump");
  }

  /** One list: to its end, or to the first page that holds nothing new (the newest come first). */
  async #list(client: SpotifyClient, group: ReleaseGroup, isWhole: boolean): Promise<readonly ListedRelease[]> {
    const known = new Set(this.#memory.releases.map(({ id }) => id));
    const listed: ListedRelease[] = [];
    for (let page = 0, offset = 0; page < MOST_PAGES; page++) {
      const { items, size, hasNext } = await client.releases(this.artist.id, group, offset);
      listed.push(...items);
      offset += size;
      const isKnown = items.every(({ id }) => known.has(id));
      if (!hasNext || size === 0 || (isKnown && !isWhole)) break;
    }
    return listed;
  }

  #take(found: readonly { release: ListedRelease; group: ReleaseGroup }[], now: Time, isWhole: boolean): void {
    const releases = new Map<string, KnownRelease>(this.#memory.releases.map((release) => [release.id, release]));
    for (const { release, group } of found) {
      const before = releases.get(release.id);
      const newSince = before === undefined ? (this.#memory.isWhole ? now : undefined) : before.newSince;
      // One that stands in several lists counts by the first of them, the one that says most.
      releases.set(release.id, { ...release, group: before?.group ?? group, newSince });
    }
    this.#remember({
      ...this.#memory,
      isWhole: this.#memory.isWhole || isWhole,
      releases: withoutOld([...releases.values()], now),
    });
  }

  #read(value: number, now: Time): void {
    const reading = { at: now, value };
    const history = this.#memory.popularity;
    this.#remember({ ...this.#memory, popularity: withReading(history, reading) });
    const last = history.at(-1);
    const score = popularityScore(history, reading);
    if (last === undefined || score === undefined) return;
    const { score: limit, lastsMs } = this.rules.popularity;
    const before = popularityScore(history, { at: now, value: last.value }) ?? 0;
    if (Math.abs(score) < limit || Math.abs(before) >= limit) return; // not far off, or there already when it was last read
    const reason = `popularity ${value}, ${score > 0 ? "up" : "down"} ${Math.abs(score).toFixed(1)} deviations`;
    this.#jump = { severity: "widen", multiplier: 2, until: now + lastsMs, reason };
  }

  #remember(memory: ArtistMemory): void {
    if (JSON.stringify(memory) === JSON.stringify(this.#memory)) return;
    this.#memory = memory;
    this.store.save(this.artist.id, memory);
  }
}
