import { describe, expect, test } from "vitest";
import { coldStart } from "../../src/model/cold-start.ts";
import type { FitPrior } from "../../src/model/em.ts";
import { Fitter } from "../../src/model/fit.ts";
import { sigmoid } from "../../src/model/log-odds.ts";
import { type ModelParameters, PRIOR } from "../../src/model/parameters.ts";
import type { Print } from "../../src/model/series.ts";
import { sigma2StandardError } from "../../src/model/standard-error.ts";
import { type ReferenceData, reference, referencePresent, toFitPrior, toSeries } from "./reference.ts";
import { gaussian, simulate, uniform } from "./simulation.ts";

const NO_PRIOR = toFitPrior({});

const GAUSSIAN: ModelParameters = {
  ...PRIOR,
  sigma2PerHour: 0.0025,
  jumpsPerHour: 0,
  jumpsPerOrder: 0,
  noiseCents2: 0.01,
  bounceCents: 0,
  outlierProbability: 0,
  drift: "none",
};

describe("the moments that a first fit starts from", () => {
  test.skipIf(!referencePresent)("against the reference series (needs ../shared/data)", () => {
    interface Case {
      readonly data: ReferenceData;
      readonly init_moments: Readonly<Record<"sigma2" | "R" | "lam" | "s2", number>>;
    }
    for (const name of ["d7_em_gaussian", "d8_em_jump"]) {
      for (const { data, init_moments: expected } of reference<{ cases: readonly Case[] }>(name).cases) {
        const moments = coldStart(toSeries(data))!;
        expect(moments.sigma2PerHour / expected.sigma2).toBeCloseTo(1, 10);
        expect(moments.noise / expected.R).toBeCloseTo(1, 10);
        expect(moments.jumpsPerHour / expected.lam).toBeCloseTo(1, 10);
        expect(moments.jumpVariance / expected.s2).toBeCloseTo(1, 10);
      }
    }
  });

  test("there are none when half of the prints repeat the one before", () => {
    const { series } = simulate(GAUSSIAN, 20, 1);
    const repeating = { ...series, logOdds: series.logOdds.map((_, k) => (k > 15 ? 0.3 : 0.1)) };
    expect(coldStart(repeating)).toBeUndefined();
  });
});

describe("the standard error of sigma2", () => {
  test.skipIf(!referencePresent)("is the Fisher information's, on average (needs ../shared/data)", () => {
    interface Tables {
      readonly asymptotic_se_rw: readonly { q: number; R: number; n: number; se_q: number }[];
    }
    for (const { q, R, n, se_q } of reference<Tables>("tables").asymptotic_se_rw) {
      if (n > 1000) continue;
      const space = { ...GAUSSIAN, sigma2PerHour: q, noiseCents2: R };
      const errors = [1, 2, 3, 4, 5].map((seed) => {
        const { series } = simulate(space, n, seed, { regular: true });
        const untouched = { ...series, tickVariance: new Float64Array(n) };
        return sigma2StandardError(space, untouched, NO_PRIOR, 0, 0.25) ?? Number.NaN;
      });
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      expect(Math.abs(mean / se_q - 1)).toBeLessThan(0.25);
    }
  });

  test("is null where the likelihood is not concave, and a prior makes it one", () => {
    const { series } = simulate(GAUSSIAN, 12, 3);
    const far = { ...GAUSSIAN, sigma2PerHour: 1e-9 }; // flat here: increments say nothing of so small a variance
    expect(sigma2StandardError(far, series, NO_PRIOR, 0, 0.25)).toBeNull();
    const prior = { ...NO_PRIOR, diffusionSteps: 50, sigma2PerHour: 1e-9, noisePrints: 50, noiseCents2: 0.01 };
    expect(sigma2StandardError(far, series, prior, 0, 0.25)! / 1e-9).toBeCloseTo(Math.sqrt(2 / 50), 2);
  });
});

