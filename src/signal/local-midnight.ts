import type { Time } from "../market/units.ts";

/** Midnight that begins a day ("2026-11-20") in a time zone of the IANA database, such as "America/New_York". */
export function midnightIn(zone: string, day: string): Time {
  const utc = Date.parse(`${day}T00:00:00Z`);
  let at = utc - offsetMs(zone, utc);
  at = utc - offsetMs(zone, at); // the clocks may have been changed in between
  return at as Time;
}

/** The date of a moment in a zone: "2026-11-20". */
export function dateIn(zone: string, at: Time): string {
  return new Date(at + offsetMs(zone, at)).toISOString().slice(0, 10);
}

/** How far a zone's clocks are ahead of UTC. */
function offsetMs(zone: string, at: number): number {
  const parts = formatOf(zone).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return local - Math.floor(at / 1_000) * 1_000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    const numeric = "numeric";
    const fields = {
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    } as const;
    format = new Intl.DateTimeFormat("en-US", { ...fields, timeZone: zone, hourCycle: "h23" });
    formats.set(zone, format);
  }
  return format;
}
