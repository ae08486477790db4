import type { Time } from "../market/units.ts";
import { commonTilt } from "./common-tilt.ts";
import { logit, sigmoid } from "./log-odds.ts";
import { resolvedShare } from "./resolved-share.ts";

/** What a leg's own model says: the part of its estimate that counts here. */
export interface LegPosterior {
  /** Of the leg's last order. */
  readonly at: Time;
  /** Mean and standard deviation of its probability, in cents of YES. 0 or 100 with deviation 0 is an outcome that is known. */
  readonly fairCents: number;
  readonly sdCents: number;
}

export interface CoherenceOptions {
  /**
   * How far to go from the raw fair values (0) to coherent ones (1, the default). Prices keep part of an overround: on weather
   * tapes 1 forecasts the outcome best, and 0.5 the next order and the next quarter of an hour.
   */
  readonly strength?: number;
  /** With fewer informed legs nothing is made coherent: 4 by default, or all legs where there are fewer. */
  readonly minimumInformed?: number;
  /** The probability at first sight that the winner is not among the legs. 0, the default, is never. */
  readonly unlistedProbability?: number;
}

/** A leg among the legs of its event. Cents of YES. */
export interface CoherentLeg {
  readonly ticker: string;
  /** It has traded, and not so long ago that much may have happened since (a quarter of what was open is the limit). */
  readonly informed: boolean;
  /** The fair value by its own model, and its standard deviation at the time asked for. Null: it has never traded. */
  readonly rawCents: number | null;
  readonly rawSdCents: number | null;
  /** The coherent fair value and its standard deviation; the raw ones while the event isn't coherent. */
  readonly coherentCents: number | null;
  readonly coherentSdCents: number | null;
  /** Raw less coherent: what the other legs say is too much. In cents, and in the leg's own raw standard deviations. */
  readonly residualCents: number | null;
  readonly residualSd: number | null;
}

/** `unattainable`: the legs that are certain leave no room for a sum of one. */
export type CoherenceStatus = "coherent" | "too few informed legs" | "unattainable";

/** All legs of an event at one time. */
export interface CoherentEvent {
  readonly at: Time;
  readonly status: CoherenceStatus;
  readonly legs: ReadonlyMap<string, CoherentLeg>;
  readonly informed: number;
  /** The sum of the raw fair values of the legs that have traded, and the legs it leaves out. */
  readonly sumCents: number;
  readonly untraded: number;
  /** The coherent share of those legs together, and of a winner who isn't listed. Null while the event isn't coherent. */
  readonly untradedCents: number | null;
  readonly unlistedCents: number | null;
  /**
   * The sum's distance from one in its own standard deviations: of mean square 1 if the legs' models are right and prices have
   * no overround. On weather tapes, whose raw fair values add up to 106c on average, it is 2.5 to 2.9.
   */
  readonly z: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface LegState {
  readonly shown: Mutable<CoherentLeg>;
  /** Undefined: never traded. */
  lastAt: Time | undefined;
  p: number;
  /** How open p is by the leg's own orders, the tick included. */
  openness: number;
  sigma2PerHour: number;
}

const HOUR_MS = 3_600_000;
const TICK = 0.01;

/** A leg is informed as long as no more than this share of what was open may have been resolved since its last order. */
const INFORMED_UP_TO = 0.25;

/**
 * Makes the fair values of a winner-take-all event sum to one.
 *
 * Each leg has its own posterior: a probability q_i with variance v_i, and so an openness u_i = v_i / (q_i (1 - q_i)), the
 * share of the outcome's variance that its model leaves open. The coherent values are the p_i that
 *
 *   minimise  sum_i KL(p_i, q_i) / u_i   subject to   sum_i p_i = 1,
 *   where     KL(p, q) = p ln(p/q) + (1-p) ln((1-p)/(1-q)):
 *
 * a strictly convex problem whose one solution is logit p_i = logit q_i - lambda u_i with one lambda for all legs. To second
 * order the objective is half of sum (p_i - q_i)^2 / v_i, and of sum (x_i - m_i)^2 / P_i for log-odds m_i of variance P_i: for
 * small moves this is the mean of independent Gaussians given the sum (Simon and Chia, "Kalman filtering with state
 * equality constraints", IEEE Transactions on Aerospace and Electronic Systems 38(1), 2002, with W = P^-1). Minimising
 * the squares of log-odds themselves has several minima: of three equal legs at 1c it makes two at 49c and one at 1c, and as
 * prices move it jumps from one to another. The relative entropy has one; it is the coherent approximation of Predd,
 * Osherson, Kulkarni and Poor ("Aggregating probabilistic forecasts from incoherent and abstaining experts", Decision
 * Analysis 5(4), 2008) with weights. It works on fair values, which are expectations and so must sum to one, as
 * probabilities of mean log-odds need not; with equal openness it is the common shift in log-odds.
 *
 * What makes up a leg's openness:
 * - the variance of its posterior;
 * - the tick: prices on ticks of a cent don't tell fair values apart that are closer. A contract worth 0.3c prints at 1c,
 *   however often (on nine months of weather tapes, what printed at 1c won once in 220 times), and anywhere else a bid and
 *   an ask are a tick apart. So a tick's square is added to the variance, and a row of legs at 1c may be worth nothing;
 * - its age: since its last order the share psi(sigma2 x age) of what was open may have been resolved (`resolvedShare`).
 * A leg that never traded is wholly open (u = 1) around 1/legs, and so is an unlisted winner: they take what the others
 * leave, and the others give way only when they leave less than nothing.
 *
 * The legs' errors are taken as independent, and as errors only: an overround that all prices share is taken out where
 * the variance is, too. O(legs) in time and memory, nothing allocated. The legs' order doesn't matter.
 */
export class EventCoherence {
  readonly #strength: number;
  readonly #minimumInformed: number;
  readonly #unlistedProbability: number;
  readonly #legs: readonly LegState[];
  readonly #byTicker: ReadonlyMap<string, LegState>;
  /** One place for each leg; then one for the unlisted winner, if there may be one. */
  readonly #logOdds: Float64Array;
  readonly #openness: Float64Array;
  readonly #event: Mutable<CoherentEvent>;

