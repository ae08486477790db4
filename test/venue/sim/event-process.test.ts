import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { type Candidate, EventProcess, type Horizon } from "../../../src/venue/sim/event-process.ts";

const HORIZON: Horizon = { hours: 48, resolvingHours: 12 };

function candidate(probability: number, variancePerHour = 0.02, newsVariance = 0.3): Candidate {
  return { probability, variancePerHour, newsPerHour: 0, newsVariance };
}

const four = [candidate(0.5), candidate(0.3, 0.05), candidate(0.15, 0.01), candidate(0.05, 0.04, 0.8)];

/** Some path to `hours` in steps that depend on the seed, with news at some of them. */
function path(list: readonly Candidate[], seed: number, hours: number): EventProcess {
  const random = Random.seeded(seed);
  const process = new EventProcess(list, HORIZON, random.fork("process"));
  const steps = random.fork("steps");
  for (let at = steps.exponential(2); at < hours; at += steps.exponential(2)) {
    process.moveTo(at);
    if (steps.chance(0.1)) process.news(steps.integer(0, list.length - 1));
  }
  process.moveTo(hours);
  return process;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard error of a mean. */
function error(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)) / values.length);
}

/** The normal distribution function, by Simpson's rule on its density. */
function phi(z: number): number {
  const steps = 400;
  const width = z / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-((i * width) ** 2) / 2);
  }
  return 0.5 + (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}

describe("EventProcess", () => {
  it("has probabilities that lie in 0 to 1 and sum to one, always", () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 60, noNaN: true }), (seed, hours) => {
        const { probabilities } = path(four, seed, hours);
        expect(Math.abs(probabilities.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(1e-12);
        expect(probabilities.every((p) => p >= 0 && p <= 1)).toBe(true);
      }),
    );
  });

  it.each([10, 40, 47.5])("is a martingale: the mean after %d hours is where it began", (hours) => {
    const ends = Array.from({ length: 4_000 }, (_, seed) => [...path(four, seed, hours).probabilities]);
    for (const [index, { probability }] of four.entries()) {
      const values = ends.map((end) => end[index]!);
      expect(Math.abs(mean(values) - probability)).toBeLessThan(4 * error(values));
    }
  });

  it("lets each candidate win as often as his probability says, at the start and on the way", () => {
    const runs = Array.from({ length: 4_000 }, (_, seed) => path(four, seed, 30));
    for (const [index, { probability }] of four.entries()) {
      const wins = runs.map(({ winner }) => Number(winner === index));
      expect(Math.abs(mean(wins) - probability)).toBeLessThan(4 * error(wins));
      const surprises = runs.map(({ winner, probabilities }) => Number(winner === index) - probabilities[index]!);
      expect(Math.abs(mean(surprises))).toBeLessThan(4 * error(surprises));
    }
  });

  it("is, with two candidates, the exact logit jump-diffusion: p0 N(x0 + v/2, v) + (1 - p0) N(x0 - v/2, v)", () => {
    const pair = [candidate(0.3, 0.03, 0.2), candidate(0.7, 0.01, 0.5)];
    const [hours, p0] = [20, 0.3];
    const x0 = Math.log(p0 / (1 - p0));
    const clock = hours + HORIZON.resolvingHours ** 2 * (1 / (HORIZON.hours - hours) - 1 / HORIZON.hours);
    const variance = (0.03 + 0.01) * clock + 0.2 + 0.5; // and one piece of news about each

    const draws = Array.from({ length: 4_000 }, (_, seed) => {
      const process = new EventProcess(pair, HORIZON, Random.seeded(seed));
      for (const at of [0.1, 3, 3, 11.7, hours]) process.moveTo(at);
      process.news(0);
      process.news(1);
      const [p, q] = process.probabilities as unknown as [number, number];
      return Math.log(p / q);
    }).sort((a, b) => a - b);

    const law = (x: number): number => {
      const deviation = Math.sqrt(variance);
      return p0 * phi((x - x0 - variance / 2) / deviation) + (1 - p0) * phi((x - x0 + variance / 2) / deviation);
    };
    const distance = Math.max(...draws.map((x, rank) => Math.abs(law(x) - (rank + 0.5) / draws.length)));
    expect(distance * Math.sqrt(draws.length)).toBeLessThan(1.95); // Kolmogorov: exceeded once in a thousand
    expect(Math.abs(mean(draws) - (x0 + variance * (p0 - 0.5)))).toBeLessThan(4 * error(draws));
  });

  it("has the same law in one step as in many", () => {
    const square = (steps: readonly number[]) => (_: unknown, seed: number) => {
      const process = new EventProcess(four, HORIZON, Random.seeded(seed));
      for (const at of steps) process.moveTo(at);
      return process.probabilities[0]! ** 2;
    };
    const one = Array.from({ length: 4_000 }, square([40]));
    const many = Array.from({ length: 4_000 }, square(Array.from({ length: 80 }, (_, i) => (i + 1) / 2)));
    expect(Math.abs(mean(one) - mean(many))).toBeLessThan(4 * Math.hypot(error(one), error(many)));
  });

  it("knows nearly everything shortly before the end, and everything at it", () => {
    const sure = Array.from({ length: 200 }, (_, seed) => {
      const process = path(four, seed, 47.98);
      const late = process.probabilities[process.winner]!;
      process.moveTo(48);
      expect([...process.probabilities]).toEqual(four.map((_, index) => Number(index === process.winner)));
      expect(process.decided).toBe(true);
      process.news(0);
      expect(process.probabilities[process.winner]).toBe(1);
      return late;
    });
    expect(mean(sure)).toBeGreaterThan(0.97);
  });

  it("refuses to go back, and probabilities that don't sum to one", () => {
    const process = new EventProcess(four, HORIZON, Random.seeded(1));
    process.moveTo(2);
    expect(() => process.moveTo(1.9)).toThrow("can't go back from 2 to 1.9 hours");
    expect(() => new EventProcess([candidate(0.5), candidate(0.4)], HORIZON, Random.seeded(1))).toThrow("sum to 0.9");
    expect(() => new EventProcess([candidate(1), candidate(0)], HORIZON, Random.seeded(1))).toThrow("must be positive");
  });
});
