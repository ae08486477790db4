import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { manySteps, ordersOf } from "../backtest/generated-tape.ts";
import { Folder, tapeText, tauroi } from "./tape-commands.ts";

const folder = new Folder();
let words: readonly string[];

beforeAll(() => {
  const tape = folder.written("trades.csv.gz", tapeText(ordersOf(manySteps(3, 400))));
  const results = ["A", "B", "C", "D", "E"].map((leg) => `E-1JAN-${leg},${leg === "A" ? "yes" : "no"}`).join("\n");
  const settlements = folder.written("results.csv", `ticker,result\n${results}\n`);
  words = ["backtest", "--tape", tape, "--settlements", settlements, "--profile", "documented", "fixed-3c"];
});
afterAll(() => folder.remove());

interface PageData {
  readonly views: {
    readonly name: string;
    readonly runs: {
      readonly name: string;
      readonly equity: number[][];
      readonly traces: object;
      readonly markouts: [string, number | null, unknown][];
    }[];
  }[];
  readonly contracts: unknown[][];
}

function dataOf(page: string): PageData {
  const [, packed] = /id="data">([^<]*)</.exec(page)!;
  return JSON.parse(inflateSync(Buffer.from(packed!, "base64")).toString()) as PageData;
}

describe("backtest --report", () => {
  test("writes one page, and prints what it prints without", async () => {
    const path = folder.at("report.html");
    const plain = await tauroi(...words, "--json");
    const reported = await tauroi(...words, "--json", "--report", path);
    expect(reported).toEqual(plain);
    expect(folder.names.filter((name) => name.includes("html"))).toEqual(["report.html"]);
    const page = readFileSync(path, "utf8");
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain("This is a replay of 1 event on 1 date, ");
    expect(page).toMatch(/2 configurations were tried in 6 runs/);
    expect(page).toMatch(/sha256 [0-9a-f]{64}/);
    expect(page).toContain(`tauroi ${words.slice(0, 2).join(" ")}`);
  });

  test("has each profile's result under each fill model, and all contracts with what was quoted there", async () => {
    const path = folder.at("all.html");
    const { out } = await tauroi(...words, "--json", "--report", path);
    const { configurations } = JSON.parse(out) as {
      configurations: { profile: string; fill_model: string; net_usd: number; tickers: object[] }[];
    };
    const { views, contracts } = dataOf(readFileSync(path, "utf8"));
    const results = views.flatMap(({ name, runs }) =>
      runs.map(({ name: fills, equity }) => [name, fills, equity[2]!.reduce((sum, each) => sum + each, 0)]),
    );
    expect(results).toEqual(
      configurations.map((each) => [each.profile, each.fill_model, Math.round(100 * each.net_usd)]),
    );
    expect(contracts.map(([ticker]) => ticker).sort()).toEqual(["A", "B", "C", "D", "E"].map((leg) => `E-1JAN-${leg}`));
    for (const { runs } of views)
      for (const { traces } of runs) expect(Object.keys(traces).length).toBe(contracts.length);
  });

  test("has the markouts of the result among those of its curve", async () => {
    const path = folder.at("curve.html");
    const { out } = await tauroi(...words, "--json", "--report", path);
    const { configurations } = JSON.parse(out) as {
      configurations: { markouts: { after_5_min: number; after_1_h: number; settlement: number } }[];
    };
    const { views } = dataOf(readFileSync(path, "utf8"));
    const curves = views.flatMap(({ runs }) =>
      runs.map(({ markouts }) => new Map(markouts.map(([after, cents]) => [after, cents]))),
    );
    for (const [place, { markouts }] of configurations.entries()) {
      const curve = curves[place]!;
      expect(curve.get("5 min")).toBeCloseTo(markouts.after_5_min, 1);
      expect(curve.get("1 h")).toBeCloseTo(markouts.after_1_h, 1);
      expect(curve.get("settled")).toBeCloseTo(markouts.settlement, 1);
    }
  });

  test("is the same page with any number of threads", async () => {
    const pages: string[] = [];
    for (const workers of ["1", "2"]) {
      const path = folder.at(`threads-${workers}.html`);
      await tauroi(...words, "--workers", workers, "--report", path);
      pages.push(JSON.stringify(dataOf(readFileSync(path, "utf8"))));
    }
    expect(pages[1]).toBe(pages[0]);
  });

  test("--chart prints the same charts, of the first profile", async () => {
    const { out } = await tauroi(...words, "--chart");
    expect(out.match(/^chart: .*/gm)).toEqual([
      "chart: documented: net, $",
      "chart: documented: drawdown, $",
      "chart: documented: markouts, cents a contract",
      "chart: calibration: paid on average by fair value, cents",
      expect.stringMatching(/^chart: E-1JAN-., paid \d+c; documented, fills by through: cents$/),
    ]);
  });

  test("names what can't be written before anything is run, and leaves nothing behind", async () => {
    const wrong = await tauroi(...words, "--report", folder.at("report.txt"));
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("let its name end in .html") });
    const nowhere = await tauroi(...words, "--report", folder.at("nowhere/report.html"));
    expect(nowhere).toMatchObject({ code: 2, out: "", err: expect.stringContaining("there is no folder") });
  });
});
