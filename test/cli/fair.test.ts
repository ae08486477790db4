import { existsSync, readFileSync } from "node:fs";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FAIR_HEADER } from "../../src/backtest/fair-csv.ts";
import { manySteps, ordersOf } from "../backtest/generated-tape.ts";
import { Folder, tapeText, tauroi } from "./tape-commands.ts";

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

const ORDERS = ordersOf(manySteps(91, 80));
const tape = () => folder.written("t.csv.gz", tapeText(ORDERS));

describe("what it writes", () => {
  test("a row for every taker order, on standard output or in a file alike", async () => {
    const printed = await tauroi("fair", "--tape", tape());
    const lines = printed.out.split("\n");
    expect(printed).toMatchObject({ code: 0, err: "" });
    expect(lines[0]).toBe(FAIR_HEADER);
    // Orders that came at one moment from one side are one order.
    const merged = new Set(ORDERS.map(({ at, ticker, side }) => `${at} ${ticker} ${side}`));
    expect(lines).toHaveLength(1 + merged.size);
    expect(await tauroi("fair", "--tape", folder.at("t.csv.gz"), "--out", folder.at("f.csv"))).toEqual({
      code: 0,
      out: "",
      err: "",
    });
    expect(readFileSync(folder.at("f.csv"), "utf8")).toBe(`${printed.out}\n`);
    expect(folder.names).toEqual(["f.csv", "t.csv.gz"]);
  });

  test("the time to the close where a file of settlements has it, blank without", async () => {
    const close = new Date(ORDERS.at(-1)!.at + 3_600_000).toISOString();
    const legs = folder.written("s.csv", `ticker,result,close_time\nE-1JAN-A,yes,${close}\nE-1JAN-B,,\n`);
    const hours = async (...more: readonly string[]) => {
      const { out } = await tauroi("fair", "--tape", tape(), ...more);
      const [header, ...lines] = out.split("\n").map((line) => line.split(","));
      const [ticker, at] = [header!.indexOf("ticker"), header!.indexOf("hours_to_close")];
      return lines.map((fields) => [fields[ticker], fields[at]] as const);
    };
    for (const [, left] of await hours()) expect(left).toBe("");
    for (const [ticker, left] of await hours("--settlements", legs)) {
      if (ticker === "E-1JAN-A") expect(Number(left)).toBeGreaterThanOrEqual(1);
      else expect(left).toBe("");
    }
  });

  test("a Parquet file when its name says so, with as many rows, in place of an older one", async () => {
    folder.written("f.parquet", "old");
    expect((await tauroi("fair", "--tape", tape(), "--out", folder.at("f.parquet"))).code).toBe(0);
    const { num_rows } = await parquetMetadataAsync(await asyncBufferFromFile(folder.at("f.parquet")));
    const { out } = await tauroi("fair", "--tape", folder.at("t.csv.gz"));
    expect(Number(num_rows)).toBe(out.split("\n").length - 1);
    expect(folder.names).toEqual(["f.parquet", "t.csv.gz"]);
  });

  test("the same for the same tape, byte by byte", async () => {
    const files = ["a.parquet", "b.parquet"].map((name) => folder.at(name));
    for (const out of files) await tauroi("fair", "--tape", tape(), "--out", out);
    expect(readFileSync(files[0]!).equals(readFileSync(files[1]!))).toBe(true);
  });
});

describe("what it refuses, with exit code 2 and without a trace", () => {
  const HEADER = "created_time,ticker,yes_price,count";

  test("a tape that is malformed further down leaves no file, and an older one as it was", async () => {
    const bad = folder.written("bad.csv", `${tapeText(ORDERS)}2030-01-01T00:00:00Z,E,E-A,150,1,yes\n`);
    for (const name of ["f.csv", "f.parquet"]) {
      folder.written(name, "old");
      const { code, err } = await tauroi("fair", "--tape", bad, "--out", folder.at(name));
      expect(code).toBe(2);
      expect(err).toContain('yes_price "150" is out of range');
      expect(readFileSync(folder.at(name), "utf8")).toBe("old");
    }
    expect(folder.names).toEqual(["bad.csv", "f.csv", "f.parquet"]);
  });

  test.each([
    ["a kind of file that it doesn't know", ["--out", "f.xlsx"], ".csv or .parquet"],
    ["a folder that isn't there", ["--out", "nowhere/f.csv"], "there is no folder"],
    ["a tape named twice", ["--tape", "t.csv.gz", "t.csv.gz"], "named twice"],
    ["settlements that aren't there", ["--out", "f.csv", "--settlements", "s.csv"], "there is no such file"],
    ["a tape that isn't there", ["--tape", "absent.csv"], "there is no such file"],
    ["an option that isn't one", ["--tapes", "t.csv"], "--tapes"],
  ])("%s", async (_name, words, said) => {
    tape();
    const paths = words.map((word) => (word.startsWith("-") ? word : folder.at(word)));
    const given = words.includes("--tape") ? paths : ["--tape", folder.at("t.csv.gz"), ...paths];
    const { code, err } = await tauroi("fair", ...given);
    expect(code).toBe(2);
    expect(err).toContain(said);
    expect(existsSync(folder.at("f.csv"))).toBe(false);
  });

  test("a missing tape and an empty one", async () => {
    expect((await tauroi("fair")).code).toBe(2);
    const { code, err } = await tauroi(
      "fair",
      "--tape",
      folder.written("e.csv", `${HEADER}\n`),
      "--out",
      folder.at("f.csv"),
    );
    expect([code, folder.names]).toEqual([2, ["e.csv"]]);
    expect(err).toContain("no trades");
  });
});
