import { orderBook, orderBooks } from "../../../../src/venue/kalshi/rest/books.ts";
import { events, oneEvent } from "../../../../src/venue/kalshi/rest/events.ts";
import { exchangeSchedule, exchangeStatus, userDataTimestamp } from "../../../../src/venue/kalshi/rest/exchange.ts";
import { eventFeeChanges, seriesFeeChanges } from "../../../../src/venue/kalshi/rest/fee-changes.ts";
import { historicalCutoff } from "../../../../src/venue/kalshi/rest/historical-cutoff.ts";
import {
  historicalMarkets,
  markets,
  oneHistoricalMarket,
  oneMarket,
} from "../../../../src/venue/kalshi/rest/markets.ts";
import type { ListRequest, ReadRequest } from "../../../../src/venue/kalshi/rest/request.ts";
import { oneSeries, seriesList } from "../../../../src/venue/kalshi/rest/series.ts";
import { historicalTrades, trades } from "../../../../src/venue/kalshi/rest/trades.ts";
import * as told from "./answers.ts";

export const TICKER = told.MARKET.ticker;
export const EVENT = told.EVENT.event_ticker;
export const AT = Date.UTC(2026, 10, 22, 12, 34, 56, 789);
const BOOK = {
  yes_dollars: [
    ["0.0010", "100.00"],
    ["0.4700", "12.50"],
  ],
  no_dollars: [
    ["0.5000", "7.00"],
    ["0.5090", "3.00"],
  ],
};
const READ_BOOK = {
  bids: [
    { price: 4_700, quantity: 1_250 },
    { price: 10, quantity: 10_000 },
  ],
  asks: [
    { price: 4_910, quantity: 300 },
    { price: 5_000, quantity: 700 },
  ],
};
export const page = (field: string, ...items: unknown[]) => ({ [field]: items, cursor: "" });

/** A request, the exchange's answer to it, and what must have been understood; of a list, of its first item. */
export type ReadCase = readonly [
  name: string,
  request: ReadRequest<unknown> | ListRequest<unknown>,
  answer: unknown,
  read: unknown,
];

