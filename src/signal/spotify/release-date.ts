import type { Time } from "../../market/units.ts";

/** A release's date as Spotify tells it: "2026-11-20", "2026-11" or "2026". */
export interface ReleaseDate {
  readonly text: string;
  readonly precision: "day" | "month" | "year";
}

const HOUR_MS = 3_600_000;
/** Midnight comes first to UTC+14 (Kiritimati) and last to UTC-12 (Baker Island). */
const EARLIEST_ZONE_MS = 14 * HOUR_MS;
const LATEST_ZONE_MS = 12 * HOUR_MS;
/** How long a release counts as recent. */
export const RECENT_MS = 72 * HOUR_MS;

const FORMS = [
  { precision: "day", form: /^\d{4}-\d{2}-\d{2}$/ },
  { precision: "month", form: /^\d{4}-\d{2}$/ },
  { precision: "year", form: /^\d{4}$/ },
] as const;

/** A date as it is written; undefined for what is none. A precision that says less than the text counts. */
export function parseReleaseDate(text: string, said?: string): ReleaseDate | undefined {
  const written = FORMS.findIndex(({ form }) => form.test(text));
  if (written < 0) return undefined;
  const claimed = FORMS.findIndex(({ precision }) => precision === said);
  const { precision } = FORMS[Math.max(written, claimed)]!;
  const date = { text: text.slice(0, { day: 10, month: 7, year: 4 }[precision]), precision };
  return Number.isNaN(utcStart(date)) || !exists(date) ? undefined : date;
}

/**
 * When a release dated to the day comes out: at midnight wherever the listener is, so first at UTC+14 and last at UTC-12, 26 hours later.
 * Undefined for a month or a year, which tell no moment.
 */
export function releaseMoments(date: ReleaseDate): { readonly first: Time; readonly last: Time } | undefined {
  if (date.precision !== "day") return undefined;
  const start = utcStart(date);
  return { first: (start - EARLIEST_ZONE_MS) as Time, last: (start + LATEST_ZONE_MS) as Time };
}

/**
 * The time during which a release is "within the last 3 days", `from` included and `to` not.
 *
 * - Dated to the day: from the first midnight that begins the date anywhere until 72 hours after the last one: while it is within the last 3
 *   days for somebody.
 * - Dated to the month or the year: no day is known. It counts from the moment it was first seen, and only when it came up after we had begun to
 *   watch (`newSince`) and within its month or year, or the 3 days after it; otherwise it may be old or far off, and undefined is answered.
 */
export function recentSpan(
  date: ReleaseDate,
  newSince: Time | undefined,
): { readonly from: Time; readonly to: Time } | undefined {
  const moments = releaseMoments(date);
  if (moments !== undefined) return { from: moments.first, to: (moments.last + RECENT_MS) as Time };
  if (newSince === undefined || newSince < utcStart(date) - EARLIEST_ZONE_MS) return undefined;
  if (newSince >= utcEnd(date) + LATEST_ZONE_MS + RECENT_MS) return undefined;
  return { from: newSince, to: (newSince + RECENT_MS) as Time };
}

function utcStart({ text, precision }: ReleaseDate): number {
  return Date.parse(`${text}${{ day: "", month: "-01", year: "-01-01" }[precision]}T00:00:00Z`);
}

/** The first moment after a date's month or year, in UTC. */
function utcEnd({ text, precision }: ReleaseDate): number {
  const year = Number(text.slice(0, 4));
  return precision === "year" ? Date.UTC(year + 1, 0) : Date.UTC(year, Number(text.slice(5, 7)), 1);
}

/** Whether the calendar has that day: parsing alone takes the 31st of April for the 1st of May. */
function exists(date: ReleaseDate): boolean {
  return new Date(utcStart(date)).toISOString().startsWith(date.text);
}
