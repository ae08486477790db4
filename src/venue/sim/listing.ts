import type { FeeSchedule, MarketEvent } from "../../market/event.ts";
import type { Market } from "./market.ts";

/** An event on the exchange, with its markets. */
export class Listing {
  readonly markets: Market[] = [];
  readonly #event: MarketEvent;
  readonly #seriesFees: ReadonlyMap<string, FeeSchedule>;
  readonly #tickers: string[] = [];
  /** What it charges instead of its series' fees. */
  feeOverride: FeeSchedule | undefined;

  /** `seriesFees` is what each series charges now; it has this event's. */
  constructor(event: MarketEvent, seriesFees: ReadonlyMap<string, FeeSchedule>) {
    this.#event = event;
    this.#seriesFees = seriesFees;
  }

  get ticker(): string {
    return this.#event.ticker;
  }

  get fees(): FeeSchedule {
    return this.feeOverride ?? this.#seriesFees.get(this.#event.series)!;
  }

  get mutuallyExclusive(): boolean {
    return this.#event.mutuallyExclusive;
  }

  /** Tickers of its legs, those that came later included. */
  get tickers(): readonly string[] {
    return this.#tickers;
  }

  add(market: Market): void {
    this.markets.push(market);
    this.#tickers.push(market.ticker);
  }

  /** The event as it is now. */
  get event(): MarketEvent {
    return { ...this.#event, fees: this.fees, legs: this.markets.map(({ leg }) => leg) };
  }
}
