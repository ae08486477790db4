import { normalCdf } from "../../model/normal.ts";

const STEPS = 2_000;
const FURTHEST = 12; // where even 1e30 tries have no chance left

/**
 * The largest |t| to expect among so many tries of which none is any good: E max |Z_i| of independent normal Z_i, the integral over x > 0 of
 * 1 - (2 Phi(x) - 1)^n, by Simpson's rule. What was chosen as the best of n must be further from nothing than this. Tries that resemble
 * one another reach less far. Throws RangeError for less than one try.
 *
 * @param degrees one less than the dates that t is over, where they are few: of Student's t instead of Z, which reaches further; with one degree of
 *   freedom there is no bound, and with none no t
 */
export function expectedLargestT(tries: number, degrees = Number.POSITIVE_INFINITY): number {
  if (!(tries >= 1)) throw new RangeError(`tries: ${tries} is not a number of tries (1 or more)`);
  if (degrees < 2) return Number.POSITIVE_INFINITY;
  if (Number.isFinite(degrees)) return ofStudent(tries, degrees);
  const step = FURTHEST / STEPS;
  let total = 0;
  for (let at = 0; at <= STEPS; at += 1) {
    const weight = at === 0 || at === STEPS ? 1 : at % 2 === 1 ? 4 : 2;
    total += weight * chanceOfAny(tries, 2 * normalCdf(-at * step));
  }
  return (total * step) / 3;
}

/** That at least one of so many is beyond, where one is with this chance. */
function chanceOfAny(tries: number, beyond: number): number {
  return beyond >= 1 ? 1 : -Math.expm1(tries * Math.log1p(-beyond));
}

/** With T = sqrt(df) tan(u) the density of u is in proportion to cos(u)^(df - 1), added up from the far end inwards, and dT = sqrt(df) / cos(u)^2 du. */
function ofStudent(tries: number, degrees: number): number {
  const step = Math.PI / 2 / STEPS;
  const cosines = Array.from({ length: STEPS }, (_, at) => Math.cos(at * step));
  const density = [...cosines.map((cosine) => cosine ** (degrees - 1)), 0];
  const beyond = new Float64Array(STEPS + 1);
  for (let at = STEPS - 1; at >= 0; at -= 1) beyond[at] = beyond[at + 1]! + (density[at]! + density[at + 1]!) / 2;
  const total = cosines.reduce((sum, cosine, at) => {
    const weight = at === 0 ? 0.5 : at === STEPS - 1 ? 1.5 : 1; // at the far end itself it is as just before it
    return sum + (weight * chanceOfAny(tries, beyond[at]! / beyond[0]!)) / cosine ** 2;
  }, 0);
  return total * step * Math.sqrt(degrees);
}
