import {
  CONTRACT,
  type Money,
  type Position,
  type Price,
  type Quantity,
  type Side,
  toContracts,
  toDollars,
} from "../market/units.ts";
import { Affordability } from "./affordability.ts";
import { type FeeBound, NO_FEES } from "./fill-effect.ts";
import { type LegExposure, type LiveOrder, type RiskLimits, shareOf, UnknownLegError } from "./limits.ts";
import { WorstCase } from "./worst-case.ts";

/**
 * How much one side of one leg may still add.
 *
 *     new Headroom({ mutuallyExclusive, legs, orders, balance, openingEquity, limits, feeBound? })   O(legs + orders)
 *     of(ticker, side, price, replaced?): SideRoom  { quantity (whole contracts), limit: { code, text } }; cheap
 *     refuses(candidate): LimitReached | undefined  the limit that this order would break; the last check before a create
 *     worstCase, affordability, eventLossLimit      what it is made of
 *
 * `orders` is everything that may be live. To ask what could be quoted, name the orders of the side that the quote is
 * to replace: they count as gone. To ask whether a create may be sent now, name none. One Headroom answers for every
 * leg and side until an order or a position changes.
 *
 * Four limits, and the smallest wins: `maxOrderSize`; R7, filled + everything that may be live on that side + size
 * within `maxPositionPerTicker` either way; the event's worst case; the balance's floor.
 *
 * **Reducing.** A position beyond a limit must be able to shrink: a limit that keeps us in is worse than none. What
 * shrinks it for certain is what is held against the side less everything that may be live on that side already, so
 * that even if all of it fills the position has come towards zero and not through it. That much is never blocked by R7,
 * which can't (it leaves at least the position itself to the other side), nor by the worst case, which could: selling a
 * long never lowers it (fees apart), but buying back a short may, because the short pays if another leg wins, and a
 * hedge bought back is gone. What that costs is the price paid, once, for contracts that then risk nothing more. Beyond
 * zero every limit holds for the whole order. The floor is never waived: it is money that isn't there. An order that
 * costs nothing passes it even below the floor.
 */

export interface HeadroomInput {
  readonly mutuallyExclusive: boolean;
  /** Every unsettled leg. */
  readonly legs: readonly LegExposure[];
  /** Everything that may be live. */
  readonly orders: readonly LiveOrder[];
  /** In the exchange's convention; the lower one where books and exchange differ. */
  readonly balance: Money;
  /** At the start of the New York day: the event's loss limit is a share of it. */
  readonly openingEquity: Money;
  readonly limits: RiskLimits;
  readonly feeBound?: FeeBound;
}

/** Which limit is reached: R7, the event's worst case, the balance; `none` when only the size of one order is. */
export type LimitCode = "none" | "no-room" | "event-loss" | "balance";

export interface LimitReached {
  readonly code: LimitCode;
  /** Ready to read: "49 held, 1 may be live, limit 50". */
  readonly text: string;
}

export interface SideRoom {
  /** Whole contracts, up to `maxOrderSize`. */
  readonly quantity: Quantity;
  /** Why it is no more. */
  readonly limit: LimitReached;
}

export class Headroom {
  readonly worstCase: WorstCase;
  readonly affordability: Affordability;
  /** The most that the event's worst outcome may cost; positive. */
  readonly eventLossLimit: Money;
  readonly #limits: RiskLimits;
  readonly #held = new Map<string, Position>();
  readonly #live: Readonly<Record<Side, Map<string, number>>> = { bid: new Map(), ask: new Map() };

  /** Throws UnknownLegError for an order in a leg that isn't listed. */
  constructor(input: HeadroomInput) {
    const { mutuallyExclusive, legs, orders, balance, limits, feeBound = NO_FEES } = input;
    this.worstCase = new WorstCase({ mutuallyExclusive, legs, orders, feeBound });
    this.affordability = new Affordability({ mutuallyExclusive, legs, orders, balance, feeBound }, this.worstCase);
    this.eventLossLimit = shareOf(input.openingEquity, limits.maxEventLossPct);
    this.#limits = limits;
    for (const { ticker, position } of legs) this.#held.set(ticker, position);
    for (const { ticker, side, remaining } of orders) {
      this.#live[side].set(ticker, (this.#live[side].get(ticker) ?? 0) + remaining);
    }
  }

