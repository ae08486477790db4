import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CalibrationDocument } from "../../src/backtest/calibration-document.ts";
import type { Time } from "../../src/market/units.ts";
import { LEGS, manySteps, ordersOf } from "../backtest/generated-tape.ts";
import { Folder, tapeText, tauroi } from "./tape-commands.ts";

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

const ORDERS = ordersOf(manySteps(92, 360)); // enough for every leg to be fitted to its own orders
const tape = () => folder.written("t.csv", tapeText(ORDERS));

test("every contract has its parameters, and its predictions their diagnostics", async () => {
  const { code, out } = await tauroi("calibrate", "--tape", tape(), "--json");
  expect(code).toBe(0);
  const document = JSON.parse(out) as CalibrationDocument;
  expect(document.tickers.map(({ ticker }) => ticker).sort()).toEqual([...LEGS]);
  expect(document.tickers.reduce((sum, { orders }) => sum + orders, 0)).toBe(document.orders);
  for (const ticker of document.tickers) {
    expect(ticker).toMatchObject({ event: "E-1JAN", provenance: "em" });
    expect(Date.parse(ticker.calibrated_at!)).toBeGreaterThan(ORDERS[0]!.at);
    expect(Math.min(...Object.values(ticker.parameters).filter((_, i) => i < 7))).toBeGreaterThan(0);
    const predictions = Object.values(ticker.diagnostics).map((diagnostics) => diagnostics.predictions);
    expect(predictions.reduce((sum, count) => sum + count, 0)).toBe(ticker.orders - 1);
    expect(ticker.diagnostics.prior!.pit_histogram).toHaveLength(10);
    expect(ticker.diagnostics.em!.jump_probability_sum).toBeGreaterThan(0);
    expect(ticker.fit_iterations).toBeGreaterThanOrEqual(ticker.fits);
  }
  const { sigma2_per_hour: error } = document.tickers[0]!.standard_errors;
  expect(error).toBeGreaterThan(0); // where it is identified
});

test("without --json it is a table with a line a contract", async () => {
  const { code, out } = await tauroi("calibrate", "--tape", tape());
  expect(code).toBe(0);
  const lines = out.split("\n");
  expect(lines[0]).toMatch(/^ticker +orders +from +sigma_b/);
  expect(lines.slice(1, 1 + LEGS.length).map((line) => line.split(/ +/).slice(0, 3))).toEqual(
    [...LEGS]
      .sort((a, b) => ORDERS.findIndex(({ ticker }) => ticker === a) - ORDERS.findIndex(({ ticker }) => ticker === b))
      .map((leg) => [leg, String(ORDERS.filter(({ ticker }) => ticker === leg).length), "em"]),
  );
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(132);
});

describe("the term structure of belief volatility", () => {
  /** Two events a day apart; the first has closed when the second trades. */
  function words(closeTime: (event: number) => string): readonly string[] {
    const day = 86_400_000;
    const tapes = [0, 1].map((event) => {
      const orders = ORDERS.map((order) => ({ ...order, at: (order.at + event * day) as Time }));
      const rename = (ticker: string) => ticker.replace("1JAN", `${event + 1}JAN`);
      return folder.written(`${event}.csv`, tapeText(orders, rename));
    });
    const rows = [0, 1].flatMap((event) =>
      LEGS.map((leg) => `${leg.replace("1JAN", `${event + 1}JAN`)},,${closeTime(event)}\n`),
    );
    const settlements = folder.written("s.csv", `ticker,result,close_time\n${rows.join("")}`);
    return ["calibrate", "--tape", ...tapes, "--settlements", settlements];
  }
  const anHourAfter = (event: number) => new Date(ORDERS.at(-1)!.at + event * 86_400_000 + 3_600_000).toISOString();

  test("is there where close times are, of the events that had closed", async () => {
    const { out } = await tauroi(...words(anHourAfter), "--json");
    const { absent, series } = (JSON.parse(out) as CalibrationDocument).volatility_term;
    expect([absent, series.length]).toEqual([null, 1]);
    expect(series[0]).toMatchObject({ series: "E", finished_events: 1 });
    const buckets = series[0]!.buckets.filter(({ events }) => events > 0);
    expect(buckets.length).toBeGreaterThan(0);
    // One event is no ground for an error, let alone for a factor.
    for (const { events, factor, standard_error, used, factor_in_use } of buckets) {
      expect([events, factor, standard_error, used, factor_in_use]).toEqual([1, null, null, false, 1]);
    }
    const table = await tauroi(...words(anHourAfter));
    expect(table.out).toMatch(
      /\nseries +hours to close +events +factor +error +used +in use\nE +\d+ to \d+ +1 +- +- +no +1\.00\n/,
    );
    for (const line of table.out.split("\n")) expect(line.length).toBeLessThanOrEqual(132);
  });

  test("is said to be absent, and why, where they aren't", async () => {
    const termOf = async (...given: readonly string[]) =>
      (JSON.parse((await tauroi(...given, "--json")).out) as CalibrationDocument).volatility_term;
    expect(await termOf("calibrate", "--tape", tape())).toMatchObject({ series: [] });
    expect((await tauroi("calibrate", "--tape", tape())).out).toMatch(/\nNo term structure .*--settlements\.$/);
    expect((await termOf(...words(() => ""))).absent).toContain("no close_time");
    const late = await tauroi(...words(() => "2099-01-01T00:00:00Z"));
    expect(late.out).toMatch(/\nNo term structure .*: 0 of E\.$/);
  });

  test("bad settlements exit 2 and print nothing", async () => {
    const { code, out, err } = await tauroi(...words(() => "tomorrow"));
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain('s.csv: line 2: close_time "tomorrow"');
  });
});

test("bad input exits 2 and prints nothing", async () => {
  const bad = folder.written("bad.csv", "created_time,ticker,yes_price,count\n2025-01-01T00:00:00Z,E-1-A,50.5,1\n");
  const { code, out, err } = await tauroi("calibrate", "--tape", bad, "--json");
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain("bad.csv: line 2: yes_price");
  expect((await tauroi("calibrate", "--tape", tape(), folder.at("t.csv"))).err).toContain("named twice");
});
