import { type TakerOrder, vwapCents } from "../market/taker-order.ts";
import type { Time } from "../market/units.ts";
import { TRUSTED_FROM_CENTS, TRUSTED_TO_CENTS } from "./horizon.ts";
import type { Estimate } from "./leg-model.ts";
import { clip } from "./log-odds.ts";
import { beliefVolatility, type ModelParameters } from "./parameters.ts";
import { printLogOdds } from "./tick-observation.ts";

/** What the past says sigma_b^2 is to be multiplied by at one time to close. */
export interface TermFactor {
  /** The factor to use; 1 as long as nothing significant is known. */
  readonly value: number;
  /** Whose evidence it is: of this time to close, of all times together, or nobody's. */
  readonly basis: "bucket" | "overall" | "none";
  /** The unshrunk estimate at this time to close and its standard error, clustered by event; null with fewer than two events. */
  readonly estimate: number | null;
  readonly standardError: number | null;
  /** Finished events with a window in it. */
  readonly events: number;
}

/** Sums over finished events of (a, b, a^2, a b, b^2): a / b estimates the factor. Plain data. */
export interface TermSums {
  readonly events: number;
  readonly a: number;
  readonly b: number;
  readonly aa: number;
  readonly ab: number;
  readonly bb: number;
}

/** The term structure as plain data: one entry for each bucket of `TERM_EDGES_HOURS` and one for all of them, last. */
export type VolatilityTermState = readonly TermSums[];

/** Bounds between the buckets of the time to close, hours. */
export const TERM_EDGES_HOURS: readonly number[] = [2, 4, 6, 8, 10, 12, 16, 24, 48, 96, 168, 336];

const BUCKETS = TERM_EDGES_HOURS.length + 1;
const HOUR_MS = 3_600_000;
const WINDOW_FROM_HOURS = 0.5; // so long that the noise of a print is small beside the move
const WINDOW_TO_HOURS = 12; // and not so long that it belongs to no one time

const MINIMUM_EVENTS = 8;
const SIGNIFICANT = 2; // standard errors
const PRIOR_EVENTS = 5;
const LEAST_FACTOR = 1 / 20;
const MOST_FACTOR = 20;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Window {
  readonly at: Time;
  readonly bucket: number;
  readonly logOdds: number;
  /** Of the move to a later print, without what happens in between: posterior and print. */
  readonly noise: number;
  /** Belief variance per hour at its start. */
  readonly sigma2PerHour: number;
  /** Whether its move is to be counted. */
  readonly counts: boolean;
}

/**
 * The term structure of belief volatility: how sigma_b^2 at each time to close compares with what the legs' own calibrations
 * say, learnt from the finished events of a series.
 *
 * Every leg is cut into windows of at least half an hour, from the estimate after one order to the print of a later one. The
 * squared move has expectation noise + F sigma_b^2 h with one unknown, F; weighted by the square of its signal's share, this
 * is the likelihood's own step (Fisher scoring) at the factor in force. The windows of an event share its news: the event is
 * the unit of observation, and standard errors are clustered by it. A factor is used only from 8 events on and when it is
 * 2 standard errors from the factor of all times (and that one from 1), and is drawn to it by 5 events' worth. Windows that
 * start outside 4 to 96 cents are left out, as ticks and not beliefs make the moves there, and so are those of legs without
 * a calibration of their own. An event counts once it is finished: a factor knows nothing of the event it is used in.
 *
 * This is as much of the surface sigma_b(time to close, |x|) as the data carry (Dalen, arXiv 2510.15205, section 5, fits
 * splines to it). On daily weather events (Chicago, Austin and New York: 687 events, 24,937 windows) the time to close
 * matters: the factor is 5 to 11 at 6 to 12 hours before the close, while the day's temperature peaks, and 0.9 to 2 in the
 * night before, with errors of a tenth to a fifth. Used walk-forward it forecasts the squared moves better than one factor for
 * all times does (QLIKE, paired by event: t = -2.1, -6.8, -3.7). Given it, factors by |x| between 4 and 96 cents forecast no
 * better or worse (t = -1.2, 2.5, 3.3), so there are none. On KXTOPMONTHLY three events have legs with orders enough: nothing
 * there is significant, and nothing is used.
 */
export class VolatilityTerm {
  readonly #sums: Mutable<TermSums>[] = Array.from({ length: BUCKETS + 1 }, () => empty());
  readonly #windows = new Map<string, Window>();
  /** The present event's a and b by bucket. */
  readonly #a = new Float64Array(BUCKETS);
  readonly #b = new Float64Array(BUCKETS);
  readonly #values = new Float64Array(BUCKETS).fill(1);

