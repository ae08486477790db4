import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../src/ambient/random.ts";
import type { EventTotal } from "../../src/backtest/report/event-total.ts";
import { foldsOf } from "../../src/backtest/tune/folds.ts";
import { compare, type Judgement, judge } from "../../src/backtest/tune/objective.ts";
import { Candidates, type SearchSpace } from "../../src/backtest/tune/search-space.ts";
import type { Money, Quantity, Time } from "../../src/market/units.ts";
import { DOCUMENTED } from "../strategy/documented.ts";
import { eventOn } from "./several-events.ts";

const dimension = fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 });

/** Spaces of up to four dimensions; `forbidden` of the values of the first and the last contradict each other. */
const space: fc.Arbitrary<SearchSpace> = fc
  .tuple(fc.array(dimension, { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([choices, hasForbidden]) => ({
    dimensions: choices.map((each, index) => ({ name: `value_${index}`, choices: each })),
    base: choices.map(() => 0),
    profileAt: (point) =>
      hasForbidden && point.length > 1 && point[0]! > point.at(-1)!
        ? undefined
        : { ...DOCUMENTED, name: point.join(), halfSpreadCents: choices[0]![point[0]!]! },
  }));

/** Every point of a space at which there is a profile, one after the other. */
function all({ dimensions, profileAt }: SearchSpace): readonly string[] {
  let points: number[][] = [[]];
  for (const { choices } of dimensions)
    points = points.flatMap((point) => choices.map((_, index) => [...point, index]));
  return points.filter((point) => profileAt(point) !== undefined).map((point) => point.join());
}

describe("candidates", () => {
  test("that are drawn are different, right, not the base, and as many as asked for or all there are", () => {
    fc.assert(
      fc.property(space, fc.integer({ min: 1, max: 40 }), fc.nat(), (given, count, seed) => {
        const candidates = new Candidates(given);
        const drawn = candidates.draw(count, Random.seeded(seed)).map(({ point }) => point.join());
        const possible = all(given).filter((point) => point !== given.base.join());
        expect(new Set(drawn).size).toBe(drawn.length);
        expect(drawn.filter((point) => !possible.includes(point))).toEqual([]);
        const size = given.dimensions.reduce((product, { choices }) => product * choices.length, 1);
        if (size <= count + 1) expect(drawn.toSorted()).toEqual(possible.toSorted());
        else expect(drawn.length).toBeLessThanOrEqual(count);
        const again = new Candidates(given).draw(count, Random.seeded(seed));
        expect(again.map(({ point }) => point.join())).toEqual(drawn);
      }),
    );
  });

  test("have each value of the base as often as it is kept or drawn again, and the others as often as each other", () => {
    const choices = [1, 2, 3, 4, 5];
    const dimensions = Array.from({ length: 16 }, (_, index) => ({ name: `value_${index}`, choices }));
    const base = dimensions.map((_, index) => index % 5);
    const given: SearchSpace = { dimensions, base, profileAt: () => DOCUMENTED };
    const drawn = new Candidates(given).draw(1_000, Random.seeded(11));
    expect(drawn).toHaveLength(1_000);
    for (const [dimension, own] of base.entries()) {
      for (const choice of choices.keys()) {
        const count = drawn.filter(({ point }) => point[dimension] === choice).length;
        const expected = choice === own ? 600 : 100; // 0.5 + 0.5 / 5, and 0.5 / 5
        expect(Math.abs(count - expected)).toBeLessThan(62); // four standard deviations of the former
      }
    }
  });

  test("have as neighbours those one step away, and are one and the same object each time", () => {
    fc.assert(
      fc.property(space, (given) => {
        const candidates = new Candidates(given);
        const distance = (one: readonly number[], other: readonly number[]) =>
          one.reduce((sum, at, index) => sum + Math.abs(at - other[index]!), 0);
        const near = all(given).filter((point) => distance(point.split(",").map(Number), given.base) === 1);
        const neighbours = candidates.neighbours(candidates.base);
        expect(neighbours.map(({ point }) => point.join()).toSorted()).toEqual(near.toSorted());
        for (const neighbour of neighbours) {
          expect(candidates.at([...neighbour.point])).toBe(neighbour);
          expect(candidates.changes(neighbour).size).toBe(1);
        }
        expect(candidates.changes(candidates.base).size).toBe(0);
      }),
    );
  });
});

describe("folds", () => {
  const days = fc.array(fc.integer({ min: 0, max: 800 }), { minLength: 1, maxLength: 12 });

  test.each(["quarter", "month"] as const)("of a %s know only events that had ended before", (length) => {
    fc.assert(
      fc.property(days, (given) => {
        const tapes = given.map((day, index) => eventOn(day, index, 3));
        const ends = tapes.map(({ columns }) => columns.at.at(-1)!);
        const folds = foldsOf(tapes, length);
        for (const { from, past, own } of folds) {
          expect(past.toSorted((a, b) => a - b)).toEqual([...ends.keys()].filter((place) => ends[place]! < from));
          expect(past.length).toBeGreaterThan(0);
          for (const place of own) expect(ends[place]).toBeGreaterThanOrEqual(from);
        }
        // Each event is in one fold, but for those of the first, which is none.
        const judged = folds.flatMap(({ own }) => own);
        expect(new Set(judged).size).toBe(judged.length);
        const start = (at: number) => new Date(at).toISOString().slice(0, 7);
        const quarter = (at: number) => `${start(at).slice(0, 4)} ${Math.ceil(Number(start(at).slice(5)) / 3)}`;
        const part = length === "quarter" ? quarter : start;
        const first = part(Math.min(...ends));
        const later = [...ends.keys()].filter((place) => part(ends[place]!) !== first);
        expect(judged.toSorted((a, b) => a - b)).toEqual(later);
        expect(folds).toHaveLength(new Set(later.map((place) => part(ends[place]!))).size);
      }),
      { numRuns: 40 },
    );
  });

  test("are called by their quarter or month", () => {
    const tapes = [eventOn(0, 1, 3), eventOn(100, 2, 3), eventOn(364 + 31, 3, 3)];
    expect(foldsOf(tapes, "quarter").map(({ name }) => name)).toEqual(["2025-Q2", "2026-Q1"]);
    expect(foldsOf(tapes, "month").map(({ name }) => name)).toEqual(["2025-04", "2026-01"]);
    expect(foldsOf(tapes, "month").map(({ from }) => new Date(from).toISOString())).toEqual([
      "2025-04-01T00:00:00.000Z",
      "2026-01-01T00:00:00.000Z",
    ]);
  });
});

describe("the objective", () => {
  /** Events that brought so many dollars each, on so many contracts. */
  const totals = (dollars: readonly number[], contracts = 10): readonly EventTotal[] =>
    dollars.map((net, index) => ({
      event: `E-25JAN0${index + 1}`,
      endedAt: index as Time,
      gross: (net * 1e6) as Money,
      fees: 0 as Money,
      net: (net * 1e6) as Money,
      contracts: (contracts * 100) as Quantity,
    }));
  const both = (queue: readonly EventTotal[], through: readonly EventTotal[]) =>
    new Map([
      ["queue", queue],
      ["through", through],
    ] as const);
  const base = both(totals([1, 2, 3]), totals([1, 1, 2.5]));

  test("is the least Sharpe of the fill models", () => {
    const { score } = judge(both(totals([2, 2, 5]), totals([1, 2, 3])), base);
    expect(score).toBeCloseTo(3 / Math.sqrt(3), 12); // of 2, 2, 5: a mean of 3, a variance of 3; of 1, 2, 3 it is 2
  });

  test.each([
    ["the base itself", base, true],
    ["80% of the dollars on fewer contracts", both(totals([1, 1.8, 2], 5), totals([1, 1, 1.7], 5)), true],
    ["less than that under one", both(totals([1, 1.8, 2], 5), totals([1, 1, 1.5], 5)), false],
    ["less a contract under one", both(totals([1, 2, 3], 11), totals([1, 1, 2.5])), false],
    ["a loss under one", both(totals([1, 2, 3]), totals([1, 1, -2.5])), false],
    ["no fill at all", both(totals([0, 0, 0], 0), totals([0, 0, 0], 0)), false],
  ])("may or may not choose: %s", (_name, candidate, eligible) => {
    expect(judge(candidate, base).eligible).toBe(eligible);
  });

  test("asks of a candidate beside a base that loses no more than to earn", () => {
    const losing = both(totals([-1, -2, -3]), totals([-1, -1, -2]));
    expect(judge(both(totals([0, 0, 0.1]), totals([0, 0, 0.1])), losing).eligible).toBe(true);
    expect(judge(both(totals([0, 0, -0.1]), totals([0, 0, 0.1])), losing).eligible).toBe(false);
    expect(judge(losing, losing).eligible).toBe(false);
  });

  test("orders judgements: those that may be chosen first, then by score", () => {
    const score = fc.oneof(fc.double({ min: -3, max: 3, noNaN: true }), fc.constant(Number.NEGATIVE_INFINITY));
    const judgement: fc.Arbitrary<Judgement> = fc.record({ eligible: fc.boolean(), score });
    fc.assert(
      fc.property(fc.array(judgement), (given) => {
        const sorted = given.toSorted(compare);
        for (const [index, later] of sorted.slice(1).entries()) {
          const earlier = sorted[index]!;
          expect(earlier.eligible || !later.eligible).toBe(true);
          if (earlier.eligible === later.eligible) expect(earlier.score).toBeGreaterThanOrEqual(later.score);
        }
      }),
    );
  });
});
