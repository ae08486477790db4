import { describe, expect, test } from "vitest";
import { type Time, time } from "../../../src/market/units.ts";
import { nextPause, pauseWindows } from "../../../src/venue/kalshi/pauses.ts";
import type { ExchangeSchedule, Session } from "../../../src/venue/kalshi/rest/exchange.ts";

const at = (text: string): Time => time(Date.parse(text));
const ALWAYS: readonly Session[] = [{ open: "00:00", close: "00:00" }];

function schedule(
  days: Partial<ExchangeSchedule["weeks"][number]["sessions"]> = {},
  maintenance: ExchangeSchedule["maintenance"] = [],
) {
  const every = {
    monday: ALWAYS,
    tuesday: ALWAYS,
    wednesday: ALWAYS,
    thursday: ALWAYS,
    friday: ALWAYS,
    saturday: ALWAYS,
    sunday: ALWAYS,
  };
  const week = { from: at("2026-01-01T00:00:00Z"), to: at("2028-01-01T00:00:00Z"), sessions: { ...every, ...days } };
  return { weeks: [week], maintenance };
}

describe("scheduled pauses", () => {
  test.each([
    ["in winter", "2026-11-18T17:00:00Z", "2026-11-19T08:00:00Z", "2026-11-19T10:00:00Z"],
    ["in summer", "2026-07-01T17:00:00Z", "2026-07-02T07:00:00Z", "2026-07-02T09:00:00Z"],
    ["while it lasts", "2026-11-19T09:30:00Z", "2026-11-19T08:00:00Z", "2026-11-19T10:00:00Z"],
  ])("every Thursday from 3 to 5 in New York, %s", (_when, now, from, to) => {
    expect(pauseWindows(schedule(), at(now))[0]).toEqual({ from: at(from), to: at(to) });
  });

  test("announced ones, joined with what they touch", () => {
    const window = { from: at("2026-11-19T09:00:00Z"), to: at("2026-11-19T12:00:00Z") };
    const [first] = pauseWindows(schedule({}, [window]), at("2026-11-18T17:00:00Z"));
    expect(first).toEqual({ from: at("2026-11-19T08:00:00Z"), to: window.to });
  });

  test("hours in no session, on days of 23 and 25 hours too", () => {
    const sunday = [
      { open: "00:00", close: "01:00" },
      { open: "09:30", close: "00:00" },
    ];
    const on = (now: string) => pauseWindows(schedule({ sunday }), at(now))[0];
    expect(on("2026-11-14T17:00:00Z")).toEqual({ from: at("2026-11-15T06:00:00Z"), to: at("2026-11-15T14:30:00Z") });
    expect(on("2026-10-31T17:00:00Z")).toEqual({ from: at("2026-11-01T05:00:00Z"), to: at("2026-11-01T14:30:00Z") });
    expect(on("2027-03-13T17:00:00Z")).toEqual({ from: at("2027-03-14T06:00:00Z"), to: at("2027-03-14T13:30:00Z") });
  });
});

describe("the next pause", () => {
  const windows = pauseWindows(schedule(), at("2026-11-18T17:00:00Z"));
  const from = at("2026-11-19T08:00:00Z");
  const nextWeek = at("2026-11-26T08:00:00Z");

  test("has begun and isn't known to be over until trading resumes", () => {
    const paused = at("2026-11-19T08:00:10Z");
    expect(nextPause(windows, at("2026-11-19T07:00:00Z"), true, undefined)).toBe(from);
    expect(nextPause(windows, at("2026-11-19T08:00:05Z"), true, undefined)).toBe(from);
    expect(nextPause(windows, at("2026-11-19T08:30:00Z"), false, paused)).toBe(from);
    expect(nextPause(windows, at("2026-11-19T08:31:00Z"), true, paused)).toBe(nextWeek);
  });

  test("that doesn't take place is let go of", () => {
    expect(nextPause(windows, at("2026-11-19T08:09:00Z"), true, at("2026-11-18T20:00:00Z"))).toBe(from);
    expect(nextPause(windows, at("2026-11-19T08:11:00Z"), true, at("2026-11-18T20:00:00Z"))).toBe(nextWeek);
  });
});
