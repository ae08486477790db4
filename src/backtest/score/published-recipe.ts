import { type TakerOrder, vwapCents } from "../../market/taker-order.ts";
import { clip, sigmoid } from "../../model/log-odds.ts";
import { LogisticNormal } from "../../model/logistic-normal.ts";
import { printLogOdds } from "../../model/tick-observation.ts";
import type { Predictor } from "./predictor.ts";

/** A jump-diffusion per order, as the recipe fits it: logit^2, and a probability. */
export interface RecipeFit {
  readonly sigma2: number;
  readonly jumps: number;
  readonly jumpVariance: number;
}

const VARIANCE_INCREMENTS = 200;
const FIT_INCREMENTS = 400;
const FIT_EVERY = 25; // orders
const LEAST_TO_FIT = 30; // increments
const ITERATIONS = 6;
const LARGEST_DRIFT = 0.25; // logit an order
const LEAST_VARIANCE = 1e-6; // logit^2, so that a price that never moves divides nothing by zero

/**
 * The published calibration recipe, for comparison and as published: Dalen, "Toward Black-Scholes for Prediction Markets" (arXiv
 * 2510.15205), section 5, an order being a step. A Kalman filter takes the rolling variance of the *observed* increments for its
 * process noise, and expectation-maximisation (equations 11 and 12) runs on the increments of the *filtered* log-odds; the fit
 * gives the risk-neutral drift (14). Both count the noise of prints as movement: sigma_b^2 comes out too large. Of equation 10 only the
 * constant is left, as a tape has no book.
 */
export class PublishedRecipe implements Predictor {
  readonly #observed = new Recent(VARIANCE_INCREMENTS);
  readonly #filtered = new Recent(FIT_INCREMENTS);
  readonly #jumped = new LogisticNormal();
  #fit: RecipeFit | undefined;
  #orders = 0;
  #print = 0;
  #mean = 0;
  #variance = 0;
  #drift = 0;

  observe(order: TakerOrder): number {
    this.step(printLogOdds(vwapCents(order)));
    return 100 * sigmoid(this.#mean + this.#drift);
  }

  /** The last fit; undefined while there are too few increments. */
  get fit(): RecipeFit | undefined {
    return this.#fit;
  }

  /** Takes in the next print, in log-odds. */
  step(print: number): void {
    this.#orders += 1;
    if (this.#orders === 1) {
      this.#mean = print;
    } else {
      this.#observed.push(print - this.#print);
      const { process, noise } = observedNoise(this.#observed.values());
      const before = this.#mean;
      const predicted = this.#variance + process;
      const gain = predicted / (predicted + noise);
      this.#mean += this.#drift + gain * (print - this.#mean - this.#drift);
      this.#variance = gain * noise;
      this.#filtered.push(this.#mean - before);
    }
    this.#print = print;
    if (this.#orders > LEAST_TO_FIT && this.#orders % FIT_EVERY === 0) {
      this.#fit = fitIncrements(this.#filtered.values(), this.#fit);
    }
    this.#drift = this.#fit === undefined ? 0 : this.#riskNeutralDrift(this.#fit);
  }

  /** Equation 14 for symmetric jumps, per order: what keeps the probability a martingale. */
  #riskNeutralDrift({ sigma2, jumps, jumpVariance }: RecipeFit): number {
    const p = sigmoid(this.#mean);
    const slope = Math.max(1e-4, p * (1 - p));
    const pulled = this.#jumped.set(this.#mean, jumpVariance).mean - p;
    return clip(sigma2 * (p - 0.5) - (jumps * pulled) / slope, -LARGEST_DRIFT, LARGEST_DRIFT);
  }
}

/** Process noise as published: all of the increments' variance. Noise of a print: what neighbouring increments share. */
function observedNoise(increments: readonly number[]): { readonly process: number; readonly noise: number } {
  let squares = 0;
  let products = 0;
  let last = 0;
  for (const increment of increments) {
    squares += increment * increment;
    products += increment * last;
    last = increment;
  }
  const process = Math.max(LEAST_VARIANCE, squares / increments.length);
  const shared = increments.length > 1 ? -products / (increments.length - 1) : 0;
  return { process, noise: clip(shared, 0.02 * process, 0.49 * process) };
}

/** Equations 11 and 12: a step is either diffusion or, with probability `jumps`, a jump in its place. */
function fitIncrements(increments: readonly number[], last: RecipeFit | undefined): RecipeFit {
  const total = increments.reduce((sum, x) => sum + x * x, 0) / increments.length;
  let { sigma2, jumps, jumpVariance } = last ?? { sigma2: 0.5 * total, jumps: 0.05, jumpVariance: 10 * total };
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    let expected = 0;
    let jumpSquares = 0;
    let quietSquares = 0;
    for (const x of increments) {
      const square = x * x;
      const quiet = ((1 - jumps) * Math.exp(-square / (2 * sigma2))) / Math.sqrt(sigma2);
      const jump = (jumps * Math.exp(-square / (2 * jumpVariance))) / Math.sqrt(jumpVariance);
      const share = quiet + jump > 0 ? jump / (quiet + jump) : 1;
      expected += share;
      jumpSquares += share * square;
      quietSquares += (1 - share) * square;
    }
    sigma2 = Math.max(LEAST_VARIANCE, quietSquares / Math.max(1, increments.length - expected));
    jumps = clip(expected / increments.length, 1e-4, 0.5);
    jumpVariance = Math.max(4 * sigma2, expected > 0 ? jumpSquares / expected : jumpVariance);
  }
  return { sigma2, jumps, jumpVariance };
}

/** The last values, oldest first. */
class Recent {
  readonly #capacity: number;
  #values: number[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(value: number): void {
    this.#values.push(value);
    if (this.#values.length >= 2 * this.#capacity) this.#values = this.#values.slice(-this.#capacity);
  }

  values(): readonly number[] {
    return this.#values.slice(-this.#capacity);
  }
}
