import type { FeeSchedule } from "../market/event.ts";
import { CENT, CONTRACT, type Money, PRICE_ONE, type Price, type Quantity, type Side } from "../market/units.ts";
import type { FeeBound } from "../risk/fill-effect.ts";
import { type LegExposure, type LiveOrder, shareOf } from "../risk/limits.ts";
import { Headroom, type SideRoom } from "../risk/room.ts";
import type { Outcome } from "../risk/worst-case.ts";
import { fee } from "../strategy/fees.ts";
import type { Reason } from "../strategy/reasons.ts";
import type { Desk } from "./desk.ts";
import type { LegState } from "./leg-state.ts";
import { remaining } from "./order.ts";

/** Rounding that the exchange may add to the fee of one fill, at most (KALSHI.md section 6). */
const FEE_ROUNDING = 100;

/** The price at which the fee of a contract is highest. */
const DEAREST = (PRICE_ONE / 2) as Price;

/** Bounds on what one leg can cost. */
interface LegBound {
  /** The most that its position can lose, whatever happens. */
  position: number;
  /** The most that its live orders can cost if all of them fill: $1 a contract, and the fee. */
  orders: number;
}

/**
 * What the desk's positions and everything that may be live put at risk, as the limits see it.
 *
 * The limits on money ask for the worst of all outcomes over all legs. Most of the time they are far away, and a crude bound shows
 * it: if every position lost all it can, every live order cost $1 a contract and one more order came on top, and there would still be
 * money left under the event's limit and above the floor, then no limit but R7 can bind, for any leg. Only where the bound says nothing
 * are the outcomes worked out. The bound is kept leg by leg; test/engine/exposure.test.ts compares it with what it stands in for.
 */
export class Exposure {
  readonly #legs = new Map<string, LegBound>();
  #positionLoss = 0;
  #orderCost = 0;
  #isFree = false;
  #headroom: Headroom | undefined;
  readonly #bounds = new Map<Price, Money>();
  #boundsOf: FeeSchedule | undefined;
  #dearest = 0;
  #dearestOf: FeeSchedule | undefined;

  constructor(private readonly desk: Desk) {}

  /** Something has changed that the limits depend on: an order or the position of one leg, or, without a leg, anything. */
  changed(leg?: LegState): void {
    this.#headroom = undefined;
    if (leg !== undefined) this.#count(leg);
    else for (const each of this.desk.legs.values()) this.#count(each);
    this.#isFree = this.#boundHolds();
  }

  /** No limit but R7 can bind, for any leg: the room of one doesn't depend on the others. */
  get isFree(): boolean {
    return this.#isFree;
  }

