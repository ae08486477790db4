import type { PriceGrid } from "../market/price-grid.ts";
import type { Position, Price, Quantity } from "../market/units.ts";
import type { Reason } from "./reasons.ts";

/** Best prices of *others*: our own size is already taken out. */
export interface OthersBest {
  readonly bid?: Price | undefined;
  readonly ask?: Price | undefined;
}

/** Everything the price of a quote depends on. The same input always gives the same quotes. */
export interface QuoteInput {
  /** Fair value in cents of YES, a real number. */
  readonly fairCents: number;
  /** Belief volatility in logit per sqrt(hour); undefined while unknown or uncalibrated. */
  readonly sigmaB: number | undefined;
  /** Filled inventory; resting orders don't count. */
  readonly filled: Position;
  /** What the skew leans against, in contracts: `filled`, or what is left of it beside the event's other legs (R4). */
  readonly leanContracts: number;
  readonly others: OthersBest;
  readonly grid: PriceGrid;
  /** Reasons from the defences, the guards, the operator and the engine. The quoting rules add their own. */
  readonly reasons: readonly Reason[];
  /** The most that each side may add, by R7 and the risk limits, with why if it is less than the order size. */
  readonly room: { readonly bid: Room; readonly ask: Room };
}

/** How much one side may still quote. */
export interface Room {
  readonly quantity: Quantity;
  /** Why it is no more; asked for when it leaves nothing. */
  limit(): Reason;
}

export interface Quote {
  readonly price: Price;
  readonly quantity: Quantity;
}

/** What we want to have resting in one market, and why it is not more. */
export interface DesiredQuotes {
  readonly bid: Quote | undefined;
  readonly ask: Quote | undefined;
  /** After multipliers (R3); of the wider side where a reason concerns only one. */
  readonly halfSpreadCents: number;
  /** Before multipliers: `hs0` of R3 and of defence A's confirmation. */
  readonly baseHalfSpreadCents: number;
  readonly multiplier: number;
  readonly skewCents: number;
  /** fair - skew: what a contract more or less is worth to us. */
  readonly reservationCents: number;
  /** All reasons in force, the quoting rules' own among them. */
  readonly reasons: readonly Reason[];
}
