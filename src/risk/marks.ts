import { type BookSnapshot, best } from "../market/order-book.ts";
import { CENT, PRICE_ONE, type Price } from "../market/units.ts";

/** A book wider than this says too little about what a position is worth (SAFETY.md, Accounting). */
const WIDEST_BOOK = 15 * CENT;

/** What is known of a leg's value. */
export interface MarkEvidence {
  /** Others' orders: our own size is out, so that we can't mark ourselves up. */
  readonly book: BookSnapshot;
  /** Fair value in cents, a real number; undefined while there is none. */
  readonly fairCents: number | undefined;
  /** Price of the last trade; undefined while there is none. */
  readonly last: Price | undefined;
}

/**
 * The price at which the breaker values an open position: what closing it would bring, or what it may, at worst, be
 * worth where the book doesn't say. A long is marked at the others' best bid if their book is two-sided, not crossed
 * and at most 15c wide; else at the lower of fair value and last trade; of whichever of the two there is; and at
 * nothing when there is neither. A short is marked at the best ask, the higher of the two, or $1. Fair value is rounded
 * against the position, to 1/100 cent.
 */
export function mark(direction: "long" | "short", { book, fairCents, last }: MarkEvidence): Price {
  const bid = best(book, "bid");
  const ask = best(book, "ask");
  const long = direction === "long";
  if (bid !== undefined && ask !== undefined && bid < ask && ask - bid <= WIDEST_BOOK) return long ? bid : ask;
  const fair =
    fairCents === undefined ? undefined : asPrice(long ? Math.floor(fairCents * CENT) : Math.ceil(fairCents * CENT));
  if (fair === undefined || last === undefined) return fair ?? last ?? (long ? (0 as Price) : PRICE_ONE);
  return (long ? Math.min(fair, last) : Math.max(fair, last)) as Price;
}

function asPrice(ticks: number): Price {
  return Math.min(PRICE_ONE, Math.max(0, ticks)) as Price;
}
