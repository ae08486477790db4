import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Time } from "../../src/market/units.ts";
import { newYorkDay } from "../../src/risk/new-york-day.ts";

const utc = (text: string): Time => Date.parse(text) as Time;

describe("New York's day", () => {
  it.each([
    ["in winter", "2026-01-15T12:00:00Z", "2026-01-15", "2026-01-15T05:00:00Z", "2026-01-16T05:00:00Z"],
    ["in summer", "2026-07-15T12:00:00Z", "2026-07-15", "2026-07-15T04:00:00Z", "2026-07-16T04:00:00Z"],
    ["just before midnight", "2026-01-15T04:59:59.999Z", "2026-01-14", "2026-01-14T05:00:00Z", "2026-01-15T05:00:00Z"],
    ["at midnight", "2026-01-15T05:00:00Z", "2026-01-15", "2026-01-15T05:00:00Z", "2026-01-16T05:00:00Z"],
    [
      "23 hours when clocks go forward",
      "2026-03-08T20:00:00Z",
      "2026-03-08",
      "2026-03-08T05:00:00Z",
      "2026-03-09T04:00:00Z",
    ],
    [
      "25 hours when they go back",
      "2026-11-01T20:00:00Z",
      "2026-11-01",
      "2026-11-01T04:00:00Z",
      "2026-11-02T05:00:00Z",
    ],
    ["the hour that comes twice", "2026-11-01T06:30:00Z", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"],
    ["over the end of a year", "2027-01-01T03:00:00Z", "2026-12-31", "2026-12-31T05:00:00Z", "2027-01-01T05:00:00Z"],
    ["a leap day", "2028-02-29T12:00:00Z", "2028-02-29", "2028-02-29T05:00:00Z", "2028-03-01T05:00:00Z"],
    [
      "before the summer time law of 2007",
      "2006-03-20T12:00:00Z",
      "2006-03-20",
      "2006-03-20T05:00:00Z",
      "2006-03-21T05:00:00Z",
    ],
  ])("%s", (_, at, date, start, end) => {
    expect(newYorkDay(utc(at))).toEqual({ date, start: utc(start), end: utc(end) });
  });

  it("follows day upon day without a gap, each 23, 24 or 25 hours, for 30 years", () => {
    let day = newYorkDay(utc("2000-01-01T12:00:00Z"));
    const hours: Record<number, number> = { 23: 0, 24: 0, 25: 0 };
    while (day.date < "2030-01-01") {
      const length = (day.end - day.start) / 3_600_000;
      hours[length] = (hours[length] ?? 0) + 1;
      const next = newYorkDay(day.end);
      expect(next.start).toBe(day.end);
      day = next;
    }
    expect(hours).toEqual({ 23: 30, 24: 10_958 - 60, 25: 30 });
  });

  it("is the date that New York's clocks show, whatever was asked before", () => {
    const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: "America/New_York" });
    const anyTime = fc.integer({ min: utc("2000-01-01T00:00:00Z"), max: utc("2040-01-01T00:00:00Z") });
    fc.assert(
      fc.property(anyTime, (at) => {
        const day = newYorkDay(at as Time);
        expect(day.date).toBe(clock.format(at));
        expect(day.start <= at && at < day.end).toBe(true);
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});
