import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { profileNames } from "../../src/app/profiles.ts";
import type { BacktestDocument } from "../../src/backtest/report/document-shape.ts";
import { manySteps, ordersOf } from "../backtest/generated-tape.ts";
import { Folder, tapeText, tauroi } from "./tape-commands.ts";

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

const backtest = (...words: readonly string[]) => tauroi("backtest", ...words);

const OF_SECOND = ["F-2JAN-A", "F-2JAN-B", "F-2JAN-C", "F-2JAN-D", "F-2JAN-E"];

/** Two events of five legs each; E settled but for its leg C, F not at all and marked at its last prints. */
function twoEvents(): readonly string[] {
  const first = folder.written("e.csv.gz", tapeText(ordersOf(manySteps(51, 90))));
  const second = folder.written(
    "f.csv",
    tapeText(ordersOf(manySteps(52, 60)), (ticker) => ticker.replace("E-1JAN", "F-2JAN")),
  );
  const ofFirst = ["A,yes", "B,no", "C,", "D,no", "E,no", "Z,no"].map((row) => `E-1JAN-${row}`);
  const rows = [...ofFirst, ...OF_SECOND.map((ticker) => `${ticker},`)];
  const settlements = folder.written("s.csv", `ticker,result\n${rows.join("\n")}\n`);
  return ["--tape", first, second, "--settlements", settlements, "--unsettled", "mark"];
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
      unsettled: { count: 6, tickers: ["E-1JAN-C", ...OF_SECOND] },
      settlements_without_trades: { count: 1, tickers: ["E-1JAN-Z"] },
    });
    expect(document.configurations.map(({ profile, fill_model }) => `${profile} ${fill_model}`)).toEqual(
      profileNames.flatMap((profile) => ["touch", "queue", "through"].map((model) => `${profile} ${model}`)),
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
        "E-1JAN-D no",
        "E-1JAN-E no",
        ...OF_SECOND.map((ticker) => `${ticker} null`),
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
    const least = counts[5]!;
    const fewer = counts.filter((count) => count < least).length;
    expect(fewer).toBeGreaterThan(0);
    const document = JSON.parse((await backtest(...words, "--min-trades", String(least))).out) as BacktestDocument;
    expect(document.configurations[0]!.tickers).toHaveLength(counts.length - fewer);
    expect(document.left_out).toMatchObject([{ reason: `fewer than ${least} trades`, count: fewer }]);
    expect(document.trades).toBe(all.trades);
  });
});

