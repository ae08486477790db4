import type { Time } from "../../market/units.ts";

/** One reading of an artist's popularity, 0 to 100. */
export interface PopularityReading {
  readonly at: Time;
  readonly value: number;
}

/** What is kept of an artist's readings: one a day of the last so many days that had one. */
const DAYS_KEPT = 60;
/** Fewer days than this are no history to compare with. */
const DAYS_NEEDED = 7;
const DAY_MS = 86_400_000;
/** The median absolute deviation of a normal law is so much of its standard deviation. */
const MAD_OF_SIGMA = 0.6745;
/** Spotify rounds to whole points: a history that never moved has at least this spread. */
const LEAST_SIGMA = 0.5;

/** A history with one more reading. Of a day the last reading counts. */
export function withReading(
  history: readonly PopularityReading[],
  reading: PopularityReading,
): readonly PopularityReading[] {
  const day = dayOf(reading.at);
  return [...history.filter(({ at }) => dayOf(at) !== day), reading].slice(-DAYS_KEPT);
}

/**
 * How far a reading stands above or below the days before its own: (value - median) / robust standard deviation, which is the median absolute deviation
 * over 0.6745, at least half a point (Iglewicz and Hoaglin 1993). Undefined with fewer than 7 days to compare with.
 */
export function popularityScore(history: readonly PopularityReading[], reading: PopularityReading): number | undefined {
  const day = dayOf(reading.at);
  const before = history.filter(({ at }) => dayOf(at) < day).map(({ value }) => value);
  if (before.length < DAYS_NEEDED) return undefined;
  const middle = median(before);
  const spread = median(before.map((value) => Math.abs(value - middle))) / MAD_OF_SIGMA;
  return (reading.value - middle) / Math.max(LEAST_SIGMA, spread);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function dayOf(at: Time): number {
  return Math.floor(at / DAY_MS);
}
