import type { PriceRange } from "./price-grid.ts";
import type { Time } from "./units.ts";

/** How the exchange charges a series (KALSHI.md section 6): makers pay only under `quadratic_with_maker_fees`. */
export type FeeType = "quadratic" | "quadratic_with_maker_fees";

/** What a series, an event or a market charges. `multiplier` scales both rates; 1 is usual, 0 is free. */
export interface FeeSchedule {
  readonly type: FeeType;
  readonly multiplier: number;
}

/** Trading status of one leg, in the exchange's own words. */
export type LegStatus =
  | "initialized"
  | "active"
  | "inactive"
  | "closed"
  | "determined"
  | "disputed"
  | "amended"
  | "finalized";

/** One contract of an event: "artist X has the most monthly listeners". */
export interface Leg {
  readonly ticker: string;
  /** Who or what the contract is about, as the exchange words it (`yes_sub_title`). */
  readonly title: string;
  readonly status: LegStatus;
  readonly closeTime: Time;
  readonly priceRanges: readonly PriceRange[];
}

/** A winner-take-all event: at most one leg settles at $1, every other at $0. */
export interface MarketEvent {
  readonly ticker: string;
  readonly series: string;
  readonly title: string;
  readonly mutuallyExclusive: boolean;
  readonly fees: FeeSchedule;
  readonly legs: readonly Leg[];
  /** Some of the event's contracts are left out: what the listed ones are worth needn't add up to $1. */
  readonly partial?: boolean;
}
