import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { HourlyMoves, suggestedCalendar } from "../../../src/backtest/score/hours.ts";
import { time } from "../../../src/market/units.ts";
import { calendarSchema } from "../../../src/signal/calendar.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 5, 1, 4); // midnight in New York
const DAYS = 40;

/** A leg that is priced every ten minutes and moves `usual` in an hour, `busy` in the busy one. */
function measured(busyHour: number, usual: number, busy: number): HourlyMoves {
  const moves = new HourlyMoves();
  const random = Random.seeded(7);
  let odds = 0;
  for (let step = 0; step < DAYS * 24 * 6; step++) {
    const at = START + step * (HOUR / 6) + 1;
    const hour = Math.floor((step / 6) % 24);
    odds += random.normal(0, (hour === busyHour ? busy : usual) / Math.sqrt(6));
    odds = Math.max(-3, Math.min(3, odds));
    moves.add({ time: time(at), event: "E", ticker: "E-A", fair: 100 / (1 + Math.exp(-odds)) });
  }
  return moves;
}

test("the hour in which a series moves stands out by as much as it does, and no other hour is suggested", () => {
  const rows = measured(16, 0.1, 0.4).rows();
  const any = rows.filter(({ kind }) => kind === "any day");
  expect(any.map(({ hour }) => hour)).toEqual(Array.from({ length: 24 }, (_, hour) => hour));
  const busy = any[16]!;
  const quiet = any[9]!;
  expect(busy.ratio / quiet.ratio).toBeGreaterThan(2.5);
  expect(busy.ratio / quiet.ratio).toBeLessThan(6);
  expect(busy.interval![0]).toBeGreaterThan(1.25);
  expect(busy.orders).toBe(6 * (DAYS - 1));
  const calendar = calendarSchema.parse(Bun.TOML.parse(suggestedCalendar(any)));
  expect(calendar.windows.map(({ from, to, effect }) => [from, to, effect])).toEqual([["16:00", "17:00", "widen"]]);
});

test("where every hour is alike, nothing is suggested", () => {
  expect(suggestedCalendar(measured(0, 0.1, 0.1).rows())).toBe("");
});

test("the average hour of days but the last moves by exactly 1", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 99 })), {
        minLength: 30,
        maxLength: 120,
      }),
      (steps) => {
        const moves = new HourlyMoves();
        let at = START;
        for (const [minutes, fair] of steps) {
          at += minutes * 60_000;
          moves.add({ time: time(at), event: "E", ticker: "E-A", fair });
        }
        const any = moves.rows().filter(({ kind }) => kind === "any day");
        const hours = any.reduce((sum, { legHours }) => sum + legHours, 0);
        const mean = any.reduce((sum, { ratio, legHours }) => sum + ratio * legHours, 0) / hours;
        if (hours > 0) expect(mean).toBeCloseTo(1, 9);
      },
    ),
  );
});
