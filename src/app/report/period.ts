import type { Time } from "../../market/units.ts";
import { newYorkDay } from "../../risk/new-york-day.ts";

/** What a report is about: from a moment on, up to another that isn't in it. */
export interface Period {
  readonly from: number;
  readonly to: number;
  /** In words: "2026-11-01 (New York)". */
  readonly name: string;
}

export interface PeriodWords {
  readonly day?: string | undefined;
  readonly month?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** All that the journal still has. */
export const EVERYTHING: Period = {
  from: Number.NEGATIVE_INFINITY,
  to: Number.POSITIVE_INFINITY,
  name: "all of the journal",
};

/** A period can't be read. The message names the word and the mend. */
export class PeriodError extends Error {
  override readonly name = "PeriodError";
  readonly exitCode = 2;
}

/**
 * Days and months are New York's, as the breaker's are and the exchange's. `from` and `to` are days or times of ISO 8601, in UTC where no offset is
 * given; a day as `to` is in the period. Throws PeriodError.
 */
export function parsePeriod({ day, month, from, to }: PeriodWords): Period {
  if ([day, month, from ?? to].filter((word) => word !== undefined).length > 1) {
    throw new PeriodError("--day, --month and --from with --to are three ways to say the same: give one");
  }
  if (day !== undefined) {
    const { start, end, date } = newYorkDate("--day", day);
    return { from: start, to: end, name: `${date}, New York` };
  }
  if (month !== undefined) {
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
      throw new PeriodError(`--month ${month}: it is a month such as 2026-11`);
    const [year = 0, number = 1] = month.split("-").map(Number);
    const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
    const [first, last] = [newYorkDate("--month", `${month}-01`), newYorkDate("--month", `${next}-01`)];
    return { from: first.start, to: last.start, name: `${month}, New York` };
  }
  if (from === undefined && to === undefined) return EVERYTHING;
  const begin = from === undefined ? Number.NEGATIVE_INFINITY : moment("--from", from, "start");
  const end = to === undefined ? Number.POSITIVE_INFINITY : moment("--to", to, "end");
  if (begin >= end) throw new PeriodError(`--to ${to}: it must come after --from ${from}`);
  return { from: begin, to: end, name: [from && `from ${from}`, to && `to ${to}`].filter(Boolean).join(" ") };
}

function moment(option: string, word: string, edge: "start" | "end"): number {
  if (/^\d{4}-\d\d-\d\d$/.test(word)) return newYorkDate(option, word)[edge];
  const at = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?$/.test(word)
    ? Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(word) ? word : `${word}Z`)
    : Number.NaN;
  // 30 February would be taken for 2 March.
  if (!Number.isNaN(at)) newYorkDate(option, word.slice(0, 10));
  else throw new PeriodError(`${option} ${word}: it is a day (2026-11-01) or a time (2026-11-01T09:30:00Z)`);
  return at;
}

/** The New York day of a date. Its noon is noon somewhere in that day, whatever its clocks do. */
function newYorkDate(option: string, date: string) {
  const noon = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T17:00:00Z`) : Number.NaN;
  if (Number.isNaN(noon) || new Date(noon).toISOString().slice(0, 10) !== date) {
    throw new PeriodError(`${option} ${date}: it is a day such as 2026-11-01`);
  }
  return newYorkDay(noon as Time);
}
