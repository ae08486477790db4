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
/** New York is this far behind UTC, in summer and in winter. Its clocks change at 02:00, so there is always one midnight a day. */
const WINTER_MS = 5 * HOUR_MS;
const OFFSETS_MS = [4 * HOUR_MS, WINTER_MS];

let calendar: Intl.DateTimeFormat | undefined;
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
  const { year, month, day } = dateIn(at);
  const start = midnight(year, month, day);
  const end = midnight(year, month, day + 1);
  const date = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  const found = { date, start, end };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(Date.UTC(year, month - 1, day) / DAY_MS, found);
  return found;
}

function isIn({ start, end }: NewYorkDay, at: Time): boolean {
  return at >= start && at < end;
}

/** The time at which the clocks of New York show 00:00 of a date; a day past the month's last is in the next. */
function midnight(year: number, month: number, day: number): Time {
  const utc = Date.UTC(year, month - 1, day);
  const wanted = new Date(utc).getUTCDate();
  for (const offset of OFFSETS_MS) {
    const at = (utc + offset) as Time;
    const local = dateIn(at);
    if (local.day === wanted && local.hour === 0) return at;
  }
  throw new RangeError(
    `New York has no midnight on ${year}-${month}-${day}: its offset from UTC is neither 4 nor 5 hours`,
  );
}

interface LocalDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
}

function dateIn(at: Time): LocalDate {
  calendar ??= new Intl.DateTimeFormat("en-US", {
    timeZone: "America/New_York",
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
  });
  const parts = new Map(calendar.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? Number.NaN;
  return { year: part("year"), month: part("month"), day: part("day"), hour: part("hour") };
}
