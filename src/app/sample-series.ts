export interface SampleSeriesOptions {
  /** Samples at most; even. */
  readonly capacity: number;
  /** From one sample to the next, at first. */
  readonly spacingMs: number;
  /** At last; infinite where the first sample is never to be forgotten. */
  readonly mostMs: number;
}

/**
 * Samples of something over time, in memory that doesn't grow. When it is full, every other one is dropped and later ones are taken half
 * as often, so that it goes on reaching back to the first; once they are `mostMs` apart, the oldest make room instead.
 */
export class SampleSeries<Sample> {
  readonly #options: SampleSeriesOptions;
  #spacingMs: number;
  #samples: { readonly at: number; readonly sample: Sample }[] = [];

  constructor(options: SampleSeriesOptions) {
    this.#options = options;
    this.#spacingMs = options.spacingMs;
  }

  /** Oldest first. */
  get samples(): readonly { readonly at: number; readonly sample: Sample }[] {
    return this.#samples;
  }

  /** Whether another one is to be taken at this time, which may not be before the last. */
  isDue(at: number): boolean {
    const last = this.#samples.at(-1);
    return last === undefined || at >= last.at + this.#spacingMs;
  }

  add(at: number, sample: Sample): void {
    const { capacity, mostMs } = this.#options;
    if (this.#samples.length >= capacity) {
      if (2 * this.#spacingMs <= mostMs) {
        this.#samples = this.#samples.filter((_, index) => index % 2 === 0);
        this.#spacingMs *= 2;
        if (!this.isDue(at)) return;
      } else this.#samples.shift();
    }
    this.#samples.push({ at, sample });
  }
}
