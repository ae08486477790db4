import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JumpFilter } from "../../src/model/jump-filter.ts";
import { sigmoid } from "../../src/model/log-odds.ts";
import { LogisticNormal } from "../../src/model/logistic-normal.ts";
import { PRIOR, type StateSpace } from "../../src/model/parameters.ts";
import type { Series } from "../../src/model/series.ts";
import { logDensity } from "./dense-gaussian.ts";
import { enumerate } from "./enumeration.ts";
import { furthest, type ReferenceSeries, reference, referencePresent, toParameters, toSeries } from "./reference.ts";
import { simulate } from "./simulation.ts";

const SPACE: StateSpace = {
  ...PRIOR,
  sigma2PerHour: 0.0025,
  jumpsPerHour: 0.02,
  jumpsPerOrder: 0.01,
  jumpVariance: 0.36,
  noiseCents2: 0.01,
  bounceCents: 0,
  outlierProbability: 0.01,
  outlierVarianceRatio: 25,
  drift: "none",
};
const NO_MODES = { jumpsPerHour: 0, jumpsPerOrder: 0, outlierProbability: 0 };

/** Every number of every step. */
function run(space: StateSpace, series: Series, mean = 0, variance = 0.25) {
  const filter = new JumpFilter(mean, variance);
  return Array.from({ length: series.length }, (_, k) => {
    filter.predict(space, series.hours[k]!);
    filter.update(space, series.logOdds[k]!, series.direction[k]!, series.tickVariance[k]!, series.noiseWeight[k]!);
    const { logLikelihood, jumpProbability, outlierProbability } = filter;
    return { mean: filter.mean, variance: filter.variance, logLikelihood, jumpProbability, outlierProbability };
  });
}

function logLikelihood(space: StateSpace, series: Series, mean = 0, variance = 0.25): number {
  return run(space, series, mean, variance).reduce((sum, step) => sum + step.logLikelihood, 0);
}

/** A few prints at arbitrary times. */
const anySeries = (length: number) =>
  fc
    .record({
      hours: fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: length, maxLength: length }),
      logOdds: fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: length, maxLength: length }),
      direction: fc.array(fc.constantFrom(-1, 0, 1), { minLength: length, maxLength: length }),
    })
    .map(
      ({ hours, logOdds, direction }): Series => ({
        length,
        hours: Float64Array.from(hours, (h, k) => (k > 0 && h > 1e-3 ? h : 0)),
        logOdds: Float64Array.from(logOdds),
        direction: Float64Array.from(direction),
        tickVariance: new Float64Array(length).fill(1e-4),
        noiseWeight: new Float64Array(length).fill(1),
      }),
    );

describe.skipIf(!referencePresent)("against the reference series (needs ../shared/data)", () => {
  test.each(["d1_rw_irregular", "d2_ou_hetero", "d3_bounce_ties", "d4_jump_outlier", "d5_jump_grid_exact", "d9_ticks"])(
    "%s",
    (name) => {
      const { par, data, ref, library } = reference<ReferenceSeries>(name);
      const steps = run(toParameters(par), toSeries(data), par.a0, par.P0);
      const column = (of: keyof (typeof steps)[number]) => steps.map((step) => step[of]);
      expect(furthest(column("logLikelihood"), ref["loglik_obs"]!)).toBeLessThan(1e-9);
      expect(furthest(column("mean"), ref["filtered_mean"]!)).toBeLessThan(1e-9);
      expect(furthest(column("variance"), ref["filtered_var"]!)).toBeLessThan(1e-9);
      expect(furthest(column("jumpProbability"), ref["jump_prob"]!)).toBeLessThan(1e-9);
      expect(furthest(column("outlierProbability"), ref["outlier_prob"]!)).toBeLessThan(1e-9);
      expect(column("logLikelihood").reduce((sum, value) => sum + value, 0)).toBeCloseTo(ref.loglik, 9);
      if (library === undefined) return;
      expect(furthest(column("mean"), library["filtered_mean"]!)).toBeLessThan(1e-12);
      expect(furthest(column("variance"), library["filtered_var"]!)).toBeLessThan(1e-12);
      expect(furthest(column("logLikelihood"), library["loglik_obs"]!)).toBeLessThan(1e-12);
    },
  );

  test("fair probabilities of a filtered state", () => {
    const { ref } = reference<ReferenceSeries>("d9_ticks");
    const law = new LogisticNormal();
    const laws = ref["filtered_mean"]!.map((mean, k) => ({ ...law.set(mean, ref["filtered_var"]![k]!) }));
    expect(
      furthest(
        laws.map(({ mean }) => mean),
        ref["fair_p"]!,
      ),
    ).toBeLessThan(1e-10);
    expect(
      furthest(
        laws.map(({ variance }) => variance),
        ref["fair_p_var"]!,
      ),
    ).toBeLessThan(1e-10);
  });

  test("d5 is within 2 nats of the exact likelihood, which one Gaussian can't hold after an ambiguous print", () => {
    const { par, data, exact } = reference<ReferenceSeries>("d5_jump_grid_exact");
    const gap = logLikelihood(toParameters(par), toSeries(data), par.a0, par.P0) - exact.loglik;
    expect(Math.abs(gap)).toBeLessThan(2);
  });

  test("steady states of the tables", () => {
    interface Tables {
      readonly steady_state_rw: readonly { q: number; R: number; K: number; P_filt: number }[];
      readonly steady_state_ou: readonly {
        kappa: number;
        sigma2: number;
        R: number;
        dt: number;
        P_filt: number;
        stationary_var: number;
      }[];
    }
    const { steady_state_rw: walks, steady_state_ou: reverting } = reference<Tables>("tables");
    for (const { q, R, P_filt } of walks) {
      const space = { ...SPACE, ...NO_MODES, sigma2PerHour: q, noiseCents2: R };
      expect(Math.abs(settledVariance(space, 1) - P_filt)).toBeLessThan(1e-12);
    }
    for (const { kappa, sigma2, R, dt, P_filt, stationary_var } of reverting) {
      const space = { ...SPACE, ...NO_MODES, sigma2PerHour: sigma2, noiseCents2: R, reversionPerHour: kappa };
      expect(Math.abs(settledVariance(space, dt) - P_filt)).toBeLessThan(1e-12);
      const blind = { ...space, noiseCents2: 1e12 }; // nothing is learnt: the state's own law
      expect(settledVariance(blind, dt)).toBeCloseTo(stationary_var, 9);
    }
  });
});

