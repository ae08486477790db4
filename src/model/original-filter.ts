import { lastPrice, type TakerOrder } from "../market/taker-order.ts";
import { sigmoid } from "./log-odds.ts";
import type { OriginalFilterState } from "./original-model-state.ts";
import { RunningMedian } from "./running-median.ts";
import { printLogOdds } from "./tick-observation.ts";

const NOISE = 0.01; // R, logit^2
const INCREMENTS = 200;

/**
 * The filter of the project's Python original, for comparison: a local level in log-odds with a fixed noise, whose process noise per
 * order is the median squared increment of the last 200 prints, each the last of its sweep. Where half of the prints repeat a price that is 0 and the filter
 * stands still.
 */
export class OriginalFilter {
  readonly #squares = new RunningMedian(INCREMENTS);
  #last: number | undefined;
  #mean = 0;
  #variance = NOISE;

  /** Takes in the contract's next order. Returns the fair value after it, in cents of YES. */
  observe(order: TakerOrder): number {
    const print = printLogOdds(lastPrice(order) / 100);
    if (this.#last === undefined) {
      this.#mean = print;
    } else {
      this.#squares.push((print - this.#last) ** 2);
      const predicted = this.#variance + this.#squares.value;
      const gain = predicted / (predicted + NOISE);
      this.#mean += gain * (print - this.#mean);
      this.#variance = gain * NOISE;
    }
    this.#last = print;
    return 100 * sigmoid(this.#mean);
  }

  /** The filtered log-odds; without meaning before the first order. */
  get logOdds(): number {
    return this.#mean;
  }

  save(): OriginalFilterState {
    const last = this.#last ?? null;
    return { squares: this.#squares.snapshot(), last, mean: this.#mean, variance: this.#variance };
  }

  restore({ squares, last, mean, variance }: OriginalFilterState): void {
    for (const square of squares) this.#squares.push(square);
    this.#last = last ?? undefined;
    this.#mean = mean;
    this.#variance = variance;
  }
}
