import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { erfc, normalCdf, normalDensity, normalQuantile } from "../../src/model/normal.ts";

describe("erfc", () => {
  // Published values, to the digits that floating point holds.
  test.each([
    [0, 1],
    [0.1, 0.887537083981715],
    [0.5, 0.479500122186953],
    [1, 0.15729920705028513],
    [1.5, 0.03389485352468927],
    [2, 0.004677734981047266],
    [3, 2.209049699858544e-5],
    [5, 1.537459794428035e-12],
    [10, 2.088487583762545e-45],
    [-1, 1.8427007929497148],
  ])("at %f", (x, value) => {
    expect(Math.abs(erfc(x) / value - 1)).toBeLessThan(1e-13);
  });

  test("its two forms meet at 2 and it falls everywhere", () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 8, noNaN: true }), (x) => {
        expect(erfc(x + 1e-4)).toBeLessThan(erfc(x));
        expect(erfc(x) + erfc(-x)).toBeCloseTo(2, 14);
      }),
    );
    expect(erfc(2 - 1e-9) / erfc(2) - 1).toBeCloseTo((1e-9 * ((2 / Math.sqrt(Math.PI)) * Math.exp(-4))) / erfc(2), 12);
  });
});

describe("the normal law", () => {
  test("its distribution function is the integral of its density", () => {
    const step = 1 / 512;
    let simpson = normalCdf(-3);
    for (let x = -3; x < 3; x += step) {
      simpson += (step / 6) * (normalDensity(x) + 4 * normalDensity(x + step / 2) + normalDensity(x + step));
      expect(Math.abs(simpson - normalCdf(x + step))).toBeLessThan(1e-12);
    }
  });

  test("the quantile undoes it, in the far tail too", () => {
    fc.assert(
      fc.property(fc.double({ min: -36, max: 5, noNaN: true }), (x) => {
        expect(Math.abs(normalQuantile(normalCdf(x)) - x)).toBeLessThan(x < 0 ? 1e-12 * (1 - x) : 1e-9);
      }),
    );
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  });

  test("what is no probability is refused by name", () => {
    expect(() => normalQuantile(1.5)).toThrow(/1\.5 is not a probability/);
    expect(() => normalQuantile(Number.NaN)).toThrow(/NaN is not a probability/);
  });
});
