import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextStart, parseCron } from "../../src/app/cron.ts";
import type { Time } from "../../src/market/units.ts";

const starts = (cron: string, from: string, count: number): string[] => {
  const schedule = parseCron(cron);
  const found: string[] = [];
  for (let now = Date.parse(`${from}Z`) as Time; found.length < count; ) {
    now = nextStart(schedule, now);
    found.push(new Date(now).toISOString().slice(0, 16));
  }
  return found;
};

describe("the starts of a schedule", () => {
  test.each([
    [
      "0 */5 * * *",
      "2026-11-22T13:30",
      ["2026-11-22T15:00", "2026-11-22T20:00", "2026-11-23T00:00", "2026-11-23T05:00"],
    ],
    ["0 */5 * * *", "2026-11-22T15:00", ["2026-11-22T20:00"]], // a start is not its own next
    ["30 4,16 * * *", "2026-12-31T16:30", ["2027-01-01T04:30", "2027-01-01T16:30"]],
    [
      "0 0 1-3 * *",
      "2026-02-27T00:00",
      ["2026-03-01T00:00", "2026-03-02T00:00", "2026-03-03T00:00", "2026-04-01T00:00"],
    ],
    ["15 10 * * 1", "2026-11-22T00:00", ["2026-11-23T10:15", "2026-11-30T10:15"]], // Mondays
    ["0 12 13 * 5", "2026-11-01T00:00", ["2026-11-06T12:00", "2026-11-13T12:00", "2026-11-20T12:00"]], // a 13th or a Friday
    ["0 0 29 2 *", "2026-01-01T00:00", ["2028-02-29T00:00", "2032-02-29T00:00"]],
    ["50/5 23 * * *", "2026-11-22T23:49", ["2026-11-22T23:50", "2026-11-22T23:55", "2026-11-23T23:50"]],
  ])("%s after %s", (cron, from, expected) => {
    expect(starts(cron, from, expected.length)).toEqual(expected);
  });

  test("are the minutes that fit it, none left out", () => {
    const field = (high: number) => fc.integer({ min: 1, max: high });
    fc.assert(
      fc.property(field(59), field(23), fc.integer({ min: 1.7e12, max: 1.9e12 }), (minuteStep, hourStep, now) => {
        const found = nextStart(parseCron(`*/${minuteStep} */${hourStep} * * *`), now as Time);
        const fits = (time: number) =>
          new Date(time).getUTCMinutes() % minuteStep === 0 && new Date(time).getUTCHours() % hourStep === 0;
        let minute = Math.ceil((now + 1) / 60_000) * 60_000;
        while (!fits(minute)) minute += 60_000;
        expect(found).toBe(minute);
      }),
      { numRuns: 50 },
    );
  });
});

test.each([
  ["0 */5 * *", "it has five fields"],
  ["60 * * * *", '"60" is no minute of cron'],
  ["0 24 * * *", '"24" is no hour'],
  ["0 */0 * * *", '"*/0" is no hour'],
  ["0 0 0 * *", '"0" is no day of the month'],
  ["0 0 * JAN *", '"JAN" is no month'],
  ["0 0 * * 7", '"7" is no day of the week'],
  ["5-3 * * * *", '"5-3" is no minute'],
  [", * * * *", '"" is no minute'],
])("%s is refused", (cron, why) => {
  expect(() => parseCron(cron)).toThrow(why);
});

test("a schedule that never starts anything is said to be one", () => {
  expect(() => nextStart(parseCron("0 0 30 2 *"), 0 as Time)).toThrow("never starts");
});
