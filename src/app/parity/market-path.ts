import { countUntil } from "../../market/ascending-times.ts";
import { type BookSnapshot, best } from "../../market/order-book.ts";
import { lastPrice } from "../../market/taker-order.ts";
import { type Price, toCents } from "../../market/units.ts";
import type { LoggedInput } from "./session-log.ts";

/** What a leg was worth to others over a session: the middle between their best where both are there, else the last trade's price, else nothing known. */
export class MarketPath {
  readonly #at: number[] = [];
  readonly #cents: (number | undefined)[] = [];
  #book: BookSnapshot | undefined;
  #last: Price | undefined;

  see(
    at: number,
    { book, last }: { readonly book?: BookSnapshot | undefined; readonly last?: Price | undefined },
  ): void {
    this.#book = book ?? this.#book;
    this.#last = last ?? this.#last;
    this.#at.push(at);
    this.#cents.push(this.#now());
  }

  /** In cents, as it was then; undefined where nothing was known, and before anything was. */
  centsAt(at: number): number | undefined {
    return this.#cents[countUntil(this.#at, at) - 1];
  }

  #now(): number | undefined {
    const [bid, ask] = this.#book === undefined ? [] : [best(this.#book, "bid"), best(this.#book, "ask")];
    if (bid !== undefined && ask !== undefined) return (toCents(bid) + toCents(ask)) / 2;
    return this.#last === undefined ? undefined : toCents(this.#last);
  }
}

/** The paths of all legs of a session. What was settled goes on at that. */
export function marketPaths(inputs: readonly LoggedInput[]): ReadonlyMap<string, MarketPath> {
  const paths = new Map<string, MarketPath>();
  const of = (ticker: string): MarketPath => paths.getOrInsertComputed(ticker, () => new MarketPath());
  for (const { input } of inputs) {
    if (input.type === "trade") of(input.order.ticker).see(input.at, { last: lastPrice(input.order) });
    else if (input.type === "book") of(input.ticker).see(input.at, { book: input.book });
    else if (input.type === "settlement") {
      of(input.ticker).see(input.at, { book: { bids: [], asks: [] }, last: input.value });
    }
  }
  return paths;
}
