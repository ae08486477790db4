import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ModelForecast } from "../../../src/backtest/score/model-forecast.ts";
import { normalBelow } from "../../../src/backtest/score/normal-below.ts";
import type { GaussianSumState } from "../../../src/model/gaussian-sum.ts";
import { normalCdf } from "../../../src/model/normal.ts";
import { type ModelParameters, PRIOR } from "../../../src/model/parameters.ts";
import { ALL_CENTS, total } from "./cent-numbers.ts";

const logit = (p: number) => Math.log(p / (1 - p));

/** One Gaussian, and a model in which only what is given ever happens. */
const plain = (parameters: Partial<ModelParameters>): ModelParameters => ({
  ...PRIOR,
  jumpsPerHour: 0,
  jumpsPerOrder: 0,
  outlierProbability: 0,
  drift: "none",
  ...parameters,
});
const gaussian = (mean: number, variance: number): GaussianSumState => ({
  mean,
  variance,
  components: [[1, mean, variance]],
});

test("the fast normal law is within 2e-7 of the exact one", () => {
  for (let x = -8; x <= 8; x += 0.01) expect(Math.abs(normalBelow(x) - normalCdf(x))).toBeLessThan(2e-7);
  expect([normalBelow(Number.NEGATIVE_INFINITY), normalBelow(Number.POSITIVE_INFINITY)]).toEqual([0, 1]);
});

describe("one Gaussian by hand", () => {
  const mean = logit(0.3);
  const tick = 0.01 / 0.21; // one cent in log-odds at 30c
  const parameters = plain({ sigma2PerHour: 0.02, noiseCents2: 0.5, bounceCents: 1.5 });
  // After two hours: the state's variance, two hours of diffusion, and half a cent^2 of noise.
  const deviation = Math.sqrt(0.01 + 0.04 + 0.5 * tick * tick);
  const forecast = new ModelForecast().set(gaussian(mean, 0.01), 30, parameters, 2);
  const between = (low: number, high: number, centre: number) =>
    normalCdf((logit(high) - centre) / deviation) - normalCdf((logit(low) - centre) / deviation);

  test("a cent has what rounds to it, a buyer's bounce above and a seller's below", () => {
    for (const cent of [25, 30, 34]) {
      const [low, high] = [(cent - 0.5) / 100, (cent + 0.5) / 100];
      expect(forecast.probability(cent, "buy")).toBeCloseTo(between(low, high, mean + 1.5 * tick), 6);
      expect(forecast.probability(cent, "sell")).toBeCloseTo(between(low, high, mean - 1.5 * tick), 6);
    }
  });

  test("prints are expected at the fair value and the bounce, moved by what is kept of the last one", () => {
    expect(forecast.printCents("buy")).toBeCloseTo(31.5, 12);
    expect(forecast.printCents("sell")).toBeCloseTo(28.5, 12);
    expect(forecast.printCents("sell", 2 * tick)).toBeCloseTo(30.5, 12);
  });
});

test("whatever the state, the 99 probabilities of either side sum to one", () => {
  const component = fc.tuple(
    fc.double({ min: 0.01, max: 1, noNaN: true }),
    fc.double({ min: -5, max: 5, noNaN: true }),
    fc.double({ min: 1e-4, max: 2, noNaN: true }),
  );
  fc.assert(
    fc.property(
      fc.array(component, { minLength: 1, maxLength: 16 }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.constantFrom("buy" as const, "sell" as const),
      (raw, hours, shift, side) => {
        const weight = total(raw.map(([w]) => w));
        const components = raw.map(([w, mean, variance]) => [w / weight, mean, variance] as const);
        const mean = total(components.map(([w, m]) => w * m));
        const forecast = new ModelForecast().set({ mean, variance: 1, components }, 50, PRIOR, hours);
        expect(total(ALL_CENTS.map((cent) => forecast.probability(cent, side, shift, 0.25)))).toBeCloseTo(1, 9);
      },
    ),
    { numRuns: 50, seed: 1 },
  );
});

test("a bare price is a cent wide and has no side", () => {
  const forecast = new ModelForecast().setPrice(40);
  expect(forecast.fairCents).toBe(40);
  expect([forecast.printCents("buy"), forecast.printCents("sell")]).toEqual([40, 40]);
  // A normal law of one cent: P(|Z| < 1/2) = 0.3829.
  expect(forecast.probability(40, "buy")).toBeCloseTo(0.3829, 3);
  expect(forecast.probability(40, "sell")).toBe(forecast.probability(40, "buy"));
});

test("jumps and bad prints widen it, time too", () => {
  const state = gaussian(0, 0.001);
  const at = (parameters: ModelParameters, hours: number) =>
    new ModelForecast().set(state, 50, parameters, hours).probability(80, "buy");
  expect(at(plain({ jumpsPerOrder: 0.1 }), 0.1)).toBeGreaterThan(1e4 * at(plain({}), 0.1) + 1e-6);
  expect(at(plain({ outlierProbability: 0.1, outlierVarianceRatio: 400 }), 0.1)).toBeGreaterThan(1e-6);
  expect(at(plain({}), 200)).toBeGreaterThan(at(plain({}), 1));
  // In no time nothing jumps: prints of one instant are of one state.
  expect(at(plain({ jumpsPerOrder: 0.1 }), 0)).toBe(at(plain({}), 0));
});