/** The filtered variance after many prints without tick variance, `hours` apart. */
function settledVariance(space: StateSpace, hours: number): number {
  const filter = new JumpFilter(0, 1);
  for (let k = 0; k < 3000; k++) {
    filter.predict(space, hours);
    filter.update(space, 0, 0, 0, 1);
  }
  return filter.variance;
}

describe("without jumps and bad prints", () => {
  const space = { ...SPACE, ...NO_MODES, bounceCents: 0.05 };

  test("settles at the closed form of the local level: K = (sqrt(rho^2 + 4 rho) - rho) / 2, P = K R", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-4, max: 1, noNaN: true }),
        fc.double({ min: 1e-3, max: 1, noNaN: true }),
        (q, r) => {
          const rho = q / r;
          const gain = (Math.sqrt(rho * rho + 4 * rho) - rho) / 2;
          const settled = settledVariance({ ...space, sigma2PerHour: q, noiseCents2: r }, 1);
          expect(settled / (gain * r)).toBeCloseTo(1, 9);
        },
      ),
      { numRuns: 20 },
    );
  });

  test("its likelihood is the density of one multivariate normal law", () => {
    fc.assert(
      fc.property(anySeries(8), (series) => {
        const times: number[] = [];
        for (const hours of series.hours) times.push((times.at(-1) ?? 0) + hours);
        const covariance = times.map((a, i) =>
          times.map((b, j) => 0.25 + space.sigma2PerHour * Math.min(a, b) + (i === j ? 1e-4 + space.noiseCents2 : 0)),
        );
        const mean = Array.from(series.direction, (u) => 0.1 + space.bounceCents * u);
        const dense = logDensity([...series.logOdds], mean, covariance);
        expect(logLikelihood(space, series, 0.1) / dense).toBeCloseTo(1, 10);
      }),
    );
  });
});

