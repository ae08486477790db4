import type { Time } from "../market/units.ts";

/**
 * The state space of one contract's log-odds x, which prints y observe:
 *
 *   x_k = phi x_{k-1} + d + w + J j     w ~ N(0, sigma2 tau),  j ~ N(0, jump variance),  P(J = 1) = 1 - e^{-nu}
 *   y_k = x_k + bounce u_k + eta        eta ~ N(0, R_k), or N(0, ratio R_k) with the outlier probability
 *   R_k = tick variance_k + noise x weight_k,   nu = jumps per hour x dt + jumps per order
 *
 * In a series of prices on ticks, u_k is one cent in logit and the weight about its square (`TickObservation`), so that
 * bounce is in cents and noise in cents^2. In a series given in log-odds they are 1, and both are in logit.
 */
export interface StateSpace {
  /** sigma2, the variance of the diffusion alone: logit^2 per hour. See `beliefVolatility` for all of it. */
  readonly sigma2PerHour: number;
  /** Rate of jumps that come with time, per hour. */
  readonly jumpsPerHour: number;
  /**
   * Rate of jumps that come with orders, per order however soon after the last one: news shows as a burst of orders, in
   * which a rate in time alone would leave the filter sure that nothing has happened and every print is a bad one.
   */
  readonly jumpsPerOrder: number;
  /** Variance of one jump, logit^2. */
  readonly jumpVariance: number;
  /** r, the variance of a print of the median size around the fair value beyond its tick: cents^2. */
  readonly noiseCents2: number;
  /** c, how far a taker's print stands from the fair value in his direction: cents. */
  readonly bounceCents: number;
  /** Probability that a print is a bad one. */
  readonly outlierProbability: number;
  /** How many times the variance of a good print a bad one has. */
  readonly outlierVarianceRatio: number;
  /** kappa, the speed of mean reversion, per hour. 0 (the default) is a random walk: a fair value doesn't revert. */
  readonly reversionPerHour: number;
  /** Where it reverts to, logit; without meaning when the speed is 0. */
  readonly reversionLogOdds: number;
  /**
   * `martingale`: the drift that makes the probability, not its log-odds, a martingale; `none`: the log-odds have no drift.
   * The martingale needs reversion 0.
   */
  readonly drift: "none" | "martingale";
}

/** How a print becomes an observation in log-odds. */
export interface TickModel {
  /** beta: the variance of a print goes as (median size / size)^beta, within 1/4 to 4. */
  readonly sizeExponent: number;
  /** The median size of the contract's taker orders, in contracts. */
  readonly medianContracts: number;
}

/** Where a parameter set comes from: constants; the fits of the event's other contracts; this contract's own trades. */
export type Provenance = "prior" | "pooled" | "em";

/** Everything the filter of one contract is run with, and where it comes from. Plain data: it is journaled as JSON. */
export interface ModelParameters extends StateSpace, TickModel {
  readonly provenance: Provenance;
  /** How often taker orders came at the end of the window. */
  readonly ordersPerHour: number;
  /** True only for a fit to this contract's own orders; belief volatility is not to be relied on otherwise. */
  readonly calibrated: boolean;
  /** The end of the calibration window, all of whose trades are at or before it; null for constants. */
  readonly calibratedAt: Time | null;
  /** Taker orders in the window. */
  readonly orders: number;
  /** Standard error of sigma2PerHour from the observed information; null when not asked for, not fitted or not identified. */
  readonly sigma2StandardError: number | null;
  /** Names of fitted parameters that ended on a bound of the fit. */
  readonly boundHits: readonly string[];
  /** EM iterations spent on this set. */
  readonly iterations: number;
}

/** Parameters of a contract that nothing is known of: round values near the fits of real tapes that predict next trades best. */
export const PRIOR: ModelParameters = {
  sigma2PerHour: 0.005,
  jumpsPerHour: 1 / 18,
  jumpsPerOrder: 0.1,
  jumpVariance: 0.25,
  noiseCents2: 0.5,
  bounceCents: 1,
  outlierProbability: 0.05,
  outlierVarianceRatio: 50,
  reversionPerHour: 0,
  reversionLogOdds: 0,
  drift: "martingale",
  sizeExponent: 0,
  medianContracts: 14,
  ordersPerHour: 1,
  provenance: "prior",
  calibrated: false,
  calibratedAt: null,
  orders: 0,
  sigma2StandardError: null,
  boundHits: [],
  iterations: 0,
};

/**
 * Belief volatility: the standard deviation of the log-odds' change over an hour, in logit per sqrt(hour). It is the root of
 * their expected quadratic variation, jumps included, at the pace that orders came of late. The diffusion's part alone
 * is no guide to the moves to come: on real tapes most of the variation is jumps.
 */
export function beliefVolatility(parameters: ModelParameters): number {
  const { sigma2PerHour, jumpsPerHour, jumpsPerOrder, ordersPerHour, jumpVariance } = parameters;
  return Math.sqrt(sigma2PerHour + (jumpsPerHour + jumpsPerOrder * ordersPerHour) * jumpVariance);
}

const RANGES: readonly (readonly [name: keyof ModelParameters, low: number, high: number])[] = [
  ["sigma2PerHour", 0, 1e6],
  ["jumpsPerHour", 0, 1e6],
  ["jumpsPerOrder", 0, 10],
  ["jumpVariance", 0, 1e6],
  ["noiseCents2", 0, 1e9],
  ["bounceCents", -100, 100],
  ["outlierProbability", 0, 0.5],
  ["outlierVarianceRatio", 1, 1e6],
  ["reversionPerHour", 0, 1e6],
  ["reversionLogOdds", -50, 50],
  ["sizeExponent", 0, 1],
  ["medianContracts", 1e-6, 1e9],
  ["ordersPerHour", 0, 1e9],
];

/** Throws RangeError naming the first parameter out of range, its value and the range. */
export function checkParameters(parameters: ModelParameters): void {
  for (const [name, low, high] of RANGES) {
    const value = parameters[name];
    if (typeof value !== "number" || !(value >= low && value <= high)) {
      throw new RangeError(`model parameter ${name}: ${value} is not a number from ${low} to ${high}`);
    }
  }
  if (parameters.drift !== "none" && parameters.drift !== "martingale") {
    throw new RangeError(`model parameter drift: "${parameters.drift}" is neither "none" nor "martingale"`);
  }
  if (parameters.drift === "martingale" && parameters.reversionPerHour !== 0) {
    throw new RangeError(
      'model parameter reversionPerHour: a martingale doesn\'t revert; set it to 0 or drift to "none"',
    );
  }
}
