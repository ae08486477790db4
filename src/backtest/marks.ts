import { countUntil } from "../market/ascending-times.ts";
import { type TakerOrder, vwapCents } from "../market/taker-order.ts";
import { CENT } from "../market/units.ts";

/**
 * What a leg was worth to others, as far as a tape knows: the volume-weighted price of each taker order in it. Shape: columns of equal
 * length, one row an order, in time order.
 */
export interface MarkSeries {
  /** Epoch milliseconds. */
  readonly at: Float64Array;
  /** To the nearest 1/100 cent. */
  readonly price: Int16Array;
}

/** The series of every leg that is traded. The orders, of any legs, are in time order. Made once for a tape and shared. */
export function markSeries(orders: readonly TakerOrder[]): ReadonlyMap<string, MarkSeries> {
  const byLeg = Map.groupBy(orders, ({ ticker }) => ticker);
  return new Map(
    [...byLeg].map(([ticker, ofLeg]) => [
      ticker,
      {
        at: Float64Array.from(ofLeg, ({ at }) => at),
        price: Int16Array.from(ofLeg, (order) => Math.round(vwapCents(order) * CENT)),
      },
    ]),
  );
}

/**
 * The price of the last order from `from` to `until`, both included, in 1/100 cent; undefined when there is none. So a fill at `from` that
 * nobody traded after is marked at the order that made it, however long ago that is by `until`.
 */
export function markBetween({ at, price }: MarkSeries, from: number, until: number): number | undefined {
  const last = countUntil(at, until) - 1;
  return last >= 0 && at[last]! >= from ? price[last] : undefined;
}
