import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import type { Signal } from "../../src/engine/input.ts";
import { type Time, time } from "../../src/market/units.ts";
import { type Calendar, calendarAction, calendarSchema } from "../../src/signal/calendar.ts";
import { CalendarSource, calendarSignals } from "../../src/signal/calendar-source.ts";

const MINUTE = 60_000;
const at = (text: string) => time(Date.parse(text));
const CLOSE = at("2026-11-30T17:00:00Z"); // noon in New York
const read = (value: unknown) => calendarSchema.parse(value);

const FRIDAY = read({
  window: [
    { days: ["fri"], from: "00:00", to: "01:30", effect: "pull", reason: "releases come out" },
    { from: "23:00", to: "02:00", effect: "widen", multiplier: 1.5, reason: "the daily count" },
    { days: ["last"], from: "09:00", to: "24:00", effect: "widen", reason: "the last day" },
  ],
});

describe("a calendar", () => {
  test("is told by the clock of its zone, over midnight too; the strongest window counts", () => {
    const asks = (text: string) => {
      const { severity, multiplier } = calendarAction(FRIDAY, at(text), CLOSE);
      return severity === "widen" ? multiplier : severity;
    };
    expect(asks("2026-11-19T03:59:59Z")).toBe("none"); // 22:59:59 in New York
    expect(asks("2026-11-19T04:00:00Z")).toBe(1.5);
    expect(asks("2026-11-19T06:59:59Z")).toBe(1.5);
    expect(asks("2026-11-19T07:00:00Z")).toBe("none");
    expect(asks("2026-11-20T05:00:00Z")).toBe("pull"); // Friday 00:00
    expect(asks("2026-11-20T06:30:00Z")).toBe(1.5);
    expect(asks("2026-11-30T14:00:00Z")).toBe(2);
    expect(asks("2026-11-29T14:00:00Z")).toBe("none");
    expect(asks("2026-07-03T04:00:00Z")).toBe("pull"); // in summer
  });

  test("is refused by name when it says what can't be", () => {
    const refused = (value: unknown) => calendarSchema.safeParse(value).error?.issues[0]?.path.join(".");
    const window = { from: "09:00", to: "10:00", effect: "pull", reason: "x" };
    expect(refused({ window: [{ ...window, from: "9:00" }] })).toBe("window.0.from");
    expect(refused({ window: [{ ...window, days: ["someday"] }] })).toBe("window.0.days.0");
    expect(refused({ window: [{ ...window, multiplier: 3 }] })).toBe("window.0.multiplier");
    expect(refused({ zone: "Mars/Olympus" })).toBe("zone");
    expect(refused({ windows: [] })).toBe("");
  });
});

const clock = fc
  .integer({ min: 0, max: 1_439 })
  .map((minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`);
const anyWindow = fc.record({
  days: fc.option(
    fc.uniqueArray(fc.constantFrom("sun", "mon", "tue", "wed", "thu", "fri", "sat", "last"), { minLength: 1 }),
    { nil: undefined },
  ),
  from: clock,
  to: clock,
  effect: fc.constantFrom("widen", "pull"),
  reason: fc.constant("x"),
});
const anyCalendar = fc
  .record({ zone: fc.constantFrom("America/New_York", "Asia/Tokyo"), window: fc.array(anyWindow, { maxLength: 4 }) })
  .map((value) => read(value));
// A fortnight without a change of the clocks, which windows count through.
const moments = fc
  .integer({ min: 0, max: 14 * 1_440 })
  .map((minute) => (at("2026-11-17T00:00:00Z") + minute * MINUTE) as Time);

/** The rule once more, by what the wall shows: weekday, date and minutes of the moment and of a day before. */
function byTheWall({ zone, windows }: Calendar, now: Time): string {
  const date = (moment: number) => new Date(moment).toLocaleDateString("sv-SE", { timeZone: zone });
  const wall = new Date(now).toLocaleTimeString("sv-SE", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  const names = (moment: number) => {
    const english = new Date(moment).toLocaleDateString("en-US", { timeZone: zone, weekday: "short" }).toLowerCase();
    return [english, ...(date(moment) === date(CLOSE) ? ["last"] : [])];
  };
  const holds = windows.filter(({ days, from, to }) => {
    const isOn = (moment: number) => days === undefined || days.some((day) => names(moment).includes(day));
    if (from < to) return isOn(now) && from <= wall && wall < to;
    return (isOn(now) && from <= wall) || (isOn(now - 86_400_000) && wall < to);
  });
  return holds.some(({ effect }) => effect === "pull") ? "pull" : holds.length > 0 ? "widen" : "none";
}

test("what is asked for is what the wall clock and the windows say, and stays so until `until`", () => {
  fc.assert(
    fc.property(anyCalendar, moments, fc.double({ min: 0, max: 1, noNaN: true }), (calendar, now, share) => {
      const action = calendarAction(calendar, now, CLOSE);
      expect(action.severity).toBe(byTheWall(calendar, now));
      expect(action.until).toBeGreaterThan(now);
      const later = (now + Math.floor(share * (action.until - now - 1))) as Time;
      expect(calendarAction(calendar, later, CLOSE).severity).toBe(action.severity);
    }),
    { numRuns: 1_000 },
  );
});

test("live and on a tape it tells the same", () => {
  const from = at("2026-11-17T00:00:00Z");
  const to = at("2026-12-01T00:00:00Z");
  const legs = ["A", "B"].map((ticker) => ({ ticker, closeTime: CLOSE }));
  const virtual = new VirtualTime(from);
  const live: Signal[] = [];
  const source = new CalendarSource({
    calendar: FRIDAY,
    clock: virtual,
    timers: virtual,
    legs,
    emit: (signal) => live.push(signal),
  });
  source.start();
  virtual.runUntil((to - 1) as Time);
  source.close();
  expect(live).toEqual(calendarSignals(FRIDAY, legs, from, to));
  expect(live.length).toBeGreaterThan(50);
});
