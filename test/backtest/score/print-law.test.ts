import { describe, expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { nearestCent } from "../../../src/backtest/score/cents.ts";
import { ModelForecast } from "../../../src/backtest/score/model-forecast.ts";
import { NextSide } from "../../../src/backtest/score/next-side.ts";
import { PrintLaw, type SidesBefore } from "../../../src/backtest/score/print-law.ts";
import { PRIOR } from "../../../src/model/parameters.ts";
import { ALL_CENTS, total } from "./cent-numbers.ts";

const TICK = 0.01 / 0.25; // one cent in log-odds at even odds
const forecast = new ModelForecast().set(
  { mean: 0, variance: 1e-4, components: [[1, 0, 1e-4]] },
  50,
  { ...PRIOR, jumpsPerOrder: 0, noiseCents2: 4, bounceCents: 1 },
  0.01,
);

/** A buyer has just printed so many cents above where the model has buyers, at 51. */
const boughtAt = (cents: number, last: "buy" | "sell" = "buy"): SidesBefore => ({
  buyer: 0.7,
  last,
  residual: { buy: cents * TICK, sell: 0 },
  fitted: true,
});

test("before and after learning, its 99 probabilities sum to one", () => {
  const law = new PrintLaw();
  const sums = () => total(ALL_CENTS.map((cent) => law.probability(forecast, boughtAt(3), cent)));
  expect(sums()).toBeCloseTo(1, 9);
  for (const cent of [54, 54, 49, 70]) law.learn(forecast, boughtAt(3), cent, "buy");
  expect(sums()).toBeCloseTo(1, 9);
});

test("the probability that learning returns is the one from before", () => {
  const law = new PrintLaw();
  const before = law.probability(forecast, boughtAt(2), 53);
  expect(law.learn(forecast, boughtAt(2), 53, "buy")).toBe(before);
  expect(law.probability(forecast, boughtAt(2), 53)).toBeGreaterThan(before);
});

describe("what it learns of prints", () => {
  /** Shows it a world, and says where it then expects a buyer who printed `cents` off. */
  const learned = (next: (random: Random, cents: number) => number) => {
    const random = Random.seeded(4);
    const law = new PrintLaw();
    for (let i = 0; i < 400; i++) {
      const cents = random.integer(-6, 6);
      law.learn(forecast, boughtAt(cents), nearestCent(next(random, cents)), "buy");
    }
    return law;
  };

  test("quotes that stand: the next buyer is expected where the last one was", () => {
    const law = learned((_random, cents) => 51 + cents);
    expect(law.expected(forecast, { ...boughtAt(5), buyer: 1 })).toBeGreaterThan(55.5);
    expect(law.probability(forecast, boughtAt(5), 56)).toBeGreaterThan(0.6); // 0.7 that he buys at all
  });

  test("noise drawn anew: the next buyer is expected where the model has buyers", () => {
    const law = learned((random) => 51 + random.normal(0, 2));
    expect(Math.abs(law.expected(forecast, { ...boughtAt(5), buyer: 1 }) - 51)).toBeLessThan(0.5);
  });

  test("of a side that has not just printed it learns apart", () => {
    const law = learned((_random, cents) => 51 + cents);
    const fresh = new PrintLaw();
    const other = { ...boughtAt(5, "sell"), buyer: 1 };
    expect(law.probability(forecast, other, 56)).toBe(fresh.probability(forecast, other, 56));
  });

  test("an order of unknown side teaches nothing", () => {
    const law = new PrintLaw();
    for (let i = 0; i < 20; i++) law.learn(forecast, boughtAt(5), 56, "unknown");
    expect(law.probability(forecast, boughtAt(5), 56)).toBe(new PrintLaw().probability(forecast, boughtAt(5), 56));
  });
});

describe("who takes next", () => {
  test("is even odds at first, and after an unknown side always", () => {
    const sides = new NextSide();
    expect([sides.buyer("buy", 5), sides.buyer("sell", 5), sides.buyer("unknown", 5)]).toEqual([0.5, 0.5, 0.5]);
    for (let i = 0; i < 50; i++) sides.learn("unknown", 5, "buy");
    expect(sides.buyer("buy", 5)).toBe(0.5);
  });

  test("is counted by how soon he comes", () => {
    const sides = new NextSide();
    for (const next of ["buy", "buy", "sell"] as const) sides.learn("buy", 0.5, next);
    sides.learn("sell", 0.5, "sell");
    // One of two assumed, and three of four seen, were of the side before.
    expect(sides.buyer("buy", 0.9)).toBeCloseTo(4 / 6, 12);
    expect(sides.buyer("sell", 0.9)).toBeCloseTo(2 / 6, 12);
    expect(sides.buyer("buy", 30)).toBe(0.5);
  });
});
