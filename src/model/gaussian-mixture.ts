import { LogisticNormal } from "./logistic-normal.ts";

/** A mixture as plain data: [weight, mean, variance] of each component. */
export type GaussianMixtureState = readonly (readonly [weight: number, mean: number, variance: number])[];

/** A mixture of a fixed number of Gaussians, some of which may weigh nothing. */
export class GaussianMixture {
  readonly weights: Float64Array;
  readonly means: Float64Array;
  readonly variances: Float64Array;
  readonly #component = new LogisticNormal();

  constructor(size: number) {
    this.weights = new Float64Array(size);
    this.means = new Float64Array(size);
    this.variances = new Float64Array(size);
  }

  /** Becomes one Gaussian. */
  start(mean: number, variance: number): void {
    this.weights.fill(0);
    this.weights[0] = 1;
    this.means[0] = mean;
    this.variances[0] = variance;
  }

  /** Adds to the variance of every component. */
  widen(variance: number): void {
    for (let i = 0; i < this.variances.length; i++) this.variances[i] = this.variances[i]! + variance;
  }

  /** Mean and variance of the probability S(x) when x has this law, into `into`. */
  probability(into: LogisticNormal): void {
    let first = 0;
    let second = 0;
    for (let i = 0; i < this.weights.length; i++) {
      const weight = this.weights[i]!;
      if (weight === 0) continue;
      const { mean, variance } = this.#component.set(this.means[i]!, this.variances[i]!);
      first += weight * mean;
      second += weight * (variance + mean * mean);
    }
    into.mean = first;
    into.variance = Math.max(0, second - first * first);
  }

  snapshot(): GaussianMixtureState {
    return Array.from(this.weights, (weight, i) => [weight, this.means[i]!, this.variances[i]!] as const);
  }

  /** Becomes the mixture of a snapshot. Throws RangeError when it is of another size. */
  restore(state: GaussianMixtureState): void {
    if (state.length !== this.weights.length) {
      throw new RangeError(
        `a mixture of ${state.length} Gaussians can't be restored into one of ${this.weights.length}`,
      );
    }
    state.forEach(([weight, mean, variance], i) => {
      this.weights[i] = weight;
      this.means[i] = mean;
      this.variances[i] = variance;
    });
  }
}
