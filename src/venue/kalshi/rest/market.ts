import { z } from "zod";
import type { PriceRange } from "../../../market/price-grid.ts";
import type { Price, Quantity, Time } from "../../../market/units.ts";
import { listOf, orNone, wireMoney, wirePrice, wireQuantity, wireTime, wireTimeOrNone } from "../wire-numbers.ts";

/** Where a market stands in its life, in the exchange's words; new ones may come. */
export type MarketStatus =
  | "initialized"
  | "inactive"
  | "active"
  | "closed"
  | "determined"
  | "disputed"
  | "amended"
  | "finalized"
  | (string & {});

/** One contract. Prices are of YES; an empty side of the book shows 0 or $1. */
export interface Market {
  readonly ticker: string;
  readonly eventTicker: string;
  readonly marketType: "binary" | "scalar" | (string & {});
  /** Who or what it is about. */
  readonly yesSubTitle: string;
  readonly status: MarketStatus;
  readonly result: "yes" | "no" | "scalar" | "" | (string & {});
  /** What one YES contract pays, once determined; not a whole price for scalar markets. */
  readonly settlementValue: Price | undefined;
  readonly settledAt: Time | undefined;
  readonly openAt: Time;
  readonly closeAt: Time;
  readonly canCloseEarly: boolean;
  readonly earlyCloseCondition: string | undefined;
  readonly expectedExpirationAt: Time | undefined;
  readonly latestExpirationAt: Time;
  readonly settlementTimerSeconds: number;
  readonly occurredAt: Time | undefined;
  readonly updatedAt: Time | undefined;
  readonly yesBid: Price;
  readonly yesAsk: Price;
  readonly yesBidSize: Quantity;
  readonly yesAskSize: Quantity;
  readonly lastPrice: Price;
  readonly volume: Quantity;
  readonly volume24h: Quantity;
  readonly openInterest: Quantity;
  /** What price an order may have; the only source for it. */
  readonly priceRanges: readonly PriceRange[];
  /** A label of the ranges, for showing. */
  readonly priceLevelStructure: string;
  readonly feeWaiverEndsAt: Time | undefined;
  readonly strikeType: string | undefined;
  /** What the exchange says the contract is about, by name: "Artist": "...". */
  readonly customStrike: Readonly<Record<string, unknown>> | undefined;
  readonly rulesPrimary: string;
  readonly rulesSecondary: string;
  readonly isProvisional: boolean;
  /** The shard that matches it; undefined is shard 0. */
  readonly exchangeIndex: number | undefined;
  readonly settlementBoundsType: "default" | "floor" | (string & {});
}

const priceRange = z
  .object({ start: wirePrice, end: wirePrice, step: wirePrice })
  .transform(({ start, end, step }): PriceRange => ({ start, end, step }));

/** The schema of a market, wherever it stands. */
export const market: z.ZodType<Market> = z
  .object({
    ticker: z.string().min(1),
    event_ticker: z.string().min(1),
    market_type: z.string(),
    yes_sub_title: z.string(),
    status: z.string(),
    result: z.string(),
    settlement_value_dollars: orNone(wirePrice),
    settlement_ts: wireTimeOrNone,
    open_time: wireTime,
    close_time: wireTime,
    can_close_early: z.boolean(),
    early_close_condition: orNone(z.string()),
    expected_expiration_time: wireTimeOrNone,
    latest_expiration_time: wireTime,
    settlement_timer_seconds: z.number(),
    occurrence_datetime: wireTimeOrNone,
    updated_time: wireTimeOrNone,
    yes_bid_dollars: wirePrice,
    yes_ask_dollars: wirePrice,
    yes_bid_size_fp: wireQuantity,
    yes_ask_size_fp: wireQuantity,
    last_price_dollars: wirePrice,
    volume_fp: wireQuantity,
    volume_24h_fp: wireQuantity,
    open_interest_fp: wireQuantity,
    notional_value_dollars: wireMoney,
    price_ranges: z.array(priceRange),
    price_level_structure: z.string(),
    fee_waiver_expiration_time: wireTimeOrNone,
    strike_type: orNone(z.string()),
    custom_strike: orNone(z.record(z.string(), z.unknown())),
    rules_primary: z.string(),
    rules_secondary: z.string(),
    is_provisional: orNone(z.boolean()),
    exchange_index: orNone(z.int()),
    settlement_bounds_type: orNone(z.string()),
  })
  .transform(
    (read): Market => ({
      ticker: read.ticker,
      eventTicker: read.event_ticker,
      marketType: read.market_type,
      yesSubTitle: read.yes_sub_title,
      status: read.status,
      result: read.result,
      settlementValue: read.settlement_value_dollars,
      settledAt: read.settlement_ts,
      openAt: read.open_time,
      closeAt: read.close_time,
      canCloseEarly: read.can_close_early,
      earlyCloseCondition: read.early_close_condition,
      expectedExpirationAt: read.expected_expiration_time,
      latestExpirationAt: read.latest_expiration_time,
      settlementTimerSeconds: read.settlement_timer_seconds,
      occurredAt: read.occurrence_datetime,
      updatedAt: read.updated_time,
      yesBid: read.yes_bid_dollars,
      yesAsk: read.yes_ask_dollars,
      yesBidSize: read.yes_bid_size_fp,
      yesAskSize: read.yes_ask_size_fp,
      lastPrice: read.last_price_dollars,
      volume: read.volume_fp,
      volume24h: read.volume_24h_fp,
      openInterest: read.open_interest_fp,
      priceRanges: read.price_ranges,
      priceLevelStructure: read.price_level_structure,
      feeWaiverEndsAt: read.fee_waiver_expiration_time,
      strikeType: read.strike_type,
      customStrike: read.custom_strike,
      rulesPrimary: read.rules_primary,
      rulesSecondary: read.rules_secondary,
      isProvisional: read.is_provisional ?? false,
      exchangeIndex: read.exchange_index,
      settlementBoundsType: read.settlement_bounds_type ?? "default",
    }),
  );

/** Markets inside an event; none when the event was asked for without them. */
export const nestedMarkets = listOf(market);
