import { z } from "zod";
import { commaList, invalid, pageLimit, segment } from "./arguments.ts";
import { type Market, market } from "./market.ts";
import { pageOf } from "./page.ts";
import type { ListRequest, ReadRequest } from "./request.ts";

const page = pageOf("markets", market);

/** Which markets. The exchange takes one status at a time, and times of one kind only, which must fit the status. */
export interface MarketFilter {
  readonly eventTicker?: string;
  readonly seriesTicker?: string;
  readonly tickers?: readonly string[];
  readonly status?: "unopened" | "open" | "paused" | "closed" | "settled";
  readonly limit?: number;
}

const MOST_TICKERS = 1000; // as many as a page holds

/** Markets that aren't yet archived. */
export function markets(filter: MarketFilter = {}): ListRequest<Market> {
  const path = "/markets";
  return {
    route: path,
    path,
    query: {
      event_ticker: filter.eventTicker,
      series_ticker: filter.seriesTicker,
      tickers: commaList(path, "tickers", filter.tickers, MOST_TICKERS),
      status: filter.status,
      limit: pageLimit(path, filter.limit, 1000),
    },
    authentication: "none",
    page,
  };
}

const answer = z.object({ market }).transform((read) => read.market);

/** One market. Just after its creation it may not be found yet. */
export function oneMarket(ticker: string): ReadRequest<Market> {
  const route = "/markets/{ticker}";
  return { route, path: `/markets/${segment(route, "ticker", ticker)}`, authentication: "none", answer };
}

/** Archived markets: by tickers, by event or by series, one of these only. */
export function historicalMarkets(
  filter: Pick<MarketFilter, "eventTicker" | "seriesTicker" | "tickers" | "limit">,
): ListRequest<Market> {
  const path = "/historical/markets";
  if ([filter.eventTicker, filter.seriesTicker, filter.tickers].filter((given) => given !== undefined).length > 1) {
    throw invalid(path, "filter", "several", "can't be combined: name tickers, an event or a series");
  }
  return {
    route: path,
    path,
    query: {
      event_ticker: filter.eventTicker,
      series_ticker: filter.seriesTicker,
      tickers: commaList(path, "tickers", filter.tickers, MOST_TICKERS),
      limit: pageLimit(path, filter.limit, 1000),
    },
    authentication: "none",
    page,
  };
}

/** One archived market. */
export function oneHistoricalMarket(ticker: string): ReadRequest<Market> {
  const route = "/historical/markets/{ticker}";
  return { route, path: `/historical/markets/${segment(route, "ticker", ticker)}`, authentication: "none", answer };
}
