/** P(X <= x) of a law around 0 with scale 1. */
type Law = (x: number) => number;

function laplace(x: number): number {
  return x < 0 ? 0.5 * Math.exp(x) : 1 - 0.5 * Math.exp(-x);
}

/** Student's t with 2 and with 4 degrees of freedom have closed forms. */
function student2(x: number): number {
  return Number.isFinite(x) ? 0.5 + x / (2 * Math.sqrt(2 + x * x)) : x > 0 ? 1 : 0;
}

function student4(x: number): number {
  if (!Number.isFinite(x)) return x > 0 ? 1 : 0;
  const r = x / Math.sqrt(4 + x * x);
  return 0.5 + r * (0.75 - 0.25 * r * r);
}

const LAWS: readonly Law[] = [laplace, student2, student4];

/** Cents, each a quarter wider than the one before: from nearly sure of the cent to knowing next to nothing. */
const SCALES: readonly number[] = Array.from({ length: 24 }, (_, i) => 0.12 * 1.25 ** i);

/** How many laws of errors there are, each of its kind and scale. */
export const SPREAD_LAWS: number = LAWS.length * SCALES.length;

/** Fills in the probability of an error between `low` and `high` cents, by law, from place `first` on. */
export function spreadProbabilities(low: number, high: number, into: Float64Array, first: number): void {
  let at = first;
  for (const law of LAWS) {
    for (const scale of SCALES) into[at++] = law(high / scale) - law(low / scale);
  }
}
