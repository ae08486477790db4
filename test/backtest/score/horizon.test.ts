import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Horizon, type Stretch } from "../../../src/backtest/score/horizon.ts";
import type { TakerSide } from "../../../src/market/taker-order.ts";
import type { Time } from "../../../src/market/units.ts";

interface Order {
  readonly at: Time;
  readonly cents: number;
  readonly side: TakerSide;
}

const STRETCH: Stretch = { fromMs: 300, toMs: 900 };
const order = (at: number, side: TakerSide, cents: number): Order => ({ at: at as Time, side, cents });

/** Runs a tape of which every order makes a forecast that bears its number. Returns what met each of them. */
function met(orders: readonly Order[]): ReadonlyMap<number, number> {
  const result = new Map<number, number>();
  const horizon = new Horizon(STRETCH, ([number], cents) => result.set(number!, cents));
  for (const [number, each] of orders.entries()) {
    horizon.observe(each);
    horizon.forecast({ at: each.at, prices: Float64Array.of(number) });
  }
  horizon.finish();
  return result;
}

describe("by hand", () => {
  test("the mean of the buyers' mean and the sellers' mean, both ends of the stretch included", () => {
    const result = met([
      order(0, "buy", 50),
      order(299, "sell", 1), // too early
      order(300, "buy", 60),
      order(500, "buy", 64),
      order(900, "sell", 40),
      order(901, "buy", 99), // too late
    ]);
    expect(result.get(0)).toBe((62 + 40) / 2);
  });

  test("nothing where one side didn't trade, and none for unknown sides", () => {
    expect(met([order(0, "buy", 50), order(400, "buy", 55), order(500, "unknown", 45)]).has(0)).toBe(false);
    expect(met([order(0, "buy", 50)]).size).toBe(0);
  });
});

test("every forecast meets what a search of the whole tape finds", () => {
  const step = fc.record({
    afterMs: fc.integer({ min: 0, max: 250 }),
    cents: fc.integer({ min: 1, max: 99 }),
    side: fc.constantFrom<TakerSide>("buy", "sell", "unknown"),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
      let now = 0;
      const orders = steps.map(({ afterMs, cents, side }) => {
        now += afterMs;
        return order(now, side, cents);
      });
      const result = met(orders);
      for (const [number, { at }] of orders.entries()) {
        const later = orders.filter((other) => other.at >= at + 300 && other.at <= at + 900);
        const [bought, sold] = (["buy", "sell"] as const).map((side) => {
          const prices = later.filter((other) => other.side === side).map(({ cents }) => cents);
          return prices.length === 0 ? undefined : prices.reduce((sum, cents) => sum + cents, 0) / prices.length;
        });
        if (bought === undefined || sold === undefined) expect(result.has(number)).toBe(false);
        else expect(result.get(number)).toBeCloseTo((bought + sold) / 2, 9);
      }
    }),
    { numRuns: 100, seed: 1 },
  );
});

test("a forecast is met when its stretch is over, and not before", () => {
  const seen: number[] = [];
  const horizon = new Horizon(STRETCH, (_prices, cents) => seen.push(cents));
  horizon.observe(order(0, "buy", 50));
  horizon.forecast({ at: 0 as Time, prices: Float64Array.of(50) });
  horizon.observe(order(400, "buy", 60));
  horizon.observe(order(900, "sell", 50));
  expect(seen).toEqual([]);
  horizon.observe(order(901, "sell", 10));
  expect(seen).toEqual([55]);
});
