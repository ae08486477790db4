import type { FeeSchedule, Leg, MarketEvent } from "../../market/event.ts";
import { PriceGrid } from "../../market/price-grid.ts";
import type { Instrument } from "./account.ts";
import { MatchingBook } from "./matching-book.ts";

/** One leg as the exchange trades it. */
export class Market implements Instrument {
  readonly book = new MatchingBook();
  readonly eventTicker: string;
  readonly siblings: readonly string[];
  readonly fees: FeeSchedule;
  #leg: Leg;
  #grid: PriceGrid;

  constructor(event: MarketEvent, leg: Leg) {
    this.eventTicker = event.ticker;
    this.siblings = event.legs.map(({ ticker }) => ticker);
    this.fees = event.fees;
    this.#leg = leg;
    this.#grid = new PriceGrid(leg.priceRanges);
  }

  get ticker(): string {
    return this.#leg.ticker;
  }

  get leg(): Leg {
    return this.#leg;
  }

  get grid(): PriceGrid {
    return this.#grid;
  }

  /** Past its close nothing can be done with an order any more, not even cancelling it. */
  get ended(): boolean {
    return this.#leg.status === "closed" || this.#leg.status === "determined" || this.#leg.status === "finalized";
  }

  change(change: LegChange): void {
    if (change.priceRanges !== undefined) this.#grid = new PriceGrid(change.priceRanges);
    this.#leg = { ...this.#leg, ...change };
  }
}

/** What the exchange's operator may change of a leg. */
export type LegChange = Partial<Pick<Leg, "status" | "closeTime" | "priceRanges">>;
