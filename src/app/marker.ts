import { EMPTY_BOOK } from "../market/order-book.ts";
import { lastPrice } from "../market/taker-order.ts";
import type { Position, Price } from "../market/units.ts";
import { mark } from "../risk/marks.ts";
import type { AccountAtStart } from "../venue/kalshi/account-at-start.ts";
import type { Discovery } from "../venue/venue.ts";

/** What a position is worth at the start, as the breaker reckons it: by the books and trades that the venue has told, before any model has. */
export function marker(
  { books, history }: Pick<Discovery, "books" | "history">,
  { lastTrades }: Pick<AccountAtStart, "lastTrades">,
): (ticker: string, position: Position) => Price {
  const bookOf = new Map(books.map(({ ticker, book }) => [ticker, book]));
  const last = new Map<string, Price | undefined>([...lastTrades].map(([ticker, { now }]) => [ticker, now]));
  for (const order of history) last.set(order.ticker, lastPrice(order));
  return (ticker, position) => {
    const evidence = { book: bookOf.get(ticker) ?? EMPTY_BOOK, fairCents: undefined, last: last.get(ticker) };
    return mark(position > 0 ? "long" : "short", evidence);
  };
}
