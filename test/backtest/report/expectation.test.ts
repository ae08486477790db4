import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import type { EventTotal } from "../../../src/backtest/report/event-total.ts";
import { expectation } from "../../../src/backtest/report/expectation.ts";
import { total } from "./totals.ts";

const expected = (totals: readonly EventTotal[]) => expectation(totals, Random.seeded(1));

describe("what to expect", () => {
  test("is the last quarter of the time when that is shorter", () => {
    // crowded at first: of eight events, only one ended after three quarters of the time
    const events = [0, 1, 2, 3, 4, 5, 6, 100].map((at) => total(`A-${at}`, at === 100 ? 1 : -5, 50, at));
    expect(expected(events)).toEqual({
      quarterOf: "time",
      from: 100,
      events: 1,
      contracts: 5_000,
      centsPerContract: 2,
      interval: undefined, // one date says nothing
    });
  });

  test("is the last quarter of the events when that is shorter", () => {
    // crowded at the end: after three quarters of the time there are seven of eight events
    const events = [0, 94, 95, 96, 97, 98, 99, 100].map((at) => total(`A-${at}`, at >= 99 ? 3 : -5, 50, at));
    const found = expected(events)!;
    expect(found).toMatchObject({ quarterOf: "events", from: 99, events: 2, contracts: 10_000, centsPerContract: 6 });
    expect(found.interval![0]).toBeCloseTo(6, 9);
  });

  test("needs an event, and a fill for cents per contract", () => {
    expect(expected([])).toBeUndefined();
    expect(expected([total("A-1", 0, 0, 5)])).toMatchObject({ events: 1, centsPerContract: undefined });
  });

  test("has the latest events, whatever order they are given in, and about a quarter of them at most", () => {
    const times = fc.uniqueArray(fc.nat(1_000), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(times, (ends) => {
        const { from, events } = expected(ends.map((at) => total(`A-${at}`, 1, 1, at)))!;
        expect(events).toBe(ends.filter((at) => at >= from).length);
        expect(events).toBeLessThanOrEqual(Math.max(1, ends.length / 4));
        const span = Math.max(...ends) - Math.min(...ends);
        expect(from).toBeGreaterThanOrEqual(Math.min(...ends) + 0.75 * span);
      }),
      { seed: 4, numRuns: 50 },
    );
  });
});
