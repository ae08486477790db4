import { JumpFilter } from "./jump-filter.ts";
import { sigmoid } from "./log-odds.ts";
import type { StateSpace } from "./parameters.ts";
import type { Series } from "./series.ts";

/**
 * The E-step: what the states, jumps and bad prints of a series were, given all of it. It is only ever run over a
 * calibration window, all of whose prints are past; nothing that is traded on is smoothed.
 *
 * Forwards it is `JumpFilter`. Backwards each pair of neighbouring states is conditioned, mode by mode, on the forward law
 * of the first, the print at the second, and a Gaussian message from all later prints; collapsing the first state by
 * moments and dividing its forward law out gives the message for the pair before (two-slice expectation propagation).
 * With one mode this is exact, the Rauch-Tung-Striebel smoother.
 *
 * Its arrays have one element a print and may be longer than the series; they are refilled by every run.
 */
export class Smoother {
  /** Given the whole series: mean and variance of the state, P(jump before the print), P(bad print). */
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly jumpProbability: Float64Array;
  readonly outlierProbability: Float64Array;
  /** W2, J2, E2: expected squares of the diffusion before the print, of the jump, and of the noise, as of a good print. */
  readonly squaredDiffusion: Float64Array;
  readonly squaredJump: Float64Array;
  readonly squaredNoise: Float64Array;
  /** P(jump) before anything is observed, and the variance of a good print. */
  readonly jumpPrior: Float64Array;
  readonly noise: Float64Array;
  /** Backward messages that came out bimodal, so that the dominant mode's was sent. */
  fallbacks = 0;

  // The forward pass: the filtered state, and the interval before it.
  readonly #mean: Float64Array;
  readonly #variance: Float64Array;
  readonly #diffusion: Float64Array;
  readonly #decay: Float64Array;
  readonly #pull: Float64Array;

  /** A smoother of series up to `capacity` prints long. */
  constructor(capacity: number) {
    this.mean = new Float64Array(capacity);
    this.variance = new Float64Array(capacity);
    this.jumpProbability = new Float64Array(capacity);
    this.outlierProbability = new Float64Array(capacity);
    this.squaredDiffusion = new Float64Array(capacity);
    this.squaredJump = new Float64Array(capacity);
    this.squaredNoise = new Float64Array(capacity);
    this.jumpPrior = new Float64Array(capacity);
    this.noise = new Float64Array(capacity);
    this.#mean = new Float64Array(capacity);
    this.#variance = new Float64Array(capacity);
    this.#diffusion = new Float64Array(capacity);
    this.#decay = new Float64Array(capacity);
    this.#pull = new Float64Array(capacity);
  }

  /** Smooths a series whose first state is N(mean, variance) before its first print. Returns ln p(series). */
  run(space: StateSpace, series: Series, mean: number, variance: number): number {
    if (series.length > this.mean.length) {
      throw new RangeError(`a series of ${series.length} prints is longer than this smoother's ${this.mean.length}`);
    }
    const logLikelihood = this.#forward(space, series, mean, variance);
    this.#backward(space, series, mean, variance);
    return logLikelihood;
  }

