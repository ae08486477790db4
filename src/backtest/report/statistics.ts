import { type Money, toContracts } from "../../market/units.ts";
import { stretchOf } from "./bootstrap.ts";
import { dateOf } from "./event-date.ts";
import { added, type EventTotal } from "./event-total.ts";

export const MICRO_DOLLARS_PER_CENT = 10_000;

/** Net cents per contract filled; undefined when nothing was. */
export function centsPerContract(totals: readonly Pick<EventTotal, "net" | "contracts">[]): number | undefined {
  const contracts = toContracts(added(totals, (total) => total.contracts));
  return contracts === 0 ? undefined : added(totals, ({ net }) => net) / MICRO_DOLLARS_PER_CENT / contracts;
}

/** Net of one event over its standard deviation between events; undefined for fewer than two events or when all are alike. */
export function sharpePerEvent(totals: readonly Pick<EventTotal, "net">[]): number | undefined {
  return meanOverDeviation(totals.map(({ net }) => net));
}

/**
 * How many standard errors the net of a date is from nothing: Student's t over dates, as events of one date are not independent.
 * Undefined for fewer than two dates or when all are alike.
 */
export function tByDate(totals: readonly Pick<EventTotal, "event" | "net">[]): number | undefined {
  const dates = netsByDate(totals);
  const ratio = meanOverDeviation(dates);
  return ratio === undefined ? undefined : ratio * Math.sqrt(dates.length);
}

/**
 * The same where a date tells of the next: less by the square root of 1 + 2 sum (1 - k/L) r_k over k < L, with the correlations r_k of the nets of dates that are k
 * apart and L of `stretchOf` (Bartlett's kernel: Newey and West, Econometrica 55, 1987); never further from nothing than `tByDate`. The totals are in time order.
 */
export function tByDatesInARow(totals: readonly Pick<EventTotal, "event" | "net">[]): number | undefined {
  const t = tByDate(totals);
  if (t === undefined) return undefined;
  const nets = netsByDate(totals);
  const mean = added(nets, (net) => net) / nets.length;
  const products = (apart: number): number =>
    nets.slice(apart).reduce((sum, net, at) => sum + (net - mean) * (nets[at]! - mean), 0);
  const within = stretchOf(nets.length);
  let longer = 1;
  for (let apart = 1; apart < within; apart += 1) longer += 2 * (1 - apart / within) * (products(apart) / products(0));
  return t / Math.sqrt(Math.max(1, longer));
}

function netsByDate(totals: readonly Pick<EventTotal, "event" | "net">[]): readonly number[] {
  const dates = Map.groupBy(totals, ({ event }) => dateOf(event));
  return [...dates.values()].map((events) => added(events, ({ net }) => net));
}

/** The furthest that the amounts, added up in the order given and from nothing, have ever been below their highest. */
export function maxDrawdown(amounts: readonly Money[]): Money {
  let cumulated = 0;
  let highest = 0;
  let deepest = 0;
  for (const amount of amounts) {
    cumulated += amount;
    highest = Math.max(highest, cumulated);
    deepest = Math.max(deepest, highest - cumulated);
  }
  return deepest as Money;
}

function meanOverDeviation(values: readonly number[]): number | undefined {
  const count = values.length;
  if (count < 2) return undefined;
  const mean = added(values, (value) => value) / count;
  const variance = added(values, (value) => (value - mean) ** 2) / (count - 1);
  return variance === 0 ? undefined : mean / Math.sqrt(variance);
}
