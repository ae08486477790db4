import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logit, sigmoid } from "../../src/model/log-odds.ts";
import { LogisticNormal } from "../../src/model/logistic-normal.ts";
import { reference, referencePresent } from "./reference.ts";

const law = new LogisticNormal();

describe("logit and sigmoid", () => {
  test("undo each other over all probabilities that floating point holds", () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 36, noNaN: true }), (x) => {
        // Near 1 a probability has no more digits than its distance from 1.
        expect(Math.abs(logit(sigmoid(x)) - x)).toBeLessThan(
          1e-12 * (1 + Math.abs(x)) + 1e-15 * Math.exp(Math.max(x, 0)),
        );
      }),
    );
  });

  test("are antisymmetric and never overflow", () => {
    fc.assert(
      fc.property(fc.double({ min: -2000, max: 2000, noNaN: true }), (x) => {
        expect(sigmoid(x)).toBeGreaterThanOrEqual(0);
        expect(sigmoid(x)).toBeLessThanOrEqual(1);
        expect(sigmoid(x) + sigmoid(-x)).toBeCloseTo(1, 15);
      }),
    );
    expect(logit(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(logit(1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("a probability whose log-odds are Gaussian", () => {
  test("has the moments of a fine Riemann sum, at the edges of every rule", () => {
    for (const variance of [0, 1e-6, 0.01, 0.0101, 0.05, 0.0501, 0.15, 0.1501, 0.5, 0.501, 1, 1.001, 2]) {
      for (const logOdds of [-5, -1.7, -0.3, 0, 2.2, 4]) {
        let mass = 0;
        let first = 0;
        let second = 0;
        for (let z = -9; z <= 9; z += 1 / 128) {
          const weight = Math.exp(-0.5 * z * z);
          const p = sigmoid(logOdds + Math.sqrt(variance) * z);
          mass += weight;
          first += weight * p;
          second += weight * p * p;
        }
        law.set(logOdds, variance);
        expect(Math.abs(law.mean - first / mass)).toBeLessThan(1e-10);
        expect(Math.abs(law.variance - (second / mass - (first / mass) ** 2))).toBeLessThan(1e-9);
      }
    }
  });

  test("is symmetric: NO has the same deviation", () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), fc.double({ min: 0, max: 4, noNaN: true }), (x, v) => {
        const { mean, variance } = law.set(x, v);
        law.set(-x, v);
        expect(law.mean).toBeCloseTo(1 - mean, 12);
        expect(law.variance).toBeCloseTo(variance, 12);
      }),
    );
  });
});

interface Tables {
  readonly sigmoid_logit: readonly { x: number; S: number }[];
  readonly logistic_normal: readonly {
    m: number;
    P: number;
    mean: number;
    var: number;
    mean_adaptive_quadrature: number;
  }[];
  readonly martingale_exact: readonly { p0: number; v: number; E_p: number; psi: number }[];
}

describe.skipIf(!referencePresent)("against the reference tables (needs ../shared/data)", () => {
  const tables = referencePresent ? reference<Tables>("tables") : undefined;

  test("sigmoid", () => {
    for (const { x, S } of tables!.sigmoid_logit) expect(Math.abs(sigmoid(x) / S - 1)).toBeLessThan(1e-15);
  });

  test("moments of the probability, against 64 nodes and adaptive quadrature", () => {
    for (const { m, P, mean, var: variance, mean_adaptive_quadrature: adaptive } of tables!.logistic_normal) {
      law.set(m, P);
      expect(Math.abs(law.mean - mean)).toBeLessThan(1e-9);
      expect(Math.abs(law.variance - variance)).toBeLessThan(1e-9);
      expect(Math.abs(law.mean - adaptive)).toBeLessThan(1e-10);
    }
  });

  // Given the outcome the log-odds of a martingale are a Brownian motion with drift 1/2 towards it per unit of its clock.
  test("the exact martingale keeps its mean, and resolves its uncertainty at the tabled pace", () => {
    for (const { p0, v, E_p: mean, psi } of tables!.martingale_exact) {
      const yes = { ...law.set(logit(p0) + v / 2, v) };
      const no = law.set(logit(p0) - v / 2, v);
      const first = p0 * yes.mean + (1 - p0) * no.mean;
      const second = p0 * (yes.variance + yes.mean ** 2) + (1 - p0) * (no.variance + no.mean ** 2);
      expect(Math.abs(first - mean)).toBeLessThan(1e-10);
      expect(Math.abs((second - first ** 2) / (p0 * (1 - p0)) - psi)).toBeLessThan(1e-9);
    }
  });
});
