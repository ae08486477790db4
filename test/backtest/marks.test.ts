import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { markBetween, markSeries } from "../../src/backtest/marks.ts";
import { takes } from "./scenes.ts";

describe("a leg's marks", () => {
  test("are the volume-weighted prices of its own orders", () => {
    const series = markSeries([
      takes(1, "buy", [
        [10, 40],
        [30, 41],
      ]),
      takes(2, "sell", [[1, 12]], "E-1JAN-B"),
      takes(3, "sell", [
        [2, 40],
        [1, 39],
      ]),
    ]);
    expect([...series.keys()]).toEqual(["E-1JAN-A", "E-1JAN-B"]);
    const { at, price } = series.get("E-1JAN-A")!;
    expect([...at]).toEqual([1_000, 3_000]);
    expect([...price]).toEqual([4_075, 3_967]); // (10 x 40 + 30 x 41) / 40; 119 / 3 = 39.666...
  });

  test("hold until the next, and reach no further back than asked", () => {
    const series = markSeries([takes(10, "buy", [[1, 40]]), takes(20, "buy", [[1, 45]])]).get("E-1JAN-A")!;
    expect(markBetween(series, 10_000, 19_999)).toBe(4_000);
    expect(markBetween(series, 10_000, 20_000)).toBe(4_500);
    expect(markBetween(series, 10_000, 1e9)).toBe(4_500);
    expect(markBetween(series, 20_001, 1e9)).toBeUndefined();
    expect(markBetween(series, 0, 9_999)).toBeUndefined();
  });

  test("are found as by looking at every order", () => {
    const orders = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 99 })), {
      maxLength: 12,
    });
    const span = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 15 }));
    fc.assert(
      fc.property(orders, span, (words, [from, length]) => {
        const ordered = words.toSorted(([a], [b]) => a - b);
        const series = markSeries([
          takes(0, "buy", [[1, 50]]),
          ...ordered.map(([at, cents]) => takes(at, "buy", [[1, cents]])),
        ]);
        const last = [[0, 50] as const, ...ordered].findLast(([at]) => at >= from && at <= from + length);
        const found = markBetween(series.get("E-1JAN-A")!, from * 1_000, (from + length) * 1_000);
        expect(found).toBe(last === undefined ? undefined : last[1] * 100);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
