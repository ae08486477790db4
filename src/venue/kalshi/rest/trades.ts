import { z } from "zod";
import type { TakerSide } from "../../../market/taker-order.ts";
import type { Price, Quantity } from "../../../market/units.ts";
import { wireMicroseconds, wirePrice, wireQuantity } from "../wire-numbers.ts";
import { pageLimit } from "./arguments.ts";
import { pageOf } from "./page.ts";
import type { ListRequest } from "./request.ts";

/** A public print. */
export interface PublicTrade {
  readonly tradeId: string;
  readonly ticker: string;
  /** Epoch microseconds: prints of one ticker, microsecond and side are one taker order. */
  readonly micros: number;
  /** Of YES. */
  readonly price: Price;
  readonly quantity: Quantity;
  readonly takerSide: TakerSide;
  /** Agreed off the book. */
  readonly isBlockTrade: boolean;
}

const TAKER_SIDES: Readonly<Record<string, TakerSide>> = { yes: "buy", bid: "buy", no: "sell", ask: "sell" };

const trade = z
  .object({
    trade_id: z.string().min(1),
    ticker: z.string().min(1),
    count_fp: wireQuantity,
    yes_price_dollars: wirePrice,
    taker_outcome_side: z.string().nullish(),
    taker_book_side: z.string().nullish(),
    created_time: wireMicroseconds,
    is_block_trade: z.boolean().nullish(),
  })
  .transform(
    (read): PublicTrade => ({
      tradeId: read.trade_id,
      ticker: read.ticker,
      micros: read.created_time,
      price: read.yes_price_dollars,
      quantity: read.count_fp,
      takerSide: TAKER_SIDES[read.taker_outcome_side ?? read.taker_book_side ?? ""] ?? "unknown",
      isBlockTrade: read.is_block_trade ?? false,
    }),
  );

const page = pageOf("trades", trade);

export interface TradeFilter {
  readonly ticker?: string;
  /** Whole seconds of the epoch. */
  readonly minSeconds?: number;
  readonly maxSeconds?: number;
  /** Only block trades, or none of them; both when left out. */
  readonly isBlockTrade?: boolean;
  readonly limit?: number;
}

/** Public trades, newest first, back to the archive's end. */
export function trades(filter: TradeFilter = {}): ListRequest<PublicTrade> {
  return tradeList("/markets/trades", filter);
}

/** Archived public trades, newest first. */
export function historicalTrades(filter: TradeFilter = {}): ListRequest<PublicTrade> {
  return tradeList("/historical/trades", filter);
}

function tradeList(path: string, filter: TradeFilter): ListRequest<PublicTrade> {
  return {
    route: path,
    path,
    query: {
      ticker: filter.ticker,
      min_ts: filter.minSeconds,
      max_ts: filter.maxSeconds,
      is_block_trade: filter.isBlockTrade,
      limit: pageLimit(path, filter.limit, 1000),
    },
    authentication: "none",
    page,
  };
}