  /** The term structure of a snapshot. Throws RangeError when it has another number of buckets. */
  static restore(state: VolatilityTermState): VolatilityTerm {
    if (state.length !== BUCKETS + 1) {
      throw new RangeError(`volatility term: a state of ${state.length} entries, where ${BUCKETS + 1} are needed`);
    }
    const term = new VolatilityTerm();
    state.forEach((sums, i) => {
      Object.assign(term.#sums[i]!, sums);
    });
    term.#settle();
    return term;
  }

  /**
   * Takes in a leg's merged taker order, with the estimate after it and the parameters in force. Orders of a leg come in
   * time order. O(1).
   */
  observe(
    order: TakerOrder,
    estimate: Pick<Estimate, "fairCents" | "logOdds" | "variance">,
    parameters: ModelParameters,
    closesAt: Time,
  ): void {
    const window = this.#windows.get(order.ticker);
    if (window !== undefined) {
      const hours = (order.at - window.at) / HOUR_MS;
      if (hours < WINDOW_FROM_HOURS) return;
      if (hours <= WINDOW_TO_HOURS && window.counts) this.#add(window, hours, printLogOdds(vwapCents(order)));
    }
    const { fairCents, logOdds, variance } = estimate;
    this.#windows.set(order.ticker, {
      at: order.at,
      bucket: bucketOf((closesAt - order.at) / HOUR_MS),
      logOdds,
      noise: variance + printVariance(parameters, fairCents / 100),
      sigma2PerHour: beliefVolatility(parameters) ** 2,
      counts: parameters.calibrated && fairCents >= TRUSTED_FROM_CENTS && fairCents <= TRUSTED_TO_CENTS,
    });
  }

  /** The event is over: what it showed counts from now on, for the events after it. */
  finishEvent(): void {
    let a = 0;
    let b = 0;
    for (let i = 0; i < BUCKETS; i++) {
      count(this.#sums[i]!, this.#a[i]!, this.#b[i]!);
      a += this.#a[i]!;
      b += this.#b[i]!;
    }
    count(this.#sums[BUCKETS]!, a, b);
    this.#a.fill(0);
    this.#b.fill(0);
    this.#windows.clear();
    this.#settle();
  }

  /** The factor at a time to close; times after the close count as 0. */
  factor(hoursToClose: number): TermFactor {
    return this.#factorOf(bucketOf(hoursToClose));
  }

  /** The hours left to the close at the pace of the calibrations: the integral of the factor over them. 0 after the close. */
  effectiveHours(hoursToClose: number): number {
    let sum = 0;
    let from = 0;
    for (let i = 0; i < BUCKETS && from < hoursToClose; i++) {
      const to = Math.min(TERM_EDGES_HOURS[i] ?? Number.POSITIVE_INFINITY, hoursToClose);
      sum += this.#values[i]! * (to - from);
      from = to;
    }
    return sum;
  }

  snapshot(): VolatilityTermState {
    return this.#sums.map((sums) => ({ ...sums }));
  }

  #add({ bucket, logOdds, noise, sigma2PerHour }: Window, hours: number, print: number): void {
    const expected = sigma2PerHour * hours;
    if (!(expected > 0)) return;
    const move = print - logOdds;
    const signal = this.#values[bucket]! * expected;
    const weight = (signal / (signal + noise)) ** 2;
    this.#a[bucket]! += (weight * (move * move - noise)) / expected;
    this.#b[bucket]! += weight;
  }

  #settle(): void {
    for (let i = 0; i < BUCKETS; i++) this.#values[i] = this.#factorOf(i).value;
  }

  #factorOf(bucket: number): TermFactor {
    const all = this.#sums[BUCKETS]!;
    const own = this.#sums[bucket]!;
    const overall = isSignificant(all, 1) ? shrunk(all, 1) : 1;
    const ownCounts = isSignificant(own, overall);
    return {
      value: clip(ownCounts ? shrunk(own, overall) : overall, LEAST_FACTOR, MOST_FACTOR),
      basis: ownCounts ? "bucket" : overall === 1 ? "none" : "overall",
      estimate: own.events < 2 ? null : own.a / own.b,
      standardError: own.events < 2 ? null : standardError(own),
      events: own.events,
    };
  }
}

function bucketOf(hoursToClose: number): number {
  let bucket = 0;
  while (bucket < TERM_EDGES_HOURS.length && hoursToClose >= TERM_EDGES_HOURS[bucket]!) bucket++;
  return bucket;
}

/** The variance of a print of the usual size around the fair value p, whichever side took: logit^2. */
function printVariance({ noiseCents2, bounceCents }: ModelParameters, p: number): number {
  const centsPerLogit = 100 * clip(p * (1 - p), 1e-4, 1);
  return (noiseCents2 + bounceCents * bounceCents + 1 / 12) / (centsPerLogit * centsPerLogit);
}

function empty(): Mutable<TermSums> {
  return { events: 0, a: 0, b: 0, aa: 0, ab: 0, bb: 0 };
}

function count(sums: Mutable<TermSums>, a: number, b: number): void {
  if (b === 0) return;
  sums.events++;
  sums.a += a;
  sums.b += b;
  sums.aa += a * a;
  sums.ab += a * b;
  sums.bb += b * b;
}

/** Of a / b, over events: the spread of a - (a / b) b. */
function standardError({ events, a, b, aa, ab, bb }: TermSums): number {
  const ratio = a / b;
  const squares = Math.max(0, aa - 2 * ratio * ab + ratio * ratio * bb);
  return Math.sqrt((squares * events) / (events - 1)) / b;
}

function isSignificant(sums: TermSums, from: number): boolean {
  return sums.events >= MINIMUM_EVENTS && Math.abs(sums.a / sums.b - from) >= SIGNIFICANT * standardError(sums);
}

function shrunk({ events, a, b }: TermSums, to: number): number {
  return (events * (a / b) + PRIOR_EVENTS * to) / (events + PRIOR_EVENTS);
}
