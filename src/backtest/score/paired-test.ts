import type { Random } from "../../ambient/random.ts";
import { twoSidedP } from "./student-t.ts";

/** Whether two methods differ, tested on the differences of their mean scores by event. */
export interface PairedTest {
  readonly events: number;
  /** Of the events' own means, every event counting the same. */
  readonly meanDifference: number;
  /** Student's t of that mean and its two-sided p; null when all events differ alike. */
  readonly t: number | null;
  readonly p: number | null;
  /** How often a mean at least so far from zero comes up when the events' signs are chance: two-sided. */
  readonly permutationP: number;
}

/** Up to so many events every pattern of signs is tried; beyond, as many patterns are drawn. */
const EXACT_EVENTS = 13;
const PATTERNS = 2 ** EXACT_EVENTS;

/** Rounding must not make a pattern less extreme than its own mirror image. */
const SLACK = 1 - 1e-12;

/**
 * Diebold and Mariano's comparison in blocks: an event's forecasts stand and fall together, so each event is one observation. Undefined
 * for fewer than two events.
 *
 * @param differences one an event, its mean score of one method less that of the other
 */
export function pairedTest(differences: readonly number[], random: Random): PairedTest | undefined {
  const events = differences.length;
  if (events < 2) return undefined;
  const meanDifference = sum(differences) / events;
  const variance = sum(differences.map((difference) => (difference - meanDifference) ** 2)) / (events - 1);
  const t = variance > 0 ? meanDifference / Math.sqrt(variance / events) : null;
  return {
    events,
    meanDifference,
    t,
    p: t === null ? null : twoSidedP(t, events - 1),
    permutationP: signFlips(differences, random),
  };
}

function signFlips(differences: readonly number[], random: Random): number {
  const limit = SLACK * Math.abs(sum(differences));
  const isExact = differences.length <= EXACT_EVENTS;
  const patterns = isExact ? 2 ** differences.length : PATTERNS;
  let extreme = isExact ? 0 : 1; // the pattern that happened is one of those drawn
  for (let pattern = 0; pattern < patterns; pattern++) {
    let total = 0;
    let bits = pattern;
    for (let i = 0; i < differences.length; i++) {
      if (!isExact && i % 32 === 0) bits = random.bits();
      total += bits & 1 ? differences[i]! : -differences[i]!;
      bits >>>= 1;
    }
    if (Math.abs(total) >= limit) extreme += 1;
  }
  return extreme / (isExact ? patterns : patterns + 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
