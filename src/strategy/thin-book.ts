import { CENT, type Price } from "../market/units.ts";
import type { OthersBest } from "./quote.ts";
import { LazyReason, type Reason } from "./reasons.ts";
import { inCents } from "./wording.ts";

/** The widest book of others that still says something about the price (QUOTING.md R12, R15, defence A). */
const WIDEST_BOOK_CENTS = 15;

const NO_BOOK: Reason = new LazyReason("no-book", "pull", () => "nobody else quotes this contract");
const NO_BIDS: Reason = new LazyReason("thin-book", "widen", () => "nobody else bids");
const NO_OFFERS: Reason = new LazyReason("thin-book", "widen", () => "nobody else offers");

/** Others quote both sides, no more than 15c apart. */
export function isFirmBook(others: OthersBest): others is { readonly bid: Price; readonly ask: Price } {
  return others.bid !== undefined && others.ask !== undefined && others.ask - others.bid <= WIDEST_BOOK_CENTS * CENT;
}

/** R12: without a firm book quotes are widened; without any they are pulled. */
export function thinBook(others: OthersBest): Reason | undefined {
  if (isFirmBook(others)) return undefined;
  const { bid, ask } = others;
  if (bid === undefined) return ask === undefined ? NO_BOOK : NO_BIDS;
  if (ask === undefined) return NO_OFFERS;
  const text = () => `the others' book is ${inCents((ask - bid) / CENT)} wide, more than ${inCents(WIDEST_BOOK_CENTS)}`;
  return new LazyReason("thin-book", "widen", text);
}
