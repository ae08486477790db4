import type { Desk } from "../../engine/desk.ts";
import { CENT, PRICE_ONE, type Price, type Time } from "../../market/units.ts";
import { type BinCounts, CalibrationBins } from "./calibration-bins.ts";
import { NO_STEPS, NONE, StepRecorder, type Steps } from "./steps.ts";
import { thinned } from "./thinned.ts";

/** What we thought of a leg and showed there, for a chart; and how fair values compared with what it paid. */
export interface LegTrace {
  readonly ticker: string;
  readonly fair: Steps;
  /** Our best resting prices. */
  readonly bid: Steps;
  readonly ask: Steps;
  /** Undefined of a leg that hasn't settled. */
  readonly calibration: BinCounts | undefined;
}

/** One event's legs, in the event's order. */
export interface EventTrace {
  readonly event: string;
  readonly legs: readonly LegTrace[];
}

/** What our quotes in a leg are now. */
export type QuotesOf = (ticker: string) => { readonly bid: Price | undefined; readonly ask: Price | undefined };

interface TracedLeg {
  readonly ticker: string;
  readonly fair: StepRecorder;
  readonly bid: StepRecorder;
  readonly ask: StepRecorder;
}

/** Follows one event while it is traded. */
export class EventTracer {
  readonly #legs: readonly TracedLeg[];

  constructor(
    private readonly event: string,
    tickers: readonly string[],
  ) {
    this.#legs = tickers.map((ticker) => ({
      ticker,
      fair: new StepRecorder(),
      bid: new StepRecorder(),
      ask: new StepRecorder(),
    }));
  }

  /** Looks at every leg as it is now. */
  observe(at: Time, desk: Desk, quotesOf: QuotesOf): void {
    for (const { ticker, fair, bid, ask } of this.#legs) {
      const cents = desk.legs.get(ticker)?.fairCents;
      if (cents !== undefined) fair.add(at, Math.max(0, Math.min(PRICE_ONE, Math.round(cents * CENT))));
      const quotes = quotesOf(ticker);
      bid.add(at, quotes.bid ?? NONE);
      ask.add(at, quotes.ask ?? NONE);
    }
  }

  /**
   * The trace, thinned to so many parts of the event's time.
   *
   * @param value what a leg paid; undefined where it hasn't settled
   * @param until when a leg was traded last: no fair value after it is judged
   */
  trace(
    buckets: number,
    value: (ticker: string) => Price | undefined,
    until: (ticker: string) => number | undefined,
  ): EventTrace {
    const all = this.#legs.map(({ ticker, fair, bid, ask }) => ({
      ticker,
      fair: fair.steps,
      bid: bid.steps,
      ask: ask.steps,
    }));
    const legs = all.map(({ ticker, fair, bid, ask }): LegTrace => {
      const end = until(ticker);
      const from = fair.at[0];
      if (from === undefined || end === undefined) {
        return { ticker, fair: NO_STEPS, bid: NO_STEPS, ask: NO_STEPS, calibration: undefined };
      }
      const thin = (steps: Steps): Steps => thinned(steps, from, end, buckets);
      const paid = value(ticker);
      const calibration = paid === undefined ? undefined : new CalibrationBins().addHours(fair, end, paid).counts;
      return { ticker, fair: thin(fair), bid: thin(bid), ask: thin(ask), calibration };
    });
    return { event: this.event, legs };
  }
}
