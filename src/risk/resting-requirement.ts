import { CONTRACT, type Money, type Position, PRICE_ONE, type Price, type Side } from "../market/units.ts";
import type { FeeBound } from "./fill-effect.ts";
import type { LiveOrder } from "./limits.ts";

/**
 * What an account must have at hand so that all of these resting orders can be filled: what an exchange that tells its balance net of resting
 * orders takes out of it (SAFETY.md, V-7). On each side of a market the contracts beyond those that close a position cost their price (a NO $1 less
 * the price of YES), those that close one bring what the pair pays beyond that; which orders do the closing isn't known, so it is counted for the
 * cheapest. With `returned` collateral, buying back a short isn't sure to bring its $1, and counts in full.
 */
export function restingRequirement(
  orders: Iterable<LiveOrder>,
  positionOf: (ticker: string) => Position,
  collateral: "locked" | "returned",
  feeOf: FeeBound,
): Money {
  const sides = new Map<string, { readonly ticker: string; readonly side: Side; readonly own: LiveOrder[] }>();
  for (const order of orders) {
    const key = `${order.side} ${order.ticker}`;
    const known = sides.get(key);
    if (known === undefined) sides.set(key, { ticker: order.ticker, side: order.side, own: [order] });
    else known.own.push(order);
  }
  let total = 0;
  for (const { ticker, side, own } of sides.values()) {
    const held = positionOf(ticker);
    const closable = side === "ask" ? Math.max(0, held) : collateral === "locked" ? Math.max(0, -held) : 0;
    own.sort((one, other) => unitCost(other.side, other.price) - unitCost(one.side, one.price));
    let open = own.reduce((sum, { remaining }) => sum + remaining, 0) - closable;
    for (const { price, remaining } of own) {
      const opening = Math.max(0, Math.min(remaining, open));
      open -= opening;
      const each = unitCost(side, price);
      const fee = Math.ceil((feeOf(price) * remaining) / CONTRACT);
      total += Math.max(0, each * opening + fee - (PRICE_ONE - each) * (remaining - opening));
    }
  }
  return total as Money;
}

/** Price of the contract that an order opens: YES for a bid, NO for an ask. */
function unitCost(side: Side, price: Price): number {
  return side === "bid" ? price : PRICE_ONE - price;
}
