import type { Random } from "../../ambient/random.ts";
import { toContracts, toDollars } from "../../market/units.ts";
import { dateOf } from "./event-date.ts";
import { added, type EventTotal } from "./event-total.ts";

/** Low and high. */
export type Interval = readonly [number, number];

/** Where each figure lies with 95% confidence; undefined where it can't be said. */
export interface Intervals {
  /** Net, per contract filled. */
  readonly centsPerContract: Interval | undefined;
  readonly netUsd: Interval | undefined;
  readonly sharpePerEvent: Interval | undefined;
}

/** What the bootstrap needs of an event. */
export type Resampled = Pick<EventTotal, "event" | "net" | "contracts">;

const RESAMPLES = 2_000;
const TAIL = 0.025;
const CENTS_PER_DOLLAR = 100;

/**
 * The percentile bootstrap over dates (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13), all events of a date drawn
 * together. Undefined for fewer than two dates, which say nothing about others. With few dates it is too narrow, as every bootstrap is.
 *
 * @param inARow how many dates that follow each other are drawn together, where one tells of the next: the circular block bootstrap (Politis and Romano,
 *   in "Exploring the Limits of Bootstrap", 1992), the last date's next being the first. The events of dates must be in their order then.
 */
export function intervals95(totals: readonly Resampled[], random: Random, inARow = 1): Intervals {
  const sums = sumsByDate(totals);
  const dates = sums.events.length;
  if (dates < 2) return { centsPerContract: undefined, netUsd: undefined, sharpePerEvent: undefined };
  const ratios = new Draws();
  const nets = new Draws();
  const sharpes = new Draws();
  for (let resample = 0; resample < RESAMPLES; resample += 1) {
    let events = 0;
    let net = 0;
    let contracts = 0;
    let centred = 0;
    let squares = 0;
    let date = 0;
    for (let draw = 0; draw < dates; draw += 1) {
      date = draw % inARow === 0 ? random.integer(0, dates - 1) : (date + 1) % dates;
      events += sums.events[date]!;
      net += sums.net[date]!;
      contracts += sums.contracts[date]!;
      centred += sums.centred[date]!;
      squares += sums.squares[date]!;
    }
    nets.add(net);
    if (contracts > 0) ratios.add((CENTS_PER_DOLLAR * net) / contracts); // a draw without a fill has no ratio
    const variance = (squares - (centred * centred) / events) / (events - 1);
    if (variance > sums.smallest) sharpes.add(net / events / Math.sqrt(variance)); // nor has one of equal events a Sharpe
  }
  return { centsPerContract: ratios.middle95(), netUsd: nets.middle95(), sharpePerEvent: sharpes.middle95() };
}

/** How many dates in a row to draw of so many: their cube root, as the variance is found best (Hall, Horowitz and Jing, Biometrika 82, 1995). */
export function stretchOf(dates: number): number {
  return Math.max(1, Math.ceil(Math.cbrt(dates) - 1e-9));
}

/** Where differences, the second less the first, lie with 95% confidence; undefined where it can't be said. */
export type DifferenceIntervals = Pick<Intervals, "centsPerContract" | "netUsd">;

/** The interval of the difference in net cents per contract: see `differenceIntervals95`. */
export function differenceInterval95(
  first: readonly Resampled[],
  second: readonly Resampled[],
  random: Random,
): Interval | undefined {
  return differenceIntervals95(first, second, random).centsPerContract;
}

/**
 * Where the differences in net, the second less the first, lie with 95% confidence. Both have traded the same events, and the same dates are
 * drawn for both, so that what moves both doesn't count.
 */
export function differenceIntervals95(
  first: readonly Resampled[],
  second: readonly Resampled[],
  random: Random,
): DifferenceIntervals {
  const one = sumsByDate(first);
  const other = sumsByDate(second);
  const dates = one.dates.length;
  if (dates < 2) return { centsPerContract: undefined, netUsd: undefined };
  const across = one.dates.map((date) => other.dates.indexOf(date));
  if (across.includes(-1) || other.dates.length !== dates) {
    throw new RangeError("differenceInterval95: the two have traded different dates");
  }
  const differences = new Draws();
  const nets = new Draws();
  for (let resample = 0; resample < RESAMPLES; resample += 1) {
    const net = [0, 0];
    const contracts = [0, 0];
    for (let draw = 0; draw < dates; draw += 1) {
      const date = random.integer(0, dates - 1);
      const same = across[date]!;
      net[0]! += one.net[date]!;
      contracts[0]! += one.contracts[date]!;
      net[1]! += other.net[same]!;
      contracts[1]! += other.contracts[same]!;
    }
    nets.add(net[1]! - net[0]!);
    if (contracts[0]! === 0 || contracts[1]! === 0) continue;
    differences.add(CENTS_PER_DOLLAR * (net[1]! / contracts[1]! - net[0]! / contracts[0]!));
  }
  return { centsPerContract: differences.middle95(), netUsd: nets.middle95() };
}

/** Sums of the events of each date, in dollars and contracts: a resample is then a sum over dates. */
interface DateSums {
  readonly dates: readonly string[];
  readonly events: Float64Array;
  readonly net: Float64Array;
  readonly contracts: Float64Array;
  /** Of net less its mean over all events, and of that squared: the variance of a resample without loss of digits. */
  readonly centred: Float64Array;
  readonly squares: Float64Array;
  /** A variance not above this is rounding. */
  readonly smallest: number;
}

function sumsByDate(totals: readonly Resampled[]): DateSums {
  const mean = totals.length === 0 ? 0 : added(totals, ({ net }) => toDollars(net)) / totals.length;
  const byDate = Map.groupBy(totals, ({ event }) => dateOf(event));
  const sum = (of: (total: Resampled) => number): Float64Array =>
    Float64Array.from(byDate.values(), (events) => added(events, of));
  const squares = sum(({ net }) => (toDollars(net) - mean) ** 2);
  return {
    dates: [...byDate.keys()],
    events: sum(() => 1),
    net: sum(({ net }) => toDollars(net)),
    contracts: sum(({ contracts }) => toContracts(contracts)),
    centred: sum(({ net }) => toDollars(net) - mean),
    squares,
    smallest: 1e-12 * squares.reduce((total, square) => total + square, 0),
  };
}

/** What the resamples gave. */
class Draws {
  readonly #drawn = new Float64Array(RESAMPLES);
  #count = 0;

  add(value: number): void {
    this.#drawn[this.#count] = value;
    this.#count += 1;
  }

  middle95(): Interval | undefined {
    if (this.#count === 0) return undefined;
    const sorted = this.#drawn.subarray(0, this.#count).sort();
    return [percentile(sorted, TAIL), percentile(sorted, 1 - TAIL)];
  }
}

/** Linear between the two nearest ranks. */
function percentile(sorted: Float64Array, share: number): number {
  const rank = share * (sorted.length - 1);
  const below = Math.floor(rank);
  const low = sorted[below]!;
  return low + (rank - below) * (sorted[Math.ceil(rank)]! - low);
}