  /**
   * The most that an order on `side` at `price` may be if `replaced`, live orders of the same leg and side, were gone.
   * Throws UnknownLegError for a leg that isn't listed.
   */
  of(ticker: string, side: Side, price: Price, replaced: readonly LiveOrder[] = []): SideRoom {
    const position = this.#held.get(ticker);
    if (position === undefined) throw new UnknownLegError(ticker);
    let live = this.#live[side].get(ticker) ?? 0;
    for (const { remaining } of replaced) live -= remaining;
    const signed = side === "bid" ? position : -position; // how far this side has carried us
    const { maxOrderSize, maxPositionPerTicker, minBalanceFloor } = this.#limits;
    const order = (remaining: Quantity): LiveOrder => ({ ticker, side, price, remaining });
    const most = wholeContracts(maxOrderSize * CONTRACT);

    const byPosition = wholeContracts(maxPositionPerTicker * CONTRACT - signed - live);
    const reducing = wholeContracts(0 - signed - live);
    const bearable = largest(most, (size) => this.worstCase.worstAfter(order(size), replaced) >= -this.eventLossLimit);
    const byEvent = Math.max(reducing, bearable);
    const byBalance = largest(most, (size) => this.affordability.affords(order(size), minBalanceFloor, replaced));

    const quantity = Math.min(most, byPosition, byEvent, byBalance) as Quantity;
    if (quantity === most) return { quantity, limit: { code: "none", text: `an order is at most ${maxOrderSize}` } };
    if (quantity === byPosition) {
      const text = `${toContracts(position)} held, ${live / CONTRACT} may be live, limit ${maxPositionPerTicker}`;
      return { quantity, limit: { code: "no-room", text } };
    }
    const oneMore = order((quantity + CONTRACT) as Quantity); // what is held alone may be far from the limit
    if (quantity === byEvent) {
      const worst = this.worstCase.worstAfter(oneMore, replaced);
      const text = `one more and the event may lose ${dollars(-worst as Money)}, limit ${dollars(this.eventLossLimit)}`;
      return { quantity, limit: { code: "event-loss", text } };
    }
    const { returnOff, returnOn } = this.affordability.lowestAfter(oneMore, replaced);
    const text = `one more and the balance may fall to ${dollars(Math.min(returnOff, returnOn) as Money)}, floor ${dollars(minBalanceFloor)}`;
    return { quantity, limit: { code: "balance", text } };
  }

  /** The limit that `candidate` would break, or undefined when it may be sent. */
  refuses(candidate: LiveOrder): LimitReached | undefined {
    const { quantity, limit } = this.of(candidate.ticker, candidate.side, candidate.price);
    return candidate.remaining <= quantity ? undefined : limit;
  }
}

/** The largest whole number of contracts up to `most` that `fits`, where nothing larger than one that doesn't fit does. */
function largest(most: Quantity, fits: (size: Quantity) => boolean): Quantity {
  if (fits(most)) return most; // nearly always
  let low = 0;
  let high = most / CONTRACT - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits((middle * CONTRACT) as Quantity)) low = middle;
    else high = middle - 1;
  }
  return (low * CONTRACT) as Quantity;
}

/** Rounded down to whole contracts; none when negative. */
function wholeContracts(hundredths: number): Quantity {
  return (Math.max(0, Math.floor(hundredths / CONTRACT)) * CONTRACT) as Quantity;
}

function dollars(amount: Money): string {
  return `${amount < 0 ? "-" : ""}$${Math.abs(toDollars(amount)).toFixed(2)}`;
}
