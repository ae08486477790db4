import type { Level } from "../../../market/order-book.ts";
import { PRICE_ONE, type Price, type Quantity, type Side } from "../../../market/units.ts";

const NO_BID = -1;
const NO_ASK = PRICE_ONE + 1;

/** How the exchange was asked to price the NO side: on YES, as we always ask, or on NO, as old recordings have it. */
export type NoPricing = "on-yes" | "on-no";

/**
 * The quantities of one market at every price, exactly, both sides on YES. One slot a price, so a change costs the same wherever it
 * is; the best prices are kept beside.
 */
export class MarketBook {
  readonly #noPricing: NoPricing;
  readonly #bids = new Float64Array(PRICE_ONE + 1);
  readonly #asks = new Float64Array(PRICE_ONE + 1);
  #bestBid = NO_BID;
  #bestAsk: number = NO_ASK;

  constructor(noPricing: NoPricing) {
    this.#noPricing = noPricing;
  }

  /** Replaces everything. Price and quantity alternate; the NO side is the asks. */
  load(yes: readonly number[], no: readonly number[]): void {
    this.#bids.fill(0);
    this.#asks.fill(0);
    this.#bestBid = NO_BID;
    this.#bestAsk = NO_ASK;
    for (let at = 0; at < yes.length; at += 2) this.change("bid", yes[at] as Price, yes[at + 1]!);
    for (let at = 0; at < no.length; at += 2) this.change("ask", no[at] as Price, no[at + 1]!);
  }

  /** Adds `by` (1/100 contract, signed) at a price as it came. False, and nothing done, when less than nothing would be left. */
  change(side: Side, at: Price, by: number): boolean {
    const price = this.onYes(side, at);
    const quantities = side === "bid" ? this.#bids : this.#asks;
    const left = quantities[price]! + by;
    if (left < 0) return false;
    quantities[price] = left;
    if (side === "bid") {
      if (left > 0) {
        if (price > this.#bestBid) this.#bestBid = price;
      } else if (price === this.#bestBid) this.#bestBid = nextBelow(quantities, price);
    } else if (left > 0) {
      if (price < this.#bestAsk) this.#bestAsk = price;
    } else if (price === this.#bestAsk) this.#bestAsk = nextAbove(quantities, price);
    return true;
  }

  /** A price as it came, on YES. */
  onYes(side: Side, at: Price): Price {
    return side === "ask" && this.#noPricing === "on-no" ? ((PRICE_ONE - at) as Price) : at;
  }

  /** Somebody would buy for what somebody else would sell for, or more. */
  get crossed(): boolean {
    return this.#bestBid >= this.#bestAsk;
  }

  /** The best level of a side, or undefined when it is empty. */
  best(side: Side): Level | undefined {
    const price = side === "bid" ? this.#bestBid : this.#bestAsk;
    return price === NO_BID || price === NO_ASK ? undefined : this.#level(side, price);
  }

  /** The quantity at a price on YES. */
  quantityAt(side: Side, price: Price): Quantity {
    return (side === "bid" ? this.#bids : this.#asks)[price]! as Quantity;
  }

  /** Up to `depth` levels of a side, best first, less what `without` says is at a price and not to be counted. */
  levels(side: Side, depth: number, without?: (price: Price) => number): Level[] {
    const levels: Level[] = [];
    const step = side === "bid" ? -1 : 1;
    const end = side === "bid" ? NO_BID : NO_ASK;
    const quantities = side === "bid" ? this.#bids : this.#asks;
    for (
      let price = side === "bid" ? this.#bestBid : this.#bestAsk;
      price !== end && levels.length < depth;
      price += step
    ) {
      const all = quantities[price]!;
      if (all === 0) continue;
      const quantity = without === undefined ? all : all - without(price as Price);
      if (quantity > 0) levels.push({ price: price as Price, quantity: quantity as Quantity });
    }
    return levels;
  }

  #level(side: Side, price: number): Level {
    return { price: price as Price, quantity: this.quantityAt(side, price as Price) };
  }
}

function nextBelow(quantities: Float64Array, from: number): number {
  let price = from;
  while (price >= 0 && quantities[price] === 0) price--;
  return price; // NO_BID at the bottom
}

function nextAbove(quantities: Float64Array, from: number): number {
  let price = from;
  while (price <= PRICE_ONE && quantities[price] === 0) price++;
  return price; // NO_ASK at the top
}
