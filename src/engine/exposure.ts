import type { FeeSchedule } from "../market/event.ts";
import { CONTRACT, type Money, type Price, type Quantity, type Side } from "../market/units.ts";
import type { FeeBound } from "../risk/fill-effect.ts";
import type { LegExposure, LiveOrder } from "../risk/limits.ts";
import { Headroom } from "../risk/room.ts";
import { fee } from "../strategy/fees.ts";
import type { Room } from "../strategy/quote.ts";
import type { Desk } from "./desk.ts";
import type { LegState } from "./leg-state.ts";
import { remaining } from "./order.ts";

/** Rounding that the exchange may add to the fee of one fill, at most (KALSHI.md section 6). */
const FEE_ROUNDING = 100;

/** What the desk's positions and everything that may be live put at risk, as the limits see it. */
export class Exposure {
  #headroom: Headroom | undefined;
  readonly #bounds = new Map<Price, Money>();
  #boundsOf: FeeSchedule | undefined;

  constructor(private readonly desk: Desk) {}

  /** Something has changed that the limits depend on: they are worked out anew when next asked for. */
  changed(): void {
    this.#headroom = undefined;
  }

  /**
   * How much a side might be quoted for: as if its own working orders were gone, since the quote in question is to replace them. Asked
   * at fair value, which is the dearer price for both sides as long as the skew doesn't carry a quote through it; `roomNow` has
   * the last word.
   */
  room(leg: LegState, side: Side): Room {
    const at = Math.min(9_999, Math.max(1, Math.round((leg.fairCents ?? 50) * 100))) as Price;
    const replaced: LiveOrder[] = [];
    for (const order of this.desk.liveOf(leg.ticker)[side]) {
      if (order.state === "unknown") continue; // nothing replaces it: its side stays frozen
      replaced.push({ ticker: order.ticker, side, price: order.price, remaining: remaining(order) });
    }
    const { quantity, limit } = this.#now().of(leg.ticker, side, at, replaced);
    const code = limit.code === "none" ? "no-room" : limit.code;
    return { quantity, limit: { code, effect: "withhold", side, text: limit.text } };
  }

  /** How much an order at this price may be if it is sent now, beside everything that may be live: the last check of every create. */
  roomNow(leg: LegState, side: Side, at: Price): Quantity {
    return this.#now().of(leg.ticker, side, at).quantity;
  }

  /** Loss, positive, in the event's worst outcome with everything live that hurts counted as filled. */
  worstLoss(): Money {
    return Math.max(0, -this.#now().worstCase.worst.result) as Money;
  }

  /** Loss, positive, of one leg by itself in its worse outcome. */
  legLoss(ticker: string): Money {
    if (this.#isSettled(ticker)) return 0 as Money;
    const { ifLoses, ifWins } = this.#now().worstCase.legResult(ticker);
    return Math.max(0, -ifLoses, -ifWins) as Money;
  }

  #now(): Headroom {
    this.#headroom ??= this.#workOut();
    return this.#headroom;
  }

  #workOut(): Headroom {
    const { account, orders, start } = this.desk;
    const legs: LegExposure[] = [];
    for (const leg of this.desk.legs.values()) if (leg.settledAt === undefined) legs.push(account.exposure(leg.ticker));
    return new Headroom({
      mutuallyExclusive: start.event.mutuallyExclusive,
      legs,
      orders: orders.exposure().filter(({ ticker }) => !this.#isSettled(ticker)),
      balance: account.balance,
      openingEquity: account.openingEquity,
      limits: start.limits,
      feeBound: this.#feeBound,
    });
  }

  #isSettled(ticker: string): boolean {
    return this.desk.legs.get(ticker)?.settledAt !== undefined;
  }

  /** Asked for the same prices again and again, so each answer is kept. */
  readonly #feeBound: FeeBound = (at) => {
    if (this.#boundsOf !== this.desk.fees) {
      this.#bounds.clear();
      this.#boundsOf = this.desk.fees;
    }
    let bound = this.#bounds.get(at);
    if (bound === undefined) {
      bound = (fee(this.desk.fees, "maker", at, CONTRACT as Quantity) + FEE_ROUNDING) as Money;
      this.#bounds.set(at, bound);
    }
    return bound;
  };
}
