import type { Money, Position, Price, Side, Time } from "../../market/units.ts";

/**
 * Why the books of a market changed. `fill`: ours. `foreign`: a fill of another hand. `settlement`: it paid out, or what it paid was corrected. `between`: made
 * while no engine ran, and booked by the next start. `adjusted`: what is held turned out to be something else. `left`: the next run's books don't have
 * it, so it counts as sold at its last mark. `found`: held when the books were opened, taken over at its mark.
 */
export type BookedKind = "fill" | "foreign" | "settlement" | "between" | "adjusted" | "left" | "found";

/** One change of the books of one market, exact. */
export interface Booked {
  readonly kind: BookedKind;
  readonly at: Time;
  readonly ticker: string;
  /** The market as the report calls it: `ticker`, or another name where runs began anew at an earlier time, as rehearsals do. */
  readonly leg: string;
  /** Change of the position. */
  readonly quantity: Position;
  /** Change of cash before fees: positive is received. */
  readonly cash: Money;
  readonly fee: Money;
  /** Of a fill: its price, else what a contract counted as; undefined where several are taken together. */
  readonly price: Price | undefined;
  readonly side: Side | undefined;
  /** Of a fill of ours: fair value at the fill, 1/100 cent; undefined before there was one. */
  readonly fair: Price | undefined;
  readonly tradeId: string | undefined;
  /** Whose orders: an exchange's account, a dry run's; undefined or left out of a rehearsal. */
  readonly account?: string | undefined;
  /** Of what was found: what it had cost, signed like the position. */
  readonly costBasis?: Money;
}

/** The books of one market at a moment. */
export interface LegBooks {
  readonly position: Position;
  readonly costBasis: Money;
  readonly realised: Money;
  readonly fees: Money;
  /** What one YES counts as. */
  readonly mark: Price;
}

export const NO_BOOKS: LegBooks = {
  position: 0 as Position,
  costBasis: 0 as Money,
  realised: 0 as Money,
  fees: 0 as Money,
  mark: 0 as Price,
};

/** Cash that a market's trades and settlement have moved, before fees. */
export function cashOf({ realised, costBasis }: LegBooks): Money {
  return (realised - costBasis) as Money;
}

/** Its result after fees at its mark. */
export function netOf(books: LegBooks): Money {
  return (cashOf(books) + books.position * books.mark - books.fees) as Money;
}
