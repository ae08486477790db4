import type { StoredTape } from "./tape-columns.ts";

/** On what a profile's values were chosen. */
export interface ChosenOn {
  /** Series, such as KXHIGHNY. */
  readonly chosenOn: readonly string[];
  /** The day of the last event, as 2025-05-08. */
  readonly until: string;
}

/** Whether any of the events is one on which the values may have been chosen: of such a series, and not about a later day. */
export function isInSample({ chosenOn, until }: ChosenOn, events: readonly StoredTape[]): boolean {
  const series = new Set(chosenOn.map(currentName));
  return events.some((tape) => series.has(currentName(tape.event.series)) && dayOf(tape) <= until);
}

/** Series from before Kalshi put KX in front of names go on under the new one: HIGHCHI is KXHIGHCHI. */
function currentName(series: string): string {
  return series.startsWith("KX") ? series : `KX${series}`;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/**
 * The day an event is about, as 2024-08-16: what its name says (24AUG16; of a whole month, 24AUG, the first, so that doubt counts as in
 * sample), or else the day, UTC, of its first order.
 */
export function dayOf({ event, columns }: StoredTape): string {
  const [, year, name, day = "01"] = /-(\d\d)([A-Z]{3})(\d\d)?$/.exec(event.ticker) ?? [];
  const month = MONTHS.indexOf(name ?? "") + 1;
  if (month > 0) return `20${year}-${String(month).padStart(2, "0")}-${day}`;
  return new Date(columns.at[0] ?? 0).toISOString().slice(0, 10);
}
