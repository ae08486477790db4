import type { Leg, MarketEvent } from "../../../market/event.ts";
import { notFound } from "./api-error.ts";
import type { PublicRecord } from "./public-record.ts";
import type { ServedExchange } from "./served-exchange.ts";
import { marketBody, statusFilterOf } from "./wire-market.ts";

/** The event and its markets as they are shown to everybody. */
export class MarketView {
  readonly #served: ServedExchange;
  readonly record: PublicRecord;

  constructor(served: ServedExchange, record: PublicRecord) {
    this.#served = served;
    this.record = record;
  }

  get event(): MarketEvent {
    return this.#served.event;
  }

  get legs(): readonly Leg[] {
    return this.event.legs;
  }

  has(ticker: string): boolean {
    return this.legs.some((candidate) => candidate.ticker === ticker);
  }

  /** Throws ApiError (404) for a ticker that is none. */
  leg(ticker: string): Leg {
    const leg = this.legs.find((candidate) => candidate.ticker === ticker);
    if (leg === undefined) throw notFound(`there is no market ${ticker}`);
    return leg;
  }

  market(leg: Leg): object {
    const now = this.#served.time.now();
    const book = this.#served.exchange.book(leg.ticker, 1);
    const statistics = this.record.statistics(leg.ticker, now);
    const { about, rules } = this.#served;
    return marketBody(this.event, { leg, book, statistics, note: about.note, rules: rules.get(leg.ticker) });
  }

  /** In which state of the filter `status` the event is: that of its most alive market. */
  get eventStatus(): "unopened" | "open" | "closed" | "settled" {
    const states = new Set(this.legs.map(({ status }) => statusFilterOf(status)));
    if (states.has("open") || states.has("paused")) return "open";
    if (states.has("unopened")) return "unopened";
    return states.has("closed") ? "closed" : "settled";
  }
}
