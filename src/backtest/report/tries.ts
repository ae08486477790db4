import { normalCdf } from "../../model/normal.ts";

const STEPS = 2_000;
const FURTHEST = 12; // where even 1e30 tries have no chance left

/**
 * The largest |t| to expect among so many tries of which none is any good: E max |Z_i| of independent normal Z_i, the integral over x > 0 of
 * 1 - (2 Phi(x) - 1)^n, by Simpson's rule. What was chosen as the best of n must be further from nothing than this. Tries that resemble
 * one another reach less far. Throws RangeError for less than one try.
 */
export function expectedLargestT(tries: number): number {
  if (!(tries >= 1)) throw new RangeError(`tries: ${tries} is not a number of tries (1 or more)`);
  const step = FURTHEST / STEPS;
  let total = 0;
  for (let at = 0; at <= STEPS; at += 1) {
    const weight = at === 0 || at === STEPS ? 1 : at % 2 === 1 ? 4 : 2;
    const beyond = 2 * normalCdf(-at * step); // of one try
    total += weight * (beyond >= 1 ? 1 : -Math.expm1(tries * Math.log1p(-beyond)));
  }
  return (total * step) / 3;
}
