import fc from "fast-check";
import { expect, test } from "vitest";
import { median } from "../../src/model/median.ts";
import { RunningMedian } from "../../src/model/running-median.ts";

function sortedMiddle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}

const anyNumber = fc.oneof(fc.constantFrom(0, 1, 2), fc.double({ min: 0, max: 100, noNaN: true }));

test("is the middle of the last values, whatever came before", () => {
  fc.assert(
    fc.property(
      fc.array(anyNumber, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 12 }),
      (values, capacity) => {
        const running = new RunningMedian(capacity);
        for (const [i, value] of values.entries()) {
          running.push(value);
          const kept = values.slice(Math.max(0, i + 1 - capacity), i + 1);
          expect(running.value).toBe(sortedMiddle(kept));
          expect(running.snapshot()).toEqual(kept);
        }
        expect(median(Float64Array.from(values))).toBe(sortedMiddle(values));
      },
    ),
  );
});

test("of nothing is no number", () => {
  expect(new RunningMedian(3).value).toBeNaN();
});
