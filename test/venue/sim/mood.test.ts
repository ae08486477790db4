import fc from "fast-check";
import { expect, it } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import type { Time } from "../../../src/market/units.ts";
import { Mood } from "../../../src/venue/sim/mood.ts";

const DAY = 86_400_000;

/** What markets' moods are at the times of a clock that is moved on. */
function moods(seed: number, deviations: readonly [event: number, market: number], markets: number) {
  let now = 0;
  const [eventDeviation, marketDeviation] = deviations;
  const style = { eventDeviation, marketDeviation, memoryMs: DAY, most: 1_000 };
  const mood = new Mood(style, markets, { now: () => now as Time }, Random.seeded(seed));
  return {
    wait(ms: number): void {
      now += ms;
    },
    factor: (index: number): number => mood.share(index) * mood.most,
  };
}

it("is a share of the most there can be, and the mean where nothing deviates", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.double({ min: 0, max: 2, noNaN: true }),
      fc.double({ min: 1, max: 9, noNaN: true }),
      fc.array(fc.nat(1e9), { maxLength: 20 }),
      (seed, deviation, most, waits) => {
        let now = 0;
        const style = { eventDeviation: deviation, marketDeviation: deviation, memoryMs: DAY, most };
        const mood = new Mood(style, 2, { now: () => now as Time }, Random.seeded(seed));
        for (const wait of waits) {
          now += wait;
          for (const index of [0, 1]) {
            expect(mood.share(index)).toBeGreaterThanOrEqual(0);
            expect(mood.share(index)).toBeLessThanOrEqual(1);
            if (deviation === 0) expect(mood.share(index)).toBeCloseTo(1 / most, 12);
          }
        }
      },
    ),
  );
});

it("has the mean 1, the deviation that was asked for, and a memory of a day", () => {
  const sigma = 0.5;
  const now: number[] = [];
  const later: number[] = [];
  for (let seed = 1; seed <= 4_000; seed++) {
    const { wait, factor } = moods(seed, [sigma, 0], 1);
    wait(3 * DAY);
    now.push(factor(0));
    wait(DAY);
    later.push(factor(0));
  }
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = Math.exp(sigma ** 2) - 1; // of a log-normal with mean 1
  expect(Math.abs(mean(now) - 1)).toBeLessThan(4 * Math.sqrt(variance / now.length));
  const logs = now.map((value, index) => [Math.log(value), Math.log(later[index]!)] as const);
  const centre = -(sigma ** 2) / 2;
  const covariance = mean(logs.map(([a, b]) => (a - centre) * (b - centre)));
  expect(covariance / sigma ** 2).toBeCloseTo(Math.exp(-1), 1);
});

it("is of the event and of the market: what markets share moves them together, what they don't doesn't", () => {
  const together = moods(5, [0.7, 0], 2);
  const apart = moods(5, [0, 0.7], 2);
  expect(together.factor(0)).toBe(together.factor(1));
  expect(apart.factor(0)).not.toBe(apart.factor(1));
});
