import fc from "fast-check";
import { expect, test } from "vitest";
import { NONE, type Steps } from "../../../src/backtest/trace/steps.ts";
import { thinned } from "../../../src/backtest/trace/thinned.ts";

const value = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 10_000 }) },
  { weight: 1, arbitrary: fc.constant(NONE) },
);
const steps: fc.Arbitrary<Steps> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 50 }), value), { minLength: 1, maxLength: 300 })
  .map((pairs) => {
    let now = 1_000;
    const at = pairs.map(([gap]) => (now += gap));
    return { at: Float64Array.from(at), value: Int16Array.from(pairs, ([, each]) => each) };
  });

/** By part: the steps in it, as pairs. Counted anew, step by step. */
function parts({ at, value }: Steps, from: number, to: number, buckets: number): ReadonlyMap<number, number[][]> {
  const all = Array.from(at, (time, place) => [time, value[place]!]);
  return Map.groupBy(all, ([time]) =>
    Math.max(0, Math.min(buckets - 1, Math.floor(((time! - from) * buckets) / (to - from)))),
  );
}

test("every part keeps its first, last, lowest and highest value, where it has none, and nothing that wasn't there", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 64 }), (all, buckets) => {
      const [from, to] = [all.at[0]!, all.at.at(-1)! + 1];
      const few = thinned(all, from, to, buckets);
      expect(few.at.length).toBeLessThanOrEqual(Math.max(5 * buckets, all.at.length <= buckets ? all.at.length : 0));
      const was = parts(all, from, to, buckets);
      const is = parts(few, from, to, buckets);
      expect([...is.keys()]).toEqual([...was.keys()]);
      for (const [part, kept] of is) {
        const there = was.get(part)!;
        for (const pair of kept) expect(there).toContainEqual(pair);
        expect([kept[0], kept.at(-1)]).toEqual([there[0], there.at(-1)]);
        const known = (pairs: number[][]) => pairs.map(([, each]) => each!).filter((each) => each !== NONE);
        const range = (pairs: number[][]) => [Math.min(...known(pairs)), Math.max(...known(pairs))];
        expect(range(kept)).toEqual(range(there));
        expect(kept.some(([, each]) => each === NONE)).toBe(there.some(([, each]) => each === NONE));
      }
    }),
  );
});

test("a step on the border of two parts belongs to the later one", () => {
  // 187 of 374 with 4 parts: the border of the second and the third, where 187 * (4 / 374) is a little less than 2.
  const at = Float64Array.from([1001, 1044, 1070, 1080, 1118, 1165, 1188, 1223, 1259, 1288, 1325, 1374]);
  const value = Int16Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0]);
  expect([...thinned({ at, value }, 1001, 1375, 4).at]).toEqual([1001, 1080, 1118, 1165, 1188, 1259, 1288, 1325, 1374]);
});

test("what is few enough stays as it is, and thinning again changes nothing", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 64 }), (all, buckets) => {
      const [from, to] = [all.at[0]!, all.at.at(-1)! + 1];
      const few = thinned(all, from, to, buckets);
      if (all.at.length <= buckets) expect(few).toBe(all);
      expect(thinned(few, from, to, buckets)).toEqual(few);
    }),
  );
});
