import { beliefVolatility, type ModelParameters } from "./parameters.ts";
import { resolvedShare } from "./resolved-share.ts";

/** Fair values between which ticks are fine enough for the posterior variance to be right: cents. */
export const TRUSTED_FROM_CENTS = 4;
export const TRUSTED_TO_CENTS = 96;

/**
 * Why a leg's standard deviations are to be taken with care:
 * - `near 0`, `near 1`: prices on ticks are one-sided there, and the posterior variance comes out too small;
 * - `outcome due`: less than half of what is open would be resolved by the close at the present belief volatility. Either the
 *   outcome is published after the close, or more news is to come than the past has shown.
 */
export type Caution = "near 0" | "near 1" | "outcome due";

/** What is still to come of one leg before its close. */
export interface Horizon {
  /** Time left, in hours; 0 after the close. */
  readonly hours: number;
  /** Expected variance of the log-odds' move until the close, jumps included: logit^2. */
  readonly clock: number;
  /** The share of the outcome's variance p (1 - p) that is expected to be resolved by the close, 0 to 1. */
  readonly resolvedShare: number;
  /** Standard deviation of the fair value's move until the close, and of what the close leaves open: cents. */
  readonly moveSdCents: number;
  readonly openSdCents: number;
  /** Whether the posterior standard deviation may be acted on. */
  readonly sdTrusted: boolean;
  /** The first that applies; null when none does. */
  readonly caution: Caution | null;
}

/** So many expected jumps that their number is as good as known. */
const MANY_JUMPS = 200;

/**
 * The horizon of a leg at `fairCents` (strictly between 0 and 100), `hours` before its close. `effectiveHours` are the same
 * hours at the pace of the parameters, where a term structure says that pace will change (`VolatilityTerm.effectiveHours`). Throws
 * RangeError for a fair value out of range or hours that are no number.
 */
export function horizon(
  fairCents: number,
  parameters: ModelParameters,
  hours: number,
  effectiveHours: number = hours,
): Horizon {
  if (!(fairCents > 0 && fairCents < 100)) {
    throw new RangeError(`horizon: a fair value of ${fairCents}c is not between 0c and 100c`);
  }
  if (Number.isNaN(hours) || Number.isNaN(effectiveHours))
    throw new RangeError("horizon: the hours to the close are NaN");
  const p = fairCents / 100;
  const left = Math.max(0, effectiveHours);
  const share = expectedShare(p, parameters, left);
  const near = nearness(fairCents);
  return {
    hours: Math.max(0, hours),
    clock: left === 0 ? 0 : left * beliefVolatility(parameters) ** 2,
    resolvedShare: share,
    moveSdCents: 100 * Math.sqrt(p * (1 - p) * share),
    openSdCents: 100 * Math.sqrt(p * (1 - p) * (1 - share)),
    sdTrusted: near === null,
    caution: near ?? (share < 0.5 ? "outcome due" : null),
  };
}

/** The caution that a fair value calls for whatever the time left, in cents; null when none. */
export function nearness(fairCents: number): "near 0" | "near 1" | null {
  if (fairCents < TRUSTED_FROM_CENTS) return "near 0";
  return fairCents > TRUSTED_TO_CENTS ? "near 1" : null;
}

/** psi averaged over the number of jumps, which is Poisson: each adds its variance to the diffusion's clock. */
function expectedShare(p: number, parameters: ModelParameters, hours: number): number {
  if (hours === 0) return 0;
  const { sigma2PerHour, jumpsPerHour, jumpsPerOrder, ordersPerHour, jumpVariance } = parameters;
  const diffusion = sigma2PerHour * hours;
  const jumps = (jumpsPerHour + jumpsPerOrder * ordersPerHour) * hours;
  if (jumps === 0 || jumpVariance === 0) return resolvedShare(p, diffusion);
  if (jumps > MANY_JUMPS) return resolvedShare(p, diffusion + jumps * jumpVariance);
  let probability = Math.exp(-jumps);
  let unseen = 1;
  let sum = 0;
  for (let count = 0; unseen > 1e-12 && count < 4 * MANY_JUMPS; count++) {
    const share = resolvedShare(p, diffusion + count * jumpVariance);
    if (share > 1 - 1e-12) return sum + unseen; // further jumps can't add to it
    sum += probability * share;
    unseen -= probability;
    probability *= jumps / (count + 1);
  }
  return sum;
}
