import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commonTilt } from "../../src/model/common-tilt.ts";
import { sigmoid } from "../../src/model/log-odds.ts";

const term = fc.record({
  x: fc.double({ min: -9, max: 9, noNaN: true }),
  u: fc.oneof(fc.double({ min: 1e-6, max: 1, noNaN: true }), fc.constant(1), fc.constant(0)),
});

function sumAt(logOdds: Float64Array, openness: Float64Array, tilt: number): number {
  return logOdds.reduce((sum, x, i) => sum + sigmoid(x - tilt * openness[i]!), 0);
}

describe("the common tilt", () => {
  test("brings the sum to its target wherever there is room, and says so where there is none", () => {
    fc.assert(
      fc.property(
        fc.array(term, { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        (terms, target) => {
          const logOdds = Float64Array.from(terms, ({ x }) => x);
          const openness = Float64Array.from(terms, ({ u }) => u);
          const fixed = terms.filter(({ u }) => u === 0).reduce((sum, { x }) => sum + sigmoid(x), 0);
          const movable = terms.filter(({ u }) => u > 0).length;
          const tilt = commonTilt(logOdds, openness, target);
          fc.pre(movable > 0);
          if (fixed < target && target < fixed + movable) {
            expect(Math.abs(sumAt(logOdds, openness, tilt!) - target)).toBeLessThan(1e-12);
          } else {
            expect(tilt).toBeUndefined();
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test("is 0 when nothing has to move, even when nothing can", () => {
    expect(commonTilt(Float64Array.of(Infinity, -Infinity), Float64Array.of(0, 0), 1)).toBe(0);
    expect(Math.abs(commonTilt(Float64Array.of(0, 0), Float64Array.of(1, 0.2), 1)!)).toBeLessThan(1e-14);
  });

  test("falls when the target rises", () => {
    const logOdds = Float64Array.of(-3, 0.5, 1);
    const openness = Float64Array.of(1, 0.01, 0.2);
    const tilts = [0.2, 0.7, 1, 1.6, 2.4].map((target) => commonTilt(logOdds, openness, target)!);
    expect(tilts).toEqual([...tilts].sort((a, b) => b - a));
  });

  test("is found where every term but the slowest is saturated", () => {
    const logOdds = Float64Array.of(8, 8, 8, 8);
    const openness = Float64Array.of(1, 1, 1, 1e-6); // the first three are gone long before the last one gives way
    const tilt = commonTilt(logOdds, openness, 0.5)!;
    expect(Math.abs(sumAt(logOdds, openness, tilt) - 0.5)).toBeLessThan(1e-12);
    expect(tilt).toBeCloseTo(8e6, 2);
  });
});
