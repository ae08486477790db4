import { z } from "zod";
import type { Time } from "../../../market/units.ts";
import { orNone, wireTimeOrNone } from "../wire-numbers.ts";
import { commaList, pageLimit, segment } from "./arguments.ts";
import { type Market, nestedMarkets } from "./market.ts";
import { pageOf } from "./page.ts";
import type { ListRequest, ReadRequest } from "./request.ts";
import { type SettlementSource, settlementSources, type WireFeeType } from "./series.ts";

/** What is bet on; its markets are its legs. */
export interface KalshiEvent {
  readonly ticker: string;
  readonly seriesTicker: string;
  readonly title: string;
  readonly subTitle: string;
  readonly mutuallyExclusive: boolean;
  /** "MECNET" and "DIRECNET" return collateral across legs; "" doesn't. */
  readonly collateralReturnType: string;
  readonly strikeDate: Time | undefined;
  readonly strikePeriod: string | undefined;
  /** The event's own fees, which come before the series'. */
  readonly feeTypeOverride: WireFeeType | undefined;
  readonly feeMultiplierOverride: number | undefined;
  readonly settlementSources: readonly SettlementSource[];
  readonly exchangeIndex: number | undefined;
  /** Empty when asked for without them. Archived markets are never among them. */
  readonly markets: readonly Market[];
}

const event = z
  .object({
    event_ticker: z.string().min(1),
    series_ticker: z.string().min(1),
    title: z.string(),
    sub_title: z.string(),
    mutually_exclusive: z.boolean(),
    collateral_return_type: z.string(),
    strike_date: wireTimeOrNone,
    strike_period: orNone(z.string()),
    fee_type_override: orNone(z.string()),
    fee_multiplier_override: orNone(z.number().nonnegative()),
    settlement_sources: settlementSources,
    exchange_index: orNone(z.int()),
    markets: nestedMarkets,
  })
  .transform(
    (read): KalshiEvent => ({
      ticker: read.event_ticker,
      seriesTicker: read.series_ticker,
      title: read.title,
      subTitle: read.sub_title,
      mutuallyExclusive: read.mutually_exclusive,
      collateralReturnType: read.collateral_return_type,
      strikeDate: read.strike_date,
      strikePeriod: read.strike_period || undefined,
      feeTypeOverride: read.fee_type_override || undefined,
      feeMultiplierOverride: read.fee_multiplier_override,
      settlementSources: read.settlement_sources,
      exchangeIndex: read.exchange_index,
      markets: read.markets,
    }),
  );

const page = pageOf("events", event);

export interface EventFilter {
  readonly seriesTicker?: string;
  readonly tickers?: readonly string[];
  readonly status?: "unopened" | "open" | "closed" | "settled";
  readonly withMarkets?: boolean;
  /** Whole seconds of the epoch: only events with a market that closes later. */
  readonly minCloseSeconds?: number;
  readonly limit?: number;
}

/** Events, with their markets when `withMarkets`. */
export function events(filter: EventFilter = {}): ListRequest<KalshiEvent> {
  const path = "/events";
  return {
    route: path,
    path,
    query: {
      series_ticker: filter.seriesTicker,
      tickers: commaList(path, "tickers", filter.tickers, 200),
      status: filter.status,
      with_nested_markets: filter.withMarkets,
      min_close_ts: filter.minCloseSeconds,
      limit: pageLimit(path, filter.limit, 200),
    },
    authentication: "none",
    page,
  };
}

const oneAnswer = z
  .object({ event, markets: nestedMarkets })
  .transform((read) => (read.event.markets.length > 0 ? read.event : { ...read.event, markets: read.markets }));

/** One event with its markets. */
export function oneEvent(ticker: string): ReadRequest<KalshiEvent> {
  const route = "/events/{event_ticker}";
  return {
    route,
    path: `/events/${segment(route, "event_ticker", ticker)}`,
    query: { with_nested_markets: true },
    authentication: "none",
    // The deprecated place beside the event is read too, for servers that fill only that one.
    answer: oneAnswer,
  };
}
