import { expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { expectedLargestT } from "../../../src/backtest/report/tries.ts";

test("one try reaches sqrt(2 / pi) on average, and two reach 2 / sqrt(pi)", () => {
  expect(expectedLargestT(1)).toBeCloseTo(Math.sqrt(2 / Math.PI), 9);
  // max(|a|, |b|) = (|a + b| + |a - b|) / 2, and each of the two is the size of a normal number of variance 2
  expect(expectedLargestT(2)).toBeCloseTo(2 / Math.sqrt(Math.PI), 9);
});

test("many tries reach as far as simulated ones", () => {
  const random = Random.seeded(11);
  const tries = 590;
  const largest = Array.from({ length: 400 }, () => {
    let most = 0;
    for (let at = 0; at < tries; at += 1) most = Math.max(most, Math.abs(random.normal()));
    return most;
  });
  const mean = largest.reduce((sum, most) => sum + most, 0) / largest.length;
  expect(Math.abs(expectedLargestT(tries) - mean)).toBeLessThan(0.07); // four standard errors of 400 maxima
});

test("more tries reach further, and fewer than one is an error", () => {
  const reached = [1, 2, 10, 590, 1e6, 1e30].map((tries) => expectedLargestT(tries));
  expect(reached).toEqual(reached.toSorted((a, b) => a - b));
  expect(reached.at(-1)).toBeLessThan(Math.sqrt(2 * Math.log(2e30)) + 0.1); // the classical upper bound
  expect(() => expectedLargestT(0)).toThrow("tries: 0");
});

/** Student's t of so many independent normal results, from their own mean and deviation. */
function studentT(dates: number, random: Random): number {
  const results = Array.from({ length: dates }, () => random.normal());
  const mean = results.reduce((sum, each) => sum + each, 0) / dates;
  const variance = results.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (dates - 1);
  return mean / Math.sqrt(variance / dates);
}

test.each([
  [4, 6],
  [9, 6],
  [20, 13],
])("of results on %d dates the largest |t| of %d tries is as far as simulated ones", (dates, tries) => {
  const random = Random.seeded(12);
  const largest = Array.from({ length: 6_000 }, () =>
    Math.max(...Array.from({ length: tries }, () => Math.abs(studentT(dates, random)))),
  );
  const mean = largest.reduce((sum, most) => sum + most, 0) / largest.length;
  const deviation = Math.sqrt(largest.reduce((sum, most) => sum + (most - mean) ** 2, 0) / largest.length);
  expect(Math.abs(expectedLargestT(tries, dates - 1) - mean)).toBeLessThan((4 * deviation) / Math.sqrt(largest.length));
});

test("with many dates it is the normal's, with three it is known, with two it has no bound", () => {
  expect(expectedLargestT(6, 254)).toBeCloseTo(expectedLargestT(6), 1);
  // |T| with two degrees of freedom is beyond t with chance 1 - t / sqrt(2 + t^2), which adds up to sqrt(2)
  expect(expectedLargestT(1, 2)).toBeCloseTo(Math.SQRT2, 3);
  expect(expectedLargestT(3, 1)).toBe(Number.POSITIVE_INFINITY);
});
