import type { Money, Position, Price } from "../market/units.ts";
import type { Halt } from "../risk/breaker.ts";
import type { MayBeRounded } from "../risk/rounding.ts";
import type { Settings } from "../strategy/settings.ts";

/**
 * What this start takes over from earlier ones, as far as the exchange agrees: with it the books go on where they were, so that the day's result,
 * the cost of what is held and the operator's orders outlive a restart.
 */
export interface Carried {
  /** Books of the event's legs and of every other market with a position. A position not named here is taken over at its mark. */
  readonly legs: readonly CarriedLeg[];
  /** The New York day that the start is in; left out where it begins with this start. */
  readonly day?: CarriedDay;
  /** Legs that an operator has pulled, in the words of the panel ("pulled by viewer"). */
  readonly pulled: readonly { readonly ticker: string; readonly text: string }[];
  /** Legs on which another hand has traded, which no operator has adopted: they aren't quoted until one does. */
  readonly touched: readonly string[];
  /** Legs that an operator wants reduced only. */
  readonly reduceOnly: readonly string[];
  /** What an operator has set beside the profile; left out where there is nothing. */
  readonly set?: readonly { readonly ticker: string; readonly values: Settings }[];
  /** Trade ids of fills of the day, and of late ones before it, which are in the books already: told again, they count for nothing. */
  readonly tradeIds: readonly string[];
  /** Ids of the day's deposits and withdrawals, likewise, by kind. */
  readonly flowIds: readonly { readonly id: string; readonly kind: "deposit" | "withdrawal" }[];
  /** What rounding may have kept of orders that rest at this start, with the fills that they had; left out where that is nothing. */
  readonly mayComeBack?: MayBeRounded;
}

/** One market's books, as `LegAccount` of the ledger has them. */
export interface CarriedLeg {
  readonly ticker: string;
  readonly position: Position;
  /** Signed like the position. */
  readonly costBasis: Money;
  /** Result of everything closed, before fees. */
  readonly realised: Money;
  readonly fees: Money;
  /** The part of the position that another hand has made and nobody has adopted: left out where there is none. */
  readonly foreign?: Position;
  /** What one YES of a market that isn't traded here is worth, as last seen: nothing tells it any more. */
  readonly mark?: Price;
}

/** The breaker's day. */
export interface CarriedDay {
  /** The New York date, "2026-11-01". */
  readonly date: string;
  readonly openingEquity: Money;
  /** Deposits less withdrawals since then. */
  readonly flows: Money;
  readonly halted?: Halt;
}
