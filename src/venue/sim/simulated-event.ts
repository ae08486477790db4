import type { Random } from "../../ambient/random.ts";
import type { FeeSchedule, MarketEvent } from "../../market/event.ts";
import { after, PRICE_ONE, type Price, type Time } from "../../market/units.ts";
import type { Candidate } from "./event-process.ts";

/** Simulations start here unless told otherwise, at noon in New York. */
export const SIMULATION_START = Date.UTC(2026, 8, 28, 16) as Time;
/** The close is at noon on the last day of the month, as the real events' is. */
const CLOSE = after(SIMULATION_START, 48 * 3_600_000);

/** The simulated artists, none of whom exists, the likeliest first. */
const ARTISTS = [
  { suffix: "MARV", title: "Mara Velasco" },
  { suffix: "TIDE", title: "The Night Tides" },
  { suffix: "JUNO", title: "Juno Ashby" },
  { suffix: "HALC", title: "DJ Halcyon" },
  { suffix: "ODES", title: "Odessa Flint" },
  { suffix: "PRSM", title: "Prism Avenue" },
  { suffix: "ORYX", title: "Tomas Oryx" },
  { suffix: "VELV", title: "Velvet Harbour" },
  { suffix: "COBA", title: "Cobalt Choir" },
  { suffix: "LIND", title: "Nova Lindgard" },
  { suffix: "SABL", title: "Sable Quartet" },
  { suffix: "KITE", title: "Kite Season" },
  { suffix: "ROMA", title: "Roma Delacroix" },
  { suffix: "UMBR", title: "Umbra" },
] as const;

/** What the event is about and how its result comes to be known. */
export interface EventStyle {
  /** From the start to the close. */
  readonly hoursToClose: number;
  /** The artists' chances of winning, in proportion, before chance has its say: one for each that is listed. */
  readonly shares: readonly number[];
  /** As in `Candidate`. */
  readonly variancePerHour: number;
  readonly newsVariance: number;
  /** Mean time between news of a contender, and of an outsider. */
  readonly hoursBetweenNews: readonly [contender: number, outsider: number];
  /** As in `Horizon`. */
  readonly resolvingHours: number;
  /** How often the truth moves between pieces of news. */
  readonly tickMs: number;
  /** Variance of the evidence about every artist that the day's count of listeners brings at noon in New York, logit^2; 0: none does. */
  readonly dailyVariance: number;
  /** How many outsiders are listed in the course of the month, as markets that open then. */
  readonly lateLegs: number;
  /** Evidence in what one was listed for, logit^2. */
  readonly lateNewsVariance: number;
}

const CONTENDER = 0.04; // a share beyond it
const FIRST_LATE = 3; // of the artists in order: those before are known to be contenders
const LATE_FROM = 0.1; // of the time to the close
const LATE_TO = 0.75;

const SERIES = "KXTOPMONTHLY";
const EVENT = `${SERIES}-26SEP`;

/** When a simulation of such an event starts unless told otherwise. */
export function startOf({ hoursToClose }: EventStyle): Time {
  return after(CLOSE, -hoursToClose * 3_600_000);
}

/** The event as the exchange lists it, in whole cents. */
export function simulatedEvent({ shares }: EventStyle, closeTime: Time, fees: FeeSchedule): MarketEvent {
  return {
    ticker: EVENT,
    series: SERIES,
    title: "Top artist on Spotify by monthly listeners at the end of September 2026?",
    mutuallyExclusive: true,
    fees,
    legs: ARTISTS.slice(0, shares.length).map(({ suffix, title }) => ({
      ticker: `${EVENT}-${suffix}`,
      title,
      status: "active",
      closeTime,
      priceRanges: [{ start: 0 as Price, end: PRICE_ONE, step: 100 }],
    })),
  };
}

/** Whom the contracts of the usual event are about. */
export function simulatedTitles(): readonly string[] {
  return ARTISTS.slice(0, 10).map(({ title }) => title);
}

/** The same artists as the event process sees them, one for each leg in order. */
export function candidates({
  shares,
  variancePerHour,
  hoursBetweenNews,
  newsVariance,
}: EventStyle): readonly Candidate[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const [contender, outsider] = hoursBetweenNews;
  return shares.map((share) => ({
    probability: share / total,
    variancePerHour,
    newsPerHour: share > CONTENDER ? 1 / contender : 1 / outsider,
    newsVariance,
  }));
}

/** Which legs open late: their indices among the artists and, as shares of the time from the start to the close, when. */
export function lateLegs(
  { shares, lateLegs: count }: EventStyle,
  random: Random,
): readonly { readonly index: number; readonly share: number }[] {
  const indices = [...shares.keys()].slice(FIRST_LATE);
  return Array.from({ length: Math.min(count, indices.length) }, () => {
    const [index] = indices.splice(random.integer(0, indices.length - 1), 1);
    return { index: index!, share: random.uniform(LATE_FROM, LATE_TO) };
  });
}
