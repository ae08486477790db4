import { describe, expect, test } from "vitest";
import { backtestDocument } from "../../../src/backtest/report/document.ts";
import { backtestTable } from "../../../src/backtest/report/table.ts";
import { partsOf, profileRuns } from "./scene.ts";

describe("one profile less another", () => {
  const runs = [...profileRuns("documented", 1), ...profileRuns("best", 3)];
  const document = backtestDocument(partsOf(runs, { against: "documented" }));

  test("is what it brought more, on the same dates, so that what moves both doesn't widen the interval", () => {
    expect(document.against.map(({ profile, fill_model }) => `${profile} ${fill_model}`)).toEqual([
      "best touch",
      "best queue",
      "best through",
    ]);
    for (const difference of document.against) {
      // Each of 60 days: 2 c more on 5 of 7 contracts.
      expect(difference).toMatchObject({ against: "documented", model: "kalman", contracts_ratio: 1 });
      expect(difference.cents_per_contract).toBeCloseTo(10 / 7, 9);
      expect(difference.net_usd).toBeCloseTo(6, 9);
      for (const bound of difference.interval_95!) expect(bound).toBeCloseTo(10 / 7, 9);
      for (const bound of difference.net_interval_95!) expect(bound).toBeCloseTo(6, 9);
    }
  });

  test("is a section of the table, and nothing without a profile to compare with", () => {
    const text = backtestTable(document);
    expect(text).toMatch(/less documented on the same dates/);
    expect(text).toMatch(/ through +1\.43 \[ 1\.43, 1\.43\] +6\.00 \[ 6\.00, 6\.00\] +1\.00/);
    const without = backtestDocument(partsOf(runs));
    expect(without.against).toEqual([]);
    expect(backtestTable(without)).not.toContain("on the same dates");
  });
});
