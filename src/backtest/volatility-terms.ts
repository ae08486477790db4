import type { TakerOrder } from "../market/taker-order.ts";
import type { Time } from "../market/units.ts";
import type { Estimate, LegModel } from "../model/leg-model.ts";
import type { ModelParameters } from "../model/parameters.ts";
import { VolatilityTerm } from "../model/volatility-term.ts";
import type { LegRecord } from "../tape/settlements.ts";

/** The term structure of one series. */
export interface SeriesTerm {
  /** The latest of its names. */
  series: string;
  readonly term: VolatilityTerm;
  /** Events that had closed by the last order of the tape: those whose evidence is in. */
  finishedEvents: number;
}

interface Observation {
  readonly order: TakerOrder;
  readonly estimate: Pick<Estimate, "fairCents" | "logOdds" | "variance">;
  readonly parameters: ModelParameters;
  readonly closesAt: Time;
}

/** An event that is still to close. */
interface OpenEvent {
  readonly of: SeriesTerm;
  closesAt: Time;
  readonly observations: Observation[];
}

/**
 * The term structures of belief volatility of a tape's series, learnt as the tape is read: an event counts from the first order
 * after the close of all its legs. Events of a series trade side by side, and a term structure takes one at a time: what is
 * seen of an event waits until it has closed.
 */
export class VolatilityTerms {
  readonly #legs: ReadonlyMap<string, LegRecord>;
  readonly #series = new Map<string, SeriesTerm>();
  readonly #open = new Map<string, OpenEvent>();
  readonly #finished = new Set<string>();
  #nextClose: number = Number.POSITIVE_INFINITY;

  /** @param legs close times by ticker; a leg without one is not learnt from */
  constructor(legs: ReadonlyMap<string, LegRecord>) {
    this.#legs = legs;
  }

  /** The series of which an order's close time was known, in the order of their first ones. */
  get all(): readonly SeriesTerm[] {
    return [...this.#series.values()];
  }

  /** When a leg's trading ends; undefined where nobody says. */
  closeTime(ticker: string): Time | undefined {
    return this.#legs.get(ticker)?.closeTime;
  }

  /**
   * Takes in the next order of the tape and what its leg's model says after it. Returns the term structure of its series, of
   * events closed by then; undefined when the leg's close time isn't known.
   */
  observe(event: string, order: TakerOrder, { estimate, parameters }: LegModel): VolatilityTerm | undefined {
    if (order.at >= this.#nextClose) this.#finishUntil(order.at);
    const closesAt = this.closeTime(order.ticker);
    if (closesAt === undefined) return undefined;
    const of = this.#seriesOf(event);
    if (order.at >= closesAt || this.#finished.has(event)) return of.term;
    let open = this.#open.get(event);
    if (open === undefined) {
      open = { of, closesAt, observations: [] };
      this.#open.set(event, open);
    }
    if (closesAt > open.closesAt) open.closesAt = closesAt;
    this.#nextClose = Math.min(this.#nextClose, open.closesAt);
    const { fairCents, logOdds, variance } = estimate!; // the model writes over it at the next order
    open.observations.push({ order, estimate: { fairCents, logOdds, variance }, parameters, closesAt });
    return of.term;
  }

  #finishUntil(now: Time): void {
    const due = [...this.#open].filter(([, { closesAt }]) => closesAt <= now);
    for (const [event, { of, observations }] of due.sort(([, a], [, b]) => a.closesAt - b.closesAt)) {
      for (const { order, estimate, parameters, closesAt } of observations) {
        of.term.observe(order, estimate, parameters, closesAt);
      }
      of.term.finishEvent();
      of.finishedEvents += 1;
      this.#open.delete(event);
      this.#finished.add(event);
    }
    this.#nextClose = Math.min(...[...this.#open.values()].map(({ closesAt }) => closesAt));
  }

  /** Series that were there before Kalshi put KX in front of names go on under the new one: HIGHCHI is KXHIGHCHI. */
  #seriesOf(event: string): SeriesTerm {
    const series = event.split("-", 1)[0] ?? event;
    const key = series.replace(/^KX/, "");
    let known = this.#series.get(key);
    if (known === undefined) {
      known = { series, term: new VolatilityTerm(), finishedEvents: 0 };
      this.#series.set(key, known);
    }
    known.series = series;
    return known;
  }
}
