import type { Clock } from "../ambient/clock.ts";
import type { Timers } from "../ambient/timers.ts";
import type { Time } from "../market/units.ts";
import type { Target } from "../venue/kalshi/discovery.ts";
import type { RestClient } from "../venue/kalshi/rest/client.ts";
import { mayPass, wait } from "../venue/kalshi/waiting.ts";
import { findRecorded, isOver, type RecordedEventFacts, recordedFees, recordedMarket } from "./event-facts.ts";
import type { About, RecordingStore } from "./recording-store.ts";
import type { StreamRecorder } from "./stream-recorder.ts";
import { type TradeProgress, TradeRecorder } from "./trade-recorder.ts";

/** Between checkpoints of what the stream brings. */
const CHECKPOINT_MS = 1_000;
/** Between readings of new trades, of the event, and manifests. */
const POLL_MS = 10_000;
const EVENT_MS = 60_000;
const DESCRIBE_MS = 30_000;
/** After a reading that has failed. */
const AGAIN_MS = 5_000;

/** How far a recording is. */
export interface RecordProgress extends TradeProgress {
  readonly trades: number;
  readonly messages: number;
  /** The history is read to its end; new trades are followed. */
  readonly following: boolean;
  readonly live: boolean;
}

export interface RecorderParts {
  readonly client: RestClient;
  readonly store: RecordingStore;
  /** The machine's. */
  readonly clock: Clock;
  readonly timers: Timers;
  readonly venue: string;
  readonly found: RecordedEventFacts;
  readonly target: Target;
  /** Where the history begins; by default when the first market opened. */
  readonly from?: Time | undefined;
  readonly windowMs: number;
  /** Between checkpoints of what the stream brings; a second by default. */
  readonly checkpointMs?: number | undefined;
  /** Undefined: the stream isn't recorded. */
  readonly stream?: StreamRecorder | undefined;
  /** Ends when the history is read. */
  readonly historyOnly: boolean;
  readonly say: (text: string) => void;
  readonly hearProgress: (progress: RecordProgress) => void;
}

/** Why a recording has come to its end. */
export type RecordEnd = "stopped" | "over" | "history";

/** Records one event: its history first, then what is new, and beside both the stream. */
export class Recorder {
  readonly #parts: RecorderParts;
  readonly #trades: TradeRecorder;
  readonly #stop = Promise.withResolvers<void>();
  /** Of a checkpoint that could not be made. */
  readonly #failure = Promise.withResolvers<never>();
  #facts: RecordedEventFacts;
  #about: About;
  #stopped = false;
  #following = false;
  #lookedAt: Time;
  #describedAt = 0 as Time;

  private constructor(parts: RecorderParts, fees: Pick<About, "fee_type" | "fee_multiplier">) {
    this.#parts = parts;
    this.#facts = parts.found;
    this.#lookedAt = parts.clock.now();
    const { client, store, windowMs } = parts;
    const opens = parts.found.markets.map(({ openAt }) => openAt);
    const from = parts.from ?? (Math.min(...opens) as Time);
    this.#trades = new TradeRecorder({ client, store, event: parts.found.event.ticker, from, windowMs });
    this.#about = this.#describe(fees);
  }

  /** Reads what the manifest says of fees, and begins. Throws KalshiError. */
  static async begin(parts: RecorderParts): Promise<Recorder> {
    return new Recorder(parts, await recordedFees(parts.client, parts.found.event, parts.client.exchangeClock.now()));
  }

  get progress(): RecordProgress {
    const { store, stream } = this.#parts;
    const { trades, messages } = store.counts;
    return { ...this.#trades.progress, trades, messages, following: this.#following, live: stream?.live ?? false };
  }

  /** Records until it is asked to stop or there is nothing more to come. Everything is certain and described then. Rejects with FileError, KalshiError. */
  async run(): Promise<RecordEnd> {
    const { store, stream } = this.#parts;
    this.#awaitCommit();
    try {
      const end = await Promise.race([this.#follow(), this.#failure.promise]);
      this.#stopped = true;
      stream?.close();
      store.finish();
      this.#tell(true);
      return end;
    } finally {
      this.#stopped = true;
    }
  }

  /** Ends soon, at a checkpoint. */
  stop(): void {
    this.#stopped = true;
    this.#stop.resolve();
  }

  /** Makes certain what the stream has brought, at once. */
  commit(): void {
    this.#parts.stream?.flush();
    this.#parts.store.commitNews();
  }

  async #follow(): Promise<RecordEnd> {
    const { client, clock, historyOnly, hearProgress } = this.#parts;
    while (!this.#stopped) {
      const now = client.exchangeClock.now();
      let advanced = false;
      try {
        if (clock.now() - this.#lookedAt >= EVENT_MS) await this.#look();
        advanced = await this.#trades.next(this.#facts.markets, now);
      } catch (error) {
        if (!mayPass(error)) throw error;
        this.#parts.say(`${error.message}; tried again in ${AGAIN_MS / 1_000} s`);
        await this.#rest(AGAIN_MS);
        continue;
      }
      hearProgress(this.progress);
      if (clock.now() - this.#describedAt >= DESCRIBE_MS) this.#tell(false);
      const { upTo, until } = this.#trades.progress;
      if (advanced && upTo < until) continue;
      this.#following = true;
      if (historyOnly) return "history";
      if (this.#facts.markets.every(isOver)) return "over";
      await this.#rest(POLL_MS);
    }
    await this.#readLast();
    return "stopped";
  }

  /** What there is up to now, if the history was read before and the exchange answers. */
  async #readLast(): Promise<void> {
    if (!this.#following) return;
    const now = this.#parts.client.exchangeClock.now();
    try {
      while (await this.#trades.next(this.#facts.markets, now));
    } catch (error) {
      if (!mayPass(error)) throw error;
    }
  }

  /** Looks at the event anew: markets may have been added, closed or decided. */
  async #look(): Promise<void> {
    const { client, clock, target, stream } = this.#parts;
    const same: Target = "markets" in target ? target : { event: this.#facts.event.ticker };
    this.#facts = await findRecorded(client, same, client.exchangeClock.now());
    this.#lookedAt = clock.now();
    this.#about = this.#describe(await recordedFees(client, this.#facts.event, client.exchangeClock.now()));
    stream?.want(this.#facts.markets.map(({ ticker }) => ticker));
  }

  #describe(fees: Pick<About, "fee_type" | "fee_multiplier">): About {
    const { event, markets } = this.#facts;
    return {
      venue: this.#parts.venue,
      series: event.seriesTicker,
      event: event.ticker,
      title: event.title,
      mutually_exclusive: event.mutuallyExclusive,
      ...fees,
      use_yes_price: true,
      markets: markets.map(recordedMarket),
      trades_from: "",
      trades_to: "",
    };
  }

  #tell(ended: boolean): void {
    const { store, clock } = this.#parts;
    const { from, upTo } = this.#trades.progress;
    const times = { trades_from: new Date(from).toISOString(), trades_to: new Date(upTo).toISOString() };
    store.describe({ ...this.#about, ...times }, ended);
    this.#describedAt = clock.now();
  }

  #awaitCommit(): void {
    const { timers, checkpointMs = CHECKPOINT_MS } = this.#parts;
    timers.after(checkpointMs, () => {
      if (this.#stopped) return;
      try {
        this.commit();
        this.#awaitCommit();
      } catch (error) {
        this.#failure.reject(error);
      }
    });
  }

  /** Waits, or less when it is asked to stop. */
  async #rest(ms: number): Promise<void> {
    await Promise.race([wait(this.#parts.timers, ms), this.#stop.promise]);
  }
}
