import type { FeeSchedule } from "../market/event.ts";
import { cost, type Money, PRICE_ONE, type Price, type Quantity, type Side, UnitError } from "../market/units.ts";

/** Who we are in a trade: a maker's order rested, a taker's met it. */
export type FeeRole = "maker" | "taker";

/** Rates of the exchange in 1/10_000 of contracts x price x (1 - price) dollars. */
const RATE = { maker: 175n, taker: 700n } as const;
/** The same for a multiplier that is a whole number, nearly all of them: products stay exact as ordinary numbers. */
const WHOLE_RATE = { maker: 175, taker: 700 } as const;
const WHOLE_SCALE = 100_000_000;
const MULTIPLIER_ONE = 10_000;

/** rate (1e4) x multiplier (1e4) x quantity (1e2) x price (1e4) x (1 - price) (1e4) over micro-dollars (1e6). */
const SCALE = 1_000_000_000_000n;

/** The exchange's balances move by whole $0.0001. */
const CENTICENT = 100n;

/**
 * What the exchange charges for one fill, exactly: rate x multiplier x contracts x price x (1 - price), rounded up so that cost
 * and fee together are a whole $0.0001 (the exchange's fee schedule of July 2026). A buyer's cost is price x contracts, a
 * seller's (1 - price) x contracts: `side` matters only where the price is not in whole cents and the quantity not in whole
 * contracts. Makers are free under `quadratic`, everybody with multiplier 0. Throws UnitError when the multiplier is negative
 * or has more than four decimals.
 *
 * A prediction: what is booked is the exchange's own figure.
 */
export function fee(schedule: FeeSchedule, role: FeeRole, price: Price, quantity: Quantity, side: Side = "bid"): Money {
  const rest = (PRICE_ONE - price) as Price;
  const small = WHOLE_RATE[role] * schedule.multiplier * quantity * price * rest;
  const isSmall = Number.isInteger(schedule.multiplier) && schedule.multiplier >= 0 && small <= Number.MAX_SAFE_INTEGER;
  const multiplier = isSmall ? undefined : exactMultiplier(schedule.multiplier);
  if (schedule.multiplier === 0 || (role === "maker" && schedule.type === "quadratic")) return 0 as Money;
  if (multiplier === undefined) {
    const paidExactly = cost(side === "bid" ? price : rest, quantity);
    const untilCenticent = paidExactly + Math.ceil(small / WHOLE_SCALE);
    return (Math.ceil(untilCenticent / Number(CENTICENT)) * Number(CENTICENT) - paidExactly) as Money;
  }
  const product = RATE[role] * multiplier * BigInt(quantity) * BigInt(price) * BigInt(rest);
  if (product === 0n) return 0 as Money;
  const paid = BigInt(cost(side === "bid" ? price : rest, quantity));
  const total = paid + (product + SCALE - 1n) / SCALE;
  const rounded = ((total + CENTICENT - 1n) / CENTICENT) * CENTICENT;
  return Number(rounded - paid) as Money;
}

function exactMultiplier(multiplier: number): bigint {
  const scaled = Math.round(multiplier * MULTIPLIER_ONE);
  if (!(multiplier >= 0) || !(Math.abs(scaled - multiplier * MULTIPLIER_ONE) <= 1e-6)) {
    throw new UnitError("fee_multiplier", multiplier, "is not a multiplier of zero or more with at most four decimals");
  }
  return BigInt(scaled);
}
