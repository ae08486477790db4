import { dateIn, daysAfter, midnightIn, NEW_YORK } from "../market/local-time.ts";
import type { Time } from "../market/units.ts";

/** A calendar day in New York: 23, 24 or 25 hours. */
export interface NewYorkDay {
  /** "2026-11-01". */
  readonly date: string;
  /** Its midnight. */
  readonly start: Time;
  /** The next midnight, which isn't in it. */
  readonly end: Time;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** New York is so far behind UTC in winter. Its clocks change at 02:00, so there is always one midnight a day. */
const WINTER_MS = 5 * HOUR_MS;

/** The day last asked for: nearly every question is about the same one. It is a memory of a pure function and changes no answer. */
let latest: NewYorkDay | undefined;
/** Others asked for before, by the UTC day of the same date: the tapes of a year are traded over the same days again and again. */
const known = new Map<number, NewYorkDay>();
const MOST_KNOWN = 4_000;

/** The New York day that a time is in. */
export function newYorkDay(at: Time): NewYorkDay {
  if (latest !== undefined && isIn(latest, at)) return latest;
  latest = remembered(at) ?? workedOut(at);
  return latest;
}

/** The one in memory that a time is in: of the date that winter's clocks show, or, in the first hour of a summer day, of the next. */
function remembered(at: Time): NewYorkDay | undefined {
  const utcDay = Math.floor((at - WINTER_MS) / DAY_MS);
  for (const day of [known.get(utcDay), known.get(utcDay + 1)]) if (day !== undefined && isIn(day, at)) return day;
  return undefined;
}

function workedOut(at: Time): NewYorkDay {
  const date = dateIn(NEW_YORK, at);
  const found = { date, start: midnightIn(NEW_YORK, date), end: midnightIn(NEW_YORK, daysAfter(date, 1)) };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(Date.parse(`${date}T00:00:00Z`) / DAY_MS, found);
  return found;
}

function isIn({ start, end }: NewYorkDay, at: Time): boolean {
  return at >= start && at < end;
}
