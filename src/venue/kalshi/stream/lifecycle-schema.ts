import { z } from "zod";
import { orNone, wirePrice, wireSeconds } from "../wire-numbers.ts";
import type { EventFeeMessage, EventMessage, LifecycleMessage } from "./message.ts";
import { envelope, enveloped, nameOrNone, wireName, wireStep } from "./wire-fields.ts";

// What becomes of markets and events. Comes for the whole exchange, but seldom enough for schemas.

export const lifecycleSchema: z.ZodType<LifecycleMessage> = z
  .object({
    ...envelope,
    type: z.literal("market_lifecycle_v2"),
    msg: z.object({
      event_type: z.string(),
      market_ticker: wireName,
      exchange_index: orNone(z.int()),
      open_ts: orNone(wireSeconds),
      close_ts: orNone(wireSeconds),
      is_deactivated: orNone(z.boolean()),
      price_ranges: orNone(z.array(z.object({ start: wirePrice, end: wirePrice, step: wireStep }))),
      result: nameOrNone,
      settlement_value: orNone(wirePrice),
      determination_ts: orNone(wireSeconds),
      settled_ts: orNone(wireSeconds),
      yes_sub_title: nameOrNone,
      additional_metadata: orNone(z.object({ event_ticker: nameOrNone, yes_sub_title: nameOrNone })),
    }),
  })
  .transform(({ msg, ...around }) => ({
    ...enveloped(around),
    change: msg.event_type,
    ticker: msg.market_ticker,
    eventTicker: msg.additional_metadata?.event_ticker,
    title: msg.yes_sub_title ?? msg.additional_metadata?.yes_sub_title,
    openTime: msg.open_ts,
    closeTime: msg.close_ts,
    deactivated: msg.is_deactivated,
    priceRanges: msg.price_ranges,
    result: msg.result,
    settlementValue: msg.settlement_value,
    determinedAt: msg.determination_ts,
    settledAt: msg.settled_ts,
    exchangeIndex: msg.exchange_index,
  }));

export const eventSchema: z.ZodType<EventMessage> = z
  .object({
    ...envelope,
    type: z.literal("event_lifecycle"),
    msg: z.object({ event_ticker: wireName, series_ticker: wireName, title: z.string() }),
  })
  .transform(({ msg, ...around }) => ({
    ...enveloped(around),
    eventTicker: msg.event_ticker,
    seriesTicker: msg.series_ticker,
    title: msg.title,
  }));

export const eventFeeSchema: z.ZodType<EventFeeMessage> = z
  .object({
    ...envelope,
    type: z.literal("event_fee_update"),
    msg: z.object({
      event_ticker: wireName,
      fee_type_override: nameOrNone,
      fee_multiplier_override: orNone(z.number()),
    }),
  })
  .transform(({ msg, ...around }) => ({
    ...enveloped(around),
    eventTicker: msg.event_ticker,
    feeType: msg.fee_type_override,
    multiplier: msg.fee_multiplier_override,
  }));