describe("what is run", () => {
  const small = (): readonly string[] => [...twoEvents(), "--json", "--fills", "touch"];
  const documentOf = async (...words: readonly string[]) => {
    const { code, out, err } = await backtest(...words);
    expect([code, err]).toEqual([0, ""]);
    return JSON.parse(out) as BacktestDocument;
  };

  test("is the same, byte by byte, for any number of workers", async () => {
    const words = [...twoEvents(), "--profile", "documented", "coherent", "--placebo", "--random-fair", "2", "--json"];
    const alone = await backtest(...words, "--workers", "1");
    expect(alone.code).toBe(0);
    for (const workers of ["2", "3"]) expect(await backtest(...words, "--workers", workers)).toEqual(alone);
  });

  test("without an event that isn't settled, unless it is to be marked", async () => {
    const words = small().map((word) => (word === "mark" ? "skip" : word));
    const document = await documentOf(...words, "--profile", "documented");
    expect(document.configurations.map(({ events }) => events)).toEqual([1]);
    expect(document.left_out).toMatchObject([{ reason: "its event is not settled", count: 5, tickers: OF_SECOND }]);
  });

  test("with values changed, which shows in the name", async () => {
    const changed = ["--set", "half_spread_cents=8", "--set", "max_half_spread_cents=8"];
    const { configurations, profiles } = await documentOf(...small(), "--profile", "fixed-3c", "fixed-5c", ...changed);
    const names = ["fixed-3c", "fixed-5c"].map((name) => `${name}+half_spread_cents=8+max_half_spread_cents=8`);
    expect(configurations.map(({ profile }) => profile)).toEqual(names);
    expect(profiles.map(({ profile }) => profile)).toEqual(names);
    const [one, other] = configurations; // the half-spread is all in which the two differ
    expect({ ...one, profile: "" }).toEqual({ ...other, profile: "" });
    const [original] = (await documentOf(...small(), "--profile", "fixed-3c")).configurations;
    expect(original!.fills).not.toBe(one!.fills);
  });

  test("from a file of one's own, in sample where its origin says so", async () => {
    const text = await Bun.file("src/strategy/profiles/fixed-3c.toml").text();
    const named = text.replace(/^name = .*$/m, 'name = "mine"');
    const origin = (series: string, until: string) =>
      `\n[origin]\nchosen_on = ["${series}"]\nuntil = "${until}"\nsearched = 40\n`;
    const said = async (file: string) => {
      const [found] = (await documentOf(...small(), "--profile", file)).profiles;
      return [found!.profile, found!.in_sample, found!.searched];
    };
    expect(await said(folder.written("mine.toml", named))).toEqual(["mine", null, null]);
    // The tape is of New Year's Day 2025; its events' names have no year.
    expect(await said(folder.written("a.toml", named + origin("E", "2025-01-01")))).toEqual(["mine", true, 40]);
    expect(await said(folder.written("b.toml", named + origin("E", "2024-12-31")))).toEqual(["mine", false, 40]);
    expect(await said(folder.written("c.toml", named + origin("G", "2025-01-01")))).toEqual(["mine", false, 40]);
  });

  test("also as a placebo and on shuffled fair values, which are no results of their own", async () => {
    const words = [...small(), "--profile", "documented", "no-skew"];
    const plain = await documentOf(...words);
    const document = await documentOf(...words, "--placebo", "--random-fair", "3");
    expect(document.configurations).toEqual(plain.configurations);
    expect(document.placebos.map(({ latencies }) => latencies.map(({ latency_s }) => latency_s))).toEqual(
      Array.from({ length: 2 }, () => [1, 10, 30, 120, 600, 1_800]),
    );
    expect(document.random_fair.map(({ draws }) => draws.map(({ draw }) => draw))).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(document.tried).toMatchObject({ configurations: 2, runs: 2 * (1 + 6 + 3) });
    expect([plain.placebos, plain.random_fair]).toEqual([[], []]);
  });

  test("against a profile, which runs as well and keeps its own values", async () => {
    const words = [
      ...twoEvents(),
      "--profile",
      "fixed-3c",
      "--set",
      "half_spread_cents=2",
      "--fills",
      "touch",
      "queue",
    ];
    const { code, out } = await backtest(...words, "--against", "fixed-3c", "--json");
    expect(code).toBe(0);
    const { against, configurations } = JSON.parse(out) as BacktestDocument;
    const changed = "fixed-3c+half_spread_cents=2";
    expect(configurations.map(({ profile }) => profile)).toEqual(["fixed-3c", "fixed-3c", changed, changed]);
    for (const { profile, fill_model, net_usd } of against) {
      const [one, other] = [configurations[0]!.profile, profile].map((name) =>
        configurations.find((run) => run.profile === name && run.fill_model === fill_model),
      );
      expect(net_usd).toBeCloseTo(other!.net_usd - one!.net_usd, 9);
    }
    expect(against.map(({ profile, fill_model }) => `${profile} ${fill_model}`)).toEqual([
      `${changed} touch`,
      `${changed} queue`,
    ]);
    expect(await backtest(...words, "--against", "nobody")).toMatchObject({ code: 2 });
  });

  test("with signals from a recording and a calendar, on any number of workers", async () => {
    const words = [...twoEvents(), "--profile", "fixed-3c", "--fills", "touch"];
    const first = ordersOf(manySteps(51, 90))[20]!.at;
    const event = { at: first, source: "radio", severity: "pull", until: first + 86_400_000, reason: "a release" };
    const text = ["E-1JAN-A", "B", "NOWHERE"].map((ticker) => JSON.stringify({ ...event, ticker })).join("\n");
    const signals = folder.written("signals.jsonl", text);
    const calendar = folder.written(
      "calendar.toml",
      'zone = "UTC"\n[[window]]\nfrom = "00:00"\nto = "24:00"\neffect = "widen"\nreason = "always"\n',
    );
    const told = ["--signals", signals, "--calendar", calendar];
    const heard = await backtest(...words, ...told, "--workers", "1", "--json");
    expect(heard.code).toBe(0);
    const [with_, without] = [heard.out, (await backtest(...words, "--json")).out].map(
      (out) => JSON.parse(out) as BacktestDocument,
    );
    expect(with_!.news).toEqual({ signals: 3, heard: 2, windows: 1 });
    expect(without!.news).toBeNull();
    expect(with_!.configurations[0]!.fills).toBeLessThan(without!.configurations[0]!.fills);
    expect((await backtest(...words, ...told, "--workers", "2", "--json")).out).toBe(heard.out);
    expect((await backtest(...words, ...told)).out).toContain("2 of 3 recorded signals");
  });

  test("refuses signals that it can't read, by file, line and field", async () => {
    const words = [...twoEvents(), "--profile", "documented"];
    const bad = folder.written("bad.jsonl", '{"at": 5, "source": "radio"}\n');
    const refused = await backtest(...words, "--signals", bad);
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toContain("bad.jsonl: line 1: ticker: ");
    expect(await backtest(...words, "--signals", "none.jsonl")).toMatchObject({
      code: 2,
      err: "--signals none.jsonl: there is no such file",
    });
    expect(await backtest(...words, "--calendar", bad)).toMatchObject({ code: 2, out: "" });
  });

  test("from a tape that calls its columns otherwise", async () => {
    const text = tapeText(ordersOf(manySteps(54, 60)));
    const ours = folder.written("ours.csv", text);
    const theirs = folder.written("theirs.csv", text.replace("created_time", "when").replace("yes_price", "px"));
    const words = ["--profile", "documented", "--fills", "touch", "--json"];
    const columns = ["--column", "created_time=when", "yes_price=px"];
    const document = await documentOf("--tape", theirs, ...columns, ...words);
    expect({ ...document, tapes: [ours] }).toEqual(await documentOf("--tape", ours, ...words));
  });
});

