import { PriceGrid } from "../../../market/price-grid.ts";
import { opposite, PRICE_ONE, type Price, type Side } from "../../../market/units.ts";
import { type NamedBook, orderBooks } from "../rest/books.ts";
import type { Bench } from "./bench.ts";
import { ProbeStop } from "./probe.ts";

/** Where an order can rest: a market, a side of it and a price. */
export interface Spot {
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
}

/** Where an order would meet another hand's. */
export interface Offer extends Spot {
  /** A price at which the same order only rests. */
  readonly restsAt: Price;
  /** What one contract can lose: of $1, in 1/100 cent. */
  readonly risk: Price;
}

const MOST_BOOKS = 100;

/**
 * Where an order is least likely to be filled: at the lowest price of the market whose best bid is highest. Whoever sells there has gone through
 * everybody else first, and then it costs the least that there is.
 */
export async function farSpot(bench: Bench, except: readonly string[] = []): Promise<Spot> {
  const books = (await booksOf(bench)).filter(({ ticker }) => !except.includes(ticker));
  const best = books.toSorted((one, other) => bestBid(other) - bestBid(one))[0];
  if (best === undefined) throw new ProbeStop("no market of the event takes orders now");
  return { ticker: best.ticker, side: "bid", price: gridOf(bench, best.ticker).lowest };
}

/** What crosses for the least that can be lost, no more than probes may; `side` alone when given. Throws ProbeStop when there is none. */
export async function cheapestOffer(bench: Bench, side?: Side, except: readonly string[] = []): Promise<Offer> {
  const found = (await booksOf(bench))
    .filter(({ ticker }) => !except.includes(ticker))
    .flatMap((named) => offersIn(bench, named))
    .filter((offer) => side === undefined || offer.side === side)
    .toSorted((one, other) => one.risk - other.risk);
  const [cheapest] = found;
  if (cheapest === undefined) throw new ProbeStop("nobody else offers anything in the event: there is nothing to meet");
  if (cheapest.risk > bench.mostPrice) {
    const [least, most] = [cheapest.risk, bench.mostPrice].map((risk) => risk / 100);
    throw new ProbeStop(`the cheapest contract on offer can lose ${least}c, and probes may risk ${most}c here`);
  }
  return cheapest;
}

/** Where such an order only rests, and at whose price it would trade. */
export function gridOf({ markets }: Bench, ticker: string): PriceGrid {
  return new PriceGrid(markets.find((market) => market.ticker === ticker)!.priceRanges);
}

function offersIn(bench: Bench, { ticker, book }: NamedBook): readonly Offer[] {
  const grid = gridOf(bench, ticker);
  return (["bid", "ask"] as const).flatMap((side) => {
    const level = (opposite(side) === "ask" ? book.asks : book.bids)[0];
    if (level === undefined || level.quantity < 100) return [];
    const restsAt = side === "bid" ? grid.lowest : grid.highest;
    const onlyRests = side === "bid" ? restsAt < level.price : restsAt > level.price;
    const risk = (side === "bid" ? level.price : PRICE_ONE - level.price) as Price;
    return onlyRests ? [{ ticker, side, price: level.price, restsAt, risk }] : [];
  });
}

async function booksOf(bench: Bench): Promise<readonly NamedBook[]> {
  const active = bench.markets.filter(({ status }) => status === "active").map(({ ticker }) => ticker);
  if (active.length === 0) throw new ProbeStop("no market of the event takes orders now");
  return await bench.read(orderBooks(active.slice(0, MOST_BOOKS)));
}

function bestBid({ book }: NamedBook): number {
  return book.bids[0]?.price ?? 0;
}
