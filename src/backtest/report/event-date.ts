import type { Time } from "../../market/units.ts";

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/** Events of one date stand and fall together: of KXHIGHNY-24AUG16 the date is 24AUG16. */
export function dateOf(event: string): string {
  const dash = event.indexOf("-");
  return dash < 0 ? event : event.slice(dash + 1);
}

/** The month an event is about, as 2024-08: what its name says (24AUG16, 24AUG), or else the month, UTC, in which it ended. */
export function monthOf(event: string, endedAt: Time): string {
  const [, year, name] = /^(\d\d)([A-Z]{3})(?:\d\d)?$/.exec(dateOf(event)) ?? [];
  const month = MONTHS.indexOf(name ?? "") + 1;
  return month === 0 ? new Date(endedAt).toISOString().slice(0, 7) : `20${year}-${String(month).padStart(2, "0")}`;
}
