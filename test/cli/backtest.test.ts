import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { BacktestDocument } from "../../src/backtest/document.ts";
import { manySteps, ordersOf } from "../backtest/generated-tape.ts";
import { Folder, tapeText, tauroi } from "./tape-commands.ts";

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

const backtest = (...words: readonly string[]) => tauroi("backtest", ...words);

/** Two events of three legs each; E settled but for its leg C, F not at all. */
function twoEvents(): readonly string[] {
  const first = folder.written("e.csv.gz", tapeText(ordersOf(manySteps(51, 90))));
  const second = folder.written(
    "f.csv",
    tapeText(ordersOf(manySteps(52, 60)), (ticker) => ticker.replace("E-1JAN", "F-2JAN")),
  );
  const settlements = folder.written("s.csv", "ticker,result\nE-1JAN-A,yes\nE-1JAN-B,no\nE-1JAN-C,\nE-1JAN-Z,no\n");
  return ["--tape", first, second, "--settlements", settlements];
}

describe("the document", () => {
  test("has every configuration, and names what is missing", async () => {
    const { code, out } = await backtest(...twoEvents(), "--json");
    expect(code).toBe(0);
    const document = JSON.parse(out) as BacktestDocument;
    expect(document.tapes.map((path) => path.replace(folder.path, ""))).toEqual(["/e.csv.gz", "/f.csv"]);
    expect(document).toMatchObject({
      fee_type: "quadratic_with_maker_fees",
      setting: "realistic",
      left_out: [],
      unsettled: { count: 4, tickers: ["E-1JAN-C", "F-2JAN-A", "F-2JAN-B", "F-2JAN-C"] },
      settlements_without_trades: { count: 1, tickers: ["E-1JAN-Z"] },
    });
    expect(document.configurations.map(({ profile, fill_model }) => `${profile} ${fill_model}`)).toEqual(
      ["documented", "fixed-3c", "fixed-5c", "no-skew"].flatMap((profile) =>
        ["touch", "queue", "through"].map((model) => `${profile} ${model}`),
      ),
    );
    for (const configuration of document.configurations) {
      const { tickers } = configuration;
      const sum = (of: (ticker: (typeof tickers)[number]) => number) =>
        tickers.reduce((total, ticker) => total + of(ticker), 0);
      expect(configuration.events).toBe(2);
      expect(tickers.map(({ ticker, result }) => `${ticker} ${result}`).toSorted()).toEqual([
        "E-1JAN-A yes",
        "E-1JAN-B no",
        "E-1JAN-C null",
        "F-2JAN-A null",
        "F-2JAN-B null",
        "F-2JAN-C null",
      ]);
      expect(sum(({ trades }) => trades)).toBe(document.trades);
      expect(sum(({ fills }) => fills)).toBe(configuration.fills);
      expect(sum(({ contracts }) => contracts)).toBeCloseTo(configuration.contracts, 9);
      expect(sum(({ gross_usd }) => gross_usd)).toBeCloseTo(configuration.gross_usd, 9);
      expect(configuration.gross_usd - configuration.fees_usd).toBeCloseTo(configuration.net_usd, 9);
      if (configuration.contracts > 0) {
        expect(configuration.cents_per_contract).toBeCloseTo(
          (100 * configuration.net_usd) / configuration.contracts,
          9,
        );
      }
    }
  });

  test("is the same for the same seed, byte by byte, and free fees are the fee type's doing", async () => {
    const words = [...twoEvents(), "--profile", "documented", "--fills", "touch", "--json"];
    const { out } = await backtest(...words);
    expect((await backtest(...words)).out).toBe(out);
    const free = JSON.parse((await backtest(...words, "--fee-type", "quadratic")).out) as BacktestDocument;
    expect(free.fee_type).toBe("quadratic");
    expect(free.configurations[0]!.fees_usd).toBe(0);
  });

  test("runs on the original's fair values when asked to, and says so", async () => {
    const words = [...twoEvents(), "--profile", "documented", "fixed-3c", "--fills", "touch", "--json"];
    const documentOf = async (...more: readonly string[]) =>
      JSON.parse((await backtest(...words, ...more)).out) as BacktestDocument;
    const ours = await documentOf();
    const original = await documentOf("--model", "original");
    expect(ours.configurations.map(({ model }) => model)).toEqual(["kalman", "kalman"]);
    expect(original.configurations.map(({ model }) => model)).toEqual(["original", "original"]);
    for (const [index, { net_usd, contracts }] of original.configurations.entries()) {
      expect(contracts).toBeGreaterThan(0);
      expect(net_usd).not.toBe(ours.configurations[index]!.net_usd);
    }
    expect(await documentOf("--model", "kalman")).toEqual(ours);
  });

  test("leaves out tickers with too few trades, and says which", async () => {
    const words = [...twoEvents(), "--profile", "fixed-3c", "--fills", "through", "--json"];
    const all = JSON.parse((await backtest(...words)).out) as BacktestDocument;
    const counts = all.configurations[0]!.tickers.map(({ trades }) => trades).toSorted((a, b) => a - b);
    const document = JSON.parse((await backtest(...words, "--min-trades", String(counts[3]))).out) as BacktestDocument;
    expect(document.configurations[0]!.tickers).toHaveLength(counts.filter((count) => count >= counts[3]!).length);
    expect(document.left_out).toMatchObject([{ reason: `fewer than ${counts[3]} trades`, count: 3 }]);
    expect(document.trades).toBe(all.trades);
  });
});

