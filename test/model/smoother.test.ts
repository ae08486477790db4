import { describe, expect, test } from "vitest";
import { PRIOR, type StateSpace } from "../../src/model/parameters.ts";
import type { Series } from "../../src/model/series.ts";
import { Smoother } from "../../src/model/smoother.ts";
import {
  furthest,
  type ReferenceColumns,
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
  jumpsPerOrder: 0,
  jumpVariance: 0.36,
  noiseCents2: 0.01,
  bounceCents: 0,
  outlierProbability: 0,
  outlierVarianceRatio: 25,
  drift: "none",
};

function smooth(space: StateSpace, series: Series, mean = 0, variance = 0.25): Smoother {
  const smoother = new Smoother(series.length);
  smoother.run(space, series, mean, variance);
  return smoother;
}

describe.skipIf(!referencePresent)("against the reference series (needs ../shared/data)", () => {
  function expectReference(
    par: ReferenceParameters,
    data: ReferenceData,
    ref: ReferenceColumns & { ep_fallbacks: number },
  ) {
    const smoother = smooth(toParameters(par), toSeries(data), par.a0, par.P0);
    expect(furthest(smoother.mean, ref["smoothed_mean"]!)).toBeLessThan(1e-9);
    expect(furthest(smoother.variance, ref["smoothed_var"]!)).toBeLessThan(1e-9);
    expect(furthest(smoother.jumpProbability, ref["smoothed_jump_prob"]!)).toBeLessThan(1e-9);
    expect(furthest(smoother.outlierProbability, ref["smoothed_outlier_prob"]!)).toBeLessThan(1e-9);
    expect(furthest(smoother.squaredDiffusion, ref["W2"]!)).toBeLessThan(1e-9);
    expect(furthest(smoother.squaredJump, ref["J2"]!)).toBeLessThan(1e-9);
    expect(furthest(smoother.squaredNoise, ref["E2"]!)).toBeLessThan(1e-9);
    expect(smoother.fallbacks).toBe(ref.ep_fallbacks);
    return smoother;
  }

  test.each(["d1_rw_irregular", "d2_ou_hetero", "d3_bounce_ties", "d4_jump_outlier", "d5_jump_grid_exact", "d9_ticks"])(
    "%s",
    (name) => {
      const { par, data, ref, library } = reference<ReferenceSeries>(name);
      const smoother = expectReference(par, data, ref);
      if (library === undefined) return;
      expect(furthest(smoother.mean, library["smoothed_mean"]!)).toBeLessThan(1e-12);
      expect(furthest(smoother.variance, library["smoothed_var"]!)).toBeLessThan(1e-12);
      // E of the squared diffusion is made of neighbouring states' covariance, which the library states by itself.
      const phi = data.t.map((t, k) => (k > 0 ? Math.exp(-par.kappa * (t - data.t[k - 1]!)) : 1));
      const covariance = phi.map((f, k) => {
        if (k === 0) return 0;
        const step = smoother.mean[k]! - f * smoother.mean[k - 1]! - (1 - f) * par.mbar;
        const spread = smoother.squaredDiffusion[k]! - step ** 2;
        return (smoother.variance[k]! + f * f * smoother.variance[k - 1]! - spread) / (2 * f);
      });
      expect(furthest(covariance, library["lag1_cov"]!)).toBeLessThan(1e-12);
    },
  );

  test("d6", () => {
    const { par, cases } = reference<{ par: ReferenceParameters; cases: readonly ReferenceSeries[] }>(
      "d6_bruteforce_small",
    );
    for (const { data, ref } of cases) expectReference(par, data, ref);
  });

  test("d5: near the exact smoother of a dense grid", () => {
    const { par, data, exact } = reference<ReferenceSeries>("d5_jump_grid_exact");
    const smoother = smooth(toParameters(par), toSeries(data), par.a0, par.P0);
    const truth = exact["smoothed_mean"]!;
    const squares = truth.reduce((sum, mean, k) => sum + (smoother.mean[k]! - mean) ** 2, 0);
    expect(Math.sqrt(squares / truth.length)).toBeLessThan(0.015);
    const jumps = (column: ArrayLike<number>) => Array.from(column).reduce((sum, p) => sum + p, 0);
    expect(jumps(smoother.jumpProbability) / jumps(exact["smoothed_jump_prob"]!)).toBeCloseTo(1, 1);
  });
});

test("the local level's smoothed variance is R q / sqrt(q^2 + 4 q R) inside a long series", () => {
  const space = { ...SPACE, jumpsPerHour: 0 };
  const { series } = simulate(space, 400, 3, { regular: true });
  const untouched = { ...series, tickVariance: new Float64Array(400) };
  const smoother = smooth(space, untouched);
  const [q, r] = [space.sigma2PerHour, space.noiseCents2];
  expect(smoother.variance[200]! / ((r * q) / Math.sqrt(q * q + 4 * q * r))).toBeCloseTo(1, 9);
});

test("two prints are smoothed exactly: the posterior of both states and of the jump between, by numerical integration", () => {
  const space = { ...SPACE, outlierProbability: 0.1, jumpsPerHour: 0.2 };
  const series: Series = {
    length: 2,
    hours: Float64Array.of(0, 2),
    logOdds: Float64Array.of(0.1, 0.9),
    direction: new Float64Array(2),
    tickVariance: new Float64Array(2).fill(1e-4),
    noiseWeight: Float64Array.of(1, 1),
  };
  // The first print is good by assumption here, so that both messages are Gaussian and nothing is approximate.
  const first = { ...space, outlierProbability: 0 };
  const smoother = smooth(first, series);
  const density = (x: number, variance: number) =>
    Math.exp((-0.5 * x * x) / variance) / Math.sqrt(2 * Math.PI * variance);
  const pi = 1 - Math.exp(-0.2 * 2);
  const [noise, q] = [0.0101, 0.005];
  const step = 0.01;
  let [mass, before, after, jumped, diffused] = [0, 0, 0, 0, 0];
  for (let x0 = -1.5; x0 < 1.5; x0 += step) {
    for (let x1 = -1.5; x1 < 2.5; x1 += step) {
      const prints = density(x0, 0.25) * density(0.1 - x0, noise) * density(0.9 - x1, noise);
      const still = (1 - pi) * density(x1 - x0, q) * prints;
      const jump = pi * density(x1 - x0, q + 0.36) * prints;
      const share = q / (q + 0.36);
      mass += still + jump;
      before += (still + jump) * x0;
      after += (still + jump) * x1;
      jumped += jump;
      diffused += still * (x1 - x0) ** 2 + jump * (share ** 2 * (x1 - x0) ** 2 + share * 0.36);
    }
  }
  expect(smoother.mean[1]).toBeCloseTo(after / mass, 8);
  expect(smoother.jumpProbability[1]).toBeCloseTo(jumped / mass, 8);
  expect(smoother.squaredDiffusion[1]).toBeCloseTo(diffused / mass, 8);
  expect(smoother.mean[0]).toBeCloseTo(before / mass, 8);
});

test("a series longer than its buffers is refused", () => {
  expect(() => new Smoother(3).run(SPACE, simulate(SPACE, 4, 1).series, 0, 1)).toThrow(/4 prints is longer than .* 3/);
});
