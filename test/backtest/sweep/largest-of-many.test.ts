import { expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { chanceOfLargest, medianLargest, studentTail } from "../../../src/backtest/sweep/largest-of-many.ts";

test("the tails of Student's t are those of printed tables", () => {
  // Two-sided 5% and 1% points of Student's t (any statistics text).
  for (const [degrees, five, one] of [
    [1, 12.706, 63.657],
    [2, 4.303, 9.925],
    [5, 2.571, 4.032],
    [30, 2.042, 2.75],
    [120, 1.98, 2.617],
  ] as const) {
    expect(studentTail(five, degrees)).toBeCloseTo(0.05, 4);
    expect(studentTail(one, degrees)).toBeCloseTo(0.01, 4);
  }
  expect(studentTail(1.959964, 100_000)).toBeCloseTo(0.05, 4); // the normal's
  expect(studentTail(0, 3)).toBe(1);
  expect(studentTail(-2, 3)).toBe(1);
});

test("the largest of many is as far out as drawing shows", () => {
  const random = Random.seeded(11);
  const [tries, dates, draws] = [20, 6, 1_000];
  const largest = Array.from({ length: draws }, () => {
    let most = 0;
    for (let one = 0; one < tries; one += 1) {
      const values = Array.from({ length: dates }, () => random.normal());
      const mean = values.reduce((sum, value) => sum + value, 0) / dates;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (dates - 1);
      most = Math.max(most, Math.abs(mean / Math.sqrt(variance / dates)));
    }
    return most;
  }).sort((a, b) => a - b);
  const median = medianLargest(tries, dates - 1);
  const below = largest.filter((value) => value < median).length / draws;
  expect(Math.abs(below - 0.5)).toBeLessThan(0.08); // five standard errors
  const above = largest.filter((value) => value >= 6).length / draws;
  expect(Math.abs(above - chanceOfLargest(6, tries, dates - 1))).toBeLessThan(0.04);
});
