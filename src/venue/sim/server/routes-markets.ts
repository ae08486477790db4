import type { Leg } from "../../../market/event.ts";
import type { Time } from "../../../market/units.ts";
import { badRequest, invalidParameter, notFound } from "./api-error.ts";
import type { MarketView } from "./market-view.ts";
import { type PageBounds, pageOf } from "./page.ts";
import type { PublicTrade } from "./public-record.ts";
import type { Query } from "./query.ts";
import type { Reply, Route } from "./route.ts";
import type { ServedExchange } from "./served-exchange.ts";
import { bookBody, statusFilterOf, tradeBody, within } from "./wire-market.ts";

const STATUSES = ["unopened", "open", "paused", "closed", "settled"] as const;
const PAGE: PageBounds = { low: 0, high: 1_000, usual: 100 };
const MOST_BOOKS = 100;
const ALL_LEVELS = 10_000;
const NO_TIME = 0 as Time; // for statistics of which none that counts by time is asked for

/** Markets, their books and their trades. */
export function marketRoutes(served: ServedExchange, view: MarketView, tradesCutoff: () => Time): Route[] {
  const { exchange, behaviour } = served;
  const usual = { method: "GET", signed: false, bucket: "read" } as const;
  const trades = (query: Query, isShown: (trade: PublicTrade) => boolean): Reply => {
    const bounds = { min: query.seconds("min_ts"), max: query.seconds("max_ts") };
    const all = query.boolean("is_block_trade") === true ? [] : view.record.trades(query.text("ticker"));
    const matching = all.filter((trade) => within(trade.at, bounds) && isShown(trade)).reverse();
    const { items, cursor } = pageOf(matching, ({ tradeId }) => tradeId, query, PAGE);
    return { body: { trades: items.map(tradeBody), cursor } };
  };
  const isArchived = ({ ticker }: Leg): boolean => {
    const { settledAt } = view.record.statistics(ticker, NO_TIME);
    return settledAt !== undefined && settledAt < tradesCutoff();
  };
  const markets = (query: Query, legs: readonly Leg[]): Reply => {
    const { items, cursor } = pageOf(legs, ({ ticker }) => ticker, query, PAGE);
    return { body: { markets: items.map((leg) => view.market(leg)), cursor } };
  };
  const market = (ticker: string, archived: boolean): Reply => {
    const leg = view.leg(ticker);
    if (isArchived(leg) !== archived) throw notFound(`market ${ticker} is ${archived ? "not archived" : "archived"}`);
    return { body: { market: view.market(leg) } };
  };
  return [
    {
      ...usual,
      route: "/markets",
      handle({ query }) {
        const live = filtered(view, query).filter((leg) => !isArchived(leg));
        return markets(query, live);
      },
    },
    { ...usual, route: "/markets/:ticker", handle: ({ path }) => market(path["ticker"]!, false) },
    {
      ...usual,
      route: "/historical/markets",
      handle({ query }) {
        const given = ["tickers", "event_ticker", "series_ticker"].filter((name) => query.text(name) !== undefined);
        if (given.length > 1) throw invalidParameter(`${given.join(" and ")} exclude each other`);
        return markets(query, named(view, query).filter(isArchived));
      },
    },
    { ...usual, route: "/historical/markets/:ticker", handle: ({ path }) => market(path["ticker"]!, true) },
    {
      ...usual,
      route: "/markets/:ticker/orderbook",
      signed: () => !behaviour.publicBooks,
      handle({ path, query }) {
        const depth = query.integer("depth", { high: 100 }) ?? 0;
        const { ticker } = view.leg(path["ticker"]!);
        return { body: { orderbook_fp: bookBody(exchange.book(ticker, depth > 0 ? depth : ALL_LEVELS)) } };
      },
    },
    {
      ...usual,
      route: "/markets/orderbooks",
      signed: () => !behaviour.publicBooks,
      handle({ query }) {
        const tickers = query.all("tickers");
        if (tickers.length < 1 || tickers.length > MOST_BOOKS) {
          throw invalidParameter(`tickers has ${tickers.length} entries, it takes 1 to ${MOST_BOOKS}`);
        }
        const unknown = tickers.find((ticker) => !view.has(ticker));
        if (unknown !== undefined) throw badRequest(`there is no market ${unknown}`); // a 404 is not described
        const orderbooks = tickers.map((ticker) => {
          return { ticker, orderbook_fp: bookBody(exchange.book(ticker, ALL_LEVELS)) };
        });
        return { body: { orderbooks } };
      },
    },
    { ...usual, route: "/markets/trades", handle: ({ query }) => trades(query, ({ at }) => at >= tradesCutoff()) },
    { ...usual, route: "/historical/trades", handle: ({ query }) => trades(query, ({ at }) => at < tradesCutoff()) },
  ];
}

function filtered(view: MarketView, query: Query): readonly Leg[] {
  const status = query.oneOf("status", STATUSES);
  const isNone = query.oneOf("mve_filter", ["only", "exclude"]) === "only";
  const closing = bounds(query, "close");
  const created = bounds(query, "created");
  const settled = bounds(query, "settled");
  const updatedFrom = query.seconds("min_updated_ts");
  if ([closing, created, settled].filter(({ min, max }) => min !== undefined || max !== undefined).length > 1) {
    throw invalidParameter("timestamp filters exclude each other");
  }
  if (isNone) return [];
  return named(view, query).filter((leg) => {
    const { createdAt, updatedAt, settledAt } = view.record.statistics(leg.ticker, NO_TIME);
    return (
      (status === undefined || statusFilterOf(leg.status) === status) &&
      within(leg.closeTime, closing) &&
      within(createdAt, created) &&
      (settledAt === undefined ? settled.min === undefined && settled.max === undefined : within(settledAt, settled)) &&
      updatedAt >= (updatedFrom ?? 0)
    );
  });
}

/** By tickers, event and series. */
function named(view: MarketView, query: Query): readonly Leg[] {
  const tickers = query.list("tickers", 1_000);
  const event = query.text("event_ticker") ?? view.event.ticker;
  const series = query.text("series_ticker") ?? view.event.series;
  if (event !== view.event.ticker || series !== view.event.series) return [];
  return tickers === undefined ? view.legs : view.legs.filter(({ ticker }) => tickers.includes(ticker));
}

function bounds(query: Query, name: string): { readonly min: Time | undefined; readonly max: Time | undefined } {
  return { min: query.seconds(`min_${name}_ts`), max: query.seconds(`max_${name}_ts`) };
}
