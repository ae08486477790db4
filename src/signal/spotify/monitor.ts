import type { Clock } from "../../ambient/clock.ts";
import type { Timer, Timers } from "../../ambient/timers.ts";
import type { Signal } from "../../engine/input.ts";
import type { Time } from "../../market/units.ts";
import type { SourceReport } from "../source-report.ts";
import { Teller } from "../teller.ts";
import type { SignalMemory } from "./artist-memory.ts";
import { ArtistWatch, POPULARITY_RULES, type PopularityRules, type WatchedArtist } from "./artist-watch.ts";
import type { SpotifyClient } from "./client.ts";
import { SpotifyError } from "./error.ts";
import { RELEASE_RULES, type ReleaseRules } from "./release-actions.ts";

export interface MonitorOptions {
  readonly client: SpotifyClient;
  /** The exchange's time: signals are stamped with it. */
  readonly clock: Clock;
  readonly timers: Timers;
  readonly artists: readonly WatchedArtist[];
  readonly memory: SignalMemory;
  /** How often each artist is asked about. */
  readonly everyMs?: number;
  readonly rules?: { readonly releases: ReleaseRules; readonly popularity: PopularityRules };
  /** Told each time what is asked for on a contract has changed. */
  readonly emit: (signal: Signal) => void;
  /** Told each time how the source is has changed. */
  readonly report: (report: SourceReport) => void;
}

const EVERY_MS = 15 * 60_000;
/** Waits after failures: 5 s, doubled up to 5 minutes; without accepted credentials always 5 minutes. */
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** What an artist's page told counts for so many rounds; then we are blind. */
const ROUNDS_TRUSTED = 2;
/** Looks at what time alone has changed are never further apart. */
const LONGEST_LOOK_MS = 86_400_000;

const KINDS = ["release", "popularity"] as const;

/**
 * Watches Spotify for the artists of an event, one after the other so that requests are spread over the round, and says what follows for their
 * contracts. It never throws: without Spotify it is blind, and says so, and what it has asked for runs out by itself.
 */
export class SpotifyMonitor {
  readonly #options: MonitorOptions;
  readonly #everyMs: number;
  readonly #watches: readonly ArtistWatch[];
  readonly #teller: Teller;
  readonly #polledAt = new Map<ArtistWatch, Time>();
  #next = 0;
  #failures = 0;
  #reported = "";
  #poll: Timer | undefined;
  #change: Timer | undefined;
  #isOver = false;

  constructor(options: MonitorOptions) {
    this.#options = options;
    this.#teller = new Teller(options.emit);
    this.#everyMs = options.everyMs ?? EVERY_MS;
    const rules = options.rules ?? { releases: RELEASE_RULES, popularity: POPULARITY_RULES };
    this.#watches = options.artists.map((artist) => new ArtistWatch(artist, options.memory, rules));
  }

  /** Begins; an event without artists is blind from the start. */
  start(): void {
    if (this.#watches.length === 0) {
      this.#report("blind", "no artist of this event is pinned: tauroi artists finds them");
      return;
    }
    this.#report("starting", `asking about ${this.#watches.length} artists`);
    this.#evaluate(); // what earlier runs have left
    this.#poll = this.#options.timers.after(0, () => void this.#round());
  }

  close(): void {
    this.#isOver = true;
    this.#poll?.cancel();
    this.#change?.cancel();
  }

  /** Asks about the artist whose turn it is. */
  async #round(): Promise<void> {
    const { client, clock, timers } = this.#options;
    const watch = this.#watches[this.#next % this.#watches.length]!;
    let waitMs = this.#watches.length > this.#polledAt.size ? 1_000 : this.#everyMs / this.#watches.length;
    try {
      await watch.poll(client, () => clock.now());
      if (this.#isOver) return;
      this.#failures = 0;
      this.#polledAt.set(watch, clock.now());
      this.#next++;
      this.#evaluate();
      this.#reportHealth();
    } catch (error) {
      if (!(error instanceof SpotifyError)) throw error;
      if (this.#isOver) return;
      waitMs = this.#afterFailure(error);
    }
    this.#poll = timers.after(waitMs, () => void this.#round());
  }

  /** How long to wait after a failure. An artist that isn't there must not keep the others from being asked about. */
  #afterFailure(error: SpotifyError): number {
    this.#failures++;
    const { trouble, retryAfterMs } = error;
    if (trouble === "absent" || trouble === "malformed") this.#next++;
    const isRefused = trouble === "credentials" || trouble === "forbidden";
    if (isRefused || this.#staleWatches().length > 0) this.#report("blind", error.message);
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(10, this.#failures - 1));
    return retryAfterMs ?? (isRefused ? LONGEST_WAIT_MS : wait);
  }

  #staleWatches(): readonly ArtistWatch[] {
    const trusted = this.#options.clock.now() - ROUNDS_TRUSTED * this.#everyMs;
    return this.#watches.filter((watch) => (this.#polledAt.get(watch) ?? 0) < trusted);
  }

  #reportHealth(): void {
    const unheard = this.#watches.filter((watch) => !this.#polledAt.has(watch)).length;
    const stale = this.#staleWatches();
    if (unheard > 0) return;
    if (stale.length > 0) {
      this.#report("blind", `nothing heard lately of ${stale.map(({ artist }) => artist.name).join(", ")}`);
      return;
    }
    const tells = this.#watches.some(({ tellsPopularity }) => tellsPopularity);
    const what = tells ? "releases and popularity" : "releases alone (this app is not told the popularity)";
    this.#report("active", `${what}, ${this.#watches.length} artists`);
  }

  /** Says what is asked for now wherever that has changed, and looks again when time alone changes it. */
  #evaluate(): void {
    const { clock, timers } = this.#options;
    const now = clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const watch of this.#watches) {
      const actions = { release: watch.releaseAction(now), popularity: watch.popularityAction(now) };
      for (const kind of KINDS) {
        next = Math.min(next, actions[kind].until);
        for (const ticker of watch.artist.tickers) this.#teller.tell(`spotify ${kind}`, ticker, actions[kind], now);
      }
    }
    this.#change?.cancel();
    if (next < Number.POSITIVE_INFINITY)
      this.#change = timers.after(Math.min(next - now, LONGEST_LOOK_MS), () => this.#evaluate());
  }

  #report(state: SourceReport["state"], detail: string): void {
    const said = `${state} ${detail}`;
    if (said === this.#reported) return;
    this.#reported = said;
    this.#options.report({ source: "spotify", state, detail });
  }
}
