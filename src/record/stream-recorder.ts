import type { Clock } from "../ambient/clock.ts";
import type { Random } from "../ambient/random.ts";
import type { Timers } from "../ambient/timers.ts";
import type { StreamRow } from "../tape/recording/rows.ts";
import type { KalshiKey } from "../venue/kalshi/key.ts";
import type { SchemaWatch } from "../venue/kalshi/schema-watch.ts";
import { signedHeaders } from "../venue/kalshi/signing.ts";
import { KalshiStream } from "../venue/kalshi/stream/kalshi-stream.ts";
import { type OpenSocket, openWebSocket, type StreamTiming } from "../venue/kalshi/stream/options.ts";
import type { StreamEvent } from "../venue/kalshi/stream/stream-event.ts";
import type { RecordingStore } from "./recording-store.ts";

/** Of the messages, what is recorded: what markets show. Answers to commands are no part of it. */
const RECORDED: ReadonlySet<string> = new Set(["orderbook_snapshot", "orderbook_delta", "trade", "ticker"]);
const CHANNELS = ["orderbook_delta", "trade", "ticker"] as const;
/** Messages that wait for the next checkpoint, at most: then it is made at once. */
const MOST_WAITING = 20_000;
/** Until when the stream was heard is noted this often where it has nothing to say. */
const NOTE_MS = 10_000;

interface Parts {
  readonly url: string;
  readonly key: KalshiKey;
  /** The machine's. */
  readonly clock: Clock;
  readonly exchangeClock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly store: RecordingStore;
  /** Told in words what becomes of the connection. */
  readonly say: (text: string) => void;
  /** A checkpoint is due before the usual time. */
  readonly full: () => void;
  readonly openSocket?: OpenSocket | undefined;
  readonly schemaWatch?: SchemaWatch | undefined;
  readonly timing?: Partial<StreamTiming> | undefined;
}

/**
 * Records the exchange's stream as it comes, message by message, before anything is made of it. The connection is kept as a run keeps its own: books are
 * checked, and a new snapshot is asked for when one can't be right. Where nothing was heard, that is said as a gap.
 */
export class StreamRecorder {
  readonly #parts: Parts;
  readonly #stream: KalshiStream;
  #segment: number;
  #waiting: StreamRow[] = [];
  #day: string | undefined;
  #notedAt = 0;
  #isLost = false;
  /** When the last message came, of whatever kind. */
  #heardAt = Number.POSITIVE_INFINITY;
  #tickers: ReadonlySet<string> = new Set();

  constructor(parts: Parts) {
    this.#parts = parts;
    const { url, key, clock, exchangeClock, timers, random, timing, store } = parts;
    this.#segment = Number(store.note("segment") ?? 0);
    this.#stream = new KalshiStream(
      {
        url,
        clock,
        exchangeClock,
        timers,
        random,
        sign: (method, path) => signedHeaders(key, exchangeClock.now() as ReturnType<Clock["now"]>, method, path),
        openSocket: (to, headers) => this.#tapped((parts.openSocket ?? openWebSocket)(to, headers)),
        schemaWatch: parts.schemaWatch,
        ...(timing !== undefined && { timing }),
      },
      (event) => this.#hear(event),
    );
  }

  get live(): boolean {
    return this.#stream.live;
  }

  /** Connects; rejects with HandshakeError when the exchange refuses the key. What was recorded before ends with a gap. */
  open(tickers: readonly string[]): Promise<void> {
    const { store, clock } = this.#parts;
    const last = store.note("heard until");
    if (last === undefined) store.openGap(clock.now(), "the recording begins");
    else store.openGap(Number(last), "nobody recorded");
    this.want(tickers);
    return this.#stream.open();
  }

  /** Records these markets from now on. */
  want(tickers: readonly string[]): void {
    if (tickers.length === this.#tickers.size && tickers.every((ticker) => this.#tickers.has(ticker))) return;
    this.#tickers = new Set(tickers);
    for (const channel of CHANNELS) this.#stream.want(channel, this.#tickers);
  }

  /** Hands what has come to the store, to be made certain with its next checkpoint. */
  flush(): void {
    const { store, clock } = this.#parts;
    const hadNews = this.#waiting.length > 0;
    for (const [day, rows] of Map.groupBy(this.#waiting, ({ recv_ms: at }) => dayOf(at))) store.addMessages(day, rows);
    this.#waiting = [];
    const now = clock.now();
    if (hadNews || now - this.#notedAt >= NOTE_MS) {
      this.#notedAt = now;
      store.setNote("segment", String(this.#segment));
      if (this.live) store.setNote("heard until", String(now));
    }
    const today = dayOf(now);
    if (this.#day !== undefined && today !== this.#day) this.#beginDay();
    this.#day = today;
  }

  close(): void {
    const { store, clock } = this.#parts;
    this.flush();
    store.openGap(clock.now(), "nobody recorded");
    this.#stream.close();
  }

  /** Each day's file begins with whole books, so that it can be played by itself. */
  #beginDay(): void {
    for (const ticker of this.#tickers) this.#stream.resnapshot(ticker, "a new day begins");
  }

  #tapped(socket: ReturnType<OpenSocket>): ReturnType<OpenSocket> {
    const segment = ++this.#segment;
    socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string") this.#take(data, segment);
    });
    return socket;
  }

  #take(text: string, segment: number): void {
    this.#heardAt = this.#parts.clock.now();
    const message = parsed(text);
    const type = message?.["type"];
    const msg = message?.["msg"];
    if (typeof type !== "string" || !RECORDED.has(type) || typeof msg !== "object" || msg === null) return;
    const content = msg as StreamRow["msg"];
    this.#waiting.push({
      recv_ms: this.#heardAt,
      segment,
      type,
      sid: numberOrNone(message?.["sid"]),
      seq: numberOrNone(message?.["seq"]),
      sending_ts_ms: numberOrNone(message?.["sending_ts_ms"]),
      market_ticker: String(content["market_ticker"] ?? ""),
      msg: content,
    });
    if (this.#waiting.length === MOST_WAITING) this.#parts.full();
  }

  #hear(event: StreamEvent): void {
    const { store, say } = this.#parts;
    if (event.type === "live") {
      store.closeGap(event.at);
      this.#isLost = false;
      say("the stream is live: books, trades and tickers are recorded");
    } else if (event.type === "lost") {
      store.openGap(Math.min(event.at, this.#heardAt), event.reason.detail); // it may have been silent for a while
      if (!this.#isLost) say(`the stream was lost (${event.reason.detail}): a gap until it is back`);
      this.#isLost = true;
    } else if (event.type === "trouble" && event.kind !== "doubt") say(`stream: ${event.detail}`);
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined; // whoever keeps the books says so
  }
}

function numberOrNone(value: unknown): number | null {
  return Number.isSafeInteger(value) ? (value as number) : null;
}

/** UTC. */
function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