  /**
   * How much a side might be quoted for, up to the profile's order size: as if its own working orders were gone, since the quote in question
   * is to replace them. Asked at fair value, which is the dearer price for both sides as long as the skew doesn't carry a quote
   * through it; `roomNow` has the last word.
   */
  room(leg: LegState, side: Side): Quantity {
    if (this.#isFree) return this.#byPosition(leg, side, true);
    return this.#withSetting(leg, side, this.#exactRoom(leg, side).quantity, true);
  }

  /** Why `room` is no more than it is. */
  limit(leg: LegState, side: Side): Reason {
    const { quantity, limit } = this.#exactRoom(leg, side);
    if (this.#withSetting(leg, side, quantity, true) < quantity) {
      const text = `an operator has set max_position_per_ticker ${leg.profile.maxPositionPerTicker}`;
      return { code: "no-room", effect: "withhold", side, text };
    }
    const code = limit.code === "none" ? "no-room" : limit.code;
    return { code, effect: "withhold", side, text: limit.text };
  }

  /** How much an order at this price may be if it is sent now, beside everything that may be live: the last check of every create. */
  roomNow(leg: LegState, side: Side, at: Price): Quantity {
    if (this.#isFree) return this.#byPosition(leg, side, false);
    // At no better a price than the one that `room` asks at: else two orders that fit only beside each other's absence would come and go for ever.
    const fair = fairPrice(leg);
    const dearer = (side === "bid" ? Math.max(at, fair) : Math.min(at, fair)) as Price;
    return this.#withSetting(leg, side, this.#now().of(leg.ticker, side, dearer).quantity, false);
  }

  /** What is left of a room under a limit that an operator has set below the session's. */
  #withSetting(leg: LegState, side: Side, room: Quantity, replacing: boolean): Quantity {
    if (leg.settings.maxPositionPerTicker === undefined) return room;
    return Math.min(room, this.#byPosition(leg, side, replacing)) as Quantity;
  }

  /** Loss, positive, in the event's worst outcome with everything live that hurts counted as filled. */
  worstLoss(): Money {
    return Math.max(0, -this.#now().worstCase.worst.result) as Money;
  }

  /** Every way the event may end, with everything live that hurts there counted as filled; the worst alone where legs are independent. */
  outcomes(): readonly Outcome[] {
    return this.#now().worstCase.outcomes();
  }

  /** Loss, positive, of one leg by itself in its worse outcome. */
  legLoss(ticker: string): Money {
    if (this.#isSettled(ticker)) return 0 as Money;
    const { ifLoses, ifWins } = this.#now().worstCase.legResult(ticker);
    return Math.max(0, -ifLoses, -ifWins) as Money;
  }

  /** R7 and the order sizes: whole contracts. With `replacing`, of the side's own orders only those of unknown fate stay. */
  #byPosition(leg: LegState, side: Side, replacing: boolean): Quantity {
    const position = this.desk.account.position(leg.ticker);
    let taken = side === "bid" ? (position as number) : -position;
    for (const order of leg.live[side]) if (!replacing || order.state === "unknown") taken += remaining(order);
    for (const order of this.desk.foreign.live(leg.ticker)) if (order.side === side) taken += order.remaining;
    const { limits } = this.desk.start;
    const { settings, profile } = leg;
    const mostHeld = Math.min(
      limits.maxPositionPerTicker,
      settings.maxPositionPerTicker ?? limits.maxPositionPerTicker,
    );
    const left = Math.floor((mostHeld * CONTRACT - taken) / CONTRACT);
    const mostOrdered = Math.min(limits.maxOrderSize, profile.orderSize, profile.maxOrderSize);
    return (Math.max(0, Math.min(mostOrdered, left)) * CONTRACT) as Quantity;
  }

  #exactRoom(leg: LegState, side: Side): SideRoom {
    const at = fairPrice(leg);
    const replaced: LiveOrder[] = [];
    for (const order of leg.live[side]) {
      if (order.state === "unknown") continue; // nothing replaces it: its side stays frozen
      replaced.push({ ticker: order.ticker, side, price: order.price, remaining: remaining(order) });
    }
    return this.#now().of(leg.ticker, side, at, replaced);
  }

  #count(leg: LegState): void {
    let bound = this.#legs.get(leg.ticker);
    if (bound === undefined) {
      bound = { position: 0, orders: 0 };
      this.#legs.set(leg.ticker, bound);
    }
    this.#positionLoss -= bound.position;
    this.#orderCost -= bound.orders;
    bound.position = 0;
    bound.orders = 0;
    if (leg.settledAt === undefined) {
      bound.position = this.#mostLost(leg);
      for (const order of leg.live.bid) bound.orders += this.#mostCost(remaining(order));
      for (const order of leg.live.ask) bound.orders += this.#mostCost(remaining(order));
      for (const order of this.desk.foreign.live(leg.ticker)) bound.orders += this.#mostCost(order.remaining);
    }
    this.#positionLoss += bound.position;
    this.#orderCost += bound.orders;
  }

  /** The most that the position of a leg can lose. */
  #mostLost({ ticker }: LegState): number {
    const { account } = this.desk;
    if (account.position(ticker) === 0) return 0; // and what it has cost is nothing
    const { position, costBasis } = account.exposure(ticker);
    return Math.max(0, costBasis, costBasis - position * PRICE_ONE);
  }

  /** The most that filling so much can cost. */
  #mostCost(size: Quantity): number {
    if (this.#dearestOf !== this.desk.fees) {
      this.#dearestOf = this.desk.fees;
      this.#dearest = this.#feeBound(DEAREST);
    }
    return size * PRICE_ONE + Math.ceil((this.#dearest * size) / CONTRACT);
  }

  #boundHolds(): boolean {
    const { account, start } = this.desk;
    const { limits } = start;
    const next = this.#mostCost((limits.maxOrderSize * CONTRACT) as Quantity);
    const cost = this.#orderCost + next;
    return (
      this.#positionLoss + cost <= shareOf(account.openingEquity, limits.maxEventLossPct) &&
      account.spendable - cost >= limits.minBalanceFloor
    );
  }

  #now(): Headroom {
    this.#headroom ??= this.#workOut();
    return this.#headroom;
  }

  #workOut(): Headroom {
    const { account, orders, start, foreign } = this.desk;
    const legs: LegExposure[] = [];
    for (const leg of this.desk.legs.values()) if (leg.settledAt === undefined) legs.push(account.exposure(leg.ticker));
    return new Headroom({
      mutuallyExclusive: start.event.mutuallyExclusive,
      legs,
      orders: [...orders.exposure(), ...legs.flatMap(({ ticker }) => foreign.live(ticker))].filter(
        ({ ticker }) => !this.#isSettled(ticker),
      ),
      balance: account.spendable,
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

/** The fair value as a price; the middle before there is one. */
function fairPrice({ fairCents = 50 }: LegState): Price {
  return Math.min(PRICE_ONE - 1, Math.max(1, Math.round(fairCents * CENT))) as Price;
}
