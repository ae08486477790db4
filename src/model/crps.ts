import { normalCdf, normalDensity } from "./normal.ts";

/** A Gaussian of a mixture. */
export interface Component {
  readonly weight: number;
  readonly mean: number;
  readonly deviation: number;
}

/** E|X| for X ~ N(mean, deviation^2). */
function expectedDistance(mean: number, deviation: number): number {
  if (deviation === 0) return Math.abs(mean);
  const z = mean / deviation;
  return mean * (2 * normalCdf(z) - 1) + 2 * deviation * normalDensity(z);
}

/**
 * The continuous ranked probability score of a Gaussian mixture met by `value`, in the value's unit: E|X - y| - E|X - X'| / 2. Zero for a
 * certain and right forecast, and never less; unlike the log score a bad miss costs its distance and no more (Gneiting and Raftery,
 * J. Amer. Statist. Assoc. 102, 2007).
 */
export function mixtureCrps(components: readonly Component[], value: number): number {
  let score = 0;
  for (const one of components) {
    score += one.weight * expectedDistance(value - one.mean, one.deviation);
    for (const other of components) {
      const spread = Math.hypot(one.deviation, other.deviation);
      score -= 0.5 * one.weight * other.weight * expectedDistance(one.mean - other.mean, spread);
    }
  }
  return score;
}
