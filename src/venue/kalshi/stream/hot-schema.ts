import { z } from "zod";
import { orNone, wireMilliseconds, wirePrice, wireQuantity } from "../wire-numbers.ts";
import { bestLevel } from "./fast-reader.ts";
import type { DeltaMessage, SnapshotMessage, TickerMessage, TradeMessage } from "./message.ts";
import { envelope, enveloped, nameOrNone, wireChange, wireCount, wireName } from "./wire-fields.ts";

// The messages of fast-reader.ts as schemas: what says why one can't be read, and the yardstick of that reader.

const numbered = { ...envelope, seq: wireCount };

const levels = orNone(z.array(z.tuple([wirePrice, wireQuantity]).rest(z.unknown()))).transform((list) =>
  (list ?? []).flatMap((level) => level.slice(0, 2) as number[]),
);

export const deltaSchema: z.ZodType<DeltaMessage> = z
  .object({
    ...numbered,
    type: z.literal("orderbook_delta"),
    msg: z.object({
      market_ticker: wireName,
      side: z.literal(["yes", "no"]),
      price_dollars: wirePrice,
      delta_fp: wireChange,
      ts_ms: orNone(wireMilliseconds),
      client_order_id: nameOrNone,
    }),
  })
  .transform(({ msg, ...around }) => ({
    ...enveloped(around),
    ticker: msg.market_ticker,
    side: msg.side === "yes" ? "bid" : "ask",
    price: msg.price_dollars,
    change: msg.delta_fp,
    at: msg.ts_ms,
    clientOrderId: msg.client_order_id,
  }));

export const snapshotSchema: z.ZodType<SnapshotMessage> = z
  .object({
    ...numbered,
    type: z.literal("orderbook_snapshot"),
    msg: z.object({ market_ticker: wireName, yes_dollars_fp: levels, no_dollars_fp: levels }),
  })
  .transform(({ msg, ...around }) => ({
    ...enveloped(around),
    ticker: msg.market_ticker,
    yes: msg.yes_dollars_fp,
    no: msg.no_dollars_fp,
  }));

export const tickerSchema: z.ZodType<TickerMessage> = z
  .object({
    ...envelope,
    type: z.literal("ticker"),
    msg: z.object({
      market_ticker: wireName,
      price_dollars: wirePrice,
      yes_bid_dollars: wirePrice,
      yes_ask_dollars: wirePrice,
      yes_bid_size_fp: wireQuantity,
      yes_ask_size_fp: wireQuantity,
      volume_fp: wireQuantity,
      open_interest_fp: wireQuantity,
      ts_ms: wireMilliseconds,
    }),
  })
  .transform(({ msg, ...around }) => ({
    ...enveloped(around),
    ticker: msg.market_ticker,
    bid: bestLevel(msg.yes_bid_dollars, msg.yes_bid_size_fp),
    ask: bestLevel(msg.yes_ask_dollars, msg.yes_ask_size_fp),
    lastPrice: msg.price_dollars === 0 ? undefined : msg.price_dollars,
    volume: msg.volume_fp,
    openInterest: msg.open_interest_fp,
    at: msg.ts_ms,
  }));

export const tradeSchema: z.ZodType<TradeMessage> = z
  .object({
    ...numbered,
    type: z.literal("trade"),
    msg: z.object({
      trade_id: wireName,
      market_ticker: wireName,
      yes_price_dollars: wirePrice,
      count_fp: wireQuantity,
      taker_book_side: z.literal(["bid", "ask"]),
      is_block_trade: orNone(z.boolean()),
      ts_ms: wireMilliseconds,
    }),
  })
  .transform(({ msg, ...around }) => ({
    ...enveloped(around),
    tradeId: msg.trade_id,
    ticker: msg.market_ticker,
    price: msg.yes_price_dollars,
    quantity: msg.count_fp,
    takerSide: msg.taker_book_side === "bid" ? "buy" : "sell",
    block: msg.is_block_trade === true,
    at: msg.ts_ms,
  }));
