import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { pairedTest } from "../../../src/backtest/score/paired-test.ts";

const tested = (differences: readonly number[], seed = 1) => pairedTest(differences, Random.seeded(seed));

describe("by hand", () => {
  test("three events", () => {
    // mean 2, standard deviation 1, t = 2 sqrt(3); with two degrees of freedom p = 1 - t / sqrt(2 + t^2). Of the eight
    // patterns of signs two have a sum of at least 6 in size.
    const t = 2 * Math.sqrt(3);
    const result = tested([1, 2, 3])!;
    expect(result).toMatchObject({ events: 3, meanDifference: 2, permutationP: 0.25 });
    expect(result.t).toBeCloseTo(t, 12);
    expect(result.p).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 12);
  });

  test("nothing can be said of one event, nor of a difference that is always the same", () => {
    expect(tested([0.3])).toBeUndefined();
    expect(tested([0.25, 0.25, 0.25, 0.25])).toMatchObject({
      meanDifference: 0.25,
      t: null,
      p: null,
      permutationP: 0.125,
    });
    expect(tested([0, 0, 0])).toMatchObject({ meanDifference: 0, t: null, permutationP: 1 });
  });
});

test("up to thirteen events every pattern of signs counts once", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 8 }), (differences) => {
      const sums = differences.reduce<readonly number[]>((all, d) => all.flatMap((sum) => [sum + d, sum - d]), [0]);
      const seen = Math.abs(differences.reduce((sum, d) => sum + d, 0));
      const extreme = sums.filter((sum) => Math.abs(sum) >= seen).length / sums.length;
      expect(tested(differences)!.permutationP).toBe(extreme);
    }),
    { numRuns: 100, seed: 1 },
  );
});

describe("of many events", () => {
  const draws = (seed: number, mean: number) => {
    const random = Random.seeded(seed);
    return Array.from({ length: 60 }, () => random.normal(mean, 1));
  };

  test("without a difference both p are spread evenly and go together", () => {
    const results = Array.from({ length: 40 }, (_, seed) => tested(draws(seed, 0))!);
    const small = results.filter(({ p }) => p! < 0.25).length;
    expect(small).toBeGreaterThan(2);
    expect(small).toBeLessThan(20);
    for (const { p, permutationP } of results) expect(Math.abs(p! - permutationP)).toBeLessThan(0.03);
  });

  test("a clear difference is found, and signs change sides", () => {
    const ahead = tested(draws(5, 0.8))!;
    expect(Math.max(ahead.p!, ahead.permutationP)).toBeLessThan(0.001);
    const behind = tested(draws(5, 0.8).map((difference) => -difference))!;
    expect([behind.t, behind.p, behind.permutationP]).toEqual([-ahead.t!, ahead.p, ahead.permutationP]);
  });

  test("the same seed gives the same p", () => {
    expect(tested(draws(6, 0.2), 9)).toEqual(tested(draws(6, 0.2), 9));
  });
});
