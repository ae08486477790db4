import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Depth, GaussianSum } from "../../src/model/gaussian-sum.ts";
import { JumpFilter } from "../../src/model/jump-filter.ts";
import { LogisticNormal } from "../../src/model/logistic-normal.ts";
import { PRIOR, type StateSpace } from "../../src/model/parameters.ts";
import type { Series } from "../../src/model/series.ts";
import { enumerate } from "./enumeration.ts";
import {
  furthest,
  type ReferenceData,
  type ReferenceParameters,
  type ReferenceSeries,
  reference,
  referencePresent,
  toParameters,
  toSeries,
} from "./reference.ts";
import { simulate } from "./simulation.ts";

const SPACE: StateSpace = {
  ...PRIOR,
  sigma2PerHour: 0.0025,
  jumpsPerHour: 0.02,
  jumpsPerOrder: 0.01,
  jumpVariance: 0.36,
  noiseCents2: 0.01,
  bounceCents: 0.02,
  outlierProbability: 0.01,
  outlierVarianceRatio: 25,
  drift: "none",
};

/** Feeds print k of a series. */
function step(filter: GaussianSum, space: StateSpace, series: Series, k: number): void {
  filter.predict(space, series.hours[k]!);
  filter.update(space, series.logOdds[k]!, series.direction[k]!, series.tickVariance[k]!, series.noiseWeight[k]!);
}

function run(filter: GaussianSum, space: StateSpace, series: Series) {
  return Array.from({ length: series.length }, (_, k) => {
    step(filter, space, series, k);
    const lags = Array.from({ length: filter.depth + 1 }, (_, lag) => lag);
    return {
      mean: filter.mean,
      variance: filter.variance,
      logLikelihood: filter.logLikelihood,
      zOneStep: filter.zOneStep,
      jump: lags.map((lag) => filter.jumpProbability(lag)),
      outlier: lags.map((lag) => filter.outlierProbability(lag)),
    };
  });
}

function logLikelihood(filter: GaussianSum, space: StateSpace, series: Series): number {
  return run(filter, space, series).reduce((sum, { logLikelihood }) => sum + logLikelihood, 0);
}

