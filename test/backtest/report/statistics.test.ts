import { describe, expect, test } from "vitest";
import { dateOf, monthOf } from "../../../src/backtest/report/event-date.ts";
import { months } from "../../../src/backtest/report/months.ts";
import {
  centsPerContract,
  maxDrawdown,
  sharpePerEvent,
  tByDate,
  tByDatesInARow,
} from "../../../src/backtest/report/statistics.ts";
import type { Money, Time } from "../../../src/market/units.ts";
import { total } from "./totals.ts";

describe("cents per contract", () => {
  test("all dollars over all contracts", () => {
    expect(centsPerContract([total("A-1", 3, 100), total("A-2", -1, 25), total("A-3", 0, 0)])).toBeCloseTo(1.6, 12);
    expect(centsPerContract([total("A-1", 0, 0)])).toBeUndefined();
  });
});

describe("Sharpe per event", () => {
  test("mean over the deviation between events, the empty ones among them", () => {
    // 4, 0, 2: mean 2, squares 4 + 4 + 0 over two degrees of freedom: deviation 2
    expect(sharpePerEvent([total("A-1", 4, 1), total("A-2", 0, 0), total("A-3", 2, 1)])).toBeCloseTo(1, 12);
  });

  test("says nothing of one event or of equal ones", () => {
    expect(sharpePerEvent([total("A-1", 4, 1)])).toBeUndefined();
    expect(sharpePerEvent([total("A-1", 4, 1), total("A-2", 4, 1)])).toBeUndefined();
  });
});

describe("t by date", () => {
  test("takes events of one date as one", () => {
    // dates bring 4, 0, 2: mean 2, deviation 2, so 2 / (2 / sqrt(3))
    const events = [
      total("A-1", 1, 1),
      total("B-1", 3, 1),
      total("A-2", 5, 1),
      total("B-2", -5, 1),
      total("A-3", 2, 1),
    ];
    expect(tByDate(events)).toBeCloseTo(Math.sqrt(3), 12);
    expect(tByDate(events.slice(0, 2))).toBeUndefined();
  });
});

describe("drawdown", () => {
  test.each([
    [[], 0],
    [[1, 2, 3], 0],
    [[-1, 2], 1], // from nothing
    [[5, -3, -4, 6, -1], 7],
    [[5, -3, 10, -4], 4],
  ])("of %j is %d", (dollars, deepest) => {
    expect(maxDrawdown(dollars.map((usd) => (usd * 1e6) as Money))).toBe(deepest * 1e6);
  });
});

test("an event's date is what follows its series", () => {
  expect(["KXHIGHNY-24AUG16", "HIGHNY-24AUG16", "KXTOPMONTHLY-26JAN", "ODD"].map(dateOf)).toEqual([
    "24AUG16",
    "24AUG16",
    "26JAN",
    "ODD",
  ]);
});

test("an event's month is in its name, or else when it ended", () => {
  const ended = Date.UTC(2025, 0, 31, 23) as Time;
  expect(
    ["KXHIGHNY-24AUG16", "KXTOPMONTHLY-26JAN", "ODD", "ODD-24XYZ16", "ODD-1JAN"].map((name) => monthOf(name, ended)),
  ).toEqual(["2024-08", "2026-01", "2025-01", "2025-01", "2025-01"]);
});

test("months are in order, with what their events brought together", () => {
  const rows = months([total("A-25FEB01", 3, 100), total("A-24DEC31", 1, 0), total("B-25FEB27", -1, 100)]);
  expect(rows).toEqual([
    { month: "2024-12", events: 1, contracts: 0, net: 1_000_000, centsPerContract: undefined },
    { month: "2025-02", events: 2, contracts: 200, net: 2_000_000, centsPerContract: 1 },
  ]);
});

test("dates that go together make t less by what their correlations say, and independent ones leave it about as it is", () => {
  // 1 to 27 and back: correlations by hand, for L = 3 with weights 2/3 and 1/3
  const wave = [...Array.from({ length: 14 }, (_, at) => at), ...Array.from({ length: 13 }, (_, at) => 12 - at)];
  const mean = wave.reduce((sum, each) => sum + each, 0) / wave.length;
  const product = (apart: number): number =>
    wave.reduce((sum, each, at) => sum + (each - mean) * ((wave[at + apart] ?? mean) - mean), 0);
  const longer = 1 + (4 / 3) * (product(1) / product(0)) + (2 / 3) * (product(2) / product(0));
  const totals = wave.map((usd, at) => total(`A-${at}`, usd, 1, at));
  expect(tByDatesInARow(totals)!).toBeCloseTo(tByDate(totals)! / Math.sqrt(longer), 9);
  const alternating = wave.map((_, at) => total(`A-${at}`, at % 2 === 0 ? 3 : -1, 1, at));
  expect(tByDatesInARow(alternating)).toBe(tByDate(alternating)); // what goes against itself isn't taken for more certainty
  expect(tByDatesInARow([])).toBeUndefined();
});
