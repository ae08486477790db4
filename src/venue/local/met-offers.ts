import type { Print } from "../../market/taker-order.ts";
import type { Price, Side, Time } from "../../market/units.ts";
import { dropOld, type Half, takeFrom } from "./halves.ts";

/** Contracts at one price that have come to orders of ours. */
interface Met {
  /** Those that the book still shows. */
  resting: number;
  /** Those of them that a print has told of. */
  printed: number;
  /** Those that have left the book, and no print has told of. */
  readonly gone: Half[];
}

/**
 * Orders of others that ours have met where they rest, though they go on resting in their own book: each of their contracts counts once, and not again
 * when it is traded there. What a print at their price tells is taken to be of them first.
 */
export class MetOffers {
  readonly #togetherMs: number;
  readonly #met: Readonly<Record<Side, Map<Price, Met>>> = { bid: new Map(), ask: new Map() };

  /** `togetherMs`: how far apart print and book tell of the same. */
  constructor(togetherMs: number) {
    this.#togetherMs = togetherMs;
  }

  /** How many of those that rest at a price have been met. */
  at(side: Side, price: Price): number {
    return this.#met[side].get(price)?.resting ?? 0;
  }

  /** So many more have been. */
  add(side: Side, price: Price, quantity: number): void {
    const met = this.#met[side].getOrInsertComputed(price, () => ({ resting: 0, printed: 0, gone: [] }));
    met.resting += quantity;
  }

  /** The book is another one, with `there` at a price: no more of them rest than that, and whoever comes later is new. */
  changed(side: Side, there: (price: Price) => number, now: Time): void {
    for (const [price, met] of this.#met[side]) {
      const left = Math.max(0, met.resting - there(price));
      const untold = Math.max(0, left - met.printed);
      met.printed -= left - untold;
      met.resting -= left;
      if (untold > 0) met.gone.push({ quantity: untold, at: now });
      dropOld(met.gone, now - this.#togetherMs);
      if (met.resting === 0 && met.gone.length === 0) this.#met[side].delete(price);
    }
  }

  /** What of a print is of others than those. */
  without(side: Side, { price, quantity }: Print, now: Time): number {
    const met = this.#met[side].get(price);
    if (met === undefined) return quantity;
    const left = takeFrom(met.gone, quantity, now - this.#togetherMs);
    const known = Math.min(left, met.resting - met.printed);
    met.printed += known;
    return left - known;
  }
}
