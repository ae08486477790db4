import fc from "fast-check";
import { type Money, type Position, type Price, price, quantity } from "../../src/market/units.ts";
import type { LegExposure, LiveOrder } from "../../src/risk/limits.ts";

/** Small instances of the event, and what the limits mean by their definitions: every subset of fills in every outcome, in exact integers. */

export interface Instance {
  readonly mutuallyExclusive: boolean;
  readonly legs: readonly LegExposure[];
  readonly orders: readonly LiveOrder[];
}

const TICKERS = ["A", "B", "C"];

export const anyPrice: fc.Arbitrary<Price> = fc.integer({ min: 1, max: 9_999 }).map((ticks) => price(ticks));
export const anySide = fc.constantFrom("bid" as const, "ask" as const);

/** Up to three legs, each with a position of up to 30 contracts, whole or not, and up to seven orders on them. */
export const anyInstance: fc.Arbitrary<Instance> = fc.integer({ min: 1, max: TICKERS.length }).chain((count) =>
  fc.record({
    mutuallyExclusive: fc.boolean(),
    legs: fc.tuple(...TICKERS.slice(0, count).map(anyLeg)),
    orders: fc.array(anyOrder(TICKERS.slice(0, count)), { maxLength: 7 }),
  }),
);

function anyLeg(ticker: string): fc.Arbitrary<LegExposure> {
  return fc
    .record({
      held: fc.oneof(
        fc.constant(0),
        fc.integer({ min: -30, max: 30 }).map((contracts) => contracts * 100),
        fc.integer({ min: -3_000, max: 3_000 }),
      ),
      averagePrice: fc.integer({ min: 0, max: 10_000 }),
    })
    .map(({ held, averagePrice }) => ({
      ticker,
      position: held as Position,
      costBasis: (held * averagePrice) as Money,
    }));
}

export function anyOrder(tickers: readonly string[]): fc.Arbitrary<LiveOrder> {
  return fc.record({
    ticker: fc.constantFrom(...tickers),
    side: anySide,
    price: anyPrice,
    remaining: fc.oneof(
      fc.integer({ min: 1, max: 12 }).map((n) => quantity(n * 100)),
      fc.integer({ min: 1, max: 1_200 }).map((n) => quantity(n)),
    ),
  });
}

/** Every subset of a list. */
export function* subsets<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let mask = 0; mask < 1 << items.length; mask++) yield items.filter((_, index) => (mask & (1 << index)) !== 0);
}

/** Which legs pay $1, for every way the event may end. */
export function endings({ mutuallyExclusive, legs }: Instance): readonly (readonly string[])[] {
  const tickers = legs.map(({ ticker }) => ticker);
  return mutuallyExclusive ? [[], ...tickers.map((ticker) => [ticker])] : [...subsets(tickers)];
}

/** Result of positions and of exactly these fills when these legs win: payout less what it cost. */
export function resultOf(
  legs: readonly LegExposure[],
  filled: readonly LiveOrder[],
  winners: readonly string[],
  feePerContract = 0,
): number {
  let total = 0;
  for (const { ticker, position, costBasis } of legs)
    total += (winners.includes(ticker) ? position * 10_000 : 0) - costBasis;
  for (const { ticker, side, price: at, remaining } of filled) {
    const bought = side === "bid" ? remaining : -remaining;
    total +=
      (winners.includes(ticker) ? bought * 10_000 : 0) - bought * at - Math.ceil((feePerContract * remaining) / 100);
  }
  return total;
}

/** The worst result over every ending and every subset of the orders. */
export function worstResult(instance: Instance, feePerContract = 0): number {
  let worst = Number.POSITIVE_INFINITY;
  for (const winners of endings(instance)) {
    for (const filled of subsets(instance.orders)) {
      worst = Math.min(worst, resultOf(instance.legs, filled, winners, feePerContract));
    }
  }
  return worst;
}

/** How the exchange's balance changes when exactly these orders fill, by its own conventions. */
export function balanceChange(
  { legs }: Pick<Instance, "legs">,
  filled: readonly LiveOrder[],
  returned: boolean,
): number {
  const held = new Map<string, number>(legs.map(({ ticker, position }) => [ticker, position]));
  const before = tiedUp([...held.values()], returned);
  let cash = 0;
  for (const { ticker, side, price: at, remaining } of filled) {
    const bought = side === "bid" ? remaining : -remaining;
    cash -= bought * at;
    held.set(ticker, held.get(ticker)! + bought);
  }
  return cash - (tiedUp([...held.values()], returned) - before);
}

/** Collateral that the exchange keeps: $1 for each NO, or only for those of the largest count. */
function tiedUp(positions: readonly number[], returned: boolean): number {
  const noCounts = positions.map((position) => Math.max(0, -position));
  return 10_000 * (returned ? Math.max(0, ...noCounts) : noCounts.reduce((sum, count) => sum + count, 0));
}

/**
 * With return off, both sides of each leg are held against the balance: the sum over legs and sides of the lowest that
 * the fills of that side alone may bring.
 */
export function lowestChangeOff(instance: Instance): number {
  let total = 0;
  for (const { ticker } of instance.legs) {
    for (const side of ["bid", "ask"] as const) {
      const orders = instance.orders.filter((order) => order.ticker === ticker && order.side === side);
      total += lowestReachable({ ...instance, orders }, false);
    }
  }
  return total;
}

/**
 * The lowest change over every subset of the orders. Partial fills can't go lower: the balance is concave in what is
 * filled, so that its lowest points are where each order is filled wholly or not at all.
 */
export function lowestReachable(instance: Instance, returned: boolean): number {
  let lowest = 0;
  for (const filled of subsets(instance.orders)) lowest = Math.min(lowest, balanceChange(instance, filled, returned));
  return lowest;
}
