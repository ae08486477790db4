import { expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { type Interval, intervals95, stretchOf } from "../../../src/backtest/report/bootstrap.ts";
import { remarks } from "../../../src/backtest/report/remarks.ts";
import { total } from "./totals.ts";

const DATES = 125;

/** One event a date, 20 contracts each, whose net is a stationary AR(1) around nothing: correlation `memory` from a date to the next. */
function dates(memory: number, random: Random) {
  let last = random.normal();
  return Array.from({ length: DATES }, (_, date) => {
    last = memory * last + Math.sqrt(1 - memory ** 2) * random.normal();
    return total(`A-${date}`, 2 * last, 20, date);
  });
}

/** How often each interval of many samples has the truth in it, and how much wider the second is on average. */
function judged(memory: number, tries: number) {
  const random = Random.seeded(7);
  const held = { alone: 0, stretches: 0 };
  let wider = 0;
  for (let each = 0; each < tries; each += 1) {
    const totals = dates(memory, random);
    const alone = intervals95(totals, Random.seeded(each)).centsPerContract!;
    const stretches = intervals95(totals, Random.seeded(each), stretchOf(DATES)).centsPerContract!;
    if (alone[0] <= 0 && alone[1] >= 0) held.alone += 1;
    if (stretches[0] <= 0 && stretches[1] >= 0) held.stretches += 1;
    wider += (stretches[1] - stretches[0]) / (alone[1] - alone[0]) / tries;
  }
  return { alone: held.alone / tries, stretches: held.stretches / tries, wider };
}

test("where dates go together, intervals of dates drawn alone are too narrow, and those of stretches are about right", () => {
  const { alone, stretches, wider } = judged(0.5, 60);
  expect(alone).toBeLessThan(0.82); // the mean's standard error is sqrt(3) times that of independent dates
  expect(stretches).toBeGreaterThan(0.87);
  // a circular block of 5 sees 1 + 2 sum (1 - k/5) 0.5^k = 2.225 times the variance
  expect(Math.abs(wider - Math.sqrt(2.225))).toBeLessThan(0.12);
});

test("where dates are independent both are alike", () => {
  const { alone, stretches, wider } = judged(0, 25);
  expect(Math.min(alone, stretches)).toBeGreaterThan(0.88);
  expect(Math.abs(wider - 1)).toBeLessThan(0.06);
});

test("drawn one at a time, in whatever order they are told, it is the interval that it was", () => {
  const totals = dates(0.5, Random.seeded(1));
  expect(intervals95(totals, Random.seeded(3), 1)).toEqual(intervals95(totals, Random.seeded(3)));
  expect(stretchOf(20)).toBe(3);
  expect(stretchOf(1)).toBe(1);
});

const SOUND = {
  inSample: false,
  dates: DATES,
  centsPerContract: 0.48,
  forwardCentsPerContract: 0.4,
  quoted: 0.8,
  hourMarkoutCents: 2,
  tByDate: 7,
  tInARow: 7,
  tries: 1,
} as const;
const said = (interval: Interval, intervalOfStretches: Interval, cents = 0.48) =>
  remarks({ ...SOUND, centsPerContract: cents, interval, intervalOfStretches, stretchDates: 7 }).filter(
    ({ code }) => code === "dates_together",
  );

test("a reader is told when the interval is too narrow by a quarter, of a gain and of a loss, and when it has zero in it", () => {
  expect(said([0.26, 0.7], [0.26, 0.76])).toEqual([]);
  const [wide] = said([0.26, 0.7], [0.08, 0.9]);
  expect(wide!.text).toBe("dates near each other go together: drawn 7 in a row they give [0.08, 0.90]");
  const [zero] = said([0.26, 0.7], [-0.02, 0.96]);
  expect(zero!.text).toBe(
    "dates near each other go together: drawn 7 in a row they give [-0.02, 0.96], with zero in it",
  );
  expect(said([-0.7, -0.26], [-0.9, 0.01], -0.48)[0]!.text).toContain("[-0.90, 0.01], with zero in it");
  expect(said([-0.7, 0.26], [-0.9, 0.61], -0.48)[0]!.text).toMatch(/\]$/);
});
