import { describe, expect, test } from "vitest";
import { boundHits, type FitBounds, type FitPrior, maximise, relativeChange } from "../../src/model/em.ts";
import { type ModelParameters, PRIOR } from "../../src/model/parameters.ts";
import { type Print, type Series, TickSeries } from "../../src/model/series.ts";
import { Smoother } from "../../src/model/smoother.ts";
import {
  type ReferenceData,
  type ReferenceParameters,
  type ReferenceSeries,
  reference,
  referencePresent,
  toFitBounds,
  toFitPrior,
  toParameters,
  toSeries,
} from "./reference.ts";
import { simulate } from "./simulation.ts";

const NO_PRIOR = toFitPrior({});
const FREE = toFitBounds({}, 0);

/** Runs EM and reports the parameters before every iteration, and the log-likelihood under them. */
function trace(
  start: ModelParameters,
  series: Series,
  iterations: number,
  { prior = NO_PRIOR, bounds = FREE, mean = 0, variance = 0.25 },
): (ModelParameters & { readonly logLikelihood: number })[] {
  const smoother = new Smoother(series.length);
  const steps: (ModelParameters & { readonly logLikelihood: number })[] = [];
  let space = start;
  for (let i = 0; i < iterations; i++) {
    const logLikelihood = smoother.run(space, series, mean, variance);
    steps.push({ ...space, logLikelihood });
    space = maximise(space, series, smoother, prior, bounds);
  }
  return steps;
}

describe.skipIf(!referencePresent)("against the reference traces (needs ../shared/data)", () => {
  interface Case {
    readonly data: ReferenceData;
    readonly start_par: ReferenceParameters;
    readonly prior: Readonly<Record<string, number>>;
    readonly trace_first15: readonly (Readonly<Record<string, number>> & { loglik: number })[];
    readonly iterations: number;
    readonly converged_loglik: number;
    readonly library_mle?: { readonly sigma2: number; readonly r: number; readonly c: number; readonly loglik: number };
  }

  const NAMES = {
    loglik: "logLikelihood",
    sigma2: "sigma2PerHour",
    r: "noiseCents2",
    lam: "jumpsPerHour",
    s2: "jumpVariance",
    c: "bounceCents",
  } as const;

  function expectTrace({ data, start_par: par, prior, trace_first15 }: Case, iterations: number) {
    const steps = trace(toParameters(par), toSeries(data), iterations, {
      prior: toFitPrior(prior),
      bounds: toFitBounds(prior, par.eps),
      mean: par.a0,
      variance: par.P0,
    });
    for (const [i, expected] of trace_first15.entries()) {
      for (const [theirs, ours] of Object.entries(NAMES)) {
        const value = expected[theirs];
        if (value === undefined) continue;
        expect(Math.abs(steps[i]![ours] - value)).toBeLessThan(1e-8 * Math.abs(value) + 1e-15);
      }
    }
    return steps.at(-1)!;
  }

  test.each([0, 1])("d7, case %i: every iteration, and the maximum of another library's likelihood", (index) => {
    const one = reference<{ cases: readonly Case[] }>("d7_em_gaussian").cases[index]!;
    const last = expectTrace(one, one.iterations + 1);
    expect(Math.abs(last.sigma2PerHour / one.library_mle!.sigma2 - 1)).toBeLessThan(1e-6);
    expect(Math.abs(last.noiseCents2 / one.library_mle!.r - 1)).toBeLessThan(1e-6);
    expect(last.bounceCents).toBeCloseTo(one.library_mle!.c, 7);
    expect(last.logLikelihood).toBeCloseTo(one.library_mle!.loglik, 8);
  });

  test.each([0, 1])("d8, case %i: every iteration with jumps", (index) => {
    const { cases } = reference<{ cases: readonly Case[] }>("d8_em_jump");
    expectTrace(cases[index]!, 15);
  });

  test("d8 converges to the reference's maximum", () => {
    const [one] = reference<{ cases: readonly Case[] }>("d8_em_jump").cases;
    expect(expectTrace(one!, one!.iterations + 1).logLikelihood).toBeCloseTo(one!.converged_loglik, 8);
  });

  test("d9: a tape, linearised anew at every round", () => {
    interface Tape {
      readonly raw: { readonly t: number[]; readonly p: number[]; readonly sgn: number[]; readonly size: number[] };
      readonly tick_opts: { readonly beta: number; readonly nbar: number };
      readonly em_prior: Readonly<Record<string, number>>;
      readonly em_start: Partial<ReferenceParameters>;
      readonly em_outer: readonly (Readonly<Record<string, number>> & { readonly iters: number })[];
    }
    const { par, raw, tick_opts, em_prior, em_start, em_outer } = reference<ReferenceSeries & Tape>("d9_ticks");
    const prints = raw.t.map(
      (hours, k): Print => ({
        hours,
        cents: 100 * raw.p[k]!,
        contracts: raw.size[k]!,
        side: raw.sgn[k]! > 0 ? "buy" : "sell",
      }),
    );
    const series = new TickSeries(prints.length);
    let space: ModelParameters = {
      ...toParameters({ ...par, ...em_start }),
      sizeExponent: tick_opts.beta,
      medianContracts: tick_opts.nbar,
    };
    for (const round of em_outer) {
      series.linearise(prints, space, par.a0, par.P0);
      const options = {
        prior: toFitPrior(em_prior),
        bounds: toFitBounds(em_prior, par.eps),
        mean: par.a0,
        variance: par.P0,
      };
      space = trace(space, series, round.iters + 1, options).at(-1)!;
      for (const [theirs, ours] of Object.entries(NAMES)) {
        const value = round[theirs]!;
        expect(Math.abs((space as ModelParameters & { logLikelihood: number })[ours] / value - 1)).toBeLessThan(1e-8);
      }
    }
  });
});

