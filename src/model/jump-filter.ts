import { Interval } from "./interval.ts";
import { sigmoid } from "./log-odds.ts";
import { LOG_2_PI } from "./normal.ts";
import type { StateSpace } from "./parameters.ts";

/**
 * The four-mode filter: a print is explained by a jump before it or none, and as a good print or a bad one, and the four
 * Gaussian posteriors are collapsed into one by moments (assumed-density filtering; as modes are independent of one
 * another over time it is also the interacting-multiple-model filter). O(1) in time and memory, nothing allocated.
 *
 * A step is `predict` and then `update`; between them a print may be linearised at what is `expected`.
 */
export class JumpFilter {
  /** The interval of the last `predict`. */
  readonly interval = new Interval();
  /** The numbers behind the getters: an array holds them as they are, where a field would box them at every step. */
  readonly #state: Float64Array;

  /** A filter whose log-odds are N(mean, variance) before the first print. */
  constructor(mean: number, variance: number) {
    this.#state = Float64Array.of(mean, variance, 0, 0, 0);
  }

  /** Mean of the log-odds given the prints so far. */
  get mean(): number {
    return this.#state[0]!;
  }

  /** Their variance. */
  get variance(): number {
    return this.#state[1]!;
  }

  /** ln p(y_k | y_0..k-1) of the last print. */
  get logLikelihood(): number {
    return this.#state[2]!;
  }

  /** P(the state jumped before the last print | all prints so far). */
  get jumpProbability(): number {
    return this.#state[3]!;
  }

  /** P(the last print is a bad one | all prints so far). */
  get outlierProbability(): number {
    return this.#state[4]!;
  }

  /** Moves on by `hours`. */
  predict(space: StateSpace, hours: number): void {
    this.interval.set(space, hours);
  }

  /** After `predict`: the mean of the log-odds then, if nothing jumps. */
  expected(space: StateSpace): number {
    return this.interval.expected(space, this.mean);
  }

  /**
   * Conditions the prediction on a print at log-odds `y`.
   *
   * @param direction u, the taker's direction: what one unit of bounce is in logit, with its sign, or 0
   * @param tickVariance the part of the print's variance that is known, logit^2
   * @param noiseWeight what one unit of noise is in logit^2
   */
  update(space: StateSpace, y: number, direction: number, tickVariance: number, noiseWeight: number): void {
    const { jumpProbability: pi, diffusion: q0 } = this.interval;
    const q1 = q0 + space.jumpVariance;
    const eps = space.outlierProbability;
    const print = y - space.bounceCents * direction;
    const good = tickVariance + space.noiseCents2 * noiseWeight;
    const bad = good * space.outlierVarianceRatio;
    const state = this.#state;
    const from = state[0]!;
    const fromVariance = state[1]!;

    // The predicted state without a jump (0) and with one (1).
    let mean0 = from;
    let mean1 = from;
    let variance0 = fromVariance + q0;
    let variance1 = fromVariance + q1;
    if (space.reversionPerHour !== 0) {
      const { decay, pull } = this.interval;
      mean0 = mean1 = decay * from + pull;
      variance0 = decay * decay * fromVariance + q0;
      variance1 = decay * decay * fromVariance + q1;
    }
    if (space.drift === "martingale") {
      // From a known x, a clock q takes the log-odds of a martingale to mean x + q (p - 1/2), variance q (1 + q p (1-p)).
      const p = sigmoid(from);
      const slope0 = 1 + q0 * p * (1 - p);
      const slope1 = 1 + q1 * p * (1 - p);
      mean0 = from + q0 * (p - 0.5);
      mean1 = from + q1 * (p - 0.5);
      variance0 = slope0 * (slope0 * fromVariance + q0);
      variance1 = slope1 * (slope1 * fromVariance + q1);
    }

    // Prior times likelihood of each mode, jump (0, 1) and print (good 0, bad 1), relative to the likelihood's exponent in
    // the most forgiving mode that is possible, so that not all of them underflow.
    const v0 = print - mean0;
    const v1 = print - mean1;
    const i00 = 1 / (variance0 + good);
    const i01 = 1 / (variance0 + bad);
    const i10 = 1 / (variance1 + good);
    const i11 = 1 / (variance1 + bad);
    const level = pi > 0 ? v1 * v1 * (eps > 0 ? i11 : i10) : v0 * v0 * (eps > 0 ? i01 : i00);
    const w00 = (1 - pi) * (1 - eps) * Math.sqrt(i00) * Math.exp(0.5 * (level - v0 * v0 * i00));
    const w01 = eps > 0 ? (1 - pi) * eps * Math.sqrt(i01) * Math.exp(0.5 * (level - v0 * v0 * i01)) : 0;
    const w10 = pi > 0 ? pi * (1 - eps) * Math.sqrt(i10) * Math.exp(0.5 * (level - v1 * v1 * i10)) : 0;
    const w11 = pi > 0 && eps > 0 ? pi * eps * Math.sqrt(i11) : 0;
    const total = w00 + w01 + w10 + w11;
    const scale = 1 / total;

    // The posteriors and their moments. A variance is prior times noise over their sum, never a difference.
    const m00 = mean0 + variance0 * i00 * v0;
    const m01 = mean0 + variance0 * i01 * v0;
    const m10 = mean1 + variance1 * i10 * v1;
    const m11 = mean1 + variance1 * i11 * v1;
    const mean = (w00 * m00 + w01 * m01 + w10 * m10 + w11 * m11) * scale;
    state[0] = mean;
    state[1] =
      (w00 * (variance0 * good * i00 + (m00 - mean) * (m00 - mean)) +
        w01 * (variance0 * bad * i01 + (m01 - mean) * (m01 - mean)) +
        w10 * (variance1 * good * i10 + (m10 - mean) * (m10 - mean)) +
        w11 * (variance1 * bad * i11 + (m11 - mean) * (m11 - mean))) *
      scale;
    state[2] = Math.log(total) - 0.5 * (level + LOG_2_PI);
    state[3] = (w10 + w11) * scale;
    state[4] = (w01 + w11) * scale;
  }
}
