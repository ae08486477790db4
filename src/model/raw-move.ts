import { MOVE_ORDERS } from "./move-ruler.ts";
import { RunningMedian } from "./running-median.ts";

/** Orders whose times apart make up the usual time between orders. */
const GAPS = 200;

/** The raw move as plain data, oldest values first. */
export interface RawMoveState {
  readonly prints: readonly number[];
  readonly gapsHours: readonly number[];
}

/**
 * The original's z: the move of the raw print over the last orders over sigma_b sqrt(orders x median time between them).
 * It leaves out the noise of prints and the time that really passed, and so crosses its thresholds far too often; kept
 * beside the exact one for comparison.
 */
export class RawMove {
  readonly #gaps = new RunningMedian(GAPS);
  readonly #prints = new Float64Array(MOVE_ORDERS + 1);
  #orders = 0;

  /** Takes in a print at log-odds `logOdds`, `hours` after the last one. */
  observe(hours: number, logOdds: number): void {
    if (this.#orders > 0) this.#gaps.push(hours);
    this.#prints[this.#orders++ % this.#prints.length] = logOdds;
  }

  /** The raw z, given sigma_b per sqrt(hour); null while fewer orders, or when they usually come at one instant. */
  z(sigmaB: number): number | null {
    if (this.#orders < this.#prints.length) return null;
    const last = this.#prints[(this.#orders - 1) % this.#prints.length]!;
    const first = this.#prints[this.#orders % this.#prints.length]!;
    const usual = sigmaB * Math.sqrt(MOVE_ORDERS * this.#gaps.value);
    return usual > 0 ? (last - first) / usual : null;
  }

  snapshot(): RawMoveState {
    const first = Math.max(0, this.#orders - this.#prints.length);
    const prints = Array.from(
      { length: this.#orders - first },
      (_, i) => this.#prints[(first + i) % this.#prints.length]!,
    );
    return { prints, gapsHours: this.#gaps.snapshot() };
  }

  /** Becomes the raw move of a snapshot; it must not have seen an order yet. */
  restore({ prints, gapsHours }: RawMoveState): void {
    for (const print of prints) this.#prints[this.#orders++ % this.#prints.length] = print;
    for (const gap of gapsHours) this.#gaps.push(gap);
  }
}
