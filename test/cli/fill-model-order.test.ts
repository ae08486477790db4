import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fillModelsFor } from "../../src/cli/backtest-tapes.ts";
import { manySteps, ordersOf } from "../backtest/generated-tape.ts";
import { Folder, tapeText, tauroi } from "./tape-commands.ts";

const folder = new Folder();
let words: readonly string[];

beforeAll(() => {
  const tape = folder.written("trades.csv.gz", tapeText(ordersOf(manySteps(3, 400))));
  const results = ["A", "B", "C", "D", "E"].map((leg) => `E-1JAN-${leg},${leg === "A" ? "yes" : "no"}`).join("\n");
  const settlements = folder.written("results.csv", `ticker,result\n${results}\n`);
  words = ["--tape", tape, "--settlements", settlements, "--profile", "fixed-3c"];
});
afterAll(() => folder.remove());

test("what is called the strictest fills is the strictest that was asked for, whatever the order of asking", async () => {
  const path = folder.at("report.html");
  const kindLast = await tauroi("backtest", ...words, "--fills", "through", "touch", "--report", path);
  expect(kindLast.out).toContain("by month, through:");
  const page = readFileSync(path, "utf8");
  expect(page).toContain("by the strictest fills (through)");
  expect(page).not.toContain("by the strictest fills (touch)");
  const strictLast = await tauroi("backtest", ...words, "--fills", "touch", "through");
  expect(kindLast.out).toBe(strictLast.out);
});

test("books and the queue that they tell are kinder than prints beyond our price alone", () => {
  const recorded = [{ books: {} }] as unknown as Parameters<typeof fillModelsFor>[1];
  expect(fillModelsFor(undefined, recorded).at(-1)).toBe("through");
  expect(fillModelsFor(["book", "touch"], recorded)).toEqual(["touch", "book"]);
});

test("a fill model that is named twice is run once, in a backtest and in a sweep", async () => {
  const once = await tauroi("backtest", ...words, "--fills", "touch", "--json");
  expect(await tauroi("backtest", ...words, "--fills", "touch", "touch", "--json")).toEqual(once);
  const sweep = ["sweep", ...words, "--grid", "half_spread_cents=3,4", "--out", folder.at("sweep"), "--json"];
  const swept = await tauroi(...sweep, "--fills", "touch", "touch");
  expect(swept).toMatchObject({ code: 0 });
  expect(JSON.parse(swept.out)).toMatchObject({ rows: 2, fill_models: ["touch"] });
});
