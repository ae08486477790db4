import fc from "fast-check";
import { expect, test } from "vitest";
import { type Money, type Position, type Price, type Quantity, quantity } from "../../src/market/units.ts";
import type { LiveOrder } from "../../src/risk/limits.ts";
import { restingRequirement } from "../../src/risk/resting-requirement.ts";
import { coverOf, requirement } from "../../src/venue/sim/reserve.ts";

const TICKERS = ["A", "B"] as const;
const FEE = 12_300 as Money; // a contract

const order: fc.Arbitrary<LiveOrder> = fc.record({
  ticker: fc.constantFrom(...TICKERS),
  side: fc.constantFrom("bid", "ask"),
  price: fc.integer({ min: 1, max: 99 }).map((cents) => (cents * 100) as Price),
  remaining: fc.integer({ min: 1, max: 20 }).map((contracts) => quantity(contracts * 100)),
});
const held = fc.integer({ min: -2_000, max: 2_000 }).map((value) => value as Position);

test("what orders need is what the embedded exchange holds back for them", () => {
  fc.assert(
    fc.property(
      fc.array(order, { maxLength: 12 }),
      fc.tuple(held, held),
      fc.constantFrom("locked", "returned"),
      (orders, positions, collateral) => {
        const positionOf = (ticker: string): Position => positions[TICKERS.indexOf(ticker as "A")]!;
        const expected = TICKERS.reduce((total, ticker) => {
          const claims = orders
            .filter((each) => each.ticker === ticker)
            .map(({ side, price, remaining }) => ({ side, price, remaining, fee: feeOf(remaining) }));
          return total + requirement(claims, coverOf(positionOf(ticker), collateral === "returned"));
        }, 0);
        expect(restingRequirement(orders, positionOf, collateral, () => FEE)).toBe(expected);
      },
    ),
    { numRuns: 500 },
  );
});

function feeOf(size: Quantity): Money {
  return ((FEE * size) / 100) as Money;
}
