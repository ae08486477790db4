import type { Price, Quantity, Time } from "./units.ts";

/** What a taker did, seen from the YES book: `buy` lifts asks, `sell` hits bids; `unknown` where a tape does not say. */
export type TakerSide = "buy" | "sell" | "unknown";

/** One print: a quantity at one price. */
export interface Print {
  readonly price: Price;
  readonly quantity: Quantity;
}

/**
 * One taker order: all prints with the same ticker, exchange timestamp (to the microsecond) and taker side, in sweep
 * order (a buyer's ascending in price, a seller's descending). Prints of one sweep are one order everywhere: in the model,
 * in quoting and in the tape. Shape: at least one print.
 */
export interface TakerOrder {
  readonly ticker: string;
  readonly at: Time;
  readonly side: TakerSide;
  readonly prints: readonly Print[];
}

/** Total quantity of the order. */
export function totalQuantity(order: TakerOrder): Quantity {
  let total = 0;
  for (const print of order.prints) total += print.quantity;
  return total as Quantity;
}

/** Volume-weighted average price in cents, a real number. */
export function vwapCents(order: TakerOrder): number {
  let paid = 0;
  let total = 0;
  for (const { price, quantity } of order.prints) {
    paid += price * quantity;
    total += quantity;
  }
  return paid / total / 100;
}

/** The price of the last print of the sweep. */
export function lastPrice(order: TakerOrder): Price {
  return order.prints.at(-1)!.price;
}
