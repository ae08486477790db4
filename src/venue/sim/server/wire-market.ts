import type { Leg, LegStatus, MarketEvent } from "../../../market/event.ts";
import type { BookSnapshot } from "../../../market/order-book.ts";
import { after, PRICE_ONE, type Price, type Time } from "../../../market/units.ts";
import type { MarketStatistics, PublicTrade } from "./public-record.ts";
import type { ChangedRules } from "./served-exchange.ts";
import { contracts, dollarsOfPrice, isoTime, noDollars, outcomeOf } from "./wire-format.ts";

const DAY_MS = 86_400_000;
const SETTLEMENT_TIMER_S = 300; // from the result to the payout

/** What a market's body is made of. */
export interface MarketShown {
  readonly leg: Leg;
  /** Its best level on each side is enough. */
  readonly book: BookSnapshot;
  readonly statistics: MarketStatistics;
  /** What there is to know beside the rule. */
  readonly note: string;
  /** Rules that were changed. */
  readonly rules?: ChangedRules | undefined;
}

/** A market as it stands in events and lists of markets. */
export function marketBody(event: MarketEvent, { leg, book, statistics, note, rules }: MarketShown): object {
  const bid = book.bids[0];
  const ask = book.asks[0];
  const [bidPrice, askPrice] = [bid?.price ?? (0 as Price), ask?.price ?? PRICE_ONE];
  const { value, settledAt } = statistics;
  const decided = value !== undefined && DECIDED.has(leg.status);
  return {
    ticker: leg.ticker,
    event_ticker: event.ticker,
    market_type: "binary",
    title: event.title,
    subtitle: "",
    yes_sub_title: leg.title,
    no_sub_title: leg.title,
    created_time: isoTime(statistics.createdAt),
    updated_time: isoTime(statistics.updatedAt),
    open_time: isoTime(statistics.createdAt),
    close_time: isoTime(leg.closeTime),
    expected_expiration_time: isoTime(leg.closeTime),
    latest_expiration_time: isoTime(after(leg.closeTime, 7 * DAY_MS)),
    settlement_timer_seconds: SETTLEMENT_TIMER_S,
    status: leg.status,
    notional_value_dollars: dollarsOfPrice(PRICE_ONE),
    yes_bid_dollars: dollarsOfPrice(bidPrice),
    yes_bid_size_fp: contracts(bid?.quantity ?? 0),
    yes_ask_dollars: dollarsOfPrice(askPrice),
    yes_ask_size_fp: contracts(ask?.quantity ?? 0),
    no_bid_dollars: noDollars(askPrice),
    no_ask_dollars: noDollars(bidPrice),
    last_price_dollars: dollarsOfPrice(statistics.lastPrice as Price),
    previous_yes_bid_dollars: dollarsOfPrice(statistics.previousBid as Price),
    previous_yes_ask_dollars: dollarsOfPrice(statistics.previousAsk as Price),
    previous_price_dollars: dollarsOfPrice(statistics.previousPrice as Price),
    volume_fp: contracts(statistics.volume),
    volume_24h_fp: contracts(statistics.dayVolume),
    open_interest_fp: contracts(statistics.openInterest),
    result: decided ? resultOf(value) : "",
    can_close_early: true,
    early_close_condition: "This market closes early when its outcome is known.",
    ...(decided && { settlement_value_dollars: dollarsOfPrice(value) }),
    ...(settledAt !== undefined && { settlement_ts: isoTime(settledAt) }),
    settlement_bounds_type: "default",
    expiration_value: decided && value === PRICE_ONE ? leg.title : "",
    strike_type: "custom",
    custom_strike: { Artist: leg.title },
    rules_primary:
      rules?.primary ?? `If ${leg.title} is the winner of "${event.title}", then the market resolves to Yes.`,
    rules_secondary: rules?.secondary ?? note,
    price_level_structure: structureOf(leg),
    price_ranges: leg.priceRanges.map(({ start, end, step }) => {
      return { start: dollarsOfPrice(start), end: dollarsOfPrice(end), step: dollarsOfPrice(step as Price) };
    }),
    is_provisional: false,
    exchange_index: 0,
  };
}

const DECIDED: ReadonlySet<LegStatus> = new Set<LegStatus>(["determined", "disputed", "amended", "finalized"]);

/** `scalar`: each YES is paid a part of the dollar, as in a tie. */
export function resultOf(value: Price): "yes" | "no" | "scalar" {
  return value === PRICE_ONE ? "yes" : value === 0 ? "no" : "scalar";
}

/** A label only: what counts is `price_ranges`. */
export function structureOf({ priceRanges }: Leg): string {
  const steps = priceRanges.map(({ step }) => step);
  const [first] = steps;
  if (steps.length === 1) return UNIFORM.get(first!) ?? "banded_centi_cent";
  return steps.join() === "10,100,10" ? "tapered_deci_cent" : "banded_centi_cent";
}

const UNIFORM: ReadonlyMap<number, string> = new Map([
  [100, "linear_cent"],
  [10, "deci_cent"],
  [1, "center_centi_edge_centi_cent"],
]);

/** Bids of both outcomes, the best last: the whole book, as a bid on NO is an ask. */
export function bookBody({ bids, asks }: BookSnapshot): object {
  return {
    yes_dollars: bids.map(({ price, quantity }) => [dollarsOfPrice(price), contracts(quantity)]).reverse(),
    no_dollars: asks.map(({ price, quantity }) => [noDollars(price), contracts(quantity)]).reverse(),
  };
}

export function tradeBody({ tradeId, ticker, price, quantity, takerSide, at }: PublicTrade): object {
  return {
    trade_id: tradeId,
    ticker,
    count_fp: contracts(quantity),
    yes_price_dollars: dollarsOfPrice(price),
    no_price_dollars: noDollars(price),
    taker_side: outcomeOf(takerSide),
    taker_outcome_side: outcomeOf(takerSide),
    taker_book_side: takerSide,
    created_time: isoTime(at),
    is_block_trade: false,
  };
}

/** In which state of the filter `status` a market is. */
export function statusFilterOf(status: LegStatus): "unopened" | "open" | "paused" | "closed" | "settled" {
  switch (status) {
    case "initialized":
      return "unopened";
    case "active":
      return "open";
    case "inactive":
      return "paused";
    case "finalized":
      return "settled";
    default:
      return "closed";
  }
}

/** Whether a moment lies within bounds that may be open. */
export function within(
  at: Time,
  { min, max }: { readonly min: Time | undefined; readonly max: Time | undefined },
): boolean {
  return at >= (min ?? -Infinity) && at <= (max ?? Infinity);
}
