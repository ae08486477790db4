import { describe, expect, test } from "vitest";
import { PLACEBO_LATENCIES_MS } from "../../../src/backtest/outcome.ts";
import { backtestDocument, type DocumentParts } from "../../../src/backtest/report/document.ts";
import { backtestTable } from "../../../src/backtest/report/table.ts";
import { partsOf, profileRuns, SELECTION } from "./scene.ts";

const NAMES = ["documented", "fixed-3c", "no-skew", "coherent", "best"];
const five = NAMES.flatMap((profile, index) => profileRuns(profile, index - 1));
const tableOf = (outcomes: DocumentParts["outcomes"], more: Partial<DocumentParts> = {}) => {
  const document = backtestDocument(partsOf(outcomes, more));
  const text = backtestTable(document);
  return { document, text, lines: text.split("\n") };
};
/** The lines of the section whose heading starts so, up to the empty line after it. */
const section = (lines: readonly string[], heading: string) => {
  const start = lines.findIndex((line) => line.startsWith(heading));
  expect(start, heading).toBeGreaterThanOrEqual(0);
  return lines.slice(start, lines.indexOf("", start));
};

describe("the table", () => {
  const { document, lines, text } = tableOf(five);

  test("begins with a line a profile that has the fill models side by side", () => {
    const [heading, header, ...rows] = section(lines, "net cents per contract");
    expect(heading).toContain("the truth lies between");
    expect(header!.trim().split(/ +/)).toEqual(["profile", "touch", "queue", "through"]);
    expect(rows.map((row) => row.split(" ")[0])).toEqual(NAMES);
    for (const [index, row] of rows.entries()) {
      const cells = document.configurations.slice(3 * index, 3 * index + 3).map((run) => {
        const [low, high] = run.interval_95!.map((bound) => bound.toFixed(2).padStart(5));
        return `${run.cents_per_contract!.toFixed(2)} [${low},${high}]`;
      });
      expect(row.replace(/ {2,}/g, "|")).toBe([NAMES[index], ...cells].join("|"));
    }
    expect(lines.indexOf(heading!)).toBe(0);
  });

  test("then says what to expect, which is the last quarter", () => {
    const [heading, , ...rows] = section(lines, "expect from here on");
    expect(heading).toContain("last quarter of the events alone (15 events, from 2024-10-17)");
    expect(rows).toHaveLength(5);
    expect(rows[4]).toContain(document.configurations[14]!.forward!.cents_per_contract!.toFixed(2));
  });

  test("names a profile once for its three rows", () => {
    for (const heading of ["results", "share of the time"]) {
      const rows = section(lines, heading).slice(2);
      expect(rows).toHaveLength(15);
      expect(rows.map((row) => row.split(" ")[0]).filter((name) => name !== "")).toEqual(NAMES);
      expect(rows.map((row) => /touch|queue|through/.exec(row)?.[0])).toEqual(
        NAMES.flatMap(() => ["touch", "queue", "through"]),
      );
    }
  });

  test("has a column a profile by month", () => {
    const [heading, header, ...rows] = section(lines, "by month");
    expect(heading).toContain("through");
    expect(header!.split(/ +/)).toEqual(["month", ...NAMES]);
    expect(rows.map((row) => row.split(" ")[0])).toEqual(["2024-09", "2024-10"]);
  });

  test("fits 100 columns, with figures aligned", () => {
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    const [, header, ...rows] = section(lines, "results");
    const nets = rows.map((row) => row.indexOf(" ", header!.indexOf("net $") + "net $".length - 1));
    expect(new Set(nets).size).toBe(1);
  });

  test("ends with what was traded and what wasn't", () => {
    expect(text).toContain(
      "120 tickers of 60 events on 60 dates\nmodel kalman, setting realistic, fees quadratic_with_maker_fees, seed 1\n",
    );
    expect(text).toContain("left out, fewer than 5 trades: 2 (E-24AUG16-X, E-24AUG16-Y)");
    expect(text).toContain("settled without a trade: 1 (E-24AUG16-Z)");
    expect(text).toContain("5 configurations tried in 15 runs: if none earns anything, the largest |t| to expect is");
    expect(text).not.toMatch(/undefined|null|NaN/);
    expect(text.endsWith("\n")).toBe(false);
  });
});

test("what is in sample is marked wherever it stands", () => {
  const origins = new Map([["best", { inSample: true, searched: 590 }]]);
  const { lines, text } = tableOf(five, { origins });
  for (const heading of ["net cents", "expect", "results", "share of the time"]) {
    const rows = section(lines, heading);
    expect(rows.filter((row) => row.startsWith("best* "))).toHaveLength(1);
    expect(rows.filter((row) => row.startsWith("best "))).toHaveLength(0);
  }
  expect(text).toContain("* in sample: chosen on these events");
  expect(text).toContain("best was the best of 590 in its search: largest |t| expected of none 3.3");
});

test("remarks name the fill models that they are about", () => {
  const { lines } = tableOf(profileRuns("documented", 1));
  const luck = lines.find((line) => line.includes("luck at settlement"));
  expect(luck).toMatch(/^documented \(touch\): /); // the others lose, and nobody calls that luck
  expect(lines).toContain("documented: the fill models don't agree on whether it earns: the truth is between them");
});

test("placebos and baselines have sections of their own when they were run", () => {
  const placebos = PLACEBO_LATENCIES_MS.flatMap((latencyMs, index) => [
    ...profileRuns("best", 4 - index, { kind: "placebo", latencyMs }, ["through"]),
    ...profileRuns("coherent", 4, { kind: "placebo", latencyMs }, ["through"]),
  ]);
  const draws = [0, 1].flatMap((draw) => profileRuns("best", draw - 5, { kind: "random-fair", draw }, ["through"]));
  const { lines } = tableOf([...profileRuns("best", 4, undefined, ["through"]), ...placebos, ...draws]);
  const [, header, best, coherent, why] = section(lines, "placebo");
  expect(header!.split(/ {2,}/)).toEqual([
    "profile",
    "by",
    "profit",
    "1 s",
    "10 s",
    "30 s",
    "120 s",
    "600 s",
    "1800 s",
  ]);
  expect(best).toMatch(/^best +through +decays /);
  expect(coherent).toMatch(/^coherent +through +survives /);
  expect(why).toMatch(/^ {2}coherent, through: .* at 1800 s is distinguishable from nothing$/);
  expect(section(lines, "random baseline")[2]).toMatch(/^best +through .* 2 +0\.33$/);
  const without = tableOf(profileRuns("best", 4)).text;
  expect(without).not.toContain("placebo");
  expect(without).not.toContain("baseline");
});

test("what doesn't fit goes on in a line of its own", () => {
  const tickers = Array.from({ length: 9 }, (_, index) => `KXTOPMONTHLY-26JAN-ARTIST${index}`);
  const selection = { ...SELECTION, settlementsWithoutTrades: tickers };
  const { lines } = tableOf(five, { selection });
  const first = lines.findIndex((line) => line.startsWith("settled without a trade"));
  const said = lines.slice(first).map((line) => line.replace(/^ {2}/, ""));
  expect(said.join(" ")).toBe(`settled without a trade: 9 (${tickers.slice(0, 6).join(", ")} and 3 more)`);
  expect(lines.slice(first).length).toBe(3);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
});

test("of nothing it is only the tape", () => {
  expect(tableOf([]).lines[0]).toBe("0 of 1000 trades, 0 tickers of 0 events on 0 dates");
});
