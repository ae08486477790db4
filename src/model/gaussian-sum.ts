import { GaussianMixture, type GaussianMixtureState } from "./gaussian-mixture.ts";
import { Interval } from "./interval.ts";
import { sigmoid } from "./log-odds.ts";
import { LOG_2_PI, normalCdf } from "./normal.ts";
import type { StateSpace } from "./parameters.ts";

/** How many prints back the filter remembers the modes of. */
export type Depth = 0 | 1 | 2 | 3;

/** The filter as plain data. */
export interface GaussianSumState {
  readonly mean: number;
  readonly variance: number;
  readonly components: GaussianMixtureState;
}

/** Histories less likely than this are dropped. */
const PRUNE = 1e-8;

/**
 * The Gaussian-sum filter with mode memory: one Gaussian for every history of the last `depth` pairs of modes (jump or
 * not, bad print or good), so that what a print was may be settled by the prints after it. A step extends every history
 * by the four modes, conditions each on the print, and merges by moments those that differ only in what is forgotten.
 *
 * At depth 0 this is `JumpFilter`; at depth 2 its log-likelihood is within a tenth of a nat of the exact one over
 * hundreds of prints. At most 4^(depth+1) scalar updates a step, nothing allocated.
 *
 * A history is a number in base 4 whose last digit is the newest print: 2 if the state jumped before it, plus 1 if it
 * is a bad one.
 */
export class GaussianSum {
  readonly depth: Depth;
  /** The law of the log-odds given the prints so far, one component a history; at first before the first print. */
  readonly law: GaussianMixture;
  /** Its mean and variance. */
  mean = 0;
  variance = 0;
  /** ln p(y_k | y_0..k-1) of the last print. */
  logLikelihood = 0;
  /** The last print's standardised surprise if nothing jumped and it is a good one: N(0, 1) then. */
  zOneStep = 0;

  /** Since the last print: `predict` fills it in. */
  readonly interval = new Interval();

  readonly #prune: number;
  /** The mean of the log-odds at the interval's end, if nothing jumps. */
  #expected = 0;
  /** The law with one print more remembered. */
  readonly #longer: GaussianMixture;

  constructor(depth: Depth, mean: number, variance: number, prune = PRUNE) {
    this.depth = depth;
    this.law = new GaussianMixture(4 ** depth);
    this.#longer = new GaussianMixture(4 ** (depth + 1));
    this.#prune = prune;
    this.start(mean, variance);
  }

  /** Forgets everything: one Gaussian before the next print. */
  start(mean: number, variance: number): void {
    this.law.start(mean, variance);
    this.mean = mean;
    this.variance = variance;
  }

  /** Moves on by `hours`. */
  predict(space: StateSpace, hours: number): void {
    this.interval.set(space, hours);
    this.#expected = this.interval.expected(space, this.mean);
  }

  /** After `predict`: the mean of the log-odds then, if nothing jumps. */
  get expected(): number {
    return this.#expected;
  }

  /**
   * P(the next print <= y), jumps and bad prints included; between `predict` and `update`, arguments as in
   * `JumpFilter.update`. At the print itself it is the probability transform, uniform on 0..1 under the model.
   */
  below(space: StateSpace, y: number, direction: number, tickVariance: number, noiseWeight: number): number {
    const print = y - space.bounceCents * direction;
    const good = tickVariance + space.noiseCents2 * noiseWeight;
    const bad = good * space.outlierVarianceRatio;
    const { weights, means, variances } = this.#longer;
    this.#extend(space);
    let sum = 0;
    for (let h = 0; h < weights.length; h++) {
      if (weights[h]! === 0) continue;
      sum += weights[h]! * normalCdf((print - means[h]!) / Math.sqrt(variances[h]! + (h & 1 ? bad : good)));
    }
    return sum;
  }

  /** Conditions the prediction on a print; arguments as in `JumpFilter.update`. */
  update(space: StateSpace, y: number, direction: number, tickVariance: number, noiseWeight: number): void {
    const print = y - space.bounceCents * direction;
    const good = tickVariance + space.noiseCents2 * noiseWeight;
    this.zOneStep = (print - this.#expected) / Math.sqrt(this.#spread(space) + good);
    this.#extend(space);
    const level = this.#condition(print, good, good * space.outlierVarianceRatio);
    const total = this.#merge();
    if (!(total > 0)) throw new RangeError(`a print at log-odds ${y} with variance ${good} can't be filtered`);
    this.logLikelihood = Math.log(total) - 0.5 * (level + LOG_2_PI);
  }

  /** Adds to the state's variance, as after a halt in which anything may have happened. */
  widen(variance: number): void {
    this.law.widen(variance);
    this.variance += variance;
  }

  snapshot(): GaussianSumState {
    return { mean: this.mean, variance: this.variance, components: this.law.snapshot() };
  }

  /** Becomes the filter of a snapshot, but that the modes of past prints are forgotten. Throws RangeError at another depth. */
  restore({ mean, variance, components }: GaussianSumState): void {
    this.law.restore(components);
    this.mean = mean;
    this.variance = variance;
  }

  /** P(the state jumped before the print `lag` prints ago | all prints so far), lag 0 to depth. */
  jumpProbability(lag: number): number {
    return this.#probabilityOf(2, lag);
  }

  /** P(the print `lag` prints ago was a bad one | all prints so far), lag 0 to depth. */
  outlierProbability(lag: number): number {
    return this.#probabilityOf(1, lag);
  }

  /** The variance of the predicted state without a jump, from the law's moments. */
  #spread(space: StateSpace): number {
    const { diffusion, decay } = this.interval;
    if (space.drift !== "martingale") return decay * decay * this.variance + diffusion;
    const p = sigmoid(this.mean);
    const slope = 1 + diffusion * p * (1 - p);
    return slope * (slope * this.variance + diffusion);
  }

