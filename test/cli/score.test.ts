import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ScoreDocument } from "../../src/backtest/score/score-document.ts";
import { LEGS, manySteps, ordersOf } from "../backtest/generated-tape.ts";
import { Folder, tapeText, tauroi } from "./tape-commands.ts";

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

const BASELINES = ["ewma", "vwap-60s", "last-trade", "original", "published", "ewma-quotes"];
const OURS = ["quotes", "model", "fair", "coherent"];

/** Three events of five legs each; of the first A has won. */
function threeEvents(): readonly string[] {
  const tapes = ["1JAN", "2JAN", "3JAN"].map((date, i) =>
    folder.written(
      `${date}.csv`,
      tapeText(ordersOf(manySteps(93 + i, 60)), (ticker) => ticker.replace("E-1JAN", `E-${date}`)),
    ),
  );
  const results = LEGS.map((leg) => `${leg},${leg === "E-1JAN-A" ? "yes" : "no"}\n`);
  const settlements = folder.written("s.csv", `ticker,result\n${results.join("")}`);
  return ["score", "--tape", ...tapes, "--settlements", settlements];
}

describe("the document", () => {
  test("has every method on one scale, and every pair of them tested by event", async () => {
    const { code, out } = await tauroi(...threeEvents(), "--json");
    expect(code).toBe(0);
    const document = JSON.parse(out) as ScoreDocument;
    expect(document).toMatchObject({ events: 3, spacing_s: 0, seed: 1 });
    expect(document.methods.map(({ name }) => name)).toEqual([...OURS, ...BASELINES]);
    expect(document.methods.filter(({ ours }) => ours).map(({ name }) => name)).toEqual(OURS);
    for (const method of document.methods) {
      expect(method.next_trade_log_score).toBeLessThan(0);
      expect(method.next_trade_log_score).toBeGreaterThan(Math.log(1 / 99_000));
      expect(method.next_trade_rmse).toBeGreaterThan(0);
      expect(method.settlement_brier).toBeGreaterThan(0);
    }
    expect(document.forecasts.next_trade_log_score).toBe(document.orders - 3 * LEGS.length); // each leg's first is forecast by nobody
    expect(document.forecasts.settlement_brier).toBeLessThan(document.orders / 2);
    const scored = document.comparisons.filter(({ measure }) => measure === "next_trade_log_score");
    expect(scored.map(({ ours, baseline }) => `${ours} ${baseline}`)).toEqual(
      OURS.flatMap((ours) => BASELINES.map((baseline) => `${ours} ${baseline}`)),
    );
    for (const { events, permutation_p: p } of scored) {
      expect(events).toBe(3);
      expect(Math.round(p * 8) / 8).toBe(p); // eight patterns of signs
    }
    // Settlements of one event are nothing to test on.
    expect(document.comparisons.filter(({ measure }) => measure === "settlement_brier")).toEqual([]);
  });

  test("is the same for the same seed, byte by byte; spacing scores fewer forecasts", async () => {
    const words = [...threeEvents(), "--json"];
    const { out } = await tauroi(...words);
    expect((await tauroi(...words)).out).toBe(out);
    const spaced = JSON.parse((await tauroi(...words, "--spacing", "5m")).out) as ScoreDocument;
    expect(spaced.spacing_s).toBe(300);
    expect(spaced.forecasts.next_trade_rmse).toBeLessThan((JSON.parse(out) as ScoreDocument).forecasts.next_trade_rmse);
  });

  test("without settlements nothing is scored on them", async () => {
    const [name, flag, first] = threeEvents();
    const document = JSON.parse((await tauroi(name!, flag!, first!, "--json")).out) as ScoreDocument;
    expect(document.forecasts).toMatchObject({ settlement_brier: 0, settlement_log_loss: 0 });
    for (const method of document.methods) expect(method.settlement_log_loss).toBeNull();
    expect(document.comparisons).toEqual([]);
  });
});

test("without --json it is tables with the same names", async () => {
  const { code, out } = await tauroi(...threeEvents());
  expect(code).toBe(0);
  const lines = out.split("\n");
  expect(lines[0]).toMatch(/^method +log score +next c/);
  expect(lines.slice(1, 11).map((line) => line.split(" ", 1)[0])).toEqual([...OURS, ...BASELINES]);
  expect(lines.filter((line) => line.startsWith("quotes  "))).toHaveLength(1 + BASELINES.length);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(160);
});

test("bad input exits 2 and prints nothing", async () => {
  const words = threeEvents();
  const bad = folder.written("bad.csv", "ticker,result\nE-1JAN-A,perhaps\n");
  const said = async (...more: readonly string[]) => {
    const { code, out, err } = await tauroi(...words, ...more);
    expect([code, out]).toEqual([2, ""]);
    return err;
  };
  expect(await said("--settlements", bad)).toContain('bad.csv: line 2: result "perhaps"');
  expect(await said("--tape", folder.at("absent.csv"))).toContain("absent.csv: there is no such file");
  expect(await said("--spacing", "60")).toContain("90s");
  expect(await said("--seed", "-1")).toContain("from 0 up");
  expect(await said("--spaces", "1m")).toContain("--spacing");
});

const DATA = fileURLToPath(new URL("../../../shared/data/kxtopmonthly/", import.meta.url));

describe.skipIf(!existsSync(DATA))("on the product's own series (needs ../shared/data)", () => {
  test("the fair value and where its prints lie say more of the next trade than any baseline", async () => {
    const tape = [`${DATA}trades.csv.gz`, "--settlements", `${DATA}settlements.csv`];
    const { methods, orders } = JSON.parse((await tauroi("score", "--tape", ...tape, "--json")).out) as ScoreDocument;
    expect(orders).toBe(11_324);
    const score = new Map(methods.map(({ name, next_trade_log_score }) => [name, next_trade_log_score!]));
    for (const name of BASELINES.filter((name) => name !== "ewma-quotes")) {
      expect(score.get("quotes")).toBeGreaterThan(score.get(name)!);
    }
  });
});
