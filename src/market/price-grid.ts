import { PRICE_ONE, type Price, price, UnitError } from "./units.ts";

/** A stretch of the grid: prices `start`, `start + step`, ... up to and including `end`. All in 1/100 cent. */
export interface PriceRange {
  readonly start: Price;
  readonly end: Price;
  readonly step: number;
}

/** Rounding slack, in cents, so that a fair value that is a grid price but for floating point stays on it (QUOTING.md, R5). */
const TOLERANCE_CENTS = 1e-9;

/** A range's quotable prices: `first`, `first + step`, ... up to and including `last`. */
interface Stretch {
  readonly first: Price;
  readonly last: Price;
  readonly step: number;
}

/**
 * The prices at which a market may be quoted: the exchange's `price_ranges`, in order and touching.
 *
 * Orders rest strictly inside (0, $1), so the lowest and highest quotable prices are the first and last grid prices in
 * there.
 */
export class PriceGrid {
  /** The ranges that have a quotable price, ascending, with what is at or beyond 0 and $1 cut off. No price is in two of them. */
  readonly #stretches: readonly Stretch[];
  readonly lowest: Price;
  readonly highest: Price;

  /**
   * Throws UnitError when the ranges are empty, leave a gap, overlap, have a step that does not divide them or hold no
   * price strictly inside (0, $1).
   */
  constructor(readonly ranges: readonly PriceRange[]) {
    if (ranges.length === 0) throw new UnitError("price_ranges", ranges, "is empty");
    const stretches: Stretch[] = [];
    let previousEnd: Price | undefined;
    for (const { start, end, step } of ranges) {
      if (!Number.isSafeInteger(step) || step <= 0)
        throw new UnitError("price_ranges.step", step, "is not a positive tick");
      if (end <= start || (end - start) % step !== 0) {
        throw new UnitError("price_ranges", { start, end, step }, "is not a whole number of steps");
      }
      if (previousEnd !== undefined && start !== previousEnd) {
        throw new UnitError("price_ranges.start", start, `does not continue the range that ends at ${previousEnd}`);
      }
      const isShared = previousEnd !== undefined || start <= 0; // the price where two ranges touch is the lower one's
      const first = (isShared ? start + step : start) as Price;
      const last = (end >= PRICE_ONE ? end - step : end) as Price;
      if (first <= last) stretches.push({ first, last, step });
      previousEnd = end;
    }
    const lowest = stretches[0]?.first;
    const highest = stretches.at(-1)?.last;
    if (lowest === undefined || highest === undefined) {
      throw new UnitError("price_ranges", ranges, "has no price strictly between $0 and $1");
    }
    this.#stretches = stretches;
    this.lowest = lowest;
    this.highest = highest;
  }

  /** Whole cents from 1 to 99, the grid of nearly every market. */
  static wholeCents(): PriceGrid {
    return new PriceGrid([{ start: price(0), end: PRICE_ONE, step: 100 }]);
  }

  /** Whether an order may rest at this price. */
  includes(at: Price): boolean {
    return this.#atOrBelow(at) === at;
  }

  /** The highest grid price at or below a real number of cents, or undefined when there is none (none is below NaN). */
  floor(cents: number): Price | undefined {
    return this.#atOrBelow(Math.floor((cents + TOLERANCE_CENTS) * 100));
  }

  /** The lowest grid price at or above a real number of cents, or undefined when there is none (none is above NaN). */
  ceil(cents: number): Price | undefined {
    return this.#atOrAbove(Math.ceil((cents - TOLERANCE_CENTS) * 100));
  }

  /** The next grid price above, or undefined at the top. */
  above(at: Price): Price | undefined {
    return this.#atOrAbove(at + 1);
  }

  /** The next grid price below, or undefined at the bottom. */
  below(at: Price): Price | undefined {
    return this.#atOrBelow(at - 1);
  }

  /** The highest grid price at or below a whole number of ticks (1/100 cent), undefined when there is none. */
  #atOrBelow(ticks: number): Price | undefined {
    const stretches = this.#stretches;
    for (let index = stretches.length - 1; index >= 0; index--) {
      const { first, last, step } = stretches[index]!;
      if (ticks >= last) return last;
      if (ticks >= first) return (first + Math.floor((ticks - first) / step) * step) as Price;
    }
    return undefined;
  }

  /** The lowest grid price at or above a whole number of ticks, undefined when there is none. */
  #atOrAbove(ticks: number): Price | undefined {
    for (const { first, last, step } of this.#stretches) {
      if (ticks <= first) return first;
      if (ticks <= last) return (last - Math.floor((last - ticks) / step) * step) as Price;
    }
    return undefined;
  }
}
