import fc from "fast-check";
import { expect, test } from "vitest";
import { SampleSeries } from "../../src/app/sample-series.ts";

/** What is left of a series that was offered a sample at each of these times. */
function taken(options: ConstructorParameters<typeof SampleSeries>[0], times: readonly number[]): number[] {
  const series = new SampleSeries<number>(options);
  for (const at of times) if (series.isDue(at)) series.add(at, at);
  return series.samples.map(({ at }) => at);
}

const every = (ms: number, count: number) => Array.from({ length: count }, (_, place) => place * ms);

test("takes the first sample and then one a spacing", () => {
  expect(taken({ capacity: 8, spacingMs: 10, mostMs: 10 }, [3, 4, 12, 13, 14, 30])).toEqual([3, 13, 30]);
});

test("reaches back to the first sample, ever more coarsely, while it may", () => {
  expect(taken({ capacity: 4, spacingMs: 1, mostMs: Number.POSITIVE_INFINITY }, every(1, 14))).toEqual([0, 4, 8, 12]);
});

test("forgets the oldest once samples are as far apart as they get", () => {
  expect(taken({ capacity: 4, spacingMs: 1, mostMs: 2 }, every(1, 14))).toEqual([6, 8, 10, 12]);
});

test("never holds more than its capacity, and what it holds is in order and evenly spaced", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(50), { maxLength: 400 }),
      fc.integer({ min: 1, max: 20 }).map((half) => 2 * half),
      fc.constantFrom(10, 80, Number.POSITIVE_INFINITY),
      (steps, capacity, mostMs) => {
        let now = 0;
        const times = steps.map((step) => (now += step));
        const kept = taken({ capacity, spacingMs: 10, mostMs }, times);
        expect(kept.length).toBeLessThanOrEqual(capacity);
        expect(kept).toEqual([...new Set(kept)].sort((one, other) => one - other));
        if (mostMs === Number.POSITIVE_INFINITY && times.length > 0) expect(kept[0]).toBe(times[0]);
        const apart = kept.slice(1).map((at, place) => at - (kept[place] ?? 0));
        expect(Math.min(10, ...apart)).toBe(10);
      },
    ),
  );
});
