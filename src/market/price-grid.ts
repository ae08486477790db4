import { PRICE_ONE, type Price, price, UnitError } from "./units.ts";

/** A stretch of the grid: prices `start`, `start + step`, ... up to and including `end`. All in 1/100 cent. */
export interface PriceRange {
  readonly start: Price;
  readonly end: Price;
  readonly step: number;
}

/** Rounding slack, in cents, so that a fair value that is a grid price but for floating point stays on it (QUOTING.md, R5). */
const TOLERANCE_CENTS = 1e-9;

/**
 * The prices at which a market may be quoted: the exchange's `price_ranges`, in order and touching.
 *
 * Orders rest strictly inside (0, $1), so the lowest and highest quotable prices are the first and last grid prices in
 * there.
 */
export class PriceGrid {
  /** Every quotable price, ascending. At most 9,999 of them. */
  readonly #prices: readonly Price[];

  /**
   * Throws UnitError when the ranges are empty, leave a gap, overlap, have a step that does not divide them or hold no
   * price strictly inside (0, $1).
   */
  constructor(readonly ranges: readonly PriceRange[]) {
    if (ranges.length === 0) throw new UnitError("price_ranges", ranges, "is empty");
    const prices: Price[] = [];
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
      for (let at = start; at <= end; at = (at + step) as Price) {
        if (at > 0 && at < PRICE_ONE && at !== prices.at(-1)) prices.push(at);
      }
      previousEnd = end;
    }
    if (prices.length === 0) throw new UnitError("price_ranges", ranges, "has no price strictly between $0 and $1");
    this.#prices = prices;
  }

  /** Whole cents from 1 to 99, the grid of nearly every market. */
  static wholeCents(): PriceGrid {
    return new PriceGrid([{ start: price(0), end: PRICE_ONE, step: 100 }]);
  }

  get lowest(): Price {
    return this.#prices[0]!;
  }

  get highest(): Price {
    return this.#prices.at(-1)!;
  }

  /** Whether an order may rest at this price. */
  includes(at: Price): boolean {
    return this.#prices[this.#indexAtOrBelow(at)] === at;
  }

  /** The highest grid price at or below a real number of cents, or undefined when there is none (none is below NaN). */
  floor(cents: number): Price | undefined {
    return this.#prices[this.#indexAtOrBelow((cents + TOLERANCE_CENTS) * 100)];
  }

  /** The lowest grid price at or above a real number of cents, or undefined when there is none (none is above NaN). */
  ceil(cents: number): Price | undefined {
    if (Number.isNaN(cents)) return undefined; // it compares as under every price
    const ticks = (cents - TOLERANCE_CENTS) * 100;
    const below = this.#indexAtOrBelow(ticks);
    return this.#prices[below] === ticks ? this.#prices[below] : this.#prices[below + 1];
  }

  /** The next grid price above, or undefined at the top. */
  above(at: Price): Price | undefined {
    return this.#prices[this.#indexAtOrBelow(at) + 1];
  }

  /** The next grid price below, or undefined at the bottom. */
  below(at: Price): Price | undefined {
    const index = this.#indexAtOrBelow(at);
    return this.#prices[this.#prices[index] === at ? index - 1 : index];
  }

  /** Index of the highest grid price at or below `ticks` (1/100 cent, real), -1 when there is none. */
  #indexAtOrBelow(ticks: number): number {
    let low = -1;
    let high = this.#prices.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#prices[middle]! <= ticks) low = middle;
      else high = middle;
    }
    return low;
  }
}