const TRUTH: ModelParameters = {
  ...PRIOR,
  sigma2PerHour: 0.0025,
  jumpsPerHour: 0.02,
  jumpsPerOrder: 0,
  jumpVariance: 0.36,
  noiseCents2: 0.01,
  bounceCents: 0,
  outlierProbability: 0,
  outlierVarianceRatio: 25,
  drift: "none",
};

const GAUSSIAN: ModelParameters = { ...TRUTH, jumpsPerHour: 0 };

test("without jumps no iteration lowers the likelihood", () => {
  for (const seed of [1, 2, 3]) {
    const { series } = simulate(GAUSSIAN, 300, seed);
    const start = { ...GAUSSIAN, sigma2PerHour: 0.05, noiseCents2: 0.001 };
    const steps = trace(start, series, 60, {});
    for (const [i, { logLikelihood }] of steps.entries()) {
      if (i > 0) expect(logLikelihood).toBeGreaterThan(steps[i - 1]!.logLikelihood - 1e-9);
    }
  }
});

describe("recovery of the truth from fresh series", () => {
  /** The mean over seeds, of the parameters after EM from a start that is far off. */
  function recovered(truth: ModelParameters, seeds: readonly number[], length: number, prior: FitPrior) {
    const bounds: FitBounds = { ...FREE, jumpVariance: [0.0225, 1e3] };
    const start = {
      ...truth,
      sigma2PerHour: 0.006,
      noiseCents2: 0.006,
      ...(truth.jumpsPerHour > 0 && { jumpsPerHour: 0.05, jumpVariance: 0.2 }),
    };
    const fits = seeds.map((seed) => trace(start, simulate(truth, length, seed).series, 61, { prior, bounds }).at(-1)!);
    const mean = (name: "sigma2PerHour" | "noiseCents2" | "jumpsPerHour" | "jumpVariance") =>
      fits.reduce((sum, fit) => sum + fit[name], 0) / fits.length;
    return {
      sigma2: mean("sigma2PerHour"),
      r: mean("noiseCents2"),
      lam: mean("jumpsPerHour"),
      s2: mean("jumpVariance"),
    };
  }

  // The standard deviations of one fit are those of 60 seeds in the reference tables: a mean of n is within 4 / sqrt(n) of them.
  const SEEDS = [901, 902, 903, 904, 905, 906, 907, 908];
  const within = 4 / Math.sqrt(SEEDS.length);

  test("no jumps, 1,000 prints", () => {
    const { sigma2, r } = recovered(GAUSSIAN, SEEDS, 1000, NO_PRIOR);
    expect(Math.abs(sigma2 - 0.0025)).toBeLessThan(within * 0.00034);
    expect(Math.abs(r - 0.01)).toBeLessThan(within * 0.00062);
  });

  test("jumps, 1,000 prints", () => {
    const prior = { ...NO_PRIOR, jumps: 4, jumpVariance: 0.25, timeJumps: 2, timeHours: 100 };
    const { sigma2, r, lam, s2 } = recovered(TRUTH, SEEDS, 1000, prior);
    expect(Math.abs(sigma2 - 0.0025)).toBeLessThan(within * 0.00038);
    expect(Math.abs(r - 0.01)).toBeLessThan(within * 0.00066);
    expect(Math.abs(lam - 0.02)).toBeLessThan(within * 0.0056);
    expect(Math.abs(s2 - 0.36)).toBeLessThan(within * 0.13);
  });

  test("jumps that come with orders are told from jumps that come with time, and bad prints from good ones", () => {
    const truth = { ...TRUTH, jumpsPerHour: 0.005, jumpsPerOrder: 0.05, outlierProbability: 0.03 };
    const { series } = simulate(truth, 3000, 77);
    // Orders come in bursts: half of them within a minute of the one before.
    const bursts = { ...series, hours: series.hours.map((hours, k) => (k % 2 ? hours / 60 : hours)) };
    const bounds = { ...FREE, jumpsPerOrder: [0, 1], outlierProbability: [0, 0.5] } as const;
    const prior = { ...NO_PRIOR, timeJumps: 1, timeHours: 100, orderJumps: 1, jumpOrders: 50 };
    const start = { ...truth, jumpsPerHour: 0.03, jumpsPerOrder: 0.03, outlierProbability: 0.1 };
    const fit = trace(start, bursts, 61, { prior, bounds }).at(-1)!;
    expect(fit.jumpsPerOrder).toBeGreaterThan(0.03);
    expect(fit.jumpsPerOrder).toBeLessThan(0.07);
    expect(fit.jumpsPerHour).toBeLessThan(0.03);
    expect(fit.outlierProbability).toBeGreaterThan(0.015);
    expect(fit.outlierProbability).toBeLessThan(0.05);
  });
});

