import type { SeriesTermDocument, VolatilityTermDocument } from "../backtest/volatility-term-document.ts";
import { textTable } from "./text-table.ts";

const HEADER = ["series", "hours to close", "events", "factor", "error", "used", "in use"] as const;
const NUMBERS = ["events", "factor", "error", "in use"];

/** The term structure for people: a line for each time to close with evidence, or why there is none. */
export function volatilityTermTable({ absent, series }: VolatilityTermDocument): string {
  if (absent !== null) return `No term structure of belief volatility: ${absent}.`;
  const lines = series.flatMap(rows);
  const closed = series.map(({ series: name, finished_events: events }) => `${events} of ${name}`).join(", ");
  const events = `events that closed before the tapes' last order: ${closed}.`;
  if (lines.length === 0) return `No term structure of belief volatility: too little is known of ${events}`;
  const notes =
    "Factor: what the moves say sigma_b^2 is to be multiplied by at that time to close, with its error by event. Used, and\n" +
    `shrunk, where it is clear; elsewhere all times' factor is in use. From ${events}`;
  return `${textTable(HEADER, lines, NUMBERS)}\n\n${notes}`;
}

function rows({ series, buckets }: SeriesTermDocument): readonly (readonly string[])[] {
  return buckets
    .filter(({ events }) => events > 0)
    .map((bucket) => [
      series,
      bucket.to_hours === null ? `${bucket.from_hours} or more` : `${bucket.from_hours} to ${bucket.to_hours}`,
      String(bucket.events),
      bucket.factor?.toFixed(2) ?? "-",
      bucket.standard_error?.toFixed(2) ?? "-",
      bucket.used ? "yes" : "no",
      bucket.factor_in_use.toFixed(2),
    ]);
}
