import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Price, price, type Side } from "../../../../src/market/units.ts";
import { MarketBook } from "../../../../src/venue/kalshi/stream/market-book.ts";

const changes = fc.array(
  fc.record({
    side: fc.constantFrom<Side>("bid", "ask"),
    at: fc
      .oneof(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 4_990, max: 5_010 }))
      .map((ticks) => price(ticks)),
    by: fc.integer({ min: -500, max: 900 }),
  }),
  { maxLength: 60 },
);

/** The same, as a plain list of levels. */
class ListBook {
  readonly levels = { bid: new Map<number, number>(), ask: new Map<number, number>() };

  change(side: Side, at: number, by: number): boolean {
    const left = (this.levels[side].get(at) ?? 0) + by;
    if (left < 0) return false;
    if (left === 0) this.levels[side].delete(at);
    else this.levels[side].set(at, left);
    return true;
  }

  sorted(side: Side): { price: number; quantity: number }[] {
    const list = [...this.levels[side]].map(([at, quantity]) => ({ price: at, quantity }));
    return list.sort((a, b) => (side === "bid" ? b.price - a.price : a.price - b.price));
  }
}

describe("a market's book", () => {
  it("holds at every price what was added and not taken away, best first", () => {
    fc.assert(
      fc.property(changes, fc.integer({ min: 1, max: 5 }), (list, depth) => {
        const book = new MarketBook("on-yes");
        const plain = new ListBook();
        for (const { side, at, by } of list) {
          expect(book.change(side, at, by)).toBe(plain.change(side, at, by));
          for (const each of ["bid", "ask"] as const) expect(book.best(each)).toEqual(plain.sorted(each)[0]);
        }
        for (const side of ["bid", "ask"] as const) {
          expect(book.levels(side, Infinity)).toEqual(plain.sorted(side));
          expect(book.levels(side, depth)).toEqual(plain.sorted(side).slice(0, depth));
        }
        const [bid, ask] = [plain.sorted("bid")[0], plain.sorted("ask")[0]];
        expect(book.crossed).toBe(bid !== undefined && ask !== undefined && bid.price >= ask.price);
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it("is the same book whether the NO side comes priced on YES or on NO", () => {
    fc.assert(
      fc.property(changes, (list) => {
        const [onYes, onNo] = [new MarketBook("on-yes"), new MarketBook("on-no")];
        for (const { side, at, by } of list) {
          onYes.change(side, at, by);
          onNo.change(side, side === "ask" ? price(10_000 - at) : at, by);
        }
        for (const side of ["bid", "ask"] as const) {
          expect(onNo.levels(side, Infinity)).toEqual(onYes.levels(side, Infinity));
        }
      }),
      { numRuns: 200, seed: 4 },
    );
  });

  it("is replaced whole by a snapshot", () => {
    const book = new MarketBook("on-no");
    book.change("bid", price(9_000), 100);
    book.load([10, 500, 4_700, 250], [5_200, 100]);
    expect(book.levels("bid", 9)).toEqual([
      { price: 4_700, quantity: 250 },
      { price: 10, quantity: 500 },
    ]);
    expect(book.levels("ask", 9)).toEqual([{ price: 4_800, quantity: 100 }]);
    book.load([], []);
    expect([book.best("bid"), book.best("ask"), book.crossed]).toEqual([undefined, undefined, false]);
  });

  it("leaves out what it is told to", () => {
    const book = new MarketBook("on-yes");
    book.load([4_700, 300, 4_600, 200, 4_500, 100], []);
    const own = new Map<Price, number>([
      [price(4_700), 300],
      [price(4_600), 50],
      [price(4_500), 400],
    ]);
    expect(book.levels("bid", 2, (at) => own.get(at) ?? 0)).toEqual([{ price: 4_600, quantity: 150 }]);
  });
});
