import { expect, test } from "vitest";
import { pageNotes } from "../../../src/backtest/page/page-notes.ts";
import type { BacktestDocument } from "../../../src/backtest/report/document-shape.ts";
import { backtestTable } from "../../../src/backtest/report/table.ts";

/** As much of a document as the notes are made of, with nothing to say. */
const SILENT = {
  tried: { configurations: 0, runs: 0, expected_largest_t: null },
  profiles: [],
  configurations: [],
  trades: 0,
  left_out: [],
  left_out_rows: { block_trades: 0, repeated: 0 },
  unsettled: { count: 0, tickers: [] },
  settlements_without_trades: { count: 0, tickers: [] },
  against: [],
  placebos: [],
  random_fair: [],
  news: null,
};

test("a placebo and a random baseline that were run are on the page with what they came to", () => {
  const run = { profile: "kept", model: "kalman", fill_model: "through" };
  const draws = [0.1, 0.5].map((cents, draw) => ({ draw, cents_per_contract: cents }));
  const document = {
    ...SILENT,
    placebos: [{ ...run, verdict: "survives", why: "2.00c at 1800 s is distinguishable from nothing", latencies: [] }],
    random_fair: [{ ...run, cents_per_contract: 0.4, p_value: 2 / 3, draws }],
  } as unknown as BacktestDocument;
  expect(pageNotes(document)).toEqual([
    "kept, through, every command delayed: profit survives (2.00c at 1800 s is distinguishable from nothing).",
    "kept, through, on fair values drawn from the past: 0.30c a contract on average of 2 draws, beside 0.40c on its own; p 0.67.",
  ]);
});

test("the page tells of the search behind a profile what the terminal tells", () => {
  const profile = { in_sample: true, warnings: [], remarks: [] };
  const document = {
    ...SILENT,
    profiles: [
      { ...profile, profile: "chosen", searched: 744, expected_largest_t: 3.36 },
      { ...profile, profile: "published", searched: null, expected_largest_t: null },
    ],
    left_out_rows: { block_trades: 2, repeated: 0 },
  } as unknown as BacktestDocument;
  const said = "chosen was the best of 744 in its search: largest |t| expected of none 3.4";
  expect(backtestTable(document)).toContain(said);
  expect(pageNotes(document)).toEqual([
    `${said}.`,
    "Left out, rows: 2 block trades, 0 of trades that were there already.",
  ]);
});
