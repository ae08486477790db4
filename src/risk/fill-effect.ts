import { CONTRACT, type Money, PRICE_ONE, type Price } from "../market/units.ts";
import type { LiveOrder } from "./limits.ts";

/** The most that the exchange may charge for one contract filled at this price, roundings of its own included. */
export type FeeBound = (at: Price) => Money;

/** The fee bound where fills are free. */
export const NO_FEES: FeeBound = () => 0 as Money;

/** What filling an order costs when its leg pays nothing; 0 when the fill would help, for then it is not counted. */
export function hurtIfLoses(order: LiveOrder, feeBound: FeeBound): number {
  const revenue = order.price * order.remaining;
  return Math.min(0, (order.side === "bid" ? 0 - revenue : revenue) - mostFee(order, feeBound));
}

/** The same when its leg pays $1 a contract. */
export function hurtIfWins(order: LiveOrder, feeBound: FeeBound): number {
  const gain = (PRICE_ONE - order.price) * order.remaining;
  return Math.min(0, (order.side === "bid" ? gain : 0 - gain) - mostFee(order, feeBound));
}

/** The most that filling all of an order may be charged, rounded up to a micro-dollar. */
function mostFee(order: LiveOrder, feeBound: FeeBound): number {
  return Math.ceil((feeBound(order.price) * order.remaining) / CONTRACT);
}
