import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { shardPlaces } from "../../../src/backtest/sweep/shard.ts";
import { gridPoints, gridSize, randomPoints, type SweepAxis } from "../../../src/backtest/sweep/sweep-space.ts";

const partition = fc
  .integer({ min: 1, max: 400 })
  .chain((count) => fc.record({ count: fc.constant(count), of: fc.integer({ min: 1, max: Math.min(count, 40) }) }));

describe("parts of a sweep", () => {
  test("are disjoint, together everything, and as large as each other but for one", () => {
    fc.assert(
      fc.property(partition, ({ count, of }) => {
        const parts = Array.from({ length: of }, (_, part) => shardPlaces(count, { index: part + 1, of }));
        expect(parts.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, place) => place));
        const sizes = parts.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("are what they always were: machines of another day agree about them", () => {
    expect(shardPlaces(12, { index: 1, of: 3 })).toEqual(FIRST_OF_THREE);
    expect(shardPlaces(5, { index: 1, of: 1 })).toEqual([0, 1, 2, 3, 4]);
  });

  test("don't get all of a value that takes long: a grid's last axis is spread over them", () => {
    // 200 points, the last of two axes with four values: dealt in turn, each of four parts would get one of them.
    for (let index = 1; index <= 4; index += 1) {
      const values = shardPlaces(200, { index, of: 4 }).map((place) => place % 4);
      for (const value of [0, 1, 2, 3]) {
        const share = values.filter((each) => each === value).length;
        expect(share).toBeGreaterThan(3);
        expect(share).toBeLessThan(25);
      }
    }
  });
});

/** Written down once: parts that were swept on other days or machines must go on fitting together. */
const FIRST_OF_THREE = [2, 6, 9, 11];

const axes: readonly SweepAxis[] = [
  { name: "half_spread_cents", from: 2, to: 32, scale: "log", whole: false },
  { name: "order_size", from: 1, to: 10, scale: "linear", whole: true },
  { name: "skew_cents_per_contract", from: 0, to: 1, scale: "linear", whole: false },
  { name: "joins_only", values: [true, false] },
];

describe("points", () => {
  test("of a grid are each combination once, the last axis the fastest", () => {
    const grid: readonly SweepAxis[] = [
      { name: "a", values: [1, 2] },
      { name: "b", values: ["x", "y", "z"] },
    ];
    expect(gridSize(grid)).toBe(6);
    expect(gridPoints(grid).map((point) => point.join(""))).toEqual(["1x", "1y", "1z", "2x", "2y", "2z"]);
    expect(gridPoints([])).toEqual([[]]);
    expect(() => gridPoints(axes)).toThrow("half_spread_cents: a range is drawn from");
  });

  test("that are drawn are of their ranges, different, and the same for a seed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const draw = () => randomPoints(axes, 20, Random.seeded(seed), () => true);
        const points = draw();
        expect(points).toEqual(draw());
        expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(20);
        for (const [width, size, skew, joins] of points as [number, number, number, boolean][]) {
          expect(width >= 2 && width <= 32).toBe(true);
          expect(Number.isInteger(size) && size >= 1 && size <= 10).toBe(true);
          expect(skew >= 0 && skew <= 1).toBe(true);
          expect(typeof joins).toBe("boolean");
        }
      }),
    );
  });

  test("of a logarithmic range are as often in one doubling as in another", () => {
    const widths = randomPoints(axes, 4_000, Random.seeded(3), () => true).map(([width]) => width as number);
    for (let low = 2; low < 32; low *= 2) {
      const share = widths.filter((width) => width >= low && width < 2 * low).length / widths.length;
      expect(Math.abs(share - 0.25)).toBeLessThan(0.04); // 5.8 standard errors
    }
  });

  test("end where there are no more", () => {
    const small: readonly SweepAxis[] = [{ name: "order_size", from: 1, to: 5, scale: "linear", whole: true }];
    expect(randomPoints(small, 50, Random.seeded(1), () => true)).toHaveLength(5);
    expect(randomPoints(small, 50, Random.seeded(1), ([size]) => (size as number) < 3)).toHaveLength(2);
  });
});
