import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logit, sigmoid } from "../../src/model/log-odds.ts";
import { normalDensity } from "../../src/model/normal.ts";
import { resolvedShare } from "../../src/model/resolved-share.ts";
import { reference, referencePresent } from "./reference.ts";

const probability = fc.double({ min: 1e-4, max: 1 - 1e-4, noNaN: true });
const clock = fc.double({ min: 0, max: 60, noNaN: true });

/** 1 - E[p_T (1 - p_T)] / (p (1 - p)) by Simpson's rule over the two-sided law of x_T itself. */
function byIntegration(p: number, v: number): number {
  const x0 = logit(p);
  const deviation = Math.sqrt(v);
  const low = x0 - v / 2 - 10 * deviation;
  const step = (v + 20 * deviation) / 4000;
  let open = 0;
  for (let k = 0; k <= 4000; k++) {
    const x = low + k * step;
    const density =
      (p * normalDensity((x - x0 - v / 2) / deviation) + (1 - p) * normalDensity((x - x0 + v / 2) / deviation)) /
      deviation;
    const weight = k === 0 || k === 4000 ? 1 : k % 2 ? 4 : 2;
    open += ((weight * step) / 3) * density * sigmoid(x) * sigmoid(-x);
  }
  return 1 - open / (p * (1 - p));
}

describe("the share of an outcome's variance that a clock resolves", () => {
  test("is that of the martingale's exact law", () => {
    for (const p of [0.003, 0.05, 0.3, 0.5, 0.9]) {
      for (const v of [0.01, 0.3, 0.99, 1.01, 4, 20, 80]) {
        expect(Math.abs(resolvedShare(p, v) - byIntegration(p, v)), `p ${p}, clock ${v}`).toBeLessThan(1e-10);
      }
    }
  });

  test("is nothing in no time, all in the end, and p (1 - p) v in a short time", () => {
    fc.assert(
      fc.property(probability, (p) => {
        expect(resolvedShare(p, 0)).toBe(0);
        expect(resolvedShare(p, 400)).toBe(1);
        expect(Math.abs(resolvedShare(p, 1e-3) / (p * (1 - p) * 1e-3) - 1)).toBeLessThan(1e-2);
      }),
    );
  });

  test("grows with the clock, and is the same for YES and NO", () => {
    fc.assert(
      fc.property(probability, clock, fc.double({ min: 1e-6, max: 5, noNaN: true }), (p, v, more) => {
        expect(resolvedShare(p, v + more)).toBeGreaterThanOrEqual(resolvedShare(p, v) - 1e-12);
        expect(resolvedShare(p, v)).toBeCloseTo(resolvedShare(1 - p, v), 11);
        expect(resolvedShare(p, v)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("refuses what is no probability or no clock", () => {
    expect(() => resolvedShare(0, 1)).toThrow("0 is not a probability between 0 and 1");
    expect(() => resolvedShare(1, 1)).toThrow(RangeError);
    expect(() => resolvedShare(0.5, -1)).toThrow("a clock of -1");
    expect(() => resolvedShare(0.5, Number.NaN)).toThrow(RangeError);
  });
});

describe.skipIf(!referencePresent)("against the reference tables (needs ../shared/data)", () => {
  test("the tabled shares", () => {
    type Row = { readonly p0: number; readonly v: number; readonly psi: number };
    const rows = reference<{ readonly martingale_exact: readonly Row[] }>("tables").martingale_exact;
    expect(rows.length).toBeGreaterThan(10);
    for (const { p0, v, psi } of rows) expect(Math.abs(resolvedShare(p0, v) - psi)).toBeLessThan(1e-11);
  });
});