describe.skipIf(!referencePresent)("against the reference series (needs ../shared/data)", () => {
  interface Run {
    readonly source: string;
    readonly depth: Depth;
    readonly loglik: number;
    readonly loglik_obs: readonly number[];
    readonly filtered_mean: readonly number[];
    readonly filtered_var: readonly number[];
    readonly jump_prob_lag0: readonly number[];
    readonly outlier_prob_lag0: readonly number[];
    readonly jump_prob_lag1?: readonly number[];
    readonly outlier_prob_lag1?: readonly number[];
  }
  const runs = referencePresent ? reference<{ runs: readonly Run[] }>("d10_gsf").runs : [];

  test.each(runs.map((expected) => [expected.source, expected.depth, expected] as const))(
    "%s at depth %i",
    (source, depth, expected) => {
      const { par, data } = reference<ReferenceSeries>(source.replace(".json", ""));
      const steps = run(new GaussianSum(depth, par.a0, par.P0, 0), toParameters(par), toSeries(data));
      expect(
        furthest(
          steps.map(({ logLikelihood }) => logLikelihood),
          expected.loglik_obs,
        ),
      ).toBeLessThan(1e-9);
      expect(
        furthest(
          steps.map(({ mean }) => mean),
          expected.filtered_mean,
        ),
      ).toBeLessThan(1e-9);
      expect(
        furthest(
          steps.map(({ variance }) => variance),
          expected.filtered_var,
        ),
      ).toBeLessThan(1e-9);
      const lagged = [expected.jump_prob_lag0, expected.jump_prob_lag1].entries();
      for (const [lag, column] of lagged)
        if (column)
          expect(
            furthest(
              steps.map(({ jump }) => jump[lag]!),
              column,
            ),
          ).toBeLessThan(1e-9);
      const bad = [expected.outlier_prob_lag0, expected.outlier_prob_lag1].entries();
      for (const [lag, column] of bad)
        if (column)
          expect(
            furthest(
              steps.map(({ outlier }) => outlier[lag]!),
              column,
            ),
          ).toBeLessThan(1e-9);
    },
  );

  test.each(["d1_rw_irregular", "d2_ou_hetero", "d3_bounce_ties", "d4_jump_outlier", "d5_jump_grid_exact", "d9_ticks"])(
    "%s at depth 0: one-step z and probability transform",
    (name) => {
      const { par, data, ref } = reference<ReferenceSeries>(name);
      const [space, series] = [toParameters(par), toSeries(data)];
      const filter = new GaussianSum(0, par.a0, par.P0, 0);
      const transforms = Array.from({ length: series.length }, (_, k) => {
        filter.predict(space, series.hours[k]!);
        const print = [
          series.logOdds[k]!,
          series.direction[k]!,
          series.tickVariance[k]!,
          series.noiseWeight[k]!,
        ] as const;
        const transform = filter.below(space, ...print);
        filter.update(space, ...print);
        return { transform, z: filter.zOneStep };
      });
      expect(
        furthest(
          transforms.map(({ transform }) => transform),
          ref["pit"]!,
        ),
      ).toBeLessThan(1e-9);
      expect(
        furthest(
          transforms.map(({ z }) => z),
          ref["z0"]!,
        ),
      ).toBeLessThan(1e-9);
    },
  );

  test("d5: the deeper, the nearer to the exact likelihood of a dense grid", () => {
    const { par, data, exact } = reference<ReferenceSeries>("d5_jump_grid_exact");
    const series = toSeries(data);
    const gaps = ([0, 1, 2, 3] as const).map((depth) =>
      Math.abs(logLikelihood(new GaussianSum(depth, par.a0, par.P0), toParameters(par), series) - exact.loglik),
    );
    for (const [depth, tolerance] of [2, 0.5, 0.1, 0.01].entries()) expect(gaps[depth]).toBeLessThan(tolerance);
    expect(gaps).toEqual(gaps.toSorted((a, b) => b - a));
  });

  test("d6: enumeration of all histories", () => {
    interface Case {
      readonly name: string;
      readonly data: ReferenceData;
      readonly exact: { loglik: number; final_filtered_mean: number; readonly smoothed_jump_prob: readonly number[] };
    }
    const { par, cases } = reference<{ par: ReferenceParameters; cases: readonly Case[] }>("d6_bruteforce_small");
    for (const { data, exact } of cases) {
      const steps = run(new GaussianSum(2, par.a0, par.P0, 0), toParameters(par), toSeries(data));
      const total = steps.reduce((sum, { logLikelihood }) => sum + logLikelihood, 0);
      expect(Math.abs(total - exact.loglik)).toBeLessThan(1e-3);
      expect(Math.abs(steps.at(-1)!.mean - exact.final_filtered_mean)).toBeLessThan(2e-4);
      const jumps = exact.smoothed_jump_prob;
      for (let lag = 0; lag <= 1; lag++)
        expect(Math.abs(steps.at(-1)!.jump[lag]! - jumps.at(-1 - lag)!)).toBeLessThan(5e-4);
    }
  });
});