  /** The predicted state of every history with every mode that is possible: prior probability, mean and variance. */
  #extend(space: StateSpace): void {
    const { jumpProbability, diffusion, decay, pull } = this.interval;
    const { outlierProbability: eps, jumpVariance } = space;
    const martingale = space.drift === "martingale";
    const { weights, means, variances } = this.law;
    const longer = this.#longer;
    for (let h = 0; h < weights.length; h++) {
      const weight = weights[h]!;
      const from = means[h]!;
      const p = martingale && weight > 0 ? sigmoid(from) : 0;
      for (let jump = 0; jump < 2; jump++) {
        const q = jump ? diffusion + jumpVariance : diffusion;
        const slope = martingale ? 1 + q * p * (1 - p) : decay;
        const mean = martingale ? from + q * (p - 0.5) : decay * from + pull;
        const variance = slope * slope * variances[h]! + (martingale ? q * slope : q);
        const prior = weight * (jump ? jumpProbability : 1 - jumpProbability);
        const good = 4 * h + 2 * jump;
        longer.weights[good] = prior * (1 - eps);
        longer.weights[good + 1] = prior * eps;
        longer.means[good] = longer.means[good + 1] = mean;
        longer.variances[good] = longer.variances[good + 1] = variance;
      }
    }
  }

  /**
   * Conditions every longer history on the print; its weight becomes prior times likelihood. Likelihoods are relative to
   * the exponent of the history that minds the print least, so that not all of them underflow; returns twice that.
   */
  #condition(print: number, good: number, bad: number): number {
    const { weights, means, variances } = this.#longer;
    let level = Number.POSITIVE_INFINITY;
    for (let h = 0; h < weights.length; h++) {
      if (weights[h]! === 0) continue;
      const surprise = print - means[h]!;
      level = Math.min(level, (surprise * surprise) / (variances[h]! + (h & 1 ? bad : good)));
    }
    for (let h = 0; h < weights.length; h++) {
      const prior = weights[h]!;
      if (prior === 0) continue;
      const noise = h & 1 ? bad : good;
      const precision = 1 / (variances[h]! + noise);
      const surprise = print - means[h]!;
      const gain = variances[h]! * precision;
      weights[h] = prior * Math.sqrt(precision) * Math.exp(0.5 * (level - surprise * surprise * precision));
      means[h] = means[h]! + gain * surprise;
      variances[h] = gain * noise;
    }
    return level;
  }

  /** Normalises, sums up, and merges the histories that differ only in their oldest digit. Returns the weights' sum. */
  #merge(): number {
    const { weights: longWeights, means: longMeans, variances: longVariances } = this.#longer;
    const { weights, means, variances } = this.law;
    const histories = weights.length;
    let total = 0;
    for (let long = 0; long < longWeights.length; long++) total += longWeights[long]!;
    const scale = 1 / total;
    let kept = 0;
    let overall = 0;
    for (let h = 0; h < histories; h++) {
      let weight = 0;
      let mean = 0;
      for (let long = h; long < longWeights.length; long += histories) {
        const share = longWeights[long]! * scale;
        longWeights[long] = share;
        weight += share;
        mean += share * longMeans[long]!;
      }
      overall += mean;
      weights[h] = 0;
      if (weight <= this.#prune) continue;
      mean /= weight;
      let variance = 0;
      for (let long = h; long < longWeights.length; long += histories) {
        const apart = longMeans[long]! - mean;
        variance += longWeights[long]! * (longVariances[long]! + apart * apart);
      }
      weights[h] = weight;
      means[h] = mean;
      variances[h] = variance / weight;
      kept += weight;
    }
    let spread = 0;
    for (let long = 0; long < longWeights.length; long++) {
      const apart = longMeans[long]! - overall;
      spread += longWeights[long]! * (longVariances[long]! + apart * apart);
    }
    for (let h = 0; h < histories; h++) weights[h] = weights[h]! / kept;
    this.mean = overall;
    this.variance = spread;
    return total;
  }

  #probabilityOf(bit: number, lag: number): number {
    if (!(lag >= 0 && lag <= this.depth)) {
      throw new RangeError(`lag ${lag}: the filter remembers the modes of lags 0 to ${this.depth}`);
    }
    const { weights } = this.#longer;
    const digit = bit << (2 * lag);
    let sum = 0;
    for (let h = 0; h < weights.length; h++) if (h & digit) sum += weights[h]!;
    return sum;
  }
}
