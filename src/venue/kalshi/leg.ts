import type { Leg, LegStatus } from "../../market/event.ts";
import { PriceGrid } from "../../market/price-grid.ts";
import { UnitError } from "../../market/units.ts";
import type { Market } from "./rest/market.ts";

const STATUSES: readonly LegStatus[] = [
  "initialized",
  "active",
  "inactive",
  "closed",
  "determined",
  "disputed",
  "amended",
  "finalized",
];

/**
 * A market as a leg. In doubt it isn't traded: a status that isn't known, and a grid that can't be one, make it `inactive`; the grid is then as it
 * was `before`.
 */
export function legOf(market: Market, before?: Leg): Leg {
  const known = STATUSES.find((status) => status === market.status);
  const isUsable = gridProblem(market.priceRanges) === undefined;
  return {
    ticker: market.ticker,
    title: market.yesSubTitle,
    status: known === undefined || (known === "active" && !isUsable) ? "inactive" : known,
    closeTime: market.closeAt,
    priceRanges: isUsable ? market.priceRanges : (before?.priceRanges ?? market.priceRanges),
  };
}

/** What is wrong with a grid of prices; undefined for one that can be used. */
export function gridProblem(ranges: Leg["priceRanges"]): string | undefined {
  try {
    new PriceGrid(ranges);
    return undefined;
  } catch (error) {
    if (error instanceof UnitError) return error.message;
    throw error;
  }
}

export function sameLeg(one: Leg, other: Leg): boolean {
  return (
    one.status === other.status &&
    one.closeTime === other.closeTime &&
    one.title === other.title &&
    one.priceRanges.length === other.priceRanges.length &&
    one.priceRanges.every(({ start, end, step }, at) => {
      const range = other.priceRanges[at]!;
      return start === range.start && end === range.end && step === range.step;
    })
  );
}
