import type { BookSnapshot, Level } from "../../market/order-book.ts";
import type { Price, Quantity, Side } from "../../market/units.ts";

/** The quantities of one market by price, both sides on YES, as changes leave them. */
export class Depth {
  /** Best first. */
  readonly #sides: Readonly<Record<Side, Level[]>> = { bid: [], ask: [] };

  clear(): void {
    this.#sides.bid.length = 0;
    this.#sides.ask.length = 0;
  }

  /** Adds `by` (1/100 contract, signed) at a price. False, and nothing done, when less than nothing would be left. */
  change(side: Side, price: Price, by: number): boolean {
    const levels = this.#sides[side];
    const at = this.#place(side, price);
    const there = levels[at]?.price === price ? levels[at]! : undefined;
    const left = (there?.quantity ?? 0) + by;
    if (left < 0) return false;
    if (there === undefined) {
      if (left > 0) levels.splice(at, 0, { price, quantity: left as Quantity });
    } else if (left === 0) levels.splice(at, 1);
    else levels[at] = { price, quantity: left as Quantity };
    return true;
  }

  quantityAt(side: Side, price: Price): Quantity {
    const level = this.#sides[side][this.#place(side, price)];
    return level?.price === price ? level.quantity : (0 as Quantity);
  }

  best(side: Side): Price | undefined {
    return this.#sides[side][0]?.price;
  }

  /** Up to `depth` levels a side. */
  snapshot(depth: number): BookSnapshot {
    return { bids: this.#sides.bid.slice(0, depth), asks: this.#sides.ask.slice(0, depth) };
  }

  /** Where a price is among its side's levels, or would be put in. */
  #place(side: Side, price: Price): number {
    const levels = this.#sides[side];
    let low = 0;
    let high = levels.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const isBetter = side === "bid" ? levels[middle]!.price > price : levels[middle]!.price < price;
      if (isBetter) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
