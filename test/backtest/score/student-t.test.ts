import fc from "fast-check";
import { expect, test } from "vitest";
import { twoSidedP } from "../../../src/backtest/score/student-t.ts";

// Printed tables of Student's t: two-sided 5% and 1% points, to the digits they give.
test.each([
  [1, 12.706, 63.657],
  [2, 4.303, 9.925],
  [5, 2.571, 4.032],
  [8, 2.306, 3.355],
  [30, 2.042, 2.75],
  [120, 1.98, 2.617],
])("%i degrees of freedom: the tables' points", (degrees, five, one) => {
  expect(twoSidedP(five, degrees)).toBeCloseTo(0.05, 4);
  expect(twoSidedP(one, degrees)).toBeCloseTo(0.01, 4);
});

test("one, two and four degrees have closed forms", () => {
  fc.assert(
    fc.property(fc.double({ min: -40, max: 40, noNaN: true }), (t) => {
      const size = Math.abs(t);
      expect(twoSidedP(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(size), 12);
      expect(twoSidedP(t, 2)).toBeCloseTo(1 - size / Math.sqrt(2 + size * size), 12);
      const r = size / Math.sqrt(4 + size * size);
      expect(twoSidedP(t, 4)).toBeCloseTo(1 - 1.5 * r + 0.5 * r ** 3, 12);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test("a p far out keeps its digits", () => {
  // P(|T| > t) of two degrees: 1 - t / sqrt(2 + t^2) = 1 / t^2 for a large t
  expect(twoSidedP(1e6, 2) * 1e12).toBeCloseTo(1, 6);
  expect(twoSidedP(20, 1_000)).toBeGreaterThan(0);
  expect(twoSidedP(20, 1_000)).toBeLessThan(1e-70);
  expect(twoSidedP(0, 3)).toBe(1);
  expect(twoSidedP(Number.POSITIVE_INFINITY, 3)).toBe(0);
});