test("without --json it is a table with the same names", async () => {
  const { code, out } = await backtest(...twoEvents(), "--profile", "documented", "no-skew", "--fills", "through");
  expect(code).toBe(0);
  const lines = out.split("\n");
  expect(lines[0]).toMatch(/^profile +model +fills by +fills +contracts/);
  expect(lines.slice(1, 3).map((line) => line.split(/ +/).slice(0, 3))).toEqual([
    ["documented", "kalman", "through"],
    ["no-skew", "kalman", "through"],
  ]);
  expect(out).toContain("6 tickers of 2 events");
  expect(out).toContain("without settlement, marked at the last print: 4 (E-1JAN-C, F-2JAN-A, F-2JAN-B, F-2JAN-C)");
  expect(out).toContain("settled without a trade: 1 (E-1JAN-Z)");
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(132);
});

describe("bad input exits 2, says where, and prints nothing else", () => {
  const HEADER = "created_time,ticker,yes_price,count";
  test.each([
    ["a malformed row", `${HEADER}\n2025-01-01T00:00:00Z,E-1-A,50\n`, "t.csv: line 2: "],
    ["a price off the grid", `${HEADER}\n2025-01-01T00:00:00Z,E-1-A,50.5,1\n`, "t.csv: line 2: yes_price"],
    [
      "time going backwards",
      `${HEADER}\n2025-01-01T00:00:01Z,E-1-A,50,1\n2025-01-01T00:00:00Z,E-1-A,50,1\n`,
      "t.csv: line 3: created_time",
    ],
    ["an empty file", "", "t.csv: line 1: the file is empty"],
  ])("%s", async (_name, text, where) => {
    const result = await backtest("--tape", folder.written("t.csv", text), "--json");
    expect(result).toMatchObject({ code: 2, out: "" });
    expect(result.err).toContain(where);
  });

  test("settlements, profiles, numbers and flags too", async () => {
    const good = folder.written("g.csv", tapeText(ordersOf(manySteps(53, 10))));
    const bad = folder.written("s.csv", "ticker,result\nE-1JAN-A,perhaps\n");
    const said = async (...words: readonly string[]) => {
      const { code, out, err } = await backtest(...words);
      expect([code, out]).toEqual([2, ""]);
      return err;
    };
    expect(await said("--tape", good, "--settlements", bad)).toContain('s.csv: line 2: result "perhaps"');
    expect(await said("--tape", folder.at("absent.csv"))).toContain("absent.csv: there is no such file");
    expect(await said("--tape", good, good)).toContain("g.csv: named twice");
    expect(await said("--tape", good, "--profile", "documentd")).toContain("documented");
    expect(await said("--tape", good, "--model", "orignal")).toContain("kalman, original");
    expect(await said("--tape", good, "--fills", "tuch")).toContain("touch, queue, through");
    expect(await said("--tape", good, "--min-trades", "0")).toContain("from 1 up");
    expect(await said("--tape", good, "--min-trades", "1000")).toContain("--min-trades 1000");
    expect(await said("--tapes", good)).toContain("--tape");
  });
});
