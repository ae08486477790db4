import type { Price, Quantity, Side } from "./units.ts";

/** A price level: how many contracts rest there. */
export interface Level {
  readonly price: Price;
  readonly quantity: Quantity;
}

/**
 * The resting orders of one market by price, both sides on YES, best first. Whose they are is the holder's business: the
 * engine is given books of *others* (its own size removed), the exchange publishes all.
 */
export interface BookSnapshot {
  /** Highest price first. */
  readonly bids: readonly Level[];
  /** Lowest price first. */
  readonly asks: readonly Level[];
}

export const EMPTY_BOOK: BookSnapshot = { bids: [], asks: [] };

/** Best price of a side, or undefined when it is empty. */
export function best(book: BookSnapshot, side: Side): Price | undefined {
  return (side === "bid" ? book.bids : book.asks)[0]?.price;
}

/** Whether two books show the same quantities at the same prices. */
export function sameBook(a: BookSnapshot, b: BookSnapshot): boolean {
  return sameLevels(a.bids, b.bids) && sameLevels(a.asks, b.asks);
}

function sameLevels(a: readonly Level[], b: readonly Level[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ price, quantity }, at) => price === b[at]!.price && quantity === b[at]!.quantity)
  );
}
