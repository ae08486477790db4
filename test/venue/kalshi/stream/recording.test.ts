import { describe, expect, it } from "vitest";
import type { BookSnapshot } from "../../../../src/market/order-book.ts";
import { after, type Time } from "../../../../src/market/units.ts";
import { Books, type Doubt } from "../../../../src/venue/kalshi/stream/books.ts";
import type { StreamMessage, TickerMessage } from "../../../../src/venue/kalshi/stream/message.ts";
import { readMessage, type Unread } from "../../../../src/venue/kalshi/stream/reader.ts";
import { Sequence } from "../../../../src/venue/kalshi/stream/sequence.ts";
import { asyncApiPresent, validateMessage } from "../asyncapi.ts";
import { type Recorded, readRecording, recordingPresent } from "./recording.ts";

/** Best levels of a market's book, and for how long they stood, by the exchange's clock. */
interface Top {
  readonly ticker: string;
  readonly levels: string;
  readonly from: Time;
  until: Time;
}

const CLOCK_BEHIND_MS = 250; // the recorder's, at most
const NEAR_MS = 20;

function levels(bid: unknown, ask: unknown): string {
  return JSON.stringify([bid ?? null, ask ?? null]);
}

/** One connection's messages through the client's books. */
class Replay {
  readonly books = new Books("on-no");
  readonly #sequence = new Sequence();
  readonly tops: Top[] = [];
  readonly tickers: TickerMessage[] = [];
  readonly doubts: Doubt[] = [];
  readonly unread: Unread[] = [];
  gaps = 0;

  take({ text, receivedMs }: Recorded): void {
    const message = readMessage(text);
    const now = Math.round(receivedMs) as Time;
    if (message.type === "unread") this.unread.push(message);
    else if (message.type === "ticker") this.tickers.push(message);
    else this.#book(message, now);
    this.doubts.push(...this.books.review(now));
  }

  #book(message: StreamMessage, now: Time): void {
    if (message.type !== "orderbook_snapshot" && message.type !== "orderbook_delta") return;
    if (this.#sequence.observe(message.seq!) !== "next") this.gaps++;
    this.books.add(message.ticker);
    if (message.type === "orderbook_snapshot") this.books.load(message, now);
    else this.doubts.push(...[this.books.apply(message, now)].filter((it) => it !== undefined));
    for (const ticker of this.books.takeChanged()) {
      const at = (message.type === "orderbook_delta" && message.at) || after(now, CLOCK_BEHIND_MS);
      this.#top(ticker, this.books.all(ticker, 1), at);
    }
  }

  #top(ticker: string, book: BookSnapshot | undefined, at: Time): void {
    const last = this.tops.findLast((top) => top.ticker === ticker);
    const now = levels(book?.bids[0], book?.asks[0]);
    if (last?.levels === now) return;
    if (last) last.until = at;
    this.tops.push({ ticker, levels: now, from: at, until: Infinity as Time });
  }

  /** Whether a ticker's levels stood on top of the book about when it says so. */
  agrees({ ticker, bid, ask, at }: TickerMessage): boolean {
    const said = levels(bid, ask);
    return this.tops.some(
      (top) =>
        top.ticker === ticker &&
        top.levels === said &&
        top.from <= after(at, NEAR_MS) &&
        top.until >= after(at, -NEAR_MS),
    );
  }
}

function replay(): readonly Replay[] {
  const segments = Map.groupBy(readRecording(), ({ segment }) => segment);
  return [...segments.values()].map((messages) => {
    const connection = new Replay();
    for (const message of messages) connection.take(message);
    return connection;
  });
}

describe.skipIf(!recordingPresent)("a recording of the exchange's messages (needs ../shared/data)", () => {
  const connections = recordingPresent ? replay() : [];

  it("is read without exception", () => {
    expect(connections.flatMap(({ unread }) => unread)).toEqual([]);
    expect(connections).toHaveLength(3);
  });

  it("has no gap, and no book that contradicts itself: no negative size, none that stays crossed", () => {
    expect(connections.map(({ gaps, doubts }) => [gaps, doubts])).toEqual([
      [0, []],
      [0, []],
      [0, []],
    ]);
  });

  it("shows each ticker's best bid, ask and sizes on top of the book about when the ticker says so", () => {
    const tickers = connections.flatMap((connection) => connection.tickers.map((ticker) => connection.agrees(ticker)));
    expect(tickers).toHaveLength(817);
    expect(tickers.filter((agrees) => !agrees)).toHaveLength(0);
  });

  it("has tops that differ, so that agreeing with one means something", () => {
    const tops = connections.flatMap((connection) => connection.tops.map((top) => top.levels));
    expect(new Set(tops).size).toBeGreaterThan(1_000);
  });
});

describe.skipIf(!recordingPresent || !asyncApiPresent)(
  "the recording (needs ../shared/data and ../shared/spec)",
  () => {
    it("is valid by the exchange's own description, once each message has a sid again", () => {
      const problems = new Set(readRecording().flatMap(({ text }) => validateMessage(text)));
      expect([...problems]).toEqual([]);
    });
  },
);
