import { z } from "zod";
import type { BookSnapshot, Level } from "../../../market/order-book.ts";
import { PRICE_ONE, type Price } from "../../../market/units.ts";
import { wirePrice, wireQuantity } from "../wire-numbers.ts";
import { counted, invalid, segment, within } from "./arguments.ts";
import type { ReadRequest } from "./request.ts";

const levels = z
  .array(z.tuple([wirePrice, wireQuantity]).rest(z.unknown()))
  .nullish()
  .transform((pairs) => (pairs ?? []).map(([price, quantity]): Level => ({ price, quantity })));

/** The exchange gives bids only, for YES and for NO; a bid for NO at p is an ask at $1 - p. */
const book = z
  .object({ yes_dollars: levels, no_dollars: levels })
  .transform(({ yes_dollars: yes, no_dollars: no }, context): BookSnapshot => {
    const bids = ordered(yes, -1);
    const asks = ordered(
      no.map(({ price, quantity }) => ({ price: (PRICE_ONE - price) as Price, quantity })),
      1,
    );
    for (const side of [bids, asks]) {
      if (side.some(({ price }, index) => price === side[index + 1]?.price)) {
        context.addIssue({ code: "custom", message: "a price stands there twice" });
      }
    }
    return { bids, asks };
  });

function ordered(side: readonly Level[], sign: 1 | -1): readonly Level[] {
  return side.filter(({ quantity }) => quantity > 0).sort((one, other) => sign * (one.price - other.price));
}

const bookAnswer = z.object({ orderbook_fp: book }).transform((read) => read.orderbook_fp);

const MOST_LEVELS = 100;

/** The book of one market, both sides on YES, best first: the best `depth` levels of each side, or all. */
export function orderBook(ticker: string, { depth }: { readonly depth?: number } = {}): ReadRequest<BookSnapshot> {
  const route = "/markets/{ticker}/orderbook";
  return {
    route,
    path: `/markets/${segment(route, "ticker", ticker)}/orderbook`,
    query: { depth: depth === undefined ? undefined : within(route, "depth", depth, 0, MOST_LEVELS) },
    authentication: "wanted",
    answer: bookAnswer,
  };
}

/** A market's book, with its name. */
export interface NamedBook {
  readonly ticker: string;
  readonly book: BookSnapshot;
}

/** The books of up to 100 markets. */
export function orderBooks(tickers: readonly string[]): ReadRequest<readonly NamedBook[]> {
  const path = "/markets/orderbooks";
  for (const ticker of counted(path, "tickers", tickers, 100)) {
    if (ticker.length === 0 || ticker.length > 200) throw invalid(path, "tickers", ticker, "is not 1 to 200 letters");
  }
  return {
    route: path,
    path,
    query: { tickers },
    authentication: "wanted",
    answer: z
      .object({
        orderbooks: z.array(
          z
            .object({ ticker: z.string(), orderbook_fp: book })
            .transform((read): NamedBook => ({ ticker: read.ticker, book: read.orderbook_fp })),
        ),
      })
      .transform((read) => read.orderbooks),
  };
}
