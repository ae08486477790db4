import type { FeeSchedule, Leg } from "../../market/event.ts";
import { PriceGrid } from "../../market/price-grid.ts";
import type { Price, Quantity, Time } from "../../market/units.ts";
import type { Instrument } from "./ledger.ts";
import type { Listing } from "./listing.ts";
import { MatchingBook } from "./matching-book.ts";

/** What a leg's own data doesn't say of its market. */
export interface MarketTerms {
  /** When a market that is `initialized` opens; undefined: when the operator activates it. */
  readonly openTime: Time | undefined;
  /** Whether orders need a location attestation: sports, elections and entertainment do. */
  readonly needsAttestation: boolean;
}

/** A result: known, challenged, decided anew, or paid. */
export type ResultPhase = "determined" | "disputed" | "amended" | "finalized";

/** What a leg pays for each YES, and how sure that is. */
export interface MarketResult {
  readonly phase: ResultPhase;
  readonly value: Price;
  /** When it came into this phase. */
  readonly at: Time;
}

/** What has been traded in a market. */
export interface MarketStatistics {
  readonly volume: Quantity;
  /** Price of the last print; undefined before the first. */
  readonly lastPrice: Price | undefined;
}

/** One leg as the exchange trades it. */
export class Market implements Instrument {
  readonly book = new MatchingBook();
  statistics: MarketStatistics = { volume: 0 as Quantity, lastPrice: undefined };
  result: MarketResult | undefined;
  #leg: Leg;
  #grid: PriceGrid;
  readonly #alone: readonly string[];

  constructor(
    readonly listing: Listing,
    leg: Leg,
    readonly terms: MarketTerms,
  ) {
    this.#leg = leg;
    this.#grid = new PriceGrid(leg.priceRanges);
    this.#alone = [leg.ticker];
  }

  get ticker(): string {
    return this.#leg.ticker;
  }

  get eventTicker(): string {
    return this.listing.ticker;
  }

  get siblings(): readonly string[] {
    return this.listing.mutuallyExclusive ? this.listing.tickers : this.#alone;
  }

  get fees(): FeeSchedule {
    return this.listing.fees;
  }

  get leg(): Leg {
    return this.#leg;
  }

  get grid(): PriceGrid {
    return this.#grid;
  }

  /** Past its close nothing can be done with an order any more, not even cancelling it. */
  get ended(): boolean {
    const { status } = this.#leg;
    return status !== "initialized" && status !== "active" && status !== "inactive";
  }

  change(change: LegChange): void {
    if (change.priceRanges !== undefined) this.#grid = new PriceGrid(change.priceRanges);
    this.#leg = { ...this.#leg, ...change };
  }
}

/** What the exchange's operator may change of a leg. */
export type LegChange = Partial<Pick<Leg, "title" | "status" | "closeTime" | "priceRanges">>;
