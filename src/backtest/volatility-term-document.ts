import { TERM_EDGES_HOURS, type TermFactor } from "../model/volatility-term.ts";
import type { SeriesTerm } from "./volatility-terms.ts";

/** Belief volatility by the time to close, as `calibrate --json` prints it. */
export interface VolatilityTermDocument {
  /** Why there is nothing; null when there is. */
  readonly absent: string | null;
  readonly series: readonly SeriesTermDocument[];
}

export interface SeriesTermDocument {
  readonly series: string;
  /** Events that closed before the last order on the tapes: the others don't count yet. */
  readonly finished_events: number;
  readonly buckets: readonly TermBucketDocument[];
}

/** What sigma_b^2 is to be multiplied by at these times to close. */
export interface TermBucketDocument {
  readonly from_hours: number;
  /** Null for the last, which has no end. */
  readonly to_hours: number | null;
  /** The estimate and its standard error, clustered by event; null with fewer than two events. */
  readonly factor: number | null;
  readonly standard_error: number | null;
  readonly events: number;
  /** Whether the estimate is sure enough to be used at these times. */
  readonly used: boolean;
  /** The factor in use there, shrunk, and whose evidence it is: these times', all times', or nobody's (1). */
  readonly factor_in_use: number;
  readonly basis: TermFactor["basis"];
}

/** @param hasSettlements whether any file was named that could have had close times */
export function volatilityTermDocument(all: readonly SeriesTerm[], hasSettlements: boolean): VolatilityTermDocument {
  return { absent: all.length > 0 ? null : reason(hasSettlements), series: all.map(seriesTerm) };
}

function reason(hasSettlements: boolean): string {
  return hasSettlements
    ? "the settlements have no close_time for any contract on the tapes"
    : "name a file with the close times (ticker, result, close_time) by --settlements";
}

function seriesTerm({ series, term, finishedEvents }: SeriesTerm): SeriesTermDocument {
  const starts = [0, ...TERM_EDGES_HOURS];
  return {
    series,
    finished_events: finishedEvents,
    buckets: starts.map((from, i) => {
      const { value, basis, estimate, standardError, events } = term.factor(from);
      return {
        from_hours: from,
        to_hours: starts[i + 1] ?? null,
        factor: estimate,
        standard_error: standardError,
        events,
        used: basis === "bucket",
        factor_in_use: value,
        basis,
      };
    }),
  };
}
