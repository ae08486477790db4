import type { FeeSchedule } from "../../market/event.ts";
import { type Money, PRICE_ONE, type Price, type Quantity, type Side, UnitError } from "../../market/units.ts";

/** To what a balance is rounded: `centicent` is $0.0001, `cent` $0.01. */
export type Precision = "centicent" | "cent";

/** What one fill is charged. All in micro-dollars, none negative. */
export interface Charge {
  /** From the fee model, rounded up to a whole $0.0001. */
  readonly tradeFee: Money;
  /** What brings the change of the balance down to the account's precision. */
  readonly rounding: Money;
  /** Of the rounding that the order has paid so far, a whole cent or nothing. */
  readonly rebate: Money;
  /** Trade fee + rounding - rebate: what leaves the account. */
  readonly net: Money;
  /** Rounding that the order has paid and has not had back, after this fill. */
  readonly accumulated: Money;
}

/** Rates in 1/10_000 of contracts x price x (1 - price) dollars. */
const RATE = { maker: 175n, taker: 700n } as const;
const MULTIPLIER_ONE = 10_000;

/** rate (1e4) x multiplier (1e4) x quantity (1e2) x price (1e4) x (1 - price) (1e4), over units of $0.0001 (1e4). */
const SCALE = 100_000_000_000_000n;

const CENTICENT = 100; // micro-dollars
const CENT = 10_000;
const UNIT: Readonly<Record<Precision, number>> = { centicent: CENTICENT, cent: CENT };

/**
 * What the exchange charges for a fill. The trade fee is rate x multiplier x contracts x price x (1 - price), rounded up
 * to $0.0001. `accumulated` is the rounding that the order's former fills left.
 */
export function charge(
  schedule: FeeSchedule,
  role: "maker" | "taker",
  { side, price, quantity }: { readonly side: Side; readonly price: Price; readonly quantity: Quantity },
  precision: Precision,
  accumulated: number,
): Charge {
  // to sell is to be paid the price, or to lock up whole cents more: what is below a cent is the same
  const revenue = (side === "bid" ? -1 : 1) * price * quantity;
  return rounded(revenue, tradeFeeOf(schedule, role, price, quantity), precision, accumulated);
}

/**
 * Adds the rounding to a trade fee (the exchange's page "Fee rounding"). What trade fee and revenue, which is negative
 * for who pays, leave of the change of the balance below the account's precision is charged as well. It adds up over the
 * fills of an order, and once it exceeds a cent, a cent is given back, unless that would leave less than nothing to pay
 * for this fill. All in micro-dollars.
 */
export function rounded(revenue: number, tradeFee: number, precision: Precision, accumulated: number): Charge {
  const change = revenue - tradeFee;
  const unit = UNIT[precision];
  const rounding = ((change % unit) + unit) % unit;
  const owed = accumulated + rounding;
  const rebate = owed > CENT && tradeFee + rounding >= CENT ? CENT : 0;
  return {
    tradeFee: tradeFee as Money,
    rounding: rounding as Money,
    rebate: rebate as Money,
    net: (tradeFee + rounding - rebate) as Money,
    accumulated: (owed - rebate) as Money,
  };
}

/** What a payout of `quantity` contracts at `value` loses in being rounded down to whole cents. */
export function payoutRounding(value: Price, quantity: Quantity): Money {
  return ((value * quantity) % CENT) as Money;
}

/**
 * What filling an order in one go may be charged at most: above whole cents of balance, the cent that rounding may take
 * and the one that it may keep.
 */
export function mostCharged(
  schedule: FeeSchedule,
  role: "maker" | "taker",
  fill: { readonly side: Side; readonly price: Price; readonly quantity: Quantity },
  precision: Precision,
): Money {
  const { net } = charge(schedule, role, fill, precision, 0);
  return (precision === "cent" ? net + 2 * CENT : net) as Money;
}

/** Throws UnitError when the multiplier is negative or has more than four decimals. */
export function exactMultiplier(multiplier: number): bigint {
  const scaled = Math.round(multiplier * MULTIPLIER_ONE);
  if (!(multiplier >= 0) || !(Math.abs(scaled - multiplier * MULTIPLIER_ONE) <= 1e-6)) {
    throw new UnitError("fee_multiplier", multiplier, "is not a multiplier of zero or more with at most four decimals");
  }
  return BigInt(scaled);
}

function tradeFeeOf(schedule: FeeSchedule, role: "maker" | "taker", price: Price, quantity: Quantity): number {
  const multiplier = exactMultiplier(schedule.multiplier);
  if (multiplier === 0n || (role === "maker" && schedule.type === "quadratic")) return 0;
  const product = RATE[role] * multiplier * BigInt(quantity) * BigInt(price) * BigInt(PRICE_ONE - price);
  return Number((product + SCALE - 1n) / SCALE) * CENTICENT;
}
