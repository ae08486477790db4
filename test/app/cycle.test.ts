import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDuration } from "../../src/app/config-duration.ts";
import { parseCron } from "../../src/app/cron.ts";
import { cycle, durationText } from "../../src/app/cycle.ts";
import type { Time } from "../../src/market/units.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const EVERY_FIVE_HOURS = parseCron("0 */5 * * *");
const USUAL = { schedule: EVERY_FIVE_HOURS, marginMs: 5 * MINUTE, leastMs: 10 * MINUTE, atMostMs: 5.5 * HOUR };
const at = (text: string) => Date.parse(`2026-11-${text}Z`) as Time;
const length = (now: string) => durationText(cycle({ ...USUAL, now: at(now) }).durationMs);

describe("a run under a cron of every five hours", () => {
  test.each([
    ["22T00:00:00", "4h55m"],
    ["22T05:00:00", "4h55m"],
    ["22T15:00:00", "4h55m"],
    ["22T20:00:00", "3h55m"], // hours count from midnight again
    ["30T20:00:00", "3h55m"], // of the next month
    ["22T20:07:30", "3h47m30s"], // cron was late
    ["22T21:30:00", "2h25m"],
    ["22T23:44:00", "11m"],
    ["22T23:45:00", "10m"],
    ["22T23:46:00", "5h9m"], // not worth a start: that of midnight is overlooked
    ["22T23:59:59", "4h55m1s"],
    ["22T04:46:00", "5h9m"],
  ])("that starts at %s lasts %s", (now, duration) => {
    expect(length(now)).toBe(duration);
  });

  test("ends before the next start that is far enough away, is worth its start and shorter than the most", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1.7e12, max: 1.9e12 }), (now) => {
        const { durationMs, nextStart } = cycle({ ...USUAL, now: now as Time });
        expect(new Date(nextStart).getUTCHours() % 5).toBe(0);
        expect(nextStart % HOUR).toBe(0);
        expect(durationMs).toBe(Math.min(nextStart - USUAL.marginMs - now, USUAL.atMostMs));
        expect(durationMs).toBeGreaterThanOrEqual(USUAL.leastMs);
        expect(durationMs).toBeLessThanOrEqual(5 * HOUR + USUAL.leastMs - USUAL.marginMs + 5 * MINUTE);
      }),
    );
  });

  test("lasts as long as somebody wants, up to the most that its place allows", () => {
    const wanted = (wantedMs: number) => cycle({ ...USUAL, now: at("22T20:00:00"), wantedMs }).durationMs;
    expect(wanted(2 * HOUR)).toBe(2 * HOUR);
    expect(wanted(5.5 * HOUR)).toBe(5.5 * HOUR);
    expect(() => wanted(5.5 * HOUR + 1_000)).toThrow("5h30m1s is longer than the 5h30m");
  });

  test("a rare schedule is cut to the most", () => {
    const { durationMs } = cycle({ ...USUAL, schedule: parseCron("0 0 1 * *"), now: at("22T20:00:00") });
    expect(durationMs).toBe(5.5 * HOUR);
  });
});

test("a duration's text is what --duration reads, to the second below", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: 1e9 }), (durationMs) => {
      expect(parseDuration(durationText(durationMs))).toBe(Math.floor(durationMs / 1_000) * 1_000);
    }),
  );
});
