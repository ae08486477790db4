import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { CausalSpread } from "../../../src/backtest/score/causal-spread.ts";
import { HIGHEST_CENT, LOWEST_CENT, nearestCent } from "../../../src/backtest/score/cents.ts";
import { ALL_CENTS, total } from "./cent-numbers.ts";

const price = fc.double({ min: 0.5, max: 99.5, noNaN: true });

test("whatever it has learned, its 99 probabilities sum to one and none is zero", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(price, fc.integer({ min: LOWEST_CENT, max: HIGHEST_CENT })), { maxLength: 40 }),
      price,
      (errors, forecast) => {
        const spread = new CausalSpread();
        for (const [at, cent] of errors) spread.learn(at, cent);
        const probabilities = ALL_CENTS.map((cent) => spread.probability(forecast, cent));
        expect(total(probabilities)).toBeCloseTo(1, 12);
        expect(Math.min(...probabilities)).toBeGreaterThan(1e-6);
      },
    ),
    { numRuns: 50, seed: 1 },
  );
});

test("the probability that learning returns is the one from before", () => {
  const spread = new CausalSpread();
  for (const [forecast, cent] of [
    [48.2, 48],
    [47.9, 55],
    [41, 41],
  ] as const) {
    const before = spread.probability(forecast, cent);
    expect(spread.learn(forecast, cent)).toBe(before);
    expect(spread.probability(forecast, cent)).toBeGreaterThan(before);
  }
});

test("a ten-cent bucket learns nothing from another", () => {
  const spread = new CausalSpread();
  const untouched = spread.probability(75, 76);
  for (let i = 0; i < 50; i++) spread.learn(35, 35);
  expect(spread.probability(75, 76)).toBe(untouched);
  expect(spread.probability(38, 38)).toBeGreaterThan(0.9);
});

describe("against the law that errors really have, known beforehand, it loses a few nats in all", () => {
  const ERRORS = 2_000;
  /** A draw of the law, and P(it rounds to `cent`) worked out apart. */
  const laplace = (scale: number) => ({
    draw: (random: Random) => (random.chance(0.5) ? 1 : -1) * random.exponential(scale),
    below: (x: number) => (x < 0 ? Math.exp(x / scale) / 2 : 1 - Math.exp(-x / scale) / 2),
  });
  const student2 = (scale: number) => ({
    // T = Z / sqrt(E), E exponential with mean 1, is Student's with two degrees of freedom
    draw: (random: Random) => (scale * random.normal()) / Math.sqrt(random.exponential(1)),
    below: (x: number) => (1 + x / Math.hypot(scale * Math.SQRT2, x)) / 2,
  });

  test.each([
    ["Laplace of half a cent", laplace(0.5)],
    ["Laplace of five cents", laplace(5)],
    ["Student's of one cent", student2(1)],
  ])("%s", (_name, { draw, below }) => {
    const random = Random.seeded(7);
    const spread = new CausalSpread();
    let behind = 0;
    for (let i = 0; i < ERRORS; i++) {
      const forecast = random.uniform(50, 60);
      const cent = nearestCent(forecast + draw(random));
      const upper = cent === HIGHEST_CENT ? 1 : below(cent + 0.5 - forecast);
      const lower = cent === LOWEST_CENT ? 0 : below(cent - 0.5 - forecast);
      behind += Math.log(upper - lower) - Math.log(spread.learn(forecast, cent));
    }
    // 72 candidates, a thousandth that is spread evenly, and a grid of scales a quarter apart
    expect(behind).toBeLessThan(Math.log(72) + 0.001 * ERRORS + 0.005 * ERRORS);
  });
});

test("a change of the errors' width is followed", () => {
  const spread = new CausalSpread();
  for (let i = 0; i < 5_000; i++) spread.learn(50, 50);
  const random = Random.seeded(3);
  const wide = Array.from({ length: 400 }, () => random.integer(35, 65));
  const scores = wide.map((cent) => Math.log(spread.learn(50, cent)));
  expect(total(scores.slice(200)) / 200).toBeGreaterThan(Math.log(1 / 99)); // better than knowing nothing
});
