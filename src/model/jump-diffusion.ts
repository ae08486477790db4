import { logit, sigmoid } from "./log-odds.ts";
import { normalCdf } from "./normal.ts";

/**
 * The law of a probability that is a martingale, in log-odds: closed forms that the fair value rests on and is tested by. Shaw Dalen,
 * "Toward Black-Scholes for Prediction Markets", arXiv 2510.15205, equations (3) and (14), and what they simplify to.
 */

const REACH = 9; // standard deviations; what is beyond is below 1e-18
const STRIDE = 0.25; // the trapezoid rule is exact to 1e-13 for jumps of up to 2 logit

/** Symmetric Gaussian jumps and a diffusion, in any one unit of time. */
export interface JumpDiffusion {
  /** sigma_b^2, logit^2 per unit of time. */
  readonly sigma2: number;
  readonly jumpRate: number;
  /** Of one jump, logit^2. */
  readonly jumpVariance: number;
}

/**
 * The drift of the log-odds that makes the probability a martingale, logit per unit of time:
 *
 *   mu(x) = (2p - 1) { sigma_b^2 / 2 + lambda E[ 2 sinh^2(Z/2) / (1 + 4p(1-p) sinh^2(Z/2)) ] },  Z ~ N(0, jump variance)
 *
 * the paper's (14) without its division by p(1-p). It pushes away from even odds: the opposite of mean reversion.
 */
export function martingaleDrift(logOdds: number, { sigma2, jumpRate, jumpVariance }: JumpDiffusion): number {
  const p = sigmoid(logOdds);
  const slope = 4 * p * sigmoid(-logOdds);
  const deviation = Math.sqrt(jumpVariance);
  let expected = 0;
  for (let z = STRIDE; z <= REACH; z += STRIDE) {
    const sinh2 = Math.sinh((deviation * z) / 2) ** 2;
    expected += Math.exp(-0.5 * z * z) * ((2 * sinh2) / (1 + slope * sinh2)); // both signs alike, and nothing at zero
  }
  expected *= (2 * STRIDE) / Math.sqrt(2 * Math.PI);
  return Math.tanh(logOdds / 2) * (sigma2 / 2 + jumpRate * expected);
}

/**
 * P(the probability has been at `level` or above by the time its clock has run through `clock` logit^2), starting from `p` below it, without
 * jumps: the mixture over the outcome of two first passages of a Brownian motion with drift. Tends to p / level. By symmetry the
 * probability of falling from p to a level below is that of rising from 1 - p to one minus it.
 */
export function probabilityOfReaching(level: number, p: number, clock: number): number {
  if (!(p > 0 && p < level && level < 1)) {
    throw new RangeError(`probabilityOfReaching: ${p} to ${level} is not a way up between 0 and 1`);
  }
  const distance = logit(level) - logit(p);
  const deviation = Math.sqrt(clock);
  const passage = (drift: number): number =>
    normalCdf((-distance + drift) / deviation) +
    Math.exp(2 * drift * (distance / clock)) * normalCdf((-distance - drift) / deviation);
  return clock === 0 ? 0 : p * passage(clock / 2) + (1 - p) * passage(-clock / 2);
}
