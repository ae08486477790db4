/** The standard normal law, to the precision of the format: tails keep their relative accuracy. */

const SQRT_2 = Math.SQRT2;
const SQRT_PI = Math.sqrt(Math.PI);

/** ln(2 pi), of every Gaussian log density. */
export const LOG_2_PI = Math.log(2 * Math.PI);

/** The density of N(0, 1) at x. */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * (x * x + LOG_2_PI));
}

/** erf by its series 2/sqrt(pi) e^{-x^2} sum 2^n x^{2n+1} / (2n+1)!!, all terms of one sign. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / SQRT_PI) * Math.exp(-x * x) * sum;
}

/** erfc for x >= 2 by Laplace's continued fraction, from the bottom up; 60 levels reach 1e-16 at 2. */
function erfcFraction(x: number): number {
  let fraction = x;
  for (let n = 60; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (SQRT_PI * fraction);
}

/** The complementary error function; relative error below 1e-13 up to where it underflows (x about 26). */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  return x < 2 ? 1 - erfSeries(x) : erfcFraction(x);
}

/** P(Z <= x) for Z ~ N(0, 1). */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x / SQRT_2);
}

/**
 * The x with P(Z <= x) = p. Starts from the rational approximation of Abramowitz and Stegun 26.2.23 (error 4.5e-4) and
 * polishes with Halley steps. -Infinity at 0, Infinity at 1; throws RangeError outside 0..1.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`normalQuantile: ${p} is not a probability (0 to 1)`);
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  const t = Math.sqrt(-2 * Math.log(p));
  let x = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let step = 0; step < 3; step++) {
    const error = (normalCdf(x) - p) / normalDensity(x);
    x -= error / (1 + 0.5 * x * error);
  }
  return x;
}
