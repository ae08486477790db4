import { sigmoid } from "./log-odds.ts";
import type { StateSpace } from "./parameters.ts";

/**
 * What the state space does over the time between two prints: the part of a prediction that is the same whatever state it
 * starts from. One object is refilled at every step.
 */
export class Interval {
  /** P(J = 1) = 1 - e^{-nu}, nu = jumps per hour x hours + jumps per order. */
  jumpProbability = 0;
  /** Q_0 = sigma2 tau, the variance added without a jump, logit^2. */
  diffusion = 0;
  /** phi, the weight of the old state, and d, what the pull to the long-run mean adds. */
  decay = 1;
  pull = 0;

  /** Fills in an interval of `hours`. In no time nothing happens: prints of one instant are of one state. */
  set(space: StateSpace, hours: number): void {
    const kappa = space.reversionPerHour;
    if (kappa === 0) {
      this.diffusion = space.sigma2PerHour * hours;
      this.decay = 1;
      this.pull = 0;
    } else {
      this.diffusion = (space.sigma2PerHour * -Math.expm1(-2 * kappa * hours)) / (2 * kappa);
      this.decay = Math.exp(-kappa * hours);
      this.pull = -Math.expm1(-kappa * hours) * space.reversionLogOdds;
    }
    this.jumpProbability = hours > 0 ? -Math.expm1(-space.jumpsPerHour * hours - space.jumpsPerOrder) : 0;
  }

  /** The mean of the log-odds at the interval's end if nothing jumps in it, from their mean at its start. */
  expected(space: StateSpace, mean: number): number {
    return space.drift === "martingale" ? mean + this.diffusion * (sigmoid(mean) - 0.5) : this.decay * mean + this.pull;
  }
}
