import type { BookSnapshot } from "../../market/order-book.ts";
import type { TakerOrder } from "../../market/taker-order.ts";
import type { Quantity, Side, Time } from "../../market/units.ts";
import type { LocalMarket } from "./local-market.ts";
import type { ToldBook } from "./told-book.ts";

/** A leg on an exchange of our own whose others an exchange tells of. */
export interface ToldMarket {
  readonly market: LocalMarket;
  readonly book: ToldBook;
}

/** Lets a taker order meet ours; what it has filled. */
export type Meet<Filled> = (taker: TakerOrder) => readonly Filled[];

const SIDES: readonly Side[] = ["bid", "ask"];

/** A taker order was printed: it comes off the queues that ours stand in, and meets ours but for what has come to them already. */
export function meetPrinted<Filled>(
  { market, book }: ToldMarket,
  taker: TakerOrder,
  now: Time,
  meet: Meet<Filled>,
): readonly Filled[] {
  book.review(now, (side) => market.own(side));
  const filled = meet(book.unmet(taker, now));
  book.printed(taker, now);
  return filled;
}

/** The book is another one: those who came to rest where ours would have met them come to ours. */
export function meetResting<Filled extends { readonly quantity: Quantity }>(
  { market, book }: ToldMarket,
  told: BookSnapshot,
  now: Time,
  meet: Meet<Filled>,
): readonly Filled[] {
  const own = (side: Side) => market.own(side);
  const { ticker } = market.leg;
  book.change(told, now, own);
  return SIDES.flatMap((side) => {
    const prints = book.crossing(side, own);
    if (prints.length === 0) return [];
    const filled = meet({ ticker, at: now, side: side === "bid" ? "sell" : "buy", prints });
    book.met(
      side,
      prints,
      filled.reduce((total, { quantity }) => total + quantity, 0),
    );
    return filled;
  });
}
