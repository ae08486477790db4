import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BookSnapshot } from "../../../src/market/order-book.ts";
import type { TakerOrder } from "../../../src/market/taker-order.ts";
import type { Side } from "../../../src/market/units.ts";
import { fillsBy, type Resting } from "../../../src/venue/local/fills.ts";
import { ToldBook } from "../../../src/venue/local/told-book.ts";
import { A, cents, contracts, seconds } from "../../backtest/scenes.ts";

const TOGETHER_MS = 1_000;

/** Levels as [contracts, cents]. */
function book(
  bids: readonly (readonly [number, number])[],
  asks: readonly (readonly [number, number])[],
): BookSnapshot {
  const levels = (pairs: readonly (readonly [number, number])[]) =>
    pairs.filter(([size]) => size > 0).map(([size, price]) => ({ price: cents(price), quantity: contracts(size) }));
  return { bids: levels(bids), asks: levels(asks) };
}

function bidAt(price: number, ahead: number): Resting {
  return { side: "bid", price: cents(price), remaining: contracts(1), queueAhead: contracts(ahead) };
}

const only =
  (...orders: readonly Resting[]) =>
  (side: Side): readonly Resting[] =>
    orders.filter((order) => order.side === side);

describe("who stands before us", () => {
  test("is all that rests at the price we join, and nobody at a price of our own", () => {
    const told = new ToldBook(TOGETHER_MS);
    told.change(
      book(
        [
          [30, 46],
          [50, 44],
        ],
        [[10, 50]],
      ),
      seconds(1),
      only(),
    );
    expect([46, 45, 44].map((price) => told.ahead("bid", cents(price)))).toEqual([30, 0, 50].map(contracts));
  });

  test("is unknown beyond what the book shows, where it doesn't show all", () => {
    const told = new ToldBook(TOGETHER_MS, contracts(100));
    told.change(book([[30, 46]], [[10, 50]]), seconds(1), only());
    expect([47, 46, 45].map((price) => told.ahead("bid", cents(price)))).toEqual([0, 30, 100].map(contracts));
    expect([49, 50, 51].map((price) => told.ahead("ask", cents(price)))).toEqual([0, 10, 100].map(contracts));
  });

  test.each(["book first", "print first"])("a trade that is told by print and book counts once: %s", (order) => {
    const told = new ToldBook(TOGETHER_MS);
    const ours = bidAt(46, 30);
    told.change(book([[30, 46]], []), seconds(1), only(ours));
    const taker: TakerOrder = {
      ticker: A,
      at: seconds(2),
      side: "sell",
      prints: [{ price: cents(46), quantity: contracts(10) }],
    };
    const print = () => {
      fillsBy("queue", taker, [ours]);
      told.printed(taker, seconds(2));
    };
    const change = () => told.change(book([[20, 46]], []), seconds(2), only(ours));
    for (const tell of order === "book first" ? [change, print] : [print, change]) tell();
    told.review(seconds(10), only(ours));
    expect(ours.queueAhead).toBe(contracts(20));
  });

  test("those who cancel stood behind us, until nobody can stand there", () => {
    const told = new ToldBook(TOGETHER_MS);
    const ours = bidAt(46, 30);
    told.change(book([[30, 46]], []), seconds(1), only(ours));
    told.change(book([[50, 46]], []), seconds(2), only(ours)); // 20 came behind us
    told.change(book([[35, 46]], []), seconds(3), only(ours));
    told.review(seconds(4), only(ours));
    expect(ours.queueAhead).toBe(contracts(30));
    told.change(book([[12, 46]], []), seconds(5), only(ours));
    expect(ours.queueAhead).toBe(contracts(30)); // it may have been a trade, of which nobody has told yet
    told.review(seconds(6), only(ours));
    expect(ours.queueAhead).toBe(contracts(12));
  });

  interface Other {
    left: number;
    readonly isBefore: boolean;
  }

  const happening = fc.oneof(
    fc.record({ type: fc.constant("join" as const), size: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ type: fc.constant("cancel" as const), which: fc.nat(30), size: fc.integer({ min: 1, max: 20 }) }),
    fc.record({
      type: fc.constant("trade" as const),
      size: fc.integer({ min: 1, max: 30 }),
      bookFirst: fc.boolean(),
      apartMs: fc.integer({ min: 0, max: 900 }),
    }),
  );

  test("is never fewer than truly stand there, whoever comes, cancels and trades, in whichever order it is told", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.array(happening, { maxLength: 25 }), (first, happenings) => {
        const queue: Other[] = first > 0 ? [{ left: first, isBefore: true }] : [];
        const size = () => queue.reduce((total, { left }) => total + left, 0);
        const ahead = () => queue.reduce((total, { left, isBefore }) => total + (isBefore ? left : 0), 0);
        const told = new ToldBook(TOGETHER_MS);
        const ours = { ...bidAt(46, first), remaining: contracts(100_000) };
        const tellBook = (now: number) => told.change(book([[size(), 46]], []), seconds(now), only(ours));
        let now = 1;
        tellBook(now);
        for (const each of happenings) {
          now += 2;
          if (each.type === "join") queue.push({ left: each.size, isBefore: false });
          if (each.type === "cancel" && queue.length > 0) {
            const other = queue[each.which % queue.length]!;
            other.left -= Math.min(other.left, each.size);
          }
          let sold = 0;
          if (each.type === "trade") {
            for (const other of queue) {
              const taken = Math.min(other.left, each.size - sold);
              other.left -= taken;
              sold += taken;
            }
          }
          const print = (at: number): void => {
            if (sold === 0) return;
            const prints = [{ price: cents(46), quantity: contracts(sold) }];
            const taker: TakerOrder = { ticker: A, at: seconds(at), side: "sell", prints };
            told.review(seconds(at), only(ours));
            fillsBy("queue", taker, [ours]);
            told.printed(taker, seconds(at));
          };
          if (each.type !== "trade" || each.bookFirst) tellBook(now);
          if (each.type === "trade") {
            if (each.bookFirst) expect(ours.queueAhead).toBeGreaterThanOrEqual(contracts(ahead()));
            print(now + each.apartMs / 1_000);
            if (!each.bookFirst) tellBook(now + each.apartMs / 1_000);
          }
          expect(ours.queueAhead).toBeGreaterThanOrEqual(contracts(ahead()));
        }
        told.review(seconds(now + 10), only(ours));
        expect(ours.queueAhead).toBeGreaterThanOrEqual(contracts(ahead()));
        expect(ours.queueAhead).toBeLessThanOrEqual(contracts(size()));
      }),
    );
  });
});