/** A tape on one-cent ticks from a random walk of the log-odds, with buyers half a cent above and sellers below. */
function tape(length: number, seed: number, { sigma2 = 0.02, jumps = 0, halfSpreadCents = 0.5 } = {}): Print[] {
  const random = uniform(seed);
  const normal = gaussian(random);
  const prints: Print[] = [];
  let x = -0.3;
  let hours = 0;
  for (let k = 0; k < length; k++) {
    const dt = -0.1 * Math.log(random());
    hours += dt;
    x += Math.sqrt(sigma2 * dt) * normal();
    if (random() < jumps) x += 0.5 * normal();
    const buys = random() < 0.5;
    const cents = 100 * sigmoid(x) + (buys ? 1 : -1) * (halfSpreadCents + 0.5 * random());
    prints.push({
      hours,
      cents: Math.min(99, Math.max(1, Math.round(cents))),
      contracts: 10,
      side: buys ? "buy" : "sell",
    });
  }
  return prints;
}

const PRIOR_OF_FIT: FitPrior = {
  diffusionSteps: 20,
  sigma2PerHour: PRIOR.sigma2PerHour,
  noisePrints: 15,
  noiseCents2: PRIOR.noiseCents2,
  jumps: 4,
  jumpVariance: PRIOR.jumpVariance,
  timeJumps: 1,
  timeHours: 18,
  orderJumps: 1,
  jumpOrders: 10,
  outliers: 2.5,
  outlierPrints: 50,
};

describe("a fit to a tape", () => {
  const fitter = new Fitter(1000, true);

  test("finds the bounce of known sides and a sigma_b near the truth", () => {
    const fits = [1, 2, 3, 4].map((seed) => fitter.cold(tape(1000, seed), PRIOR, PRIOR_OF_FIT));
    const mean = (of: (fit: ModelParameters) => number) => fits.reduce((sum, fit) => sum + of(fit), 0) / fits.length;
    expect(Math.abs(mean(({ bounceCents }) => bounceCents) - 0.75)).toBeLessThan(0.1); // half a cent and the mean of 0 to 0.5
    expect(mean(({ sigma2PerHour }) => sigma2PerHour)).toBeGreaterThan(0.013);
    expect(mean(({ sigma2PerHour }) => sigma2PerHour)).toBeLessThan(0.027);
    for (const fit of fits) {
      expect(fit.orders).toBe(1000);
      expect(fit.sigma2StandardError).toBeGreaterThan(0);
      expect(fit.drift).toBe(PRIOR.drift);
    }
  });

  test("goes on where the last one ended", () => {
    const prints = tape(600, 9, { jumps: 0.03 });
    const cold = fitter.cold(prints, PRIOR, PRIOR_OF_FIT);
    const warm = fitter.warm(prints, cold, PRIOR_OF_FIT);
    expect(warm.iterations).toBeLessThan(cold.iterations);
    expect(Math.abs(warm.sigma2PerHour / cold.sigma2PerHour - 1)).toBeLessThan(0.1);
    expect(Math.abs(warm.noiseCents2 / cold.noiseCents2 - 1)).toBeLessThan(0.1);
  });

  test("of a price that never moves is finite and within its bounds", () => {
    for (const cents of [1, 50, 99]) {
      const still = tape(80, 4).map((print) => ({ ...print, cents }));
      const fit = fitter.cold(still, PRIOR, PRIOR_OF_FIT);
      const { sigma2PerHour, noiseCents2, jumpVariance, jumpsPerHour, jumpsPerOrder } = fit;
      const values = [sigma2PerHour, noiseCents2, jumpVariance, jumpsPerHour, jumpsPerOrder];
      expect(values.every((value) => Number.isFinite(value) && value > 0)).toBe(true);
    }
  });

  test("of orders at one instant, or of leaps from end to end, is finite too", () => {
    const instant = tape(60, 5).map((print) => ({ ...print, hours: 1 }));
    const leaps = tape(60, 6).map((print, k) => ({ ...print, cents: k % 7 === 0 ? 99 : 2 }));
    for (const prints of [instant, leaps]) {
      const fit = fitter.cold(prints, PRIOR, PRIOR_OF_FIT);
      expect(Number.isFinite(fit.sigma2PerHour)).toBe(true);
      expect(fit.jumpVariance).toBeLessThanOrEqual(Math.max(4, 9 * fit.sigma2PerHour));
    }
  });
});
