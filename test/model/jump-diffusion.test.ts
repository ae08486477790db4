import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mixtureCrps } from "../../src/model/crps.ts";
import { martingaleDrift, probabilityOfReaching } from "../../src/model/jump-diffusion.ts";
import { logit, sigmoid } from "../../src/model/log-odds.ts";
import { reference, referencePresent } from "./reference.ts";

interface Tables {
  readonly rn_drift: readonly {
    x: number;
    sigma2: number;
    lam: number;
    s2: number;
    mu: number;
    mu_adaptive_quadrature_of_paper_eq3: number;
  }[];
  readonly first_passage_up: readonly { p0: number; h: number; v: number; prob: number; limit: number }[];
  readonly gaussian_scores: readonly { mean: number; sd: number; y: number; crps: number }[];
  readonly mixture_crps: readonly {
    comps: readonly (readonly [number, number, number])[];
    y: number;
    crps: number;
    crps_quadrature: number;
  }[];
}

describe.skipIf(!referencePresent)("against the reference tables (needs ../shared/data)", () => {
  const tables = referencePresent ? reference<Tables>("tables") : undefined;

  test("the drift, and the paper's own equation by adaptive quadrature", () => {
    for (const { x, sigma2, lam: jumpRate, s2: jumpVariance, mu, mu_adaptive_quadrature_of_paper_eq3: paper } of tables!
      .rn_drift) {
      const drift = martingaleDrift(x, { sigma2, jumpRate, jumpVariance });
      expect(Math.abs(drift - mu)).toBeLessThan(1e-9);
      expect(Math.abs(drift - paper)).toBeLessThan(1e-9);
    }
  });

  test("first passages", () => {
    for (const { p0, h, v, prob, limit } of tables!.first_passage_up) {
      expect(Math.abs(probabilityOfReaching(h, p0, v) - prob)).toBeLessThan(1e-9);
      expect(p0 / h).toBeCloseTo(limit, 12);
    }
  });

  test("the ranked probability score of a Gaussian and of mixtures", () => {
    for (const { mean, sd: deviation, y, crps } of tables!.gaussian_scores) {
      expect(Math.abs(mixtureCrps([{ weight: 1, mean, deviation }], y) - crps)).toBeLessThan(1e-9);
    }
    for (const { comps, y, crps, crps_quadrature } of tables!.mixture_crps) {
      const score = mixtureCrps(
        comps.map(([weight, mean, deviation]) => ({ weight, mean, deviation })),
        y,
      );
      expect(Math.abs(score - crps)).toBeLessThan(1e-9);
      expect(Math.abs(score - crps_quadrature)).toBeLessThan(1e-9);
    }
  });
});

const probability = fc.double({ min: 0.02, max: 0.98, noNaN: true });

test("the drift pushes away from even odds, alike on both sides, and within its bound", () => {
  const law = fc.record({
    sigma2: fc.double({ min: 0, max: 1, noNaN: true }),
    jumpRate: fc.double({ min: 0, max: 2, noNaN: true }),
    jumpVariance: fc.double({ min: 0, max: 2, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.double({ min: 0, max: 8, noNaN: true }), law, (x, process) => {
      const up = martingaleDrift(x, process);
      expect(up).toBeGreaterThanOrEqual(0);
      expect(martingaleDrift(-x, process)).toBeCloseTo(-up, 12);
      const bound = process.sigma2 / 2 + process.jumpRate * (Math.exp(process.jumpVariance / 2) - 1);
      expect(up).toBeLessThanOrEqual(bound + 1e-12);
    }),
  );
});

test("to reach a level is more likely with time, and in the end as likely as a martingale allows", () => {
  fc.assert(
    fc.property(probability, probability, fc.double({ min: 0.01, max: 5, noNaN: true }), (one, other, clock) => {
      const [p, level] = [Math.min(one, other), Math.max(one, other)];
      fc.pre(level - p > 1e-3);
      const soon = probabilityOfReaching(level, p, clock);
      expect(probabilityOfReaching(level, p, 2 * clock)).toBeGreaterThanOrEqual(soon - 1e-12);
      expect(soon).toBeLessThanOrEqual(p / level + 1e-12);
      expect(probabilityOfReaching(level, p, 200)).toBeCloseTo(p / level, 9);
    }),
  );
});

test("a simulated martingale reaches a level as often as said", () => {
  const [p, level, clock, steps, paths] = [0.3, 0.5, 1, 400, 4_000];
  let state = 12_345;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const gaussian = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  let reached = 0;
  for (let path = 0; path < paths; path++) {
    let x = logit(p);
    const drift = uniform() < p ? 0.5 : -0.5; // given the outcome, a Brownian motion towards it
    for (let step = 0; step < steps; step++) {
      x += (drift * clock) / steps + Math.sqrt(clock / steps) * gaussian();
      if (sigmoid(x) >= level) {
        reached++;
        break;
      }
    }
  }
  const exact = probabilityOfReaching(level, p, clock);
  const error = Math.sqrt((exact * (1 - exact)) / paths);
  // Looking only at steps misses some passages: the discrete barrier lies 0.5826 step deviations further (Broadie et al. 1997).
  expect(reached / paths).toBeLessThan(exact + 4 * error);
  expect(reached / paths).toBeGreaterThan(exact - 4 * error - 0.03);
});