  /** Throws RangeError when an option is out of range, or a ticker is there twice. */
  constructor(tickers: readonly string[], options: CoherenceOptions = {}) {
    const { strength = 1, minimumInformed = 4, unlistedProbability = 0 } = options;
    check("strength", strength, 0, 1);
    check("minimumInformed", minimumInformed, 1, Number.MAX_SAFE_INTEGER);
    check("unlistedProbability", unlistedProbability, 0, 0.99);
    this.#strength = strength;
    this.#minimumInformed = Math.min(minimumInformed, tickers.length);
    this.#unlistedProbability = unlistedProbability;
    this.#legs = tickers.map((ticker) => ({
      shown: blank(ticker),
      lastAt: undefined,
      p: 1 / tickers.length,
      openness: 1,
      sigma2PerHour: 0,
    }));
    this.#byTicker = new Map(this.#legs.map((leg) => [leg.shown.ticker, leg]));
    if (this.#byTicker.size !== tickers.length)
      throw new RangeError(`coherence: a ticker is listed twice in ${tickers}`);
    const terms = tickers.length + (unlistedProbability > 0 ? 1 : 0);
    this.#logOdds = new Float64Array(terms);
    this.#openness = new Float64Array(terms);
    this.#event = {
      at: 0 as Time,
      status: "too few informed legs",
      legs: new Map(this.#legs.map(({ shown }) => [shown.ticker, shown])),
      informed: 0,
      sumCents: 0,
      untraded: tickers.length,
      untradedCents: null,
      unlistedCents: null,
      z: 0,
    };
  }

  /**
   * Takes in what a leg's model says after its last order.
   *
   * @param sigma2PerHour belief volatility squared, jumps included: how fast it grows uncertain without orders, logit^2 per hour
   * Throws RangeError for an unknown ticker or a value out of range.
   */
  update(ticker: string, { at, fairCents, sdCents }: LegPosterior, sigma2PerHour: number): void {
    const leg = this.#byTicker.get(ticker);
    if (leg === undefined) throw new RangeError(`coherence: ${ticker} is not a leg of this event`);
    check(`${ticker} fairCents`, fairCents, 0, 100);
    check(`${ticker} sdCents`, sdCents, 0, 100);
    check(`${ticker} sigma2PerHour`, sigma2PerHour, 0, Number.MAX_VALUE);
    const p = fairCents / 100;
    const known = p === 0 || p === 1;
    leg.lastAt = at;
    leg.p = p;
    leg.sigma2PerHour = known ? 0 : sigma2PerHour;
    leg.openness = known ? 0 : Math.min(1, ((sdCents / 100) ** 2 + TICK * TICK) / (p * (1 - p)));
  }

  /** The event at `now`, which is not before any update. The same object every time, refilled by each call. */
  at(now: Time): CoherentEvent {
    const event = this.#event;
    event.at = now;
    this.#measure(now);
    const tilt = event.informed >= this.#minimumInformed ? commonTilt(this.#logOdds, this.#openness, 1) : 0;
    if (event.informed < this.#minimumInformed) event.status = "too few informed legs";
    else event.status = tilt === undefined ? "unattainable" : "coherent";
    if (event.status === "coherent") this.#move(this.#strength * tilt!);
    else this.#leave();
    return event;
  }

  /** Fills in every leg as it is at `now` by itself. */
  #measure(now: Time): void {
    const event = this.#event;
    event.informed = 0;
    event.untraded = 0;
    event.sumCents = 0;
    let excess = -1;
    let variance = 0;
    const add = (term: number, p: number, openness: number): void => {
      this.#logOdds[term] = logit(p);
      this.#openness[term] = openness;
      excess += p;
      variance += openness * p * (1 - p);
    };
    this.#legs.forEach((leg, i) => {
      const { shown, lastAt, p } = leg;
      const traded = lastAt !== undefined;
      const since = shareSince(leg, now);
      const openness = 1 - (1 - leg.openness) * (1 - since);
      add(i, p, openness);
      shown.informed = traded && since <= INFORMED_UP_TO;
      shown.rawCents = traded ? 100 * p : null;
      shown.rawSdCents = traded ? 100 * Math.sqrt(openness * p * (1 - p)) : null;
      if (shown.informed) event.informed++;
      if (traded) event.sumCents += 100 * p;
      else event.untraded++;
    });
    if (this.#unlistedProbability > 0) add(this.#legs.length, this.#unlistedProbability, 1);
    event.z = variance > 0 ? excess / Math.sqrt(variance) : 0;
  }

  /** Moves every leg by the tilt, and narrows its variance by what the sum has told: of a gain s, v (1 - s (2 - s) v / sum v). */
  #move(tilt: number): void {
    const event = this.#event;
    const logOdds = this.#logOdds;
    const openness = this.#openness;
    let total = 0;
    for (let i = 0; i < logOdds.length; i++) {
      const p = sigmoid(logOdds[i]! - tilt * openness[i]!);
      total += openness[i]! * p * (1 - p);
    }
    const gain = this.#strength * (2 - this.#strength);
    event.untradedCents = 0;
    this.#legs.forEach(({ shown, lastAt }, i) => {
      const p = sigmoid(logOdds[i]! - tilt * openness[i]!);
      const variance = openness[i]! * p * (1 - p);
      shown.coherentCents = 100 * p;
      shown.coherentSdCents = 100 * Math.sqrt(variance > 0 ? variance * (1 - (gain * variance) / total) : 0);
      if (lastAt === undefined) event.untradedCents! += 100 * p;
      shown.residualCents = shown.rawCents === null ? null : shown.rawCents - shown.coherentCents;
      shown.residualSd = shown.residualCents === null ? null : ratio(shown.residualCents, shown.rawSdCents!);
    });
    const unlisted = this.#legs.length;
    event.unlistedCents =
      this.#unlistedProbability > 0 ? 100 * sigmoid(logOdds[unlisted]! - tilt * openness[unlisted]!) : 0;
  }

  #leave(): void {
    this.#event.untradedCents = null;
    this.#event.unlistedCents = null;
    for (const { shown } of this.#legs) {
      shown.coherentCents = shown.rawCents;
      shown.coherentSdCents = shown.rawSdCents;
      shown.residualCents = shown.rawCents === null ? null : 0;
      shown.residualSd = shown.residualCents;
    }
  }
}

/** The share of what a leg's last order left open that may have been resolved since. */
function shareSince({ lastAt, p, sigma2PerHour }: LegState, now: Time): number {
  if (lastAt === undefined || sigma2PerHour === 0 || now <= lastAt) return 0;
  return resolvedShare(p, (sigma2PerHour * (now - lastAt)) / HOUR_MS);
}

function ratio(value: number, scale: number): number {
  return scale > 0 ? value / scale : 0;
}

function blank(ticker: string): Mutable<CoherentLeg> {
  return {
    ticker,
    informed: false,
    rawCents: null,
    rawSdCents: null,
    coherentCents: null,
    coherentSdCents: null,
    residualCents: null,
    residualSd: null,
  };
}

function check(name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high))
    throw new RangeError(`coherence: ${name} ${value} is not from ${low} to ${high}`);
}
