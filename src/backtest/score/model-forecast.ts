import type { TakerSide } from "../../market/taker-order.ts";
import type { GaussianSumState } from "../../model/gaussian-sum.ts";
import { Interval } from "../../model/interval.ts";
import { clip, logit, sigmoid } from "../../model/log-odds.ts";
import type { ModelParameters } from "../../model/parameters.ts";
import { printLogOdds, TickObservation } from "../../model/tick-observation.ts";
import { HIGHEST_CENT, LOWEST_CENT, lowerEdge, upperEdge } from "./cents.ts";
import { normalBelow } from "./normal-below.ts";

/** Histories of the deepest filter, with and without a jump. */
const MOST = 2 * 4 ** 3;

/** States less likely than this are left out of a forecast. */
const NEGLIGIBLE = 1e-5;

const LOWER = Float64Array.from({ length: HIGHEST_CENT + 1 }, (_, cent) => edgeLogOdds(lowerEdge(cent)));
const UPPER = Float64Array.from({ length: HIGHEST_CENT + 1 }, (_, cent) => edgeLogOdds(upperEdge(cent)));

function edgeLogOdds(cents: number): number {
  return Number.isFinite(cents) ? logit(cents / 100) : cents;
}

/**
 * What the model says of a leg's next order before it comes: where the log-odds will be, a mixture of Gaussians with one for each
 * history of the filter and jump or not, and what a print there looks like. One object is refilled for every order.
 */
export class ModelForecast {
  readonly #interval = new Interval();
  readonly #tick = new TickObservation();
  #count = 0;
  readonly #weights = new Float64Array(MOST);
  readonly #means = new Float64Array(MOST);
  readonly #variances = new Float64Array(MOST);
  #goodNoise = 0;
  #badNoise = 0;
  #bad = 0;
  #bounce = 0;
  #bounceCents = 0;
  #tickLogOdds = 0;
  /** The fair value: no move of it is expected. */
  fairCents = 50;

  /** Becomes the forecast for an order `hours` after the one that left the filter in this state and the fair value there. */
  set(state: GaussianSumState, fairCents: number, parameters: ModelParameters, hours: number): this {
    const { jumpVariance, outlierProbability, outlierVarianceRatio, noiseCents2, bounceCents } = parameters;
    const martingale = parameters.drift === "martingale";
    const interval = this.#interval;
    interval.set(parameters, hours);
    const expected = interval.expected(parameters, state.mean);
    this.fairCents = fairCents;
    const tick = this.#tick;
    tick.set(parameters, expected, 50, parameters.medianContracts, "buy");
    this.#tickLogOdds = tick.direction;
    this.#bounceCents = bounceCents;
    this.#bounce = bounceCents * tick.direction;
    this.#bad = outlierProbability;
    // Rounding is what the cents of the forecast are for; only a bad print's variance is told with it.
    this.#goodNoise = noiseCents2 * tick.noiseWeight;
    this.#badNoise = outlierVarianceRatio * (this.#goodNoise + tick.tickVariance);

    this.#count = 0;
    for (const [weight, mean, variance] of state.components) {
      for (let jump = 0; jump <= 1; jump++) {
        const prior = weight * (jump === 1 ? interval.jumpProbability : 1 - interval.jumpProbability);
        if (prior < NEGLIGIBLE) continue;
        const added = interval.diffusion + jump * jumpVariance;
        const p = martingale ? sigmoid(mean) : 0;
        const slope = martingale ? 1 + added * p * (1 - p) : interval.decay;
        this.#add(
          prior,
          martingale ? mean + added * (p - 0.5) : interval.decay * mean + interval.pull,
          slope * slope * variance + (martingale ? added * slope : added),
        );
      }
    }
    this.#normalise();
    return this;
  }

  /** Becomes the forecast of somebody who has a price and nothing else to say. */
  setPrice(cents: number): this {
    const x = printLogOdds(cents);
    const p = sigmoid(x);
    this.fairCents = cents;
    this.#tickLogOdds = 0.01 / (p * (1 - p));
    this.#bounceCents = 0;
    this.#bounce = 0;
    this.#bad = 0;
    this.#goodNoise = this.#tickLogOdds ** 2;
    this.#badNoise = this.#goodNoise;
    this.#count = 0;
    this.#add(1, x, 0);
    return this;
  }

  /**
   * The probability that the order's price rounds to `cent` if its taker is on this side.
   *
   * @param shift how far the side's prints have been from where the model has them, logit
   * @param share of the model's variance of a good print
   */
  probability(cent: number, side: Exclude<TakerSide, "unknown">, shift = 0, share = 1): number {
    const offset = shift + (side === "buy" ? this.#bounce : -this.#bounce);
    const low = LOWER[cent]! - offset;
    const high = UPPER[cent]! - offset;
    let total = 0;
    for (let i = 0; i < this.#count; i++) {
      const mean = this.#means[i]!;
      const good = 1 / Math.sqrt(this.#variances[i]! + share * this.#goodNoise);
      const bad = 1 / Math.sqrt(this.#variances[i]! + this.#badNoise);
      total +=
        this.#weights[i]! *
        ((1 - this.#bad) * (normalBelow((high - mean) * good) - normalBelow((low - mean) * good)) +
          this.#bad * (normalBelow((high - mean) * bad) - normalBelow((low - mean) * bad)));
    }
    return clip(total, 0, 1);
  }

  /** The price at which such a print is expected, cents. */
  printCents(side: Exclude<TakerSide, "unknown">, shift = 0): number {
    const bounce = side === "buy" ? this.#bounceCents : -this.#bounceCents;
    return clip(this.fairCents + bounce + shift / this.#tickLogOdds, LOWEST_CENT, HIGHEST_CENT);
  }

  #normalise(): void {
    let total = 0;
    for (let i = 0; i < this.#count; i++) total += this.#weights[i]!;
    for (let i = 0; i < this.#count; i++) this.#weights[i] = this.#weights[i]! / total;
  }

  #add(weight: number, mean: number, variance: number): void {
    const i = this.#count++;
    this.#weights[i] = weight;
    this.#means[i] = mean;
    this.#variances[i] = variance;
  }
}