const READ_MARKET = {
  ticker: TICKER,
  yesSubTitle: "Bruno Mars",
  yesBid: 4_700,
  yesAsk: 4_910,
  lastPrice: 4_800,
  yesBidSize: 1_250,
  volume: 1_107_725,
  closeAt: Date.UTC(2026, 10, 30, 17),
  priceRanges: [
    { start: 0, end: 1_000, step: 10 },
    { start: 1_000, end: 9_000, step: 100 },
    { start: 9_000, end: 10_000, step: 10 },
  ],
};
const READ_TRADE = {
  tradeId: "t-1",
  price: 4_910,
  quantity: 200,
  takerSide: "buy",
  micros: AT * 1000 + 12,
  isBlockTrade: false,
};
export const MARKET_CASES: readonly ReadCase[] = [
  [
    "exchange status",
    exchangeStatus(),
    {
      exchange_active: true,
      trading_active: false,
      exchange_estimated_resume_time: "2026-11-26T10:00:00Z",
      exchange_index_statuses: [
        {
          exchange_index: 0,
          description: "main",
          exchange_active: true,
          trading_active: false,
          intra_exchange_transfers_active: true,
        },
      ],
    },
    {
      tradingActive: false,
      estimatedResumeAt: Date.UTC(2026, 10, 26, 10),
      shards: [{ exchangeIndex: 0, tradingActive: false }],
    },
  ],
  [
    "exchange schedule",
    exchangeSchedule(),
    told.SCHEDULE,
    {
      weeks: [{ sessions: { thursday: [{ close: "03:00" }, { open: "05:00" }] } }],
      maintenance: [{ from: Date.UTC(2026, 10, 26, 8) }],
    },
  ],
  ["user data timestamp", userDataTimestamp(), { as_of_time: "2026-11-22T12:34:56.789012Z" }, AT],
  [
    "series",
    oneSeries("KXTOPMONTHLY"),
    { series: told.SERIES },
    { feeType: "quadratic", feeMultiplier: 1, settlementSources: [] },
  ],
  [
    "all series",
    seriesList({ category: "Entertainment", tags: ["Music"] }),
    { series: [told.SERIES] },
    [{ ticker: "KXTOPMONTHLY" }],
  ],
  [
    "series' fee changes",
    seriesFeeChanges({ seriesTicker: "KXTOPMONTHLY", historical: true }),
    {
      series_fee_change_arr: [
        {
          id: "c",
          series_ticker: "KXTOPMONTHLY",
          fee_type: "flat",
          fee_multiplier: 0.5,
          scheduled_ts: "2026-11-22T12:34:56.789012Z",
        },
      ],
    },
    [{ feeType: "flat", feeMultiplier: 0.5, at: AT }],
  ],
  [
    "events' fee changes",
    eventFeeChanges({ eventTicker: EVENT, limit: 1000 }),
    page("event_fee_changes", {
      id: "c",
      event_ticker: EVENT,
      series_ticker: "KXTOPMONTHLY",
      fee_type_override: null,
      fee_multiplier_override: null,
      scheduled_ts: "2026-11-22T12:34:56.789012Z",
    }),
    { eventTicker: EVENT, feeType: undefined, feeMultiplier: undefined, at: AT },
  ],
  [
    "events",
    events({
      seriesTicker: "KXTOPMONTHLY",
      status: "open",
      withMarkets: true,
      minCloseSeconds: 1_795_000_000,
      limit: 200,
    }),
    page("events", { ...told.EVENT, markets: [told.MARKET] }),
    {
      mutuallyExclusive: true,
      collateralReturnType: "MECNET",
      feeTypeOverride: "quadratic_with_maker_fees",
      feeMultiplierOverride: 0.5,
      markets: [READ_MARKET],
    },
  ],
  [
    "event",
    oneEvent(EVENT),
    { event: { ...told.EVENT, markets: [told.MARKET] }, markets: [] },
    { ticker: EVENT, markets: [READ_MARKET] },
  ],
  [
    "event with its markets beside it",
    oneEvent(EVENT),
    { event: told.EVENT, markets: [told.MARKET] },
    { ticker: EVENT, markets: [READ_MARKET] },
  ],
  ["markets", markets({ eventTicker: EVENT, status: "open", limit: 1000 }), page("markets", told.MARKET), READ_MARKET],
  ["markets by ticker", markets({ tickers: [TICKER, "OTHER"] }), page("markets", told.MARKET), READ_MARKET],
  [
    "market",
    oneMarket(TICKER),
    {
      market: {
        ...told.MARKET,
        status: "finalized",
        result: "yes",
        settlement_value_dollars: "1.0000",
        settlement_ts: "2026-12-01T00:00:00Z",
      },
    },
    { status: "finalized", result: "yes", settlementValue: 10_000, settledAt: Date.UTC(2026, 11, 1) },
  ],
  ["archived markets", historicalMarkets({ eventTicker: EVENT }), page("markets", told.MARKET), READ_MARKET],
  ["archived market", oneHistoricalMarket(TICKER), { market: told.MARKET }, READ_MARKET],
  ["order book", orderBook(TICKER, { depth: 100 }), { orderbook_fp: BOOK }, READ_BOOK],
  [
    "order books",
    orderBooks([TICKER, "OTHER"]),
    { orderbooks: [{ ticker: TICKER, orderbook_fp: BOOK }] },
    [{ ticker: TICKER, book: READ_BOOK }],
  ],
  [
    "trades",
    trades({ ticker: TICKER, minSeconds: 1, maxSeconds: 2, isBlockTrade: false, limit: 1000 }),
    page("trades", told.TRADE),
    READ_TRADE,
  ],
  ["archived trades", historicalTrades({ ticker: TICKER, limit: 1 }), page("trades", told.TRADE), READ_TRADE],
  [
    "historical cutoff",
    historicalCutoff(),
    {
      market_settled_ts: "2026-08-22T00:00:00Z",
      trades_created_ts: "2026-08-22T00:00:00Z",
      orders_updated_ts: "2026-11-08T00:00:00Z",
    },
    { ordersUpdatedBefore: Date.UTC(2026, 10, 8), positionsUpdatedBefore: undefined },
  ],
];
