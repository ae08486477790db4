import { describe, expect, it } from "vitest";
import { price, quantity, type Side, type Time } from "../../../../src/market/units.ts";
import { Books, CROSSED_MS } from "../../../../src/venue/kalshi/stream/books.ts";
import type { DeltaMessage, SnapshotMessage } from "../../../../src/venue/kalshi/stream/message.ts";
import { SETTLE_MS } from "../../../../src/venue/kalshi/stream/own-size.ts";

const T0 = 1_000_000 as Time;
const later = (ms: number): Time => (T0 + ms) as Time;
const envelope = { sid: 1, seq: 1, id: undefined, sentAt: undefined };

function snapshot(ticker: string, yes: readonly number[], no: readonly number[]): SnapshotMessage {
  return { ...envelope, type: "orderbook_snapshot", ticker, yes, no };
}

function delta(ticker: string, side: Side, at: number, change: number): DeltaMessage {
  return {
    ...envelope,
    type: "orderbook_delta",
    ticker,
    side,
    price: price(at),
    change,
    at: T0,
    clientOrderId: undefined,
  };
}

function watching(...tickers: readonly string[]): Books {
  const books = new Books("on-yes");
  for (const ticker of tickers) books.add(ticker);
  return books;
}

describe("the books", () => {
  it("can't be read before their first snapshot, whatever changes came", () => {
    const books = watching("A");
    books.apply(delta("A", "bid", 4_700, 100), T0);
    expect(books.all("A", 5)).toBeUndefined();
    expect(books.takeChanged()).toEqual([]);
    books.load(snapshot("A", [4_600, 200], []), T0);
    expect(books.all("A", 5)).toEqual({ bids: [{ price: 4_600, quantity: 200 }], asks: [] });
    expect(books.takeChanged()).toEqual(["A"]);
  });

  it("ignore markets that aren't watched", () => {
    const books = watching("A");
    expect(books.load(snapshot("B", [1, 1], []), T0)).toBe(false);
    expect(books.apply(delta("B", "bid", 1, -1), T0)).toBeUndefined();
    expect(books.takeChanged()).toEqual([]);
  });

  it("doubt one that would hold less than nothing, until its next snapshot; the others stand", () => {
    const books = watching("A", "B");
    for (const ticker of ["A", "B"]) books.load(snapshot(ticker, [4_700, 100], [5_200, 100]), T0);
    books.takeChanged();
    expect(books.apply(delta("A", "bid", 4_700, -101), T0)).toMatchObject({ ticker: "A" });
    expect(books.takeChanged()).toEqual(["A"]);
    expect([books.trusted("A"), books.trusted("B")]).toEqual([false, true]);
    books.apply(delta("A", "bid", 4_600, 100), T0);
    expect(books.all("A", 5)).toBeUndefined();
    books.load(snapshot("A", [4_500, 100], []), T0);
    expect(books.all("A", 5)).toEqual({ bids: [{ price: 4_500, quantity: 100 }], asks: [] });
  });

  it("doubt one that goes on showing what was filled or cancelled of ours: the change may be lost, and none comes after it", () => {
    const books = watching("A", "B");
    for (const ticker of ["A", "B"]) books.load(snapshot(ticker, [4_700, 700], [5_200, 100]), T0);
    const tell = (ticker: string, remaining: number, filled: number) =>
      books.tellOwn(
        ticker,
        {
          clientOrderId: "x",
          side: "bid",
          price: price(4_700),
          remaining: quantity(remaining),
          filled: quantity(filled),
        },
        T0,
      );
    for (const ticker of ["A", "B"]) {
      tell(ticker, 700, 0);
      tell(ticker, 400, 300);
    }
    books.apply(delta("B", "bid", 4_700, -300), T0); // of B it is told
    expect(books.others("A", 5)?.bids).toEqual([]);
    expect(books.review(later(SETTLE_MS - 1))).toEqual([]);
    expect(books.review(later(SETTLE_MS)).map(({ ticker }) => ticker)).toEqual(["A"]);
    expect([books.trusted("A"), books.trusted("B")]).toEqual([false, true]);
    books.load(snapshot("A", [4_700, 400], [5_200, 100]), later(SETTLE_MS));
    expect(books.others("A", 5)?.bids).toEqual([]);
    expect(books.review(later(10 * SETTLE_MS))).toEqual([]);
  });

  it("hold back a crossed one while the messages of one order may still be coming, and doubt it after that", () => {
    const books = watching("A");
    books.load(snapshot("A", [4_700, 100], [4_800, 100]), T0);
    books.takeChanged();
    books.apply(delta("A", "bid", 4_800, 50), T0); // what rests of a buyer comes before what it bought goes
    expect([books.takeChanged(), books.all("A", 5)]).toEqual([[], undefined]);
    expect(books.review(later(CROSSED_MS - 1))).toEqual([]);
    books.apply(delta("A", "ask", 4_800, -100), later(1));
    expect(books.takeChanged()).toEqual(["A"]);
    expect(books.all("A", 1)).toEqual({ bids: [{ price: 4_800, quantity: 50 }], asks: [] });
    expect(books.review(later(10 * CROSSED_MS))).toEqual([]);

    books.apply(delta("A", "ask", 4_700, 100), T0);
    expect(books.review(later(CROSSED_MS))).toMatchObject([{ ticker: "A" }]);
    expect(books.takeChanged()).toEqual(["A"]);
    expect(books.trusted("A")).toBe(false);
  });
});
