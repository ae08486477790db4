import type { Money, Position, Price, Quantity, Side } from "../market/units.ts";

/** The hard limits (DESIGN.md, strategy defaults). Nothing that breaks one is ever sent. */
export interface RiskLimits {
  /** Contracts, signed either way: filled plus everything that may be live. */
  readonly maxPositionPerTicker: number;
  /** Contracts in one order. */
  readonly maxOrderSize: number;
  /** Share of the day's opening equity whose loss halts trading until the next New York day. */
  readonly maxDailyLossPct: number;
  /** The balance never falls below this by our orders. */
  readonly minBalanceFloor: Money;
  /** Share of the day's opening equity that the worst outcome of the event may cost. */
  readonly maxEventLossPct: number;
}

/** An order that rests, is in flight, or whose fate is unknown: for every limit it counts as filled when that is worse. */
export interface LiveOrder {
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  /** What may still be filled. */
  readonly remaining: Quantity;
}

/** What is held of a leg, and what it counts as having cost: the ledger's average-cost basis, signed like the position. */
export interface LegExposure {
  readonly ticker: string;
  readonly position: Position;
  readonly costBasis: Money;
}

/** `percent` of an amount, rounded down to a micro-dollar; nothing of an amount that is zero or negative. */
export function shareOf(amount: Money, percent: number): Money {
  return amount <= 0 ? (0 as Money) : (Math.floor((amount * percent) / 100) as Money);
}

/** A ticker that the event doesn't have: whoever asks has mixed up two events. */
export class UnknownLegError extends Error {
  override readonly name = "UnknownLegError";
  constructor(readonly ticker: string) {
    super(`ticker ${JSON.stringify(ticker)} is not a leg of the event whose risk is asked for; pass every leg in`);
  }
}
