import fc from "fast-check";
import { expect, test } from "vitest";
import type { FeeSchedule } from "../../src/market/event.ts";
import type { BookSnapshot } from "../../src/market/order-book.ts";
import type { Price, Quantity } from "../../src/market/units.ts";
import { arbitrage } from "../../src/strategy/arbitrage.ts";
import { fee } from "../../src/strategy/fees.ts";

const FREE: FeeSchedule = { type: "quadratic", multiplier: 0 };
const USUAL: FeeSchedule = { type: "quadratic", multiplier: 1 };
const level = (cents: number | undefined, contracts = 10) =>
  cents === undefined ? [] : [{ price: (cents * 100) as Price, quantity: (contracts * 100) as Quantity }];
const book = (bid: number | undefined, ask: number | undefined, contracts?: number): BookSnapshot => ({
  bids: level(bid, contracts),
  asks: level(ask, contracts),
});

test("bids that add up to more than a dollar are sold, asks to less are bought, after fees", () => {
  const rich = [book(60, 62), book(45, 47, 4)];
  expect(arbitrage(rich, FREE, true)).toEqual({ kind: "sell every leg", gainCents: 5, contracts: 4 });
  expect(arbitrage(rich, USUAL, true)?.gainCents).toBeCloseTo(5 - 1.68 - 1.74, 9); // 7 c x p (1 - p) each, rounded up to 0.01 c
  expect(arbitrage([book(52, 54), book(50, 52)], USUAL, true)).toBeUndefined(); // 2 c don't pay for the fees
  const cheap = [book(30, 35), book(50, 55)];
  expect(arbitrage(cheap, FREE, true)).toEqual({ kind: "buy every leg", gainCents: 10, contracts: 10 });
  expect(arbitrage(cheap, FREE, false)).toBeUndefined(); // a leg that isn't there may win
  expect(arbitrage([book(30, 35), undefined], FREE, true)).toBeUndefined();
  expect(arbitrage([book(99, undefined)], FREE, true)).toBeUndefined();
});

const cents = fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined });
const books = fc.array(
  fc.option(
    fc.tuple(cents, cents).map(([bid, ask]) => book(bid, ask)),
    { nil: undefined },
  ),
  { maxLength: 6 },
);

test("what is shown gains at least that much for every winner, and where nothing is shown nothing gains for all of them", () => {
  fc.assert(
    fc.property(books, fc.constantFrom(FREE, USUAL), (all, fees) => {
      const found = arbitrage(all, fees, true);
      const charged = (price: Price, side: "bid" | "ask") => fee(fees, "taker", price, 100 as Quantity, side) / 10_000;
      // Result in cents for each winner, and for none of the listed when selling, of one contract a leg.
      const winners = [-1, ...all.keys()];
      const selling = winners.map((winner) =>
        all.reduce((sum, one, leg) => {
          const bid = one?.bids[0]?.price;
          return bid === undefined ? sum : sum + bid / 100 - charged(bid, "ask") - (leg === winner ? 100 : 0);
        }, 0),
      );
      const bids = all.filter((one) => one?.bids[0] !== undefined).length;
      const complete = all.length > 1 && all.every((one) => one?.asks[0] !== undefined);
      const buying = [...all.keys()].map((winner) =>
        all.reduce((sum, one, leg) => {
          const ask = one?.asks[0]?.price ?? (0 as Price);
          return sum - ask / 100 - charged(ask, "bid") + (leg === winner ? 100 : 0);
        }, 0),
      );
      const worstSale = Math.min(...selling);
      const worstPurchase = Math.min(...buying);
      const sells = bids > 1 && worstSale > 1e-9;
      const buys = complete && worstPurchase > 1e-9;
      expect(found !== undefined).toBe(sells || buys);
      if (found?.kind === "sell every leg") expect(found.gainCents).toBeCloseTo(worstSale, 9);
      if (found?.kind === "buy every leg") expect(found.gainCents).toBeCloseTo(worstPurchase, 9);
    }),
    { numRuns: 2_000 },
  );
});