/** Up to four prints, often far from one another. */
const fewPrints = fc
  .array(
    fc.record({
      hours: fc.double({ min: 0.01, max: 20, noNaN: true }),
      y: fc.double({ min: -2, max: 2, noNaN: true }),
      u: fc.constantFrom(-1, 0, 1),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map(
    (prints): Series => ({
      length: prints.length,
      hours: Float64Array.from(prints, ({ hours }, k) => (k > 0 ? hours : 0)),
      logOdds: Float64Array.from(prints, ({ y }) => y),
      direction: Float64Array.from(prints, ({ u }) => u),
      tickVariance: new Float64Array(prints.length).fill(1e-4),
      noiseWeight: new Float64Array(prints.length).fill(1),
    }),
  );

test("as long as nothing is forgotten it is exact", () => {
  fc.assert(
    fc.property(fewPrints, (series) => {
      const exact = enumerate(SPACE, series, 0.1, 0.25);
      const filter = new GaussianSum(3, 0.1, 0.25, 0);
      const steps = run(filter, SPACE, series);
      const total = steps.reduce((sum, { logLikelihood }) => sum + logLikelihood, 0);
      const last = steps.at(-1)!;
      expect(Math.abs(total - exact.logLikelihood)).toBeLessThan(1e-9 * (1 + Math.abs(total)));
      expect(last.mean).toBeCloseTo(exact.mean, 10);
      expect(last.variance).toBeCloseTo(exact.variance, 10);
      expect(last.jump[0]).toBeCloseTo(exact.jumpProbability, 10);
      expect(last.outlier[0]).toBeCloseTo(exact.outlierProbability, 10);
    }),
  );
});

test.each(["none", "martingale"] as const)("at depth 0 it is the four-mode filter, drift %s", (drift) => {
  const space = { ...SPACE, drift };
  const { series } = simulate(space, 300, 5);
  const filter = new JumpFilter(0, 0.25);
  const sum = new GaussianSum(0, 0, 0.25, 0);
  for (let k = 0; k < series.length; k++) {
    filter.predict(space, series.hours[k]!);
    step(sum, space, series, k);
    expect(sum.expected).toBeCloseTo(filter.expected(space), 12);
    filter.update(space, series.logOdds[k]!, series.direction[k]!, series.tickVariance[k]!, series.noiseWeight[k]!);
    expect(sum.mean).toBeCloseTo(filter.mean, 12);
    expect(sum.variance).toBeCloseTo(filter.variance, 12);
    expect(sum.logLikelihood).toBeCloseTo(filter.logLikelihood, 11);
    expect(sum.jumpProbability(0)).toBeCloseTo(filter.jumpProbability, 12);
    expect(sum.outlierProbability(0)).toBeCloseTo(filter.outlierProbability, 12);
  }
});

test("reversion is the same in both filters", () => {
  const space = { ...SPACE, reversionPerHour: 0.3, reversionLogOdds: -0.5 };
  const { series } = simulate(space, 200, 6);
  const filter = new JumpFilter(0, 0.25);
  const sum = new GaussianSum(0, 0, 0.25, 0);
  for (let k = 0; k < series.length; k++) {
    filter.predict(space, series.hours[k]!);
    filter.update(space, series.logOdds[k]!, 0, 1e-4, 1);
    step(sum, space, series, k);
    expect(sum.mean).toBeCloseTo(filter.mean, 12);
    expect(sum.logLikelihood).toBeCloseTo(filter.logLikelihood, 11);
  }
});

test("one more trade settles whether a jump-size print was a jump or a bad print", () => {
  const space = { ...SPACE, jumpsPerHour: 0.03, jumpsPerOrder: 0, outlierProbability: 0.02, bounceCents: 0 };
  const after = (...prints: readonly number[]) => {
    const filter = new GaussianSum(2, 0, 0.25);
    for (const [k, print] of prints.entries()) {
      filter.predict(space, k > 0 ? 1 : 0);
      filter.update(space, print, 0, 1e-4, 1);
    }
    return filter;
  };
  const ambiguous = after(0.05, -0.02, 0.08, 0.71);
  expect(ambiguous.jumpProbability(0)).toBeGreaterThan(0.3);
  expect(ambiguous.outlierProbability(0)).toBeGreaterThan(0.3);
  expect(after(0.05, -0.02, 0.08, 0.71, 0.62).jumpProbability(1)).toBeGreaterThan(0.98);
  expect(after(0.05, -0.02, 0.08, 0.71, 0.05).outlierProbability(1)).toBeGreaterThan(0.98);
});

test("the future changes nothing, to the last bit", () => {
  const { series } = simulate(SPACE, 120, 8);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 118 }), fc.double({ min: -50, max: 50, noNaN: true }), (cut, shock) => {
      const other = { ...series, logOdds: series.logOdds.map((y, k) => (k > cut ? y + shock : y)) };
      const past = (of: Series) => run(new GaussianSum(2, 0, 0.25), SPACE, of).slice(0, cut + 1);
      expect(past(other)).toEqual(past(series));
    }),
    { numRuns: 20 },
  );
});

