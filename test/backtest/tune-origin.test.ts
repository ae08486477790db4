import { describe, expect, test } from "vitest";
import { dayOf, isInSample } from "../../src/backtest/in-sample.ts";
import type { StoredTape } from "../../src/backtest/tape-columns.ts";
import { eventOn } from "./several-events.ts";

/** An event of this name, made up on New Year's Day 2025. */
function called(ticker: string): StoredTape {
  const tape = eventOn(0, 1, 3);
  return { ...tape, event: { ...tape.event, ticker, series: ticker.split("-")[0]! } };
}

describe("the day of an event", () => {
  test.each([
    ["KXHIGHNY-24AUG16", "2024-08-16"],
    ["KXTOPMONTHLY-25JUN", "2025-06-01"],
    ["KXOTHER-JANE", "2025-01-01"],
    ["KXOTHER-25JUNE1", "2025-01-01"],
  ])("%s is %s", (ticker, day) => {
    expect(dayOf(called(ticker))).toBe(day);
  });
});

describe("in sample", () => {
  const origin = { chosenOn: ["KXHIGHNY", "KXHIGHCHI"], until: "2025-05-08" };

  test.each([
    [["KXHIGHNY-24AUG16"], true],
    [["KXHIGHNY-25MAY08"], true],
    [["KXHIGHNY-25MAY09"], false],
    [["HIGHCHI-24SEP01"], true], // the series before its name was changed
    [["KXHIGHMIA-24AUG16", "KXHIGHDEN-24AUG16"], false],
    [["KXHIGHMIA-24AUG16", "KXHIGHNY-24AUG16"], true], // one of them is enough
    [[], false],
  ])("%j: %s", (tickers, inSample) => {
    expect(isInSample(origin, tickers.map(called))).toBe(inSample);
  });
});
