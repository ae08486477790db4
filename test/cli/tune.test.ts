import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { BacktestDocument } from "../../src/backtest/report/document-shape.ts";
import type { TuneDocument } from "../../src/backtest/tune/document.ts";
import type { TakerOrder } from "../../src/market/taker-order.ts";
import type { Time } from "../../src/market/units.ts";
import { manySteps, ordersOf } from "../backtest/generated-tape.ts";
import { Folder, tapeText, tauroi } from "./tape-commands.ts";

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

const MONTH_MS = 31 * 86_400_000;
const NAMES = ["25JAN01", "25FEB01", "25MAR04"] as const;

const SEARCH = "half_spread_cents = [1, 2, 4]\norder_size = {from = 1, to = 3, step = 1}\n";

/** A month's event on each of three tapes, the leg A of each the winner, and a small search. */
function search(): readonly string[] {
  const tapes = NAMES.map((name, month) => {
    const orders = ordersOf(manySteps(70 + month, 80)).map(
      (order): TakerOrder => ({ ...order, at: (order.at + month * MONTH_MS) as Time }),
    );
    return folder.written(
      `${name}.csv`,
      tapeText(orders, (ticker) => ticker.replace("1JAN", name)),
    );
  });
  const results = NAMES.flatMap((name) => [`E-${name}-A,yes`, `E-${name}-B,no`, `E-${name}-C,no`]);
  const settlements = folder.written("s.csv", `ticker,result\n${results.join("\n")}\n`);
  const space = folder.written("space.toml", SEARCH);
  const what = ["--base", "no-skew", "--search", space, "--tries", "4", "--fold", "month", "--least-dates", "2"];
  return ["--tape", ...tapes, "--settlements", settlements, ...what];
}

const tune = (...words: readonly string[]) => tauroi("tune", ...words);

test("the result is the same for any number of workers, and tells every choice", async () => {
  const words = [...search(), "--json"];
  const { code, out, err } = await tune(...words, "--workers", "1");
  expect([code, err]).toEqual([0, ""]);
  for (const workers of ["2", "3"]) expect((await tune(...words, "--workers", workers)).out).toBe(out);
  const document = JSON.parse(out) as TuneDocument;
  expect(document).toMatchObject({ base: "no-skew", judged_by: ["queue", "through"], setting: "realistic", seed: 1 });
  expect(document.space).toEqual([
    { name: "half_spread_cents", choices: [1, 2, 3, 4] }, // the base's own among them
    { name: "order_size", choices: [1, 2, 3] },
  ]);
  expect(document.folds.map(({ fold, past_events, events }) => [fold, past_events, events])).toEqual([
    ["2025-02", 1, 1],
    ["2025-03", 2, 1],
  ]);
  expect(document.walk_forward.map(({ fill_model, events }) => [fill_model, events])).toEqual([
    ["touch", 2],
    ["queue", 2],
    ["through", 2],
  ]);
  expect(document.final.in_sample.map(({ events }) => events)).toEqual([3, 3, 3]);
  expect(document.tried).toBeGreaterThanOrEqual(5);
  const text = (await tune(...words.slice(0, -1))).out;
  for (const { fold } of document.folds) expect(text).toContain(fold);
  expect(text).toContain(`${document.tried} profiles tried`);
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(132);
});

describe("the profile that is written", () => {
  test("trades as the search said, and knows where it comes from", async () => {
    const out = folder.at("found.toml");
    const words = search();
    const { code, err, out: printed } = await tune(...words, "--out", out, "--json");
    expect([code, err]).toEqual([0, `${out}: written`]);
    const { final, tried } = JSON.parse(printed) as TuneDocument;
    const traded = words.slice(0, words.indexOf("--base"));
    const ran = await tauroi("backtest", ...traded, "--profile", out, "--json");
    const document = JSON.parse(ran.out) as BacktestDocument;
    expect(document.profiles).toMatchObject([{ profile: "found", in_sample: true, searched: tried }]);
    for (const [index, { net_usd, contracts, sharpe_per_event }] of document.configurations.entries()) {
      expect(final.in_sample[index]!.chosen).toMatchObject({ net_usd, contracts, sharpe_per_event });
    }
    const text = await Bun.file(out).text();
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
    const { origin, name, ...values } = Bun.TOML.parse(text) as Record<string, unknown>;
    expect(name).toBe("found");
    expect(origin).toEqual({ chosen_on: ["E"], until: "2025-03-04", searched: tried });
    expect(values).toMatchObject(final.changes);
  });

  test("never takes the place of something", async () => {
    const out = folder.written("found.toml", "mine");
    const refused = await tune(...search(), "--out", out);
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toContain("nothing is written over");
    expect(await Bun.file(out).text()).toBe("mine");
    expect((await tune(...search(), "--out", folder.at("found.txt"))).err).toContain("ends in .toml");
  });
});

test.each([
  ["half_spread_cent = [1]", "did you mean half_spread_cents?"],
  ["order_size = [1.5]", "order_size: 1.5: "],
  ["order_size = []", "order_size: []: it is [one, or, more, choices]"],
  ["order_size = {from = 1, to = 3}", "order_size: {"],
  ["order_size = {from = 3, to = 1, step = 1}", "order_size: {"],
  ["order_size = ", "it is not TOML"],
  ["", "there is nothing to search"],
])("a search that isn't right is told: %s", async (text, problem) => {
  const space = folder.written("bad.toml", text);
  const { code, out, err } = await tune("--tape", folder.at("unread.csv"), "--search", space);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain("bad.toml: ");
  expect(err).toContain(problem);
});

test("the space that is searched where none is named is right for every profile of the program", async () => {
  const tape = folder.written("t.csv", tapeText(ordersOf(manySteps(75, 30))));
  for (const base of ["documented", "coherent"]) {
    const { code, out } = await tune(
      "--tape",
      tape,
      "--base",
      base,
      "--tries",
      "2",
      "--refine",
      "0",
      "--least-dates",
      "1",
      "--json",
    );
    expect(code).toBe(0);
    const document = JSON.parse(out) as TuneDocument;
    expect(document.space.length).toBeGreaterThan(5);
    expect(document.folds).toEqual([]); // one month is no walk forward
    expect(document.tried).toBe(3);
  }
});
