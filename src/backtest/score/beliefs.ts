/** How much of a belief is spread anew over all candidates after every outcome, so that none is ever lost for good. */
const FORGIVEN = 1e-4;

/**
 * Which of several forecasters to believe: each as far as it has explained outcomes so far, and their forecasts' average so weighted.
 * The "fixed share" of Herbster and Warmuth, "Tracking the best expert" (1998): it follows the best candidate, and a change of the
 * best one, at a loss of a few nats in all.
 */
export class Beliefs {
  readonly #shares: Float64Array;

  constructor(candidates: number) {
    this.#shares = new Float64Array(candidates).fill(1 / candidates);
  }

  /** The average of what the candidates give to an outcome. */
  average(probabilities: Float64Array): number {
    let average = 0;
    for (let c = 0; c < this.#shares.length; c++) average += this.#shares[c]! * probabilities[c]!;
    return average;
  }

  /** Learns that the outcome to which they gave these probabilities, none of them zero, came about. */
  learn(probabilities: Float64Array): void {
    const average = this.average(probabilities);
    const even = FORGIVEN / this.#shares.length;
    for (let c = 0; c < this.#shares.length; c++) {
      this.#shares[c] = (1 - FORGIVEN) * ((this.#shares[c]! * probabilities[c]!) / average) + even;
    }
  }

  /** The candidates' shares, summing to one. */
  get shares(): Float64Array {
    return this.#shares;
  }
}
