import { EMPTY_BOOK } from "../market/order-book.ts";
import type { Position, Price } from "../market/units.ts";
import { mark } from "../risk/marks.ts";
import type { LegState } from "./leg-state.ts";

/** What a YES of a leg is worth to who holds this much of it, by what is known of the leg. */
export function markOf({ book, fairCents, lastTrade }: LegState, held: Position): Price {
  return mark(held > 0 ? "long" : "short", { book, fairCents, last: lastTrade?.price });
}

/** The same of a market of which nothing is known: a long is worth nothing, a short all that it can cost. */
export function worstMark(held: Position): Price {
  return mark(held > 0 ? "long" : "short", { book: EMPTY_BOOK, fairCents: undefined, last: undefined });
}
