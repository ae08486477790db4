import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../src/ambient/random.ts";
import {
  centsPerContract,
  dateOf,
  type EventTotal,
  interval95,
  maxDrawdown,
  sharpePerEvent,
} from "../../src/backtest/statistics.ts";
import type { Money, Quantity } from "../../src/market/units.ts";

/** Dollars and contracts of an event. */
const total = (event: string, usd: number, contracts: number): EventTotal => ({
  event,
  net: Math.round(usd * 1e6) as Money,
  contracts: Math.round(contracts * 100) as Quantity,
});
const interval = (totals: readonly EventTotal[], seed = 1) => interval95(totals, Random.seeded(seed));

describe("cents per contract", () => {
  test("all dollars over all contracts", () => {
    expect(centsPerContract([total("A-1", 3, 100), total("A-2", -1, 25), total("A-3", 0, 0)])).toBeCloseTo(1.6, 12);
    expect(centsPerContract([total("A-1", 0, 0)])).toBeUndefined();
  });
});

describe("Sharpe per event", () => {
  test("mean over the deviation between events, the empty ones among them", () => {
    // 4, 0, 2: mean 2, squares 4 + 4 + 0 over two degrees of freedom: deviation 2
    expect(sharpePerEvent([total("A-1", 4, 1), total("A-2", 0, 0), total("A-3", 2, 1)])).toBeCloseTo(1, 12);
  });

  test("says nothing of one event or of equal ones", () => {
    expect(sharpePerEvent([total("A-1", 4, 1)])).toBeUndefined();
    expect(sharpePerEvent([total("A-1", 4, 1), total("A-2", 4, 1)])).toBeUndefined();
  });
});

describe("drawdown", () => {
  test.each([
    [[], 0],
    [[1, 2, 3], 0],
    [[-1, 2], 1], // from nothing
    [[5, -3, -4, 6, -1], 7],
    [[5, -3, 10, -4], 4],
  ])("of %j is %d", (dollars, deepest) => {
    expect(maxDrawdown(dollars.map((usd) => total("A-1", usd, 1)))).toBe(deepest * 1e6);
  });
});

test("an event's date is what follows its series", () => {
  expect(["KXHIGHNY-24AUG16", "HIGHNY-24AUG16", "KXTOPMONTHLY-26JAN", "ODD"].map(dateOf)).toEqual([
    "24AUG16",
    "24AUG16",
    "26JAN",
    "ODD",
  ]);
});

describe("the interval", () => {
  test("of two dates reaches from one to the other: a quarter of all draws is the one alone, a quarter the other", () => {
    const [low, high] = interval([total("A-1", 1, 100), total("A-2", 5, 100)])!;
    expect(low).toBeCloseTo(1, 12);
    expect(high).toBeCloseTo(5, 12);
  });

  test("events of one date are drawn together", () => {
    // each date is even; drawn apart, the events would spread
    const even = ["1", "2", "3"].flatMap((date) => [total(`A-${date}`, 4, 50), total(`B-${date}`, -4, 50)]);
    expect(interval(even)).toEqual([0, 0]);
    const apart = even.map((event, index) => ({ ...event, event: `A-${index}` }));
    expect(interval(apart)![1]).toBeGreaterThan(1);
  });

  test("needs two dates and a fill", () => {
    expect(interval([])).toBeUndefined();
    expect(interval([total("A-1", 1, 1), total("B-1", 2, 1)])).toBeUndefined();
    expect(interval([total("A-1", 0, 0), total("A-2", 0, 0)])).toBeUndefined();
  });

  test("a date without a fill counts as a date", () => {
    const [low, high] = interval([total("A-1", 2, 100), total("A-2", 0, 0)])!;
    expect([low, high]).toEqual([2, 2]);
  });

  test("is ordered, within the dates' own results, and the same for the same seed", () => {
    const totals = fc.array(fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 90 })), {
      minLength: 2,
      maxLength: 8,
    });
    fc.assert(
      fc.property(totals, fc.nat(1_000), (results, seed) => {
        const events = results.map(([usd, contracts], index) => total(`A-${index}`, usd / 100, contracts));
        const each = events.map((event) => centsPerContract([event])!);
        const [low, high] = interval(events, seed)!;
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(Math.min(...each) - 1e-9);
        expect(high).toBeLessThanOrEqual(Math.max(...each) + 1e-9);
        expect(interval(events, seed)).toEqual([low, high]);
      }),
      { numRuns: 15, seed: 41 },
    );
  });

  test("covers the truth about as often as it says", () => {
    const random = Random.seeded(42);
    const covered = Array.from({ length: 150 }, (_, round) => {
      const events = Array.from({ length: 40 }, (_, index) => total(`A-${index}`, random.normal(0.5, 2), 20));
      const [low, high] = interval(events, round)!;
      return low <= 2.5 && 2.5 <= high; // 50 cents over 20 contracts
    });
    const share = covered.filter(Boolean).length / covered.length;
    expect(share).toBeGreaterThan(0.87); // 95% less what 40 dates cost, less three standard errors
    expect(share).toBeLessThan(0.995);
  });
});