test("under its own model the probability transform is uniform and the one-step z standard normal", () => {
  const space = { ...SPACE, bounceCents: 0 };
  const calm = { ...space, jumpsPerHour: 0, jumpsPerOrder: 0, outlierProbability: 0 };
  const bins = new Array<number>(10).fill(0);
  let squares = 0;
  const n = 4000;
  const { series } = simulate(space, n, 21);
  const filter = new GaussianSum(2, 0, 0.25);
  for (let k = 0; k < n; k++) {
    filter.predict(space, series.hours[k]!);
    bins[Math.floor(10 * filter.below(space, series.logOdds[k]!, 0, 1e-4, 1))]!++;
    filter.update(space, series.logOdds[k]!, 0, 1e-4, 1);
  }
  const quiet = simulate(calm, n, 22).series;
  const kalman = new GaussianSum(2, 0, 0.25);
  for (let k = 0; k < n; k++) {
    step(kalman, calm, quiet, k);
    squares += kalman.zOneStep ** 2;
  }
  const chiSquared = bins.reduce((sum, count) => sum + (count - n / 10) ** 2 / (n / 10), 0);
  expect(chiSquared).toBeLessThan(27.9); // 9 degrees of freedom: exceeded once in a thousand
  expect(Math.abs(squares / n - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
});

test("the fair probability is the mixture's, not that of its moments", () => {
  const filter = new GaussianSum(1, 0, 0.25);
  filter.predict(SPACE, 0);
  filter.update(SPACE, 0, 0, 1e-4, 1);
  filter.predict(SPACE, 1);
  filter.update(SPACE, 1.2, 0, 1e-4, 1); // bimodal
  const law = new LogisticNormal();
  filter.law.probability(law);
  let first = 0;
  let second = 0;
  const component = new LogisticNormal();
  filter.law.weights.forEach((weight, i) => {
    const { mean, variance } = component.set(filter.law.means[i]!, filter.law.variances[i]!);
    first += weight * mean;
    second += weight * (variance + mean ** 2);
  });
  expect(law.mean).toBeCloseTo(first, 14);
  expect(law.variance).toBeCloseTo(second - first ** 2, 14);
  expect(Math.abs(law.mean - component.set(filter.mean, filter.variance).mean)).toBeGreaterThan(5e-4);
});

test("pruning moves the likelihood by less than a millionth a print", () => {
  const { series } = simulate(SPACE, 400, 9);
  const pruned = logLikelihood(new GaussianSum(2, 0, 0.25), SPACE, series);
  expect(Math.abs(pruned - logLikelihood(new GaussianSum(2, 0, 0.25, 0), SPACE, series))).toBeLessThan(400e-6);
});

test("a filter restored from its snapshot goes on as it would have, to the last bit", () => {
  const { series } = simulate(SPACE, 60, 10);
  const filter = new GaussianSum(2, 0, 0.25);
  for (let k = 0; k < 30; k++) step(filter, SPACE, series, k);
  const copy = new GaussianSum(2, 9, 9);
  copy.restore(JSON.parse(JSON.stringify(filter.snapshot())));
  for (let k = 30; k < 60; k++) {
    step(filter, SPACE, series, k);
    step(copy, SPACE, series, k);
    expect(copy.snapshot()).toEqual(filter.snapshot());
    expect(copy.logLikelihood).toBe(filter.logLikelihood);
  }
  expect(() => new GaussianSum(1, 0, 1).restore(filter.snapshot())).toThrow(/16 Gaussians .* one of 4/);
});

test("a lag beyond its memory, and a print that is no number, are errors that say so", () => {
  const filter = new GaussianSum(1, 0, 0.25);
  expect(() => filter.jumpProbability(2)).toThrow(/lag 2: .* lags 0 to 1/);
  filter.predict(SPACE, 1);
  expect(() => filter.update(SPACE, Number.NaN, 0, 1e-4, 1)).toThrow(/log-odds NaN/);
});
