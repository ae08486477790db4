import type { Leg, MarketEvent } from "../../../../market/event.ts";
import type { Price, Time } from "../../../../market/units.ts";
import type { Exchange } from "../../exchange.ts";
import type { Fact, FeesChanged, LegCause, LegChanged, LegListed } from "../../fact.ts";
import { dollarsOfPrice, unixSeconds } from "../wire-format.ts";
import { resultOf, structureOf } from "../wire-market.ts";
import { EXCHANGE_INDEX, type Notice, told } from "./notice.ts";

/** Tells what becomes of markets and events. Nothing is told when an open or a close time passes. */
export class LifecycleDesk {
  readonly #exchange: Exchange;
  readonly #tell: (notice: Notice) => void;
  readonly #events: Set<string>;
  readonly #titles = new Map<string, string>();

  constructor(exchange: Exchange, tell: (notice: Notice) => void) {
    this.#exchange = exchange;
    this.#tell = tell;
    this.#events = new Set(exchange.events);
    for (const event of exchange.events) {
      for (const { ticker, title } of exchange.event(event).legs) this.#titles.set(ticker, title);
    }
  }

  apply(fact: Fact): void {
    switch (fact.type) {
      case "listed":
        this.#listed(fact);
        break;
      case "leg":
        this.#changed(fact);
        break;
      case "determined": {
        const { ticker, value, at } = fact;
        const result = { result: resultOf(value), settlement_value: dollarsOfPrice(value) };
        this.#market(ticker, { event_type: "determined", ...result, determination_ts: unixSeconds(at) });
        break;
      }
      case "settled":
        this.#market(fact.ticker, { event_type: "settled", settled_ts: unixSeconds(fact.at) });
        break;
      case "fees":
        if (fact.scope === "event") this.#tell(told("market_lifecycle_v2", "event_fee_update", overrideBody(fact)));
    }
  }

  #listed({ leg, eventTicker, at }: LegListed): void {
    if (!this.#events.has(eventTicker)) {
      this.#events.add(eventTicker);
      this.#tell(told("market_lifecycle_v2", "event_lifecycle", eventBody(this.#exchange.event(eventTicker))));
    }
    this.#titles.set(leg.ticker, leg.title);
    const opensAt = this.#exchange.terms(leg.ticker).openTime ?? at;
    this.#market(leg.ticker, createdBody(leg, eventTicker, opensAt));
  }

  #changed({ leg, causes }: LegChanged): void {
    const { ticker, title } = leg;
    for (const cause of causes) {
      const change = changeBody(cause, leg);
      if (change) this.#market(ticker, change);
    }
    if (this.#titles.get(ticker) !== title)
      this.#market(ticker, { event_type: "metadata_updated", yes_sub_title: title });
    this.#titles.set(ticker, title);
  }

  #market(ticker: string, change: object): void {
    const body = { market_ticker: ticker, ...change };
    this.#tell(told("market_lifecycle_v2", "market_lifecycle_v2", body, ticker));
  }
}

/** What is told of a change by itself; the rest is told with its result, or not at all. */
function changeBody(cause: LegCause, leg: Leg): object | undefined {
  switch (cause) {
    case "activated":
      return { event_type: "activated", is_deactivated: false };
    case "deactivated":
      return { event_type: "deactivated", is_deactivated: true };
    case "close-time":
      return { event_type: "close_date_updated", close_ts: unixSeconds(leg.closeTime) };
    case "price-ranges":
      return { event_type: "price_level_structure_updated", ...gridBody(leg) };
    default:
      return undefined;
  }
}

function createdBody(leg: Leg, eventTicker: string, opensAt: Time): object {
  return {
    event_type: "created",
    exchange_index: EXCHANGE_INDEX,
    open_ts: unixSeconds(opensAt),
    close_ts: unixSeconds(leg.closeTime),
    ...gridBody(leg),
    additional_metadata: {
      name: leg.title,
      title: leg.title,
      yes_sub_title: leg.title,
      no_sub_title: leg.title,
      rules_primary: "",
      rules_secondary: "",
      can_close_early: true,
      event_ticker: eventTicker,
      expected_expiration_ts: unixSeconds(leg.closeTime),
      strike_type: "custom",
    },
  };
}

function gridBody(leg: Leg): object {
  return {
    price_level_structure: structureOf(leg),
    price_ranges: leg.priceRanges.map(({ start, end, step }) => {
      return { start: dollarsOfPrice(start), end: dollarsOfPrice(end), step: dollarsOfPrice(step as Price) };
    }),
  };
}

function eventBody({ ticker, title, series, mutuallyExclusive }: MarketEvent): object {
  return {
    event_ticker: ticker,
    exchange_index: EXCHANGE_INDEX,
    title,
    subtitle: "",
    collateral_return_type: mutuallyExclusive ? "MECNET" : "",
    series_ticker: series,
  };
}

/** An event's own fees; null where it has none any more. */
function overrideBody({ ticker, schedule }: FeesChanged): object {
  return {
    event_ticker: ticker,
    fee_type_override: schedule?.type ?? null,
    fee_multiplier_override: schedule?.multiplier ?? null,
  };
}
