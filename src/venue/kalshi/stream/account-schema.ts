import { z } from "zod";
import type { Money } from "../../../market/units.ts";
import { orNone, wireMilliseconds, wireMoney, wirePosition, wirePrice, wireQuantity } from "../wire-numbers.ts";
import type { FillMessage, GroupMessage, OrderMessage, PositionMessage } from "./message.ts";
import { envelope, enveloped, nameOrNone, wireName } from "./wire-fields.ts";

// Messages about this account. Few a second at most, so schemas read them.

const bookSide = z.literal(["bid", "ask"]);

export const fillSchema: z.ZodType<FillMessage> = z
  .object({
    ...envelope,
    type: z.literal("fill"),
    msg: z.object({
      trade_id: wireName,
      order_id: wireName,
      client_order_id: nameOrNone,
      market_ticker: wireName,
      is_taker: z.boolean(),
      book_side: bookSide,
      yes_price_dollars: wirePrice,
      count_fp: wireQuantity,
      fee_cost: wireMoney,
      post_position_fp: wirePosition,
      ts_ms: wireMilliseconds,
      subaccount: orNone(z.int()),
    }),
  })
  .transform(({ msg, ...around }) => ({
    ...enveloped(around),
    tradeId: msg.trade_id,
    orderId: msg.order_id,
    clientOrderId: msg.client_order_id,
    ticker: msg.market_ticker,
    side: msg.book_side,
    price: msg.yes_price_dollars,
    quantity: msg.count_fp,
    fee: msg.fee_cost,
    taker: msg.is_taker,
    position: msg.post_position_fp,
    at: msg.ts_ms,
    subaccount: msg.subaccount,
  }));

export const orderSchema: z.ZodType<OrderMessage> = z
  .object({
    ...envelope,
    type: z.literal("user_order"),
    msg: z.object({
      order_id: wireName,
      client_order_id: nameOrNone,
      ticker: wireName,
      status: z.string(),
      book_side: bookSide,
      yes_price_dollars: wirePrice,
      initial_count_fp: wireQuantity,
      fill_count_fp: wireQuantity,
      remaining_count_fp: wireQuantity,
      taker_fees_dollars: wireMoney,
      maker_fees_dollars: wireMoney,
      order_group_id: nameOrNone,
      created_ts_ms: orNone(wireMilliseconds),
      last_updated_ts_ms: orNone(wireMilliseconds),
      expiration_ts_ms: orNone(wireMilliseconds),
      last_update_reason: nameOrNone,
      subaccount_number: orNone(z.int()),
    }),
  })
  .transform(({ msg, ...around }) => ({
    ...enveloped(around),
    orderId: msg.order_id,
    clientOrderId: msg.client_order_id,
    ticker: msg.ticker,
    status: msg.status,
    side: msg.book_side,
    price: msg.yes_price_dollars,
    initial: msg.initial_count_fp,
    filled: msg.fill_count_fp,
    remaining: msg.remaining_count_fp,
    fees: (msg.taker_fees_dollars + msg.maker_fees_dollars) as Money,
    groupId: msg.order_group_id,
    createdAt: msg.created_ts_ms,
    updatedAt: msg.last_updated_ts_ms,
    expiresAt: msg.expiration_ts_ms,
    reason: msg.last_update_reason,
    subaccount: msg.subaccount_number,
  }));

export const positionSchema: z.ZodType<PositionMessage> = z
  .object({
    ...envelope,
    type: z.literal("market_position"),
    msg: z.object({
      market_ticker: wireName,
      position_fp: wirePosition,
      volume_fp: wireQuantity,
      fees_paid_dollars: wireMoney,
      subaccount: orNone(z.int()),
    }),
  })
  .transform(({ msg, ...around }) => ({
    ...enveloped(around),
    ticker: msg.market_ticker,
    position: msg.position_fp,
    volume: msg.volume_fp,
    feesPaid: msg.fees_paid_dollars,
    subaccount: msg.subaccount,
  }));

export const groupSchema: z.ZodType<GroupMessage> = z
  .object({
    ...envelope,
    type: z.literal("order_group_updates"),
    msg: z.object({
      event_type: z.string(),
      order_group_id: wireName,
      contracts_limit_fp: orNone(wireQuantity),
      ts_ms: wireMilliseconds,
    }),
  })
  .transform(({ msg, ...around }) => ({
    ...enveloped(around),
    change: msg.event_type,
    groupId: msg.order_group_id,
    limit: msg.contracts_limit_fp,
    at: msg.ts_ms,
  }));
