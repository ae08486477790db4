import { PRICE_ONE, type Price } from "../../market/units.ts";
import { NONE, type Steps, valueAt } from "./steps.ts";

/** Fair values are judged in so many equal bins of 0 to 100 cents. */
export const CALIBRATION_BINS = 20;
const HOUR_MS = 3_600_000;

/** Columns of one entry a bin. */
export interface BinCounts {
  readonly samples: readonly number[];
  /** Sums over the samples, in 1/100 cent. */
  readonly fair: readonly number[];
  readonly paid: readonly number[];
}

/** Compares fair values, taken at regular times, with what their contract paid in the end. */
export class CalibrationBins {
  readonly #samples = new Array<number>(CALIBRATION_BINS).fill(0);
  readonly #fair = new Array<number>(CALIBRATION_BINS).fill(0);
  readonly #paid = new Array<number>(CALIBRATION_BINS).fill(0);

  /** One sample at every whole hour from the first fair value up to `until`. */
  addHours(fair: Steps, until: number, paid: Price): this {
    return this.addEvery(HOUR_MS, fair, until, paid);
  }

  /** One sample at every whole multiple of `everyMs`, from the first fair value up to `until`. */
  addEvery(everyMs: number, fair: Steps, until: number, paid: Price): this {
    const from = fair.at[0];
    if (from === undefined) return this;
    for (let at = Math.ceil(from / everyMs) * everyMs; at <= until; at += everyMs) {
      const now = valueAt(fair, at);
      if (now === NONE) continue;
      const bin = Math.min(CALIBRATION_BINS - 1, Math.floor((now * CALIBRATION_BINS) / PRICE_ONE));
      this.#samples[bin]! += 1;
      this.#fair[bin]! += now;
      this.#paid[bin]! += paid;
    }
    return this;
  }

  get counts(): BinCounts {
    return { samples: this.#samples, fair: this.#fair, paid: this.#paid };
  }
}
