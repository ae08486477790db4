/** Log-odds, and the probability they stand for. Natural logarithms; probabilities of YES in 0..1. */

/** ln(p / (1 - p)), accurate to the last digits near 0 and 1; -Infinity at 0, Infinity at 1. */
export function logit(p: number): number {
  return Math.log(p) - Math.log1p(-p);
}

/** 1 / (1 + e^-x), split by sign so that neither branch overflows. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const odds = Math.exp(x);
  return odds / (1 + odds);
}

/** `value` moved into `low`..`high`. */
export function clip(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}