test("without --json it is a table with the same names", async () => {
  const { code, out } = await backtest(...twoEvents(), "--profile", "documented", "no-skew", "--fills", "through");
  expect(code).toBe(0);
  const lines = out.split("\n");
  expect(lines[1]).toMatch(/^profile +through$/);
  expect(lines.slice(2, 4).map((line) => line.split(/ +/)[0])).toEqual(["documented", "no-skew"]);
  expect(out).toContain("10 tickers of 2 events");
  const marked = `without settlement, marked at the last print: 6 (E-1JAN-C, ${OF_SECOND.join(", ")})`;
  expect(out.replace(/\s+/g, " ")).toContain(marked);
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
    expect(await said("--tape", good, "--fills", "tuch")).toContain("touch, queue, book, through");
    expect(await said("--tape", good, "--min-trades", "0")).toContain("from 1 up");
    expect(await said("--tape", good, "--min-trades", "1000")).toContain("fewer than 1000 trades");
    expect(await said("--tape", good, "--profile", "documented", "documented")).toContain("documented comes twice");
    expect(await said("--tape", good, "--profile", folder.at("absent.toml"))).toContain("there is no such file");
    const profile = folder.written("p.toml", 'name = "p"\nz_pul = 1\n[origin]\nuntil = "yesterday"\n');
    expect(await said("--tape", good, "--profile", profile)).toMatch(/z_pul.*origin\.chosen_on.*origin\.until/s);
    const broken = folder.written("q.toml", "name = ");
    expect(await said("--tape", good, "--profile", broken)).toContain("q.toml: it is not TOML");
    expect(await said("--tape", good, "--set", "half_spread_cent=3")).toContain("did you mean half_spread_cents?");
    expect(await said("--tape", good, "--set", "order_size=1.5")).toContain("--set order_size=1.5");
    expect(await said("--tape", good, "--set", "z_widen=99")).toContain("z_widen 99 is more than z_pull 2.5");
    expect(await said("--tape", good, "--set", "z_widen")).toContain("half_spread_cents=8");
    expect(await said("--tape", good, "--set", "z_pull=3", "--set", "z_pull=4")).toContain("given twice");
    expect(await said("--tape", good, "--column", "price=px")).toContain('--column: "price" is none of');
    expect(await said("--tape", good, "--workers", "0")).toContain("from 1 to 256");
    expect(await said("--tapes", good)).toContain("--tape");
  });
});
