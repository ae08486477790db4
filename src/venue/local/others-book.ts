import type { Price, Quantity, Side } from "../../market/units.ts";

/** What others have in the book of one leg, as far as an exchange of our own has to know it. */
export interface OthersBook {
  /** Best price of a side; undefined where there is none, or nobody knows it. */
  best(side: Side): Price | undefined;
  /** Contracts that somebody who joins a price now finds before him. */
  ahead(side: Side, price: Price): Quantity;
}
