import type { Time } from "./units.ts";

/** The exchange's zone. */
export const NEW_YORK = "America/New_York";

const DAY_MS = 86_400_000;

/** Midnight that begins a day ("2026-11-20") in a time zone of the IANA database, such as "America/New_York". */
export function midnightIn(zone: string, day: string): Time {
  const utc = Date.parse(`${day}T00:00:00Z`);
  let at = utc - aheadMs(zone, utc);
  at = utc - aheadMs(zone, at); // the clocks may have been changed in between
  return at as Time;
}

/** The date of a moment in a zone: "2026-11-20". */
export function dateIn(zone: string, at: Time): string {
  return shown(at + aheadMs(zone, at)).slice(0, 10);
}

/** The date so many days after another: "2026-11-20" and 1 make "2026-11-21". */
export function daysAfter(day: string, days: number): string {
  return shown(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).slice(0, 10);
}

/** A moment as a zone's clocks showed it, with how far they were ahead of UTC: "2026-11-01T09:30:00.000-05:00". */
export function timeIn(zone: string, at: Time): string {
  const ahead = aheadMs(zone, at);
  const offset = shown(Math.abs(ahead)).slice(11, 16);
  return `${shown(at + ahead).slice(0, -1)}${ahead < 0 ? "-" : "+"}${offset}`;
}

function shown(at: number): string {
  return new Date(at).toISOString();
}

/** How far a zone's clocks are ahead of UTC. */
function aheadMs(zone: string, at: number): number {
  const parts = formatOf(zone).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return local - Math.floor(at / 1_000) * 1_000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  return formats.getOrInsertComputed(zone, () => {
    const numeric = "numeric";
    const fields = {
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    } as const;
    const reckoning = { calendar: "gregory", numberingSystem: "latn", hourCycle: "h23" } as const;
    return new Intl.DateTimeFormat("en-US", { ...fields, ...reckoning, timeZone: zone });
  });
}