describe("with jumps and bad prints", () => {
  test("two prints are filtered exactly", () => {
    fc.assert(
      fc.property(anySeries(2), (series) => {
        const space = { ...SPACE, outlierProbability: 0 }; // the first print then has one mode
        const exact = enumerate(space, series, 0.1, 0.25);
        const last = run(space, series, 0.1).at(-1)!;
        expect(last.mean).toBeCloseTo(exact.mean, 10);
        expect(last.variance).toBeCloseTo(exact.variance, 10);
        expect(last.jumpProbability).toBeCloseTo(exact.jumpProbability, 10);
        expect(Math.abs(logLikelihood(space, series, 0.1) - exact.logLikelihood)).toBeLessThan(1e-9);
      }),
    );
  });

  test("a print nobody would expect leaves every number finite", () => {
    for (const y of [-1e3, 40, 1e6]) {
      for (const space of [SPACE, { ...SPACE, ...NO_MODES }, { ...SPACE, outlierProbability: 0 }]) {
        const [step] = run(space, { ...simulate(SPACE, 1, 1).series, logOdds: Float64Array.of(y) });
        expect(Object.values(step!).every(Number.isFinite)).toBe(true);
      }
    }
  });

  test("jumps that can't happen, or are of no size, change nothing", () => {
    const { series } = simulate(SPACE, 200, 11);
    const never = run({ ...SPACE, jumpsPerHour: 0, jumpsPerOrder: 0 }, series);
    const rare = run({ ...SPACE, jumpsPerHour: 1e-15, jumpsPerOrder: 0 }, series);
    const tiny = run({ ...SPACE, jumpVariance: 0 }, series);
    expect(
      furthest(
        rare.map(({ mean }) => mean),
        never.map(({ mean }) => mean),
      ),
    ).toBeLessThan(1e-8);
    expect(
      furthest(
        tiny.map(({ mean }) => mean),
        never.map(({ mean }) => mean),
      ),
    ).toBeLessThan(1e-12);
  });
});

describe("invariances", () => {
  test("time in other units: (t c, sigma2 / c, jumps / c)", () => {
    fc.assert(
      fc.property(anySeries(6), fc.double({ min: 0.01, max: 100, noNaN: true }), (series, c) => {
        const faster = { ...SPACE, sigma2PerHour: SPACE.sigma2PerHour / c, jumpsPerHour: SPACE.jumpsPerHour / c };
        const slowed = { ...series, hours: series.hours.map((hours) => hours * c) };
        const [one, other] = [run(SPACE, series).at(-1)!, run(faster, slowed).at(-1)!];
        expect(other.mean).toBeCloseTo(one.mean, 9);
        expect(other.variance).toBeCloseTo(one.variance, 9);
        expect(other.logLikelihood).toBeCloseTo(one.logLikelihood, 8);
      }),
    );
  });

  test.each(["none", "martingale"] as const)("YES and NO are alike, drift %s", (drift) => {
    fc.assert(
      fc.property(anySeries(6), (series) => {
        const space = { ...SPACE, drift, bounceCents: 0.03 };
        const mirrored = {
          ...series,
          logOdds: series.logOdds.map((y) => -y),
          direction: series.direction.map((u) => -u),
        };
        const [yes, no] = [run(space, series).at(-1)!, run(space, mirrored).at(-1)!];
        expect(no.mean).toBeCloseTo(-yes.mean, 12);
        expect(no.variance).toBeCloseTo(yes.variance, 12);
        expect(no.jumpProbability).toBeCloseTo(yes.jumpProbability, 12);
      }),
    );
  });

  test("a print that says nothing leaves the prediction as it is", () => {
    const space = { ...SPACE, ...NO_MODES };
    const filter = new JumpFilter(0.3, 0.2);
    filter.predict(space, 4);
    filter.update(space, 5, 0, 1e15, 0);
    expect(filter.mean).toBeCloseTo(0.3, 12);
    expect(filter.variance).toBeCloseTo(0.2 + 4 * space.sigma2PerHour, 12);
  });

  test("prints of one instant may come in any order, as of one state", () => {
    const space = { ...SPACE, ...NO_MODES };
    const at = (prints: readonly number[]) => {
      const filter = new JumpFilter(0, 0.25);
      for (const print of prints) {
        filter.predict(space, 0);
        filter.update(space, print, 0, 1e-4, 1);
      }
      return filter;
    };
    const [one, other] = [at([0.1, 0.4, -0.2]), at([-0.2, 0.1, 0.4])];
    expect(other.mean).toBeCloseTo(one.mean, 14);
    expect(one.variance).toBeCloseTo(1 / (1 / 0.25 + 3 / 0.0101), 14);
  });
});

describe("the martingale's drift", () => {
  test("keeps the fair probability where it was, where a random walk of the log-odds would not", () => {
    const law = new LogisticNormal();
    for (const logOdds of [-2.5, -1, -0.4, 0.8, 2]) {
      for (const clock of [0.05, 0.3, 0.6]) {
        const expected = (drift: "none" | "martingale") => {
          const filter = new JumpFilter(logOdds, 1e-9);
          const space = { ...SPACE, ...NO_MODES, drift, sigma2PerHour: clock };
          filter.predict(space, 1);
          filter.update(space, 0, 0, 1e15, 0); // says nothing
          return law.set(filter.mean, filter.variance).mean;
        };
        const moved = Math.abs(expected("martingale") - sigmoid(logOdds));
        expect(moved).toBeLessThan(0.003);
        expect(moved).toBeLessThan(0.25 * Math.abs(expected("none") - sigmoid(logOdds)));
      }
    }
  });
});
