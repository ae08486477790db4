import { after, type Time } from "../../market/units.ts";
import { newYorkDay } from "../../risk/new-york-day.ts";
import { type ExchangeSchedule, type Session, WEEKDAYS } from "./rest/exchange.ts";

/** A stretch of time in which trading is expected to stand still. */
export interface PauseWindow {
  readonly from: Time;
  readonly to: Time;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Every Thursday, 03:00 to 05:00 in New York (KALSHI.md section 10), announced or not. */
const MAINTENANCE_DAY = "thursday";
const MAINTENANCE: Session = { open: "03:00", close: "05:00" };
/** A window that began this long ago and in which trading goes on isn't taking place. */
const NOT_TAKING_PLACE_MS = 10 * MINUTE_MS;

/**
 * Scheduled pauses that are not over by `now` and begin within the next eight days, earliest first: announced maintenance, the weekly one, and
 * the hours outside the exchange's sessions.
 */
export function pauseWindows(schedule: ExchangeSchedule, now: Time): readonly PauseWindow[] {
  const windows: PauseWindow[] = [...schedule.maintenance];
  let day = newYorkDay(after(now, -DAY_MS));
  for (let count = 0; count < 10; count++, day = newYorkDay(day.end)) {
    const weekday = WEEKDAYS[(new Date(`${day.date}T12:00:00Z`).getUTCDay() + 6) % 7]!;
    if (weekday === MAINTENANCE_DAY)
      windows.push({ from: momentOf(day, MAINTENANCE.open), to: momentOf(day, MAINTENANCE.close) });
    const week = schedule.weeks.find(({ from, to }) => from <= day.start && day.end <= to);
    if (week !== undefined) windows.push(...gaps(day, week.sessions[weekday]));
  }
  return joined(windows).filter(({ to }) => to > now);
}

/**
 * The next pause, or the one that has begun and isn't known to be over. One is over when trading has resumed after it stood still in it, or goes on
 * long after it should have begun. `stoodStillAt`: when trading was last seen standing still.
 */
export function nextPause(
  windows: readonly PauseWindow[],
  now: Time,
  trading: boolean,
  stoodStillAt: Time | undefined,
): Time | undefined {
  for (const { from, to } of windows) {
    if (to <= now) continue;
    const resumed = trading && stoodStillAt !== undefined && stoodStillAt >= from;
    const isOver = now >= from && (resumed || (trading && now - from >= NOT_TAKING_PLACE_MS));
    if (!isOver) return from;
  }
  return undefined;
}

type Day = ReturnType<typeof newYorkDay>;

/** The moment at which the clocks of New York show a time of day; they change at 02:00, forwards or backwards. */
function momentOf(day: Day, timeOfDay: string, isClose = false): Time {
  const [hours, minutes] = timeOfDay.split(":").map(Number) as [number, number];
  if (isClose && hours === 0 && minutes === 0) return day.end;
  const shift = hours >= 2 ? day.end - day.start - DAY_MS : 0;
  return after(day.start, hours * HOUR_MS + minutes * MINUTE_MS + shift);
}

/** The parts of a day that are in none of its sessions. */
function gaps(day: Day, sessions: readonly Session[]): PauseWindow[] {
  const open = joined(
    sessions.map(({ open: from, close: to }) => ({ from: momentOf(day, from), to: momentOf(day, to, true) })),
  );
  const found: PauseWindow[] = [];
  let from = day.start;
  for (const session of open) {
    if (session.from > from) found.push({ from, to: session.from });
    from = session.to;
  }
  if (from < day.end) found.push({ from, to: day.end });
  return found;
}

/** Windows in order, those that touch joined. */
function joined(windows: readonly PauseWindow[]): PauseWindow[] {
  const sorted = windows.filter(({ from, to }) => from < to).sort((one, other) => one.from - other.from);
  const out: PauseWindow[] = [];
  for (const window of sorted) {
    const last = out.at(-1);
    if (last === undefined || window.from > last.to) out.push(window);
    else if (window.to > last.to) out[out.length - 1] = { from: last.from, to: window.to };
  }
  return out;
}
