import fc from "fast-check";
import { Random } from "../../src/ambient/random.ts";
import type { EventTape } from "../../src/backtest/tape-columns.ts";
import type { TakerOrder, TakerSide } from "../../src/market/taker-order.ts";
import type { Price } from "../../src/market/units.ts";
import { eventOf, type PrintWords, takes } from "./scenes.ts";

/** One taker order of a made-up tape, relative to the one before it of its leg. */
export interface Step {
  readonly afterS: number;
  readonly leg: number;
  readonly side: TakerSide;
  /** How many cents the price has moved. */
  readonly move: number;
  /** Contracts at the first price and at the prices behind it. */
  readonly sizes: readonly number[];
}

/** So many that fair values are made coherent where a profile wants that. */
export const LEGS = ["E-1JAN-A", "E-1JAN-B", "E-1JAN-C", "E-1JAN-D", "E-1JAN-E"] as const;
const FIRST_CENTS = [45, 25, 15, 12, 8] as const;
const START_S = 1_735_700_000; // on New Year's Day 2025

export const step: fc.Arbitrary<Step> = fc.record({
  afterS: fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: 0.2, max: 90, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(0, 60, 1_000, 4_000) },
  ),
  leg: fc.integer({ min: 0, max: LEGS.length - 1 }),
  side: fc.constantFrom<TakerSide>("buy", "sell"),
  move: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -2, max: 2 }) },
    { weight: 1, arbitrary: fc.integer({ min: -30, max: 30 }) },
  ),
  sizes: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
});

/** The orders that the steps come to: prices stay on the grid, times never go back. */
export function ordersOf(steps: readonly Step[]): readonly TakerOrder[] {
  const at = [...FIRST_CENTS] as number[];
  let now = START_S;
  return steps.map(({ afterS, leg, side, move, sizes }) => {
    now += afterS;
    const first = Math.min(96, Math.max(4, at[leg]! + move));
    at[leg] = first;
    const direction = side === "sell" ? -1 : 1;
    const prints = sizes.map((size, index): PrintWords => [size, Math.min(99, Math.max(1, first + direction * index))]);
    return takes(now, side, prints, LEGS[leg]);
  });
}

/** Steps of a seed: many more than a shrinkable list could hold. */
export function manySteps(seed: number, count: number): readonly Step[] {
  const random = Random.seeded(seed);
  return Array.from({ length: count }, () => ({
    afterS: random.exponential(40),
    leg: random.integer(0, LEGS.length - 1),
    side: random.choice<TakerSide>(["buy", "sell"]),
    move: random.chance(0.02) ? random.integer(-25, 25) : random.integer(-2, 2),
    sizes: Array.from({ length: random.integer(1, 4) }, () => random.integer(1, 60)),
  }));
}

/** The first leg wins. */
export function tapeOf(orders: readonly TakerOrder[], settled = true): EventTape {
  const settlements = new Map(LEGS.map((ticker, index) => [ticker, (index === 0 ? 10_000 : 0) as Price]));
  return {
    event: eventOf(...LEGS),
    orders,
    trades: new Map(LEGS.map((leg) => [leg, orders.filter(({ ticker }) => ticker === leg).length])),
    settlements: settled ? settlements : new Map(),
  };
}