  #forward(space: StateSpace, series: Series, mean: number, variance: number): number {
    const filter = new JumpFilter(mean, variance);
    let logLikelihood = 0;
    for (let k = 0; k < series.length; k++) {
      filter.predict(space, series.hours[k]!);
      filter.update(space, series.logOdds[k]!, series.direction[k]!, series.tickVariance[k]!, series.noiseWeight[k]!);
      logLikelihood += filter.logLikelihood;
      this.#mean[k] = filter.mean;
      this.#variance[k] = filter.variance;
      this.jumpPrior[k] = filter.interval.jumpProbability;
      this.#diffusion[k] = filter.interval.diffusion;
      this.#decay[k] = filter.interval.decay;
      this.#pull[k] = filter.interval.pull;
    }
    return logLikelihood;
  }

  #backward(space: StateSpace, series: Series, mean: number, variance: number): void {
    const { outlierProbability: eps, outlierVarianceRatio: ratio, jumpVariance } = space;
    const martingale = space.drift === "martingale";
    this.fallbacks = 0;
    // The message from later prints, exp(-precision x^2 / 2 + potential x). Nothing comes after the last.
    let precision = 0;
    let potential = 0;
    for (let k = series.length - 1; k >= 0; k--) {
      const print = series.logOdds[k]! - space.bounceCents * series.direction[k]!;
      const good = series.tickVariance[k]! + space.noiseCents2 * series.noiseWeight[k]!;
      const bad = good * ratio;
      const pi = this.jumpPrior[k]!;
      const before = k > 0 ? this.#mean[k - 1]! : mean;
      const beforeVariance = k > 0 ? this.#variance[k - 1]! : variance;

      // The prediction without a jump (0) and with one (1), as in the filter: from a state `before`, N(mean, variance) with
      // mean moving by `slope` per unit of it, and `added` to the variance. In a martingale that is q times the slope.
      const q0 = this.#diffusion[k]!;
      const q1 = q0 + jumpVariance;
      const p = martingale ? sigmoid(before) : 0;
      const slope0 = martingale ? 1 + q0 * p * (1 - p) : this.#decay[k]!;
      const slope1 = martingale ? 1 + q1 * p * (1 - p) : slope0;
      const mean0 = martingale ? before + q0 * (p - 0.5) : slope0 * before + this.#pull[k]!;
      const mean1 = martingale ? before + q1 * (p - 0.5) : mean0;
      const added0 = martingale ? q0 * slope0 : q0;
      const added1 = martingale ? q1 * slope1 : q1;
      const variance0 = slope0 * slope0 * beforeVariance + added0;
      const variance1 = slope1 * slope1 * beforeVariance + added1;
      this.noise[k] = good;

      // What the print, good (g) or bad (b), and all later ones say of the state, and how far they are apart.
      const saidG = 1 / (precision + 1 / good);
      const saidB = 1 / (precision + 1 / bad);
      const meanG = (potential + print / good) * saidG;
      const meanB = (potential + print / bad) * saidB;
      const later = precision > 0 ? potential / precision : print;
      const spreadG = precision > 0 ? good + 1 / precision : 1;
      const spreadB = precision > 0 ? bad + 1 / precision : 1;
      const apart = (print - later) * (print - later);

      // The four modes: inverse spread i and standardised surprise r of the prediction, and the weight w.
      const i0g = 1 / (variance0 + saidG);
      const i0b = 1 / (variance0 + saidB);
      const i1g = 1 / (variance1 + saidG);
      const i1b = 1 / (variance1 + saidB);
      const r0g = (meanG - mean0) * i0g;
      const r0b = (meanB - mean0) * i0b;
      const r1g = (meanG - mean1) * i1g;
      const r1b = (meanB - mean1) * i1b;
      const l0g = apart / spreadG + (meanG - mean0) * r0g;
      const l0b = apart / spreadB + (meanB - mean0) * r0b;
      const l1g = apart / spreadG + (meanG - mean1) * r1g;
      const l1b = apart / spreadB + (meanB - mean1) * r1b;
      let least = l0g; // weights are relative to the least surprise, so that not all of them underflow
      if (eps > 0 && l0b < least) least = l0b;
      if (pi > 0 && l1g < least) least = l1g;
      if (eps > 0 && pi > 0 && l1b < least) least = l1b;
      let w0g = (1 - pi) * (1 - eps) * Math.exp(0.5 * (least - l0g)) * Math.sqrt(i0g / spreadG);
      let w0b = eps > 0 ? (1 - pi) * eps * Math.exp(0.5 * (least - l0b)) * Math.sqrt(i0b / spreadB) : 0;
      let w1g = pi > 0 ? pi * (1 - eps) * Math.exp(0.5 * (least - l1g)) * Math.sqrt(i1g / spreadG) : 0;
      let w1b = eps > 0 && pi > 0 ? pi * eps * Math.exp(0.5 * (least - l1b)) * Math.sqrt(i1b / spreadB) : 0;
      const scale = 1 / (w0g + w0b + w1g + w1b);
      w0g *= scale;
      w0b *= scale;
      w1g *= scale;
      w1b *= scale;

      // The state at the print.
      const x0g = mean0 + variance0 * r0g;
      const x0b = mean0 + variance0 * r0b;
      const x1g = mean1 + variance1 * r1g;
      const x1b = mean1 + variance1 * r1b;
      const v0g = variance0 * saidG * i0g;
      const v0b = variance0 * saidB * i0b;
      const v1g = variance1 * saidG * i1g;
      const v1b = variance1 * saidB * i1b;
      const x = w0g * x0g + w0b * x0b + w1g * x1g + w1b * x1b;
      this.mean[k] = x;
      this.variance[k] =
        w0g * (v0g + (x0g - x) * (x0g - x)) +
        w0b * (v0b + (x0b - x) * (x0b - x)) +
        w1g * (v1g + (x1g - x) * (x1g - x)) +
        w1b * (v1b + (x1b - x) * (x1b - x));
      this.jumpProbability[k] = w1g + w1b;
      this.outlierProbability[k] = w0b + w1b;
      this.squaredNoise[k] =
        w0g * (v0g + (print - x0g) * (print - x0g)) +
        w1g * (v1g + (print - x1g) * (print - x1g)) +
        (w0b * (v0b + (print - x0b) * (print - x0b)) + w1b * (v1b + (print - x1b) * (print - x1b))) / ratio;

      // What the step added, by the variance it was expected to add: added0 and added1, in units of q.
      const d0 =
        q0 *
        (w0g * (added0 * r0g * r0g + (variance0 - added0 + saidG) * i0g) +
          w0b * (added0 * r0b * r0b + (variance0 - added0 + saidB) * i0b));
      const d1 =
        q1 *
        (w1g * (added1 * r1g * r1g + (variance1 - added1 + saidG) * i1g) +
          w1b * (added1 * r1b * r1b + (variance1 - added1 + saidB) * i1b));
      const share = pi > 0 ? q0 / q1 : 0; // the diffusion's part of a step with a jump
      const both = share * jumpVariance * (w1g + w1b);
      this.squaredDiffusion[k] = d0 + share * share * d1 + both;
      this.squaredJump[k] = (1 - share) * (1 - share) * d1 + both;

      // The state before it, with its forward law divided out. Written without the difference of two precisions.
      const pull = w0g * slope0 * r0g + w0b * slope0 * r0b + w1g * slope1 * r1g + w1b * slope1 * r1b;
      const spread =
        w0g * (slope0 * r0g - pull) * (slope0 * r0g - pull) +
        w0b * (slope0 * r0b - pull) * (slope0 * r0b - pull) +
        w1g * (slope1 * r1g - pull) * (slope1 * r1g - pull) +
        w1b * (slope1 * r1b - pull) * (slope1 * r1b - pull);
      const information =
        slope0 * slope0 * (w0g * i0g + w0b * i0b) + slope1 * slope1 * (w1g * i1g + w1b * i1b) - spread;
      if (information > 0) {
        precision = information / (1 - information * beforeVariance);
        potential = precision * (before + beforeVariance * pull) + pull;
      } else {
        // Bimodal: no Gaussian message gives these moments. The dominant mode's own message is sent.
        this.fallbacks++;
        const heaviest = Math.max(w0g, w0b, w1g, w1b);
        const jumped = heaviest === w1g || heaviest === w1b;
        const isGood = heaviest === w0g || heaviest === w1g;
        const slope = jumped ? slope1 : slope0;
        const fresh = (isGood ? saidG : saidB) + (jumped ? added1 : added0);
        const shift = (jumped ? mean1 : mean0) - slope * before;
        precision = (slope * slope) / fresh;
        potential = (slope * ((isGood ? meanG : meanB) - shift)) / fresh;
      }
    }
  }
}
