/**
 * How much of what is uncertain about a probability becomes known: the variance of a later p over that of the outcome
 * itself, Var(p_T) / (p (1 - p)), from 0 (nothing) to 1 (the outcome is known). As long as p is a martingale, shares combine
 * by what they leave open: 1 - (1 - a)(1 - b).
 */

const REACH = 8.5; // standard deviations; what is beyond is below 1e-16
const STRIDE = 0.5; // of a variable whose law has no scale below 1: the trapezoid rule is then exact to 1e-15

/** A clock past which less than 1e-12 is left open, wherever p is between 1e-6 and 1 - 1e-6. */
const LONG_CLOCK = 300;

/** The trapezoid rule for N(0, 1): nodes STRIDE apart, the one at 0 first. */
const WEIGHTS = Float64Array.from({ length: Math.floor(REACH / STRIDE) + 1 }, (_, k) => weightAt(k * STRIDE, STRIDE));

function weightAt(z: number, stride: number): number {
  return (stride * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI);
}

function sech(x: number): number {
  const decay = Math.exp(-Math.abs(x));
  return (2 * decay) / (1 + decay * decay);
}

/**
 * psi(v): the share that is resolved while the log-odds of a martingale p run through a variance clock v = int sigma_b^2 dt,
 * in logit^2, to which each jump adds its variance. Given the outcome the log-odds are N(x0 +- v/2, v); their law is cosh(x/2) /
 * cosh(x0/2) e^{-v/8} times N(x0, v), so that
 *
 *   1 - psi(v) = e^{-v/8} cosh(x0/2) E sech(X/2),  X ~ N(x0, v).
 *
 * Absolute error below 1e-12. About p (1 - p) v for a small clock. `p` strictly between 0 and 1.
 */
export function resolvedShare(p: number, clock: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`resolvedShare: ${p} is not a probability between 0 and 1`);
  if (!(clock >= 0)) throw new RangeError(`resolvedShare: a clock of ${clock} logit^2 is not a number from 0 up`);
  if (clock === 0) return 0;
  if (clock > LONG_CLOCK) return 1;
  const half = 0.5 * (Math.log(p) - Math.log1p(-p));
  const halfDeviation = 0.5 * Math.sqrt(clock);
  const stride = clock > 1 ? STRIDE / Math.sqrt(clock) : STRIDE;
  let sum = weightAt(0, stride) * sech(half);
  for (let k = 1; k * stride <= REACH; k++) {
    const z = k * stride;
    const weight = clock > 1 ? weightAt(z, stride) : WEIGHTS[k]!;
    sum += weight * (sech(half + halfDeviation * z) + sech(half - halfDeviation * z));
  }
  const open = (Math.exp(-clock / 8) * sum) / (2 * Math.sqrt(p * (1 - p)));
  return open < 1 ? 1 - open : 0;
}
