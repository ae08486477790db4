import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entropy32, Random } from "../../src/ambient/random.ts";

/** The published C code of xoshiro128** 1.1, in exact integers. */
function* reference(words: readonly number[]): Generator<number> {
  const word = (value: bigint): bigint => BigInt.asUintN(32, value);
  const rotate = (value: bigint, by: bigint): bigint => word(value << by) | (value >> (32n - by));
  const s = words.map(BigInt) as [bigint, bigint, bigint, bigint];
  for (;;) {
    yield Number(word(rotate(word(s[1] * 5n), 7n) * 9n));
    const shifted = word(s[1] << 9n);
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 11n);
  }
}

function draws(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.bits());
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}

const seed = fc.nat(2 ** 31);

describe("Random", () => {
  it("gives the published numbers of xoshiro128** from the state 1, 2, 3, 4", () => {
    expect(draws(Random.fromState([1, 2, 3, 4]), 6)).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492]);
  });

  it("agrees with the reference code from any state", () => {
    const word = fc.nat(2 ** 32 - 1);
    fc.assert(
      fc.property(fc.tuple(word, word, word, fc.integer({ min: 1, max: 2 ** 32 - 1 })), (words) => {
        const expected = reference(words);
        expect(draws(Random.fromState(words), 100)).toEqual(Array.from({ length: 100 }, () => expected.next().value));
      }),
    );
  });

  it("repeats itself from a seed, and differs from another seed, also in its high bits", () => {
    expect(draws(Random.seeded(7), 50)).toEqual(draws(Random.seeded(7), 50));
    for (const other of [8, 7 + 2 ** 32, 7 + 2 ** 52]) {
      expect(draws(Random.seeded(other), 50)).not.toEqual(draws(Random.seeded(7), 50));
    }
  });

  it("gives a named stream that no draw elsewhere moves", () => {
    fc.assert(
      fc.property(seed, fc.string(), fc.nat(20), (from, name, drawn) => {
        const root = Random.seeded(from);
        const before = draws(root.fork(name), 5);
        draws(root, drawn);
        draws(root.fork(`${name}!`), drawn);
        expect(draws(root.fork(name), 5)).toEqual(before);
      }),
    );
  });

  it("tells streams of different names and paths apart", () => {
    const root = Random.seeded(1);
    const streams = [root, root.fork(""), root.fork("a"), root.fork("b"), root.fork("ab"), root.fork("a").fork("b")];
    const names = new Set(streams.map((stream) => draws(stream, 2).join()));
    expect(names.size).toBe(streams.length);
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 53])("refuses %d as a seed", (bad) => {
    expect(() => Random.seeded(bad)).toThrow(`seed: ${bad} is not an integer`);
  });

  it("draws reals in their range, with the moments of a uniform law", () => {
    const random = Random.seeded(2);
    const values = Array.from({ length: 40_000 }, () => random.uniform(-1, 3));
    expect(values.every((value) => value >= -1 && value < 3)).toBe(true);
    const { mean, variance } = moments(values);
    expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(4 / 3 / values.length));
    expect(variance).toBeCloseTo(16 / 12, 1);
  });

  it("draws every integer of a range equally often, both ends included", () => {
    const random = Random.seeded(3);
    const counts = new Map<number, number>();
    for (let draw = 0; draw < 60_000; draw++) {
      const value = random.integer(-2, 3);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3]);
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(4 * Math.sqrt(10_000));
  });

  it("does not favour the first integers of a range that doesn't divide 2^32", () => {
    const random = Random.seeded(4);
    const low = Array.from({ length: 20_000 }, () => random.integer(0, 3 * 2 ** 30 - 1)).filter((v) => v < 2 ** 30);
    expect(Math.abs(low.length - 20_000 / 3)).toBeLessThan(4 * Math.sqrt(20_000 * (2 / 9)));
  });

  it("refuses an empty or too long range of integers", () => {
    expect(() => Random.seeded(1).integer(2, 1)).toThrow(RangeError);
    expect(() => Random.seeded(1).integer(0, 2 ** 32)).toThrow(RangeError);
  });

  it("draws normal and exponential numbers with their moments", () => {
    const random = Random.seeded(5);
    const normal = moments(Array.from({ length: 40_000 }, () => random.normal(2, 3)));
    expect(Math.abs(normal.mean - 2)).toBeLessThan(4 * (3 / Math.sqrt(40_000)));
    expect(Math.abs(normal.variance - 9)).toBeLessThan(4 * 9 * Math.sqrt(2 / 40_000));
    const exponential = moments(Array.from({ length: 40_000 }, () => random.exponential(5)));
    expect(Math.abs(exponential.mean - 5)).toBeLessThan(4 * (5 / Math.sqrt(40_000)));
    expect(Math.abs(exponential.variance - 25)).toBeLessThan(4 * 25 * Math.sqrt(8 / 40_000));
  });

  it("chooses by weight, never what weighs nothing", () => {
    const random = Random.seeded(6);
    const counts = { a: 0, b: 0, c: 0 };
    for (let draw = 0; draw < 20_000; draw++) counts[random.weighted(["a", "b", "c"] as const, [1, 0, 3])]++;
    expect(counts.b).toBe(0);
    expect(Math.abs(counts.a - 5_000)).toBeLessThan(4 * Math.sqrt(20_000 * (3 / 16)));
    expect(new Set(Array.from({ length: 100 }, () => random.choice([1, 2, 3])))).toEqual(new Set([1, 2, 3]));
    expect(random.chance(0)).toBe(false);
    expect(random.chance(1)).toBe(true);
  });

  it("says what is wrong with a choice that can't be made", () => {
    const random = Random.seeded(1);
    expect(() => random.choice([])).toThrow("nothing to choose from");
    expect(() => random.weighted(["a"], [0])).toThrow("are not weights for 1 items");
    expect(() => random.weighted(["a", "b"], [1])).toThrow("are not weights for 2 items");
    expect(() => random.weighted(["a", "b"], [2, -1])).toThrow("are not weights");
  });
});

describe("entropy32", () => {
  it("gives words of 32 bits that differ", () => {
    const words = Array.from({ length: 20 }, entropy32);
    expect(words.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32)).toBe(true);
    expect(new Set(words).size).toBeGreaterThan(15);
  });
});
