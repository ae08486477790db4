import type { FeeSchedule, MarketEvent } from "../../market/event.ts";
import { PRICE_ONE, type Price, type Time } from "../../market/units.ts";
import type { Candidate, Horizon } from "./event-process.ts";

/** Simulations start here unless told otherwise, at noon in New York. */
export const SIMULATION_START = Date.UTC(2026, 8, 28, 16) as Time;
/** From there to the close, which is at noon on the last day of the month, as the real events' is. */
export const HOURS_TO_CLOSE = 48;

/** The simulated artists, none of whom exists. `share` is roughly the chance of winning, before chance has its say. */
const ARTISTS = [
  { suffix: "MARV", title: "Mara Velasco", share: 0.38 },
  { suffix: "TIDE", title: "The Night Tides", share: 0.26 },
  { suffix: "JUNO", title: "Juno Ashby", share: 0.15 },
  { suffix: "HALC", title: "DJ Halcyon", share: 0.09 },
  { suffix: "ODES", title: "Odessa Flint", share: 0.05 },
  { suffix: "PRSM", title: "Prism Avenue", share: 0.025 },
  { suffix: "ORYX", title: "Tomas Oryx", share: 0.015 },
  { suffix: "VELV", title: "Velvet Harbour", share: 0.012 },
  { suffix: "COBA", title: "Cobalt Choir", share: 0.01 },
  { suffix: "LIND", title: "Nova Lindgard", share: 0.008 },
] as const;

const SERIES = "KXTOPMONTHLY";
const EVENT = `${SERIES}-26SEP`;

/** The event as the exchange lists it: ten artists, whole cents. */
export function simulatedEvent(closeTime: Time, fees: FeeSchedule): MarketEvent {
  return {
    ticker: EVENT,
    series: SERIES,
    title: "Top artist on Spotify by monthly listeners at the end of September 2026?",
    mutuallyExclusive: true,
    fees,
    legs: ARTISTS.map(({ suffix, title }) => ({
      ticker: `${EVENT}-${suffix}`,
      title,
      status: "active",
      closeTime,
      priceRanges: [{ start: 0 as Price, end: PRICE_ONE, step: 100 }],
    })),
  };
}

/** Whom the contracts are about. */
export function simulatedTitles(): readonly string[] {
  return ARTISTS.map(({ title }) => title);
}

/** The same artists as the event process sees them, one for each leg in order. */
export function candidates(): readonly Candidate[] {
  const total = ARTISTS.reduce((sum, { share }) => sum + share, 0);
  return ARTISTS.map(({ share }) => ({
    probability: share / total,
    variancePerHour: 0.003,
    newsPerHour: share > 0.04 ? 1 / 12 : 1 / 36,
    newsVariance: 0.12,
  }));
}

/** Most is decided in the last hours: the listeners of the last day are being counted. */
export function horizon(hours: number): Horizon {
  return { hours, resolvingHours: 12 };
}
