import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { differenceInterval95, type Interval, intervals95 } from "../../../src/backtest/report/bootstrap.ts";
import type { EventTotal } from "../../../src/backtest/report/event-total.ts";
import { centsPerContract, sharpePerEvent } from "../../../src/backtest/report/statistics.ts";
import { total } from "./totals.ts";

const intervals = (totals: readonly EventTotal[], seed = 1) => intervals95(totals, Random.seeded(seed));
const interval = (totals: readonly EventTotal[], seed = 1) => intervals(totals, seed).centsPerContract;

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
    const truth = { cents: 2.5, usd: 20, sharpe: 0.25 }; // 50 cents over 20 contracts; 40 events; a deviation of 2 dollars
    const covered = { cents: 0, usd: 0, sharpe: 0 };
    const within = ([low, high]: Interval, value: number) => (low <= value && value <= high ? 1 : 0);
    const rounds = 150;
    for (let round = 0; round < rounds; round += 1) {
      const events = Array.from({ length: 40 }, (_, index) => total(`A-${index}`, random.normal(0.5, 2), 20));
      const found = intervals(events, round);
      covered.cents += within(found.centsPerContract!, truth.cents);
      covered.usd += within(found.netUsd!, truth.usd);
      covered.sharpe += within(found.sharpePerEvent!, truth.sharpe);
    }
    for (const count of Object.values(covered)) {
      expect(count / rounds).toBeGreaterThan(0.87); // 95% less what 40 dates cost, less three standard errors
      expect(count / rounds).toBeLessThan(0.995);
    }
  });
});

test("all three are those of resamples that are put together event by event", () => {
  const random = Random.seeded(7);
  const events = Array.from({ length: 30 }, (_, index) =>
    total(`${"ABC"[index % 3]}-${Math.floor(index / 3)}`, random.normal(1, 3), random.integer(0, 9)),
  );
  const dates = Array.from({ length: 10 }, (_, date) => events.slice(3 * date, 3 * date + 3));
  const drawing = Random.seeded(8);
  const resamples = Array.from({ length: 2_000 }, () => dates.flatMap(() => drawing.choice(dates)));
  const middle = (values: readonly number[]) => {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (share: number) => {
      const rank = share * (sorted.length - 1);
      const weight = rank - Math.floor(rank);
      return (1 - weight) * sorted[Math.floor(rank)]! + weight * sorted[Math.ceil(rank)]!;
    };
    return [at(0.025), at(0.975)];
  };
  const found = intervals(events, 8);
  const expected = [
    [found.centsPerContract, middle(resamples.map((drawn) => centsPerContract(drawn)!))],
    [found.netUsd, middle(resamples.map((drawn) => drawn.reduce((sum, { net }) => sum + net / 1e6, 0)))],
    [found.sharpePerEvent, middle(resamples.map((drawn) => sharpePerEvent(drawn)!))],
  ] as const;
  for (const [interval, [low, high]] of expected) {
    expect(interval![0]).toBeCloseTo(low!, 9);
    expect(interval![1]).toBeCloseTo(high!, 9);
  }
});

test("of equal events the net is certain, and there is no Sharpe", () => {
  const events = Array.from({ length: 20 }, (_, index) => total(`A-${index}`, 0.1, 5));
  const { netUsd, sharpePerEvent } = intervals(events);
  expect(netUsd![0]).toBeCloseTo(2, 9);
  expect(netUsd![1]).toBeCloseTo(2, 9);
  expect(sharpePerEvent).toBeUndefined();
});

test("a resample of one date alone has no Sharpe, not a huge one that rounding made", () => {
  for (const usd of [0.1, 0.3, 0.7, 1.1, 1.9]) {
    const events = [total("A-1", usd, 1), total("A-2", 3 * usd, 1), total("A-3", 4.1 * usd, 1)];
    expect(intervals(events).sharpePerEvent![1]).toBeLessThan(10); // of 3, 4.1, 4.1 times: 5.9
  }
});

describe("the interval of a difference", () => {
  const random = Random.seeded(9);
  const first = Array.from({ length: 20 }, (_, index) => total(`A-${index}`, random.normal(0, 50), 100));
  const difference = (second: readonly EventTotal[]) => differenceInterval95(first, second, Random.seeded(1));

  test("does not see what moves both alike", () => {
    const [low, high] = difference(first.map((event) => total(event.event, event.net / 1e6 + 2, 100)).toReversed())!;
    expect(low).toBeCloseTo(2, 9); // two dollars over a hundred contracts
    expect(high).toBeCloseTo(2, 9);
    expect(interval(first)![1] - interval(first)![0]).toBeGreaterThan(10);
  });

  test("needs two dates, fills in both, and the same dates", () => {
    expect(differenceInterval95(first.slice(0, 1), first.slice(0, 1), random)).toBeUndefined();
    expect(difference(first.map(({ event }) => total(event, 0, 0)))).toBeUndefined();
    expect(() => difference(first.slice(1))).toThrow("different dates");
  });
});
