import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BookSnapshot } from "../../src/market/order-book.ts";
import type { Price, Quantity } from "../../src/market/units.ts";
import { mark } from "../../src/risk/marks.ts";

const book = (bidCents?: number, askCents?: number): BookSnapshot => {
  const level = (cents: number | undefined) =>
    cents === undefined ? [] : [{ price: Math.round(cents * 100) as Price, quantity: 100 as Quantity }];
  return { bids: level(bidCents), asks: level(askCents) };
};

describe("the breaker's marks", () => {
  it.each<[string, BookSnapshot, number | undefined, number | undefined, number, number]>([
    ["a narrow book", book(40, 45), 60, 70, 40, 45],
    ["a book of 15c exactly", book(40, 55), 60, 70, 40, 55],
    ["a wider book: fair and last", book(40, 55.01), 60, 70, 60, 70],
    ["last below fair", book(40, 60), 50, 45, 45, 50],
    ["no asks", book(40), 50, 45, 45, 50],
    ["no bids", book(undefined, 45), 50, 45, 45, 50],
    ["a crossed book is no book", book(50, 45), 60, 70, 60, 70],
    ["a locked book is none either", book(50, 50), 60, 70, 60, 70],
    ["fair alone, rounded against the position", book(), 50.12345, undefined, 50.12, 50.13],
    ["last alone", book(), undefined, 45, 45, 45],
    ["nothing known: the worst", book(), undefined, undefined, 0, 100],
    ["fair value stays a price", book(), 99.999, undefined, 99.99, 100],
  ])("%s", (_, given, fairCents, lastCents, long, short) => {
    const last = lastCents === undefined ? undefined : ((lastCents * 100) as Price);
    expect(mark("long", { book: given, fairCents, last })).toBe(Math.round(long * 100));
    expect(mark("short", { book: given, fairCents, last })).toBe(Math.round(short * 100));
  });

  it("never values a long above a short, and mirrors one into the other", () => {
    const anyCents = fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined });
    fc.assert(
      fc.property(anyCents, anyCents, anyCents, anyCents, (bid, ask, fairCents, lastCents) => {
        const last = lastCents === undefined ? undefined : ((lastCents * 100) as Price);
        const evidence = { book: book(bid, ask), fairCents, last };
        const long = mark("long", evidence);
        expect(long).toBeLessThanOrEqual(mark("short", evidence));
        const turned = (cents: number | undefined): number | undefined =>
          cents === undefined ? undefined : 100 - cents;
        const mirror = {
          book: book(turned(ask), turned(bid)),
          fairCents: turned(fairCents),
          last: last === undefined ? undefined : ((10_000 - last) as Price),
        };
        expect(mark("short", mirror)).toBe(10_000 - long);
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});
