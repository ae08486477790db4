import fc from "fast-check";
import type { Time } from "../../src/market/units.ts";
import { type CoherenceOptions, type CoherentEvent, EventCoherence } from "../../src/model/coherence.ts";

export const NOW = (7 * 24 * 3_600_000) as Time;
export const HOUR = 3_600_000;
/** What the tick adds to a variance, cents^2. */
export const TICK2 = 1;

/** What a leg's model says, and how long ago. */
export interface Quote {
  readonly fair: number;
  readonly sd: number;
  readonly ageHours?: number;
  readonly sigma2?: number;
}

/** The event of these legs, named "0", "1", ...; undefined is a leg that never traded. */
export function eventOf(quotes: readonly (Quote | undefined)[], options?: CoherenceOptions, now = NOW): CoherentEvent {
  const coherence = new EventCoherence(
    quotes.map((_, i) => `${i}`),
    options,
  );
  quotes.forEach((quote, i) => {
    if (quote === undefined) return;
    const at = (now - Math.round((quote.ageHours ?? 0) * HOUR)) as Time;
    coherence.update(`${i}`, { at, fairCents: quote.fair, sdCents: quote.sd }, quote.sigma2 ?? 0);
  });
  return coherence.at(now);
}

export function coherent(event: CoherentEvent): number[] {
  return [...event.legs.values()].map(({ coherentCents }) => coherentCents!);
}

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Legs whose raw values add up to anything from 40c to 250c. */
const leg = fc.record({
  fair: fc.double({ min: 0.5, max: 99, noNaN: true }),
  sd: fc.double({ min: 0, max: 12, noNaN: true }),
  ageHours: fc.double({ min: 0, max: 48, noNaN: true }),
  sigma2: fc.double({ min: 0, max: 0.05, noNaN: true }),
});
/** An event, and one whose legs have all just traded. */
export const event = fc.array(leg, { minLength: 4, maxLength: 20 }).map((legs) => {
  const scale = Math.max(1, total(legs.map(({ fair }) => fair)) / 250);
  return legs.map((one) => ({ ...one, fair: Math.max(0.2, one.fair / scale) }));
});
export const fresh = event.map((legs) => legs.map(({ fair, sd }) => ({ fair, sd })));
