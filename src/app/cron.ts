import type { Time } from "../market/units.ts";

/** When a schedule of cron starts what it names: each field's values, in UTC, as GitHub reads it. */
export interface Schedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly daysOfWeek: ReadonlySet<number>;
  /** Both kinds of days are narrowed: either will do then, as POSIX has it. */
  readonly eitherDay: boolean;
}

const FIELDS = [
  { name: "minute", low: 0, high: 59 },
  { name: "hour", low: 0, high: 23 },
  { name: "day of the month", low: 1, high: 31 },
  { name: "month", low: 1, high: 12 },
  { name: "day of the week", low: 0, high: 6 },
] as const;

const MINUTE_MS = 60_000;
/** Every date that can come comes within so long: the 29th of February at the latest. */
const LONGEST_MS = 8 * 366 * 86_400_000;

/** Reads five fields of numbers, `*`, ranges, lists and steps: `0 *\/5 * * *` is minute 0 of hours 0, 5, 10, 15 and 20. Throws RangeError. */
export function parseCron(text: string): Schedule {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) {
    throw new RangeError(`"${text}" is no schedule of cron: it has five fields, such as "0 */5 * * *"`);
  }
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = fields.map((field, index) => {
    const { name, low, high } = FIELDS[index]!;
    return new Set(field.split(",").flatMap((part) => values(part, name, low, high)));
  }) as [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>];
  const eitherDay = !fields[2]!.startsWith("*") && !fields[4]!.startsWith("*");
  return { minutes, hours, daysOfMonth, months, daysOfWeek, eitherDay };
}

function values(part: string, name: string, low: number, high: number): number[] {
  const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
  const from = Number(match?.[1] ?? low);
  // A lone number with a step runs to the end, as cron has it.
  const to = Number(match?.[2] ?? (match?.[1] === undefined || match[3] !== undefined ? high : from));
  const step = Number(match?.[3] ?? 1);
  if (match === null || from < low || to > high || from > to || step < 1) {
    throw new RangeError(`"${part}" is no ${name} of cron: it is a number from ${low} to ${high}, *, 1-3, 1,3 or */5`);
  }
  const found: number[] = [];
  for (let value = from; value <= to; value += step) found.push(value);
  return found;
}

/** The first start after `now`. Throws RangeError when there never is one, such as the 30th of February. */
export function nextStart(schedule: Schedule, now: Time): Time {
  let at = Math.floor(now / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  for (const end = now + LONGEST_MS; at < end; ) {
    const date = new Date(at);
    if (!isDay(schedule, date)) {
      at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1);
    } else if (schedule.hours.has(date.getUTCHours()) && schedule.minutes.has(date.getUTCMinutes())) {
      return at as Time;
    } else at += MINUTE_MS;
  }
  throw new RangeError("this schedule of cron never starts anything");
}

function isDay({ months, daysOfMonth, daysOfWeek, eitherDay }: Schedule, date: Date): boolean {
  if (!months.has(date.getUTCMonth() + 1)) return false;
  const ofMonth = daysOfMonth.has(date.getUTCDate());
  const ofWeek = daysOfWeek.has(date.getUTCDay());
  return eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
}
