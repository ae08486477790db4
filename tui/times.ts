const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What is left of a wait, rounded up: "14 s", "2 m 05 s", "3 h 12 m", "2 d 4 h". */
export function remaining(ms: number): string {
  if (!Number.isFinite(ms)) return "?";
  return duration(Math.ceil(Math.max(0, ms) / SECOND) * SECOND);
}

/** How long ago, in whole seconds so that the screen holds still: "<1 s", "14 s", "2 m 05 s". */
export function age(ms: number): string {
  if (!Number.isFinite(ms)) return "?";
  return ms < SECOND ? "<1 s" : duration(Math.floor(ms / SECOND) * SECOND);
}

function duration(ms: number): string {
  if (ms < MINUTE) return `${ms / SECOND} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} m ${twoDigits(Math.floor((ms % MINUTE) / SECOND))} s`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ${twoDigits(Math.floor((ms % HOUR) / MINUTE))} m`;
  return `${Math.floor(ms / DAY)} d ${Math.floor((ms % DAY) / HOUR)} h`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/** Time of day in UTC, from epoch milliseconds: "12:34:56". */
export function timeOfDay(at: number): string {
  return isDate(at) ? new Date(at).toISOString().slice(11, 19) : "??:??:??";
}

/** Date and time in UTC, to the minute: "2026-11-30 23:59". */
export function dateAndTime(at: number): string {
  return isDate(at) ? new Date(at).toISOString().slice(0, 16).replace("T", " ") : "?";
}

function isDate(at: number): boolean {
  return Math.abs(at) <= 8.64e15; // beyond it, toISOString throws (ECMA-262)
}
