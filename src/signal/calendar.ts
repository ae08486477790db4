import { z } from "zod";
import { dateIn, daysAfter, midnightIn } from "../market/local-time.ts";
import type { Time } from "../market/units.ts";
import { type Action, noAction, strongestAction } from "./action.ts";

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const MINUTE_MS = 60_000;
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;

const clockTime = z.string().regex(CLOCK, { error: "expected a time such as 03:30" });

const windowShape = z.strictObject({
  days: z
    .array(z.enum([...DAYS, "last"]))
    .min(1)
    .optional(),
  from: clockTime,
  to: z.union([clockTime, z.literal("24:00")]),
  effect: z.enum(["widen", "pull"]),
  multiplier: z.number().gt(1).lte(2).optional(),
  reason: z.string().trim().min(1).max(120),
});

/** A file of `[[window]]` tables; `zone` is the clock they are told by. */
export const calendarSchema = z
  .strictObject({
    zone: z.string().refine(isZone, { error: "not a time zone of the IANA database" }).default("America/New_York"),
    window: z.array(windowShape).max(100).default([]),
  })
  .transform(({ zone, window }): Calendar => ({ zone, windows: window }));

/** A time of day, on some days of the week or on the event's last day, at which prices of the series move more than usual. */
export type CalendarWindow = z.infer<typeof windowShape>;

/** When this series moves, as the operator has it. */
export interface Calendar {
  readonly zone: string;
  readonly windows: readonly CalendarWindow[];
}

/**
 * What the calendar asks for at `now`. A window that ends before it begins reaches into the next day; `last` is the day of the event's close. Its
 * beginning is included, its end is not.
 */
export function calendarAction({ zone, windows }: Calendar, now: Time, closeTime: Time): Action {
  const today = dateIn(zone, now);
  const days = [-1, 0, 1].map((offset) => daysAfter(today, offset));
  const last = dateIn(zone, closeTime);
  const actions = windows.flatMap((window) =>
    days.flatMap((day) => (isOn(window, day, last) ? [actionOf(window, spanOf(window, zone, day), now)] : [])),
  );
  const midnight = midnightIn(zone, daysAfter(today, 1)); // a new day is looked at then, whatever stands in it
  return strongestAction([...actions, noAction("no window", midnight)]);
}

function isOn({ days }: CalendarWindow, day: string, last: string): boolean {
  if (days === undefined) return true;
  const weekday = DAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]!;
  return days.some((one) => one === weekday || (one === "last" && day === last));
}

function spanOf(
  { from, to }: CalendarWindow,
  zone: string,
  day: string,
): { readonly from: number; readonly to: number } {
  const ends = to > from ? day : daysAfter(day, 1);
  return { from: localTime(zone, day, from), to: localTime(zone, ends, to) };
}

/** A wall-clock time of a day; minutes are counted from its midnight, so on the two days when the clocks change it is an hour off after the change. */
function localTime(zone: string, day: string, text: string): number {
  const [hours, minutes] = text.split(":").map(Number);
  return midnightIn(zone, day) + (hours! * 60 + minutes!) * MINUTE_MS;
}

function actionOf(
  { effect, multiplier = 2, reason }: CalendarWindow,
  { from, to }: { from: number; to: number },
  now: Time,
): Action {
  if (now < from) return noAction(reason, from);
  if (now >= to) return noAction(reason);
  return { severity: effect, multiplier: effect === "widen" ? multiplier : 1, until: to, reason };
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
