import { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import type { Signal } from "../../../src/engine/input.ts";
import { type Time, time } from "../../../src/market/units.ts";
import type { SourceReport } from "../../../src/signal/source-report.ts";
import { forgetfulMemory, type SignalMemory } from "../../../src/signal/spotify/artist-memory.ts";
import type { WatchedArtist } from "../../../src/signal/spotify/artist-watch.ts";
import { SpotifyClient } from "../../../src/signal/spotify/client.ts";
import { SpotifyMonitor } from "../../../src/signal/spotify/monitor.ts";
import { Catalogue, type CatalogueArtist, idOf } from "../../../src/venue/sim/spotify/catalogue.ts";
import { SPOTIFY_ROOT, SpotifyService } from "../../../src/venue/sim/spotify/service.ts";
import type { Trouble } from "../../../src/venue/sim/spotify/trouble.ts";
import { Passage } from "../../wire/passage.ts";

export const START = time(Date.UTC(2026, 10, 16, 12)); // a Monday

export const artist = (name: string, change: Partial<CatalogueArtist> = {}): CatalogueArtist => ({
  name,
  genres: ["pop"],
  popularity: 80,
  popularityChanges: [],
  releases: [],
  ...change,
});

export interface SessionOptions {
  readonly artists: readonly CatalogueArtist[];
  /** Who is watched; all of them when left out. */
  readonly watch?: readonly CatalogueArtist[];
  readonly mode?: "development" | "extended";
  readonly memory?: SignalMemory;
  readonly tokenLivesS?: number;
  readonly secret?: string;
  readonly start?: Time;
  readonly everyMs?: number;
}

/** The monitor and the stand-in for Spotify on one virtual clock, with nothing but that in between. */
export class SpotifySession {
  readonly time: VirtualTime;
  readonly signals: Signal[] = [];
  readonly reports: SourceReport[] = [];
  readonly service: SpotifyService;
  readonly client: SpotifyClient;
  readonly monitor: SpotifyMonitor;
  readonly #passage: Passage;
  /** What goes wrong with requests from now on. */
  trouble: ((path: string) => Trouble | undefined) | undefined;
  /** Paths asked for, tokens left out. */
  readonly asked: string[] = [];

  constructor({
    artists,
    watch = artists,
    mode = "extended",
    memory,
    tokenLivesS,
    secret = "sesame",
    start = START,
    everyMs,
  }: SessionOptions) {
    this.time = new VirtualTime(start);
    this.service = new SpotifyService({
      catalogue: new Catalogue(artists),
      clock: this.time,
      timers: this.time,
      mode,
      app: { clientId: "app", clientSecret: "sesame" },
      trouble: (path) => this.trouble?.(path),
      ...(tokenLivesS !== undefined && { tokenLivesS }),
    });
    this.#passage = new Passage(this.time, (until) => this.#step(until));
    const root = `http://127.0.0.1:1${SPOTIFY_ROOT}`; // where nobody listens
    this.client = new SpotifyClient({
      credentials: { clientId: "app", clientSecret: secret },
      clock: this.time,
      timers: this.time,
      apiUrl: `${root}/v1`,
      tokenUrl: `${root}/api/token`,
      fetch: this.#fetch,
    });
    this.monitor = new SpotifyMonitor({
      client: this.client,
      clock: this.time,
      timers: this.time,
      artists: watch.map(watched),
      memory: memory ?? forgetfulMemory(),
      ...(everyMs !== undefined && { everyMs }),
      emit: (signal) => this.signals.push(signal),
      report: (report) => this.reports.push(report),
    });
  }

  /** Lets time pass. */
  pass(ms: number): Promise<void> {
    return this.#passage.pass(ms);
  }

  /** What is asked for on a contract now, by source. */
  asking(ticker: string): Record<string, string> {
    const now = this.time.now();
    const last = new Map(
      this.signals.filter((signal) => signal.ticker === ticker).map((signal) => [signal.source, signal]),
    );
    const active = [...last.values()].filter(({ severity, until }) => severity !== "clear" && until > now);
    return Object.fromEntries(
      active.map(({ source, severity, multiplier }) => [source, `${severity}${multiplier ?? ""}`]),
    );
  }

  get report(): SourceReport | undefined {
    return this.reports.at(-1);
  }

  close(): void {
    this.monitor.close();
    this.#passage.close();
  }

  readonly #fetch = (async (url: string, init: RequestInit = {}) => {
    const { pathname, search } = new URL(url);
    if (!pathname.endsWith("/token")) this.asked.push(`${pathname.slice(`${SPOTIFY_ROOT}/v1`.length)}${search}`);
    return await this.service.serve(new Request(url, init));
  }) as typeof fetch;

  #step(until: Time): boolean {
    if ((this.time.nextAt ?? Number.POSITIVE_INFINITY) > until) {
      this.time.runUntil(until);
      return false;
    }
    return this.time.step();
  }
}

/** An artist of the catalogue as the monitor watches it: of the contract that has its name. */
export function watched({ name }: CatalogueArtist): WatchedArtist {
  return { id: idOf(name), name, tickers: [ticker(name)] };
}

export function ticker(name: string): string {
  return `TOP-${name.toUpperCase().replaceAll(" ", "")}`;
}
