import type { Random } from "../../ambient/random.ts";

/** One artist of the event: how likely to win, and how fast news about him comes. */
export interface Candidate {
  /** Probability of winning at the start; all of them sum to one. */
  readonly probability: number;
  /** Variance of the evidence about him, logit^2 per hour, far from the end. */
  readonly variancePerHour: number;
  /** Poisson rate of news, per hour. */
  readonly newsPerHour: number;
  /** Variance of the evidence in one piece of news, logit^2. */
  readonly newsVariance: number;
}

/** When the event is decided, and how it comes to be. */
export interface Horizon {
  /** Hours from the start to the end. */
  readonly hours: number;
  /**
   * Evidence comes at (1 + (this / hours left)^2) times its usual rate: about this long before the end it starts to
   * come in, and at the end everything is known.
   */
  readonly resolvingHours: number;
}

/**
 * The true probabilities of a winner-take-all event, as what an ideal observer believes who learns the winner W little
 * by little.
 *
 * W is drawn with the candidates' probabilities p0. About each candidate evidence Y_i comes in on a clock of its own,
 * v_i, which runs on with time and jumps with news: dY_i = 1{i = W} dv_i + N(0, dv_i). By Bayes p_i = p0_i exp(Y_i -
 * v_i / 2) / sum. So every p_i is a martingale, they sum to one, they end at 1{i = W}, and steps of any length are
 * exact. With two candidates log(p_1/p_2) has the exact law of the logit jump-diffusion (a Brownian motion of variance
 * v = v_1 + v_2 with drift +-v/2 by outcome).
 */
export class EventProcess {
  /** Index of the candidate who will win. */
  readonly winner: number;
  readonly #candidates: readonly Candidate[];
  readonly #horizon: Horizon;
  readonly #random: Random;
  /** log of p0_i exp(Y_i - v_i / 2). */
  readonly #weights: Float64Array;
  readonly #probabilities: Float64Array;
  #hours = 0;

  /** Throws RangeError unless the probabilities are positive and sum to one. */
  constructor(candidates: readonly Candidate[], horizon: Horizon, random: Random) {
    const sum = candidates.reduce((total, { probability }) => total + probability, 0);
    if (Math.abs(sum - 1) > 1e-9 || candidates.some(({ probability }) => !(probability > 0))) {
      throw new RangeError(`event process: probabilities sum to ${sum}; they must be positive and sum to 1`);
    }
    this.#candidates = candidates;
    this.#horizon = horizon;
    this.#random = random;
    this.winner = random.fork("winner").weighted(
      candidates.map((_, index) => index),
      candidates.map(({ probability }) => probability),
    );
    this.#weights = Float64Array.from(candidates, ({ probability }) => Math.log(probability));
    this.#probabilities = Float64Array.from(candidates, ({ probability }) => probability);
  }

  /** Whether the end has come, and everything is known. */
  get decided(): boolean {
    return this.#hours >= this.#horizon.hours;
  }

  /** The probabilities now; the same array at every call. */
  get probabilities(): Readonly<Float64Array> {
    return this.#probabilities;
  }

  /** How fast evidence comes now, against far from the end; Infinity at the end. */
  get rate(): number {
    return 1 + (this.#horizon.resolvingHours / Math.max(0, this.#horizon.hours - this.#hours)) ** 2;
  }

  /** Lets time pass without news. Throws RangeError when `hours` lies before now. */
  moveTo(hours: number): void {
    if (!(hours >= this.#hours))
      throw new RangeError(`event process: can't go back from ${this.#hours} to ${hours} hours`);
    const { hours: end, resolvingHours } = this.#horizon;
    const left = end - hours;
    // the integral of 1 + (r / (end - t))^2
    const clock = hours - this.#hours + resolvingHours ** 2 * (1 / left - 1 / (end - this.#hours));
    this.#hours = hours;
    if (left > 0) {
      for (const [index, { variancePerHour }] of this.#candidates.entries())
        this.#learn(index, variancePerHour * clock);
      this.#normalise();
    } else {
      this.#probabilities.fill(0);
      this.#probabilities[this.winner] = 1;
    }
  }

  /** A piece of news about one candidate, now, with so much evidence in it: logit^2, the candidate's usual where it is left out. */
  news(index: number, variance = this.#candidates[index]!.newsVariance): void {
    if (this.decided) return;
    this.#learn(index, variance);
    this.#normalise();
  }

  #learn(index: number, variance: number): void {
    const drift = (index === this.winner ? 1 : -1) * (variance / 2); // Y grows by the variance for W; its half goes off
    this.#weights[index]! += drift + this.#random.normal(0, Math.sqrt(variance));
  }

  #normalise(): void {
    const weights = this.#weights;
    const probabilities = this.#probabilities;
    let most = -Infinity;
    for (let index = 0; index < weights.length; index++) most = Math.max(most, weights[index]!);
    let sum = 0;
    for (let index = 0; index < weights.length; index++) {
      weights[index]! -= most; // only differences count; this keeps them small
      sum += probabilities[index] = Math.exp(weights[index]!);
    }
    for (let index = 0; index < weights.length; index++) probabilities[index]! /= sum;
  }
}