describe("orders of others that cross ours", () => {
  test("come to ours, each of their contracts once", () => {
    const told = new ToldBook(TOGETHER_MS);
    const ours = [bidAt(46, 0), bidAt(45, 0)];
    told.change(
      book(
        [],
        [
          [2, 45],
          [3, 46],
          [9, 47],
        ],
      ),
      seconds(1),
      only(...ours),
    );
    const prints = told.crossing("bid", only(...ours));
    expect(prints).toEqual([
      { price: cents(45), quantity: contracts(2) },
      { price: cents(46), quantity: contracts(3) },
    ]);
    told.met("bid", prints, contracts(4));
    expect(told.crossing("bid", only(...ours))).toEqual([{ price: cents(46), quantity: contracts(1) }]);
    told.change(book([], [[9, 47]]), seconds(2), only(...ours));
    expect(told.crossing("bid", only(...ours))).toEqual([]);
    told.change(
      book(
        [],
        [
          [2, 45],
          [9, 47],
        ],
      ),
      seconds(3),
      only(...ours),
    ); // others, who came later
    expect(told.crossing("bid", only(...ours))).toEqual([{ price: cents(45), quantity: contracts(2) }]);
  });

  test("come to ours as often as new ones stand there, whether we were there to see the old ones go or not", () => {
    const told = new ToldBook(TOGETHER_MS);
    const ours = only(bidAt(46, 0));
    const offered = (size: number, now: number, own = ours): number => {
      told.change(book([], [[size, 45]]), seconds(now), own);
      const prints = told.crossing("bid", own);
      const quantity = prints.reduce((total, print) => total + print.quantity, 0);
      told.met("bid", prints, quantity);
      return quantity;
    };
    expect(offered(3, 1)).toBe(contracts(3));
    expect(offered(1, 2)).toBe(0);
    expect(offered(5, 3)).toBe(contracts(4));
    expect(offered(0, 4, only())).toBe(0); // nothing of ours rests meanwhile
    expect(offered(2, 5)).toBe(contracts(2));
  });

  test.each(["book first", "print first"])("aren't met again by the print of what they trade later: %s", (order) => {
    const told = new ToldBook(TOGETHER_MS);
    const own = only({ ...bidAt(46, 0), remaining: contracts(9) });
    const shows = (now: number, size: number) => told.change(book([], [[size, 45]]), seconds(now), own);
    const bought = (now: number, size: number): number => {
      const prints = [{ price: cents(45), quantity: contracts(size) }];
      const unmet = told.unmet({ ticker: A, at: seconds(now), side: "buy", prints }, seconds(now)).prints;
      return unmet.reduce((total, { quantity }) => total + quantity, 0);
    };
    shows(1, 3);
    told.met("bid", told.crossing("bid", own), contracts(3));
    if (order === "book first") shows(5, 1);
    expect(bought(5, 2)).toBe(0);
    if (order === "print first") {
      expect(told.crossing("bid", own)).toEqual([]);
      shows(5, 1);
    }
    expect(bought(6, 3)).toBe(contracts(2)); // the last of those that were met, and two that came and went between two books
    expect(bought(7, 2)).toBe(contracts(2));
  });

  test("that went without a print were cancelled: a later print is of others", () => {
    const told = new ToldBook(TOGETHER_MS);
    const own = only({ ...bidAt(46, 0), remaining: contracts(9) });
    told.change(book([], [[3, 45]]), seconds(1), own);
    told.met("bid", told.crossing("bid", own), contracts(3));
    told.change(book([], []), seconds(2), own);
    const taker: TakerOrder = {
      ticker: A,
      at: seconds(5),
      side: "buy",
      prints: [{ price: cents(45), quantity: contracts(3) }],
    };
    expect(told.unmet(taker, seconds(5))).toEqual(taker);
  });

  test("find nobody before us", () => {
    const told = new ToldBook(TOGETHER_MS);
    const ours = bidAt(46, 30);
    told.change(book([[30, 46]], []), seconds(1), only(ours));
    told.change(book([], [[3, 46]]), seconds(2), only(ours));
    expect(ours.queueAhead).toBe(0);
  });
});