test("the level that log-odds revert to is found, and no iteration lowers the likelihood", () => {
  const truth = { ...GAUSSIAN, sigma2PerHour: 0.02, reversionPerHour: 0.35, reversionLogOdds: -0.6 };
  const { series } = simulate(truth, 2000, 8);
  const steps = trace({ ...truth, reversionLogOdds: 1, sigma2PerHour: 0.05 }, series, 60, {});
  for (const [i, { logLikelihood }] of steps.entries()) {
    if (i > 0) expect(logLikelihood).toBeGreaterThan(steps[i - 1]!.logLikelihood - 1e-9);
  }
  const standardError = Math.sqrt(truth.sigma2PerHour / truth.reversionPerHour ** 2 / 2000); // of a time average, an hour a print
  expect(Math.abs(steps.at(-1)!.reversionLogOdds + 0.6)).toBeLessThan(4 * standardError);
});

test("a prior that outweighs the series decides; one that weighs nothing doesn't count", () => {
  const { series } = simulate(TRUTH, 100, 5);
  const heavy: FitPrior = {
    diffusionSteps: 1e9,
    sigma2PerHour: 0.5,
    noisePrints: 1e9,
    noiseCents2: 2,
    jumps: 1e9,
    jumpVariance: 0.7,
    timeJumps: 3e8,
    timeHours: 1e9,
    orderJumps: 1e8,
    jumpOrders: 1e9,
    outliers: 2e8,
    outlierPrints: 1e9,
  };
  const bounds = { ...FREE, jumpsPerOrder: [0, 1], outlierProbability: [0, 0.5] } as const;
  const fit = trace(TRUTH, series, 2, { prior: heavy, bounds }).at(-1)!;
  expect(fit.sigma2PerHour).toBeCloseTo(0.5, 5);
  expect(fit.noiseCents2).toBeCloseTo(2, 5);
  expect(fit.jumpVariance).toBeCloseTo(0.7, 5);
  expect(fit.jumpsPerHour).toBeCloseTo(0.3, 5);
  expect(fit.jumpsPerOrder).toBeCloseTo(0.1, 5);
  expect(fit.outlierProbability).toBeCloseTo(0.2, 5);
});

test("a series that says nothing of a parameter leaves it as it is", () => {
  const { series } = simulate(TRUTH, 40, 6);
  const instant = { ...series, hours: new Float64Array(40), noiseWeight: new Float64Array(40) };
  const fit = trace(TRUTH, instant, 3, {}).at(-1)!;
  const names = ["sigma2PerHour", "jumpsPerHour", "jumpVariance", "noiseCents2", "bounceCents"] as const;
  for (const name of names) expect(fit[name]).toBe(TRUTH[name]);
});

test("a parameter stops at its bound, which is told; a fixed one is not", () => {
  const { series } = simulate(TRUTH, 100, 7);
  const bounds: FitBounds = { ...FREE, sigma2PerHour: [0.01, 1], noiseCents2: [0.02, 0.02] };
  const fit = trace(TRUTH, series, 3, { bounds }).at(-1)!;
  expect(fit.sigma2PerHour).toBe(0.01);
  expect(fit.noiseCents2).toBe(0.02);
  expect(boundHits(fit, bounds)).toEqual(["sigma2PerHour"]);
});

test("the change between two sets is the greatest relative one, of the bounce relative to a tenth of a cent", () => {
  expect(relativeChange(TRUTH, TRUTH)).toBe(0);
  expect(relativeChange(TRUTH, { ...TRUTH, sigma2PerHour: 0.003, noiseCents2: 0.011 })).toBeCloseTo(0.2, 12);
  expect(relativeChange(TRUTH, { ...TRUTH, bounceCents: 0.05 })).toBeCloseTo(0.5, 12);
});
