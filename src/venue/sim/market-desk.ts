import type { Leg, MarketEvent } from "../../market/event.ts";
import type { Time } from "../../market/units.ts";
import type { LegCause } from "./fact.ts";
import type { Floor } from "./floor.ts";
import { Listing } from "./listing.ts";
import { type LegChange, Market, type MarketTerms } from "./market.ts";

const USUAL: MarketTerms = { openTime: undefined, needsAttestation: true };

/** Lists markets, and opens, changes and closes them. */
export class MarketDesk {
  readonly #floor: Floor;

  constructor(floor: Floor) {
    this.#floor = floor;
  }

  list(event: MarketEvent, terms: Partial<MarketTerms>): void {
    for (const { ticker } of event.legs) this.#mustBeNew(ticker);
    if (this.#floor.listings.has(event.ticker)) throw new RangeError(`event ${event.ticker} is listed already`);
    const { seriesFees } = this.#floor;
    const fees = seriesFees.getOrInsertComputed(event.series, () => event.fees);
    const listing = new Listing(event, seriesFees);
    if (fees.type !== event.fees.type || fees.multiplier !== event.fees.multiplier) listing.feeOverride = event.fees;
    this.#floor.listings.set(event.ticker, listing);
    for (const leg of event.legs) this.add(listing, leg, terms);
  }

  add(listing: Listing, leg: Leg, terms: Partial<MarketTerms>): void {
    this.#mustBeNew(leg.ticker);
    if (listing.markets.some(({ result }) => result !== undefined)) {
      throw new RangeError(`event ${listing.ticker} is decided: it takes no leg ${leg.ticker}`);
    }
    const market = new Market(listing, leg, { ...USUAL, ...terms });
    listing.add(market);
    this.#floor.markets.set(leg.ticker, market);
    this.#floor.emit({ type: "listed", at: this.#floor.now, eventTicker: listing.ticker, leg });
    this.#awaitOpen(market);
    this.#awaitClose(market);
  }

  change(market: Market, change: LegChange): void {
    const { status, closeTime } = market.leg;
    const moved = change.closeTime !== undefined && change.closeTime !== closeTime;
    const reopens = status === "closed" && moved && change.closeTime! > this.#floor.now;
    const full: LegChange = reopens ? { status: "active", ...change } : change;
    if (full.status === "active" && status !== "active") this.#floor.clear(market, reopens ? "close" : "pause");
    this.#floor.changeLeg(market, full, causesOf(market.leg, full));
    if (change.closeTime !== undefined) this.#awaitClose(market);
    this.#floor.advance(this.#floor.now);
  }

  #mustBeNew(ticker: string): void {
    if (this.#floor.markets.has(ticker)) throw new RangeError(`market ${ticker} is listed already`);
  }

  #awaitOpen(market: Market): void {
    const { openTime } = market.terms;
    if (openTime === undefined) return;
    this.#floor.at(openTime, () => {
      if (market.leg.status === "initialized") this.#floor.changeLeg(market, { status: "active" }, ["opened"]);
    });
  }

  #awaitClose(market: Market): void {
    const { closeTime } = market.leg;
    this.#floor.at(closeTime, () => {
      if (market.leg.closeTime !== closeTime || market.ended) return;
      this.#floor.changeLeg(market, { status: "closed" }, ["closed"]);
      const sweepAt = (this.#floor.now + this.#floor.rules.closeSweepMs) as Time;
      this.#floor.at(sweepAt, () => {
        if (market.ended) this.#floor.clear(market, "close");
      });
    });
  }
}

/** What the operator's change amounts to, in the order in which the real exchange tells it. */
function causesOf(before: Leg, change: LegChange): LegCause[] {
  const causes: LegCause[] = [];
  if (change.closeTime !== undefined && change.closeTime !== before.closeTime) causes.push("close-time");
  if (change.priceRanges !== undefined) causes.push("price-ranges");
  if (change.status === undefined || change.status === before.status) return causes;
  const { status } = change;
  if (status === "active") causes.push("activated");
  else if (status === "inactive" || status === "initialized") causes.push("deactivated");
  else causes.push(status);
  return causes;
}
