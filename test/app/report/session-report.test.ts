import { Database } from "bun:sqlite";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../../src/ambient/clock.ts";
import { systemTimers } from "../../../src/ambient/timers.ts";
import { loadConfiguration } from "../../../src/app/config.ts";
import { taxCsv } from "../../../src/app/report/tax-csv.ts";
import { type RunSummary, summarize } from "../../../src/app/run-summary.ts";
import { openSimRun } from "../../../src/app/sim-run.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { journalPath } from "../../../src/journal/journal.ts";
import { openJournal } from "../../../src/journal/open-journal.ts";
import { readJournal } from "../../../src/journal/reader.ts";
import { micro, reportOf } from "./report-of.ts";

/** The same session of the whole program on the embedded exchange, its journal cut into few segments and into many. */
const BYTES = { few: 1_000_000_000, many: 2_000_000 } as const;
const states: Record<keyof typeof BYTES, string> = { few: "", many: "" };
let engine: Engine;
let summary: RunSummary;
let during: ReturnType<typeof reportOf> | undefined;

beforeAll(async () => {
  for (const name of ["few", "many"] as const) {
    states[name] = mkdtempSync(join(tmpdir(), "tauroi-report-"));
    await trade(states[name], BYTES[name]);
  }
});
afterAll(() => {
  for (const state of Object.values(states)) rmSync(state, { recursive: true, force: true });
});

async function trade(state: string, bytes: number): Promise<void> {
  const flags = { headless: true, duration: "8m", halfSpread: "fixed", halfSpreadCents: "1" };
  const journal = openJournal(state, "tauroi test", { writer: "direct", bytes });
  let inputs = 0;
  const run = await openSimRun({
    configuration: loadConfiguration({ flags, environment: {} }),
    seed: 4,
    epoch: "test",
    program: "tauroi test",
    journal,
    clock: systemClock,
    timers: systemTimers,
    unattended: true,
    watch: () => {
      inputs += 1;
      if (inputs === 600) during ??= reportOf(state);
    },
  });
  const end = await run.play();
  await journal.close();
  engine = run.session.engine;
  summary = summarize(engine.desk!, end, "sim", 4);
}

describe("a session's report", () => {
  test("says what the session itself said at its end", () => {
    const { document } = reportOf(states.few);
    expect(document.fills).toBeGreaterThan(10);
    const { fills, gross_usd, fees_usd, net_usd } = summary;
    expect(document).toMatchObject({ fills, gross_usd, fees_usd, net_usd });
    expect(document.runs).toMatchObject([{ gross_usd, fees_usd, net_usd, ended: true, differences: 0, dry: false }]);
    for (const { ticker, net_usd: net, fills: own, position } of summary.contracts) {
      const found = document.contracts.find((each) => each.ticker === ticker);
      expect(found).toMatchObject({ net_usd: net, fills: own, position });
    }
  });

  test("has parts that add up to its net, of all and of every contract, to the micro-dollar", () => {
    const { document } = reportOf(states.few);
    for (const { net_usd: net, ...split } of [
      { ...document.split, net_usd: document.net_usd },
      ...document.contracts,
    ]) {
      const parts = [
        split.spread_usd,
        split.adverse_selection_usd,
        split.inventory_usd,
        split.other_usd,
        -split.fees_usd,
      ];
      expect(parts.reduce((sum, part) => sum + micro(part), 0)).toBe(micro(net));
    }
    expect(document.days.reduce((sum, day) => sum + micro(day.net_usd), 0)).toBe(micro(document.net_usd));
  });

  test("is the same however its journal is cut into segments", () => {
    const journal = readJournal(states.many);
    expect(journal.segments().length).toBeGreaterThan(2);
    journal.close();
    expect(reportOf(states.many).document).toEqual(reportOf(states.few).document);
  });

  test("of two periods that meet comes to that of both together", () => {
    const { walk, document } = reportOf(states.few);
    const { from, to } = walk.span!;
    for (const share of [0.13, 0.5, 0.9]) {
      const cut = new Date(Math.round(from + share * (to - from))).toISOString();
      const [first, second] = [reportOf(states.few, { to: cut }), reportOf(states.few, { from: cut })];
      expect(first.document.fills + second.document.fills).toBe(document.fills);
      expect(micro(first.document.net_usd) + micro(second.document.net_usd)).toBe(micro(document.net_usd));
      expect(micro(first.document.fees_usd) + micro(second.document.fees_usd)).toBe(micro(document.fees_usd));
      const realised = [first, second].map((each) => micro(each.document.realised_fifo_usd));
      expect(realised[0]! + realised[1]!).toBe(micro(document.realised_fifo_usd));
      for (const { document: half } of [first, second]) {
        expect(half.days.reduce((sum, day) => sum + micro(day.net_usd), 0)).toBe(micro(half.net_usd));
      }
      expect([...first.realised, ...second.realised].length).toBe(reportOf(states.few).realised.length);
    }
  });

  test("of a period in which nothing happened says so", () => {
    const { document } = reportOf(states.few, { day: "2031-01-01" });
    expect(document).toMatchObject({ from: null, fills: 0, net_usd: 0, fees_usd: 0 });
    expect(document.notes.join()).toContain("Nothing happened in this period");
  });

  test("can be made while the journal is being written", () => {
    expect(during!.document.runs).toMatchObject([{ ended: false }]);
    expect(during!.document.runs[0]!.inputs).toBeGreaterThan(100);
    expect(during!.document.fills).toBeLessThan(summary.fills);
  });
});

/** A copy of the journal of many segments with something done to it. */
function changed(change: (database: Database) => void): string {
  const copy = join(states.many, "copy");
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy);
  cpSync(journalPath(states.many), journalPath(copy));
  const database = new Database(journalPath(copy));
  change(database);
  database.close();
  return copy;
}

const dropBeginning = (database: Database): void => {
  const { seq } = database.query<{ seq: number }, []>("SELECT first_seq AS seq FROM segments WHERE id = 3").get()!;
  database.run(`DELETE FROM commands WHERE seq < ${seq}`);
  database.run(`DELETE FROM inputs WHERE seq < ${seq}`);
  database.run("DELETE FROM segments WHERE id < 3");
};

describe("a journal whose beginning is no longer kept", () => {
  test("is reported from there on, and the run's own result is the same", () => {
    const { document, walk } = reportOf(changed(dropBeginning));
    const { gross_usd, fees_usd, net_usd } = summary;
    expect(document.runs).toMatchObject([{ gross_usd, fees_usd, net_usd, differences: 0 }]);
    expect(document.notes.join()).toMatch(/What came before .* is no longer kept/);
    const from = new Date(walk.span!.from).toISOString();
    const same = reportOf(states.few, { from });
    expect(document.fills).toBe(same.document.fills);
    expect(document.fills).toBeLessThan(summary.fills);
  });

  test("has what was held then among the rows for taxes: nothing is realised that no row has opened", () => {
    const { realised, document } = reportOf(changed(dropBeginning));
    const [header, ...rows] = taxCsv(realised)
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    const cell = (row: readonly string[], name: string): string => row[header!.indexOf(name)]!;
    expect(rows.filter((row) => cell(row, "kind") === "held before").length).toBeGreaterThan(0);
    const held = new Map<string, number>();
    for (const row of rows) {
      const ticker = cell(row, "ticker");
      const before = held.get(ticker) ?? 0;
      const signed = Math.round(100 * Number(cell(row, "contracts"))) * (cell(row, "side") === "buy" ? 1 : -1);
      // A price that a row shows is what its contracts moved in cash.
      const [price, contracts] = [cell(row, "price_usd"), Number(cell(row, "contracts"))];
      const cash = micro(Number(cell(row, "proceeds_usd"))) + micro(Number(cell(row, "cost_usd")));
      if (price !== "") expect([row, micro(Number(price) * contracts)]).toEqual([row, cash]);
      // What goes further the way it stands, or from nothing, closes nothing.
      if (before * signed >= 0) expect([ticker, cell(row, "realised_usd")]).toEqual([ticker, "0.000000"]);
      held.set(ticker, before + signed);
    }
    for (const { ticker, position } of document.contracts)
      expect(held.get(ticker) ?? 0).toBe(Math.round(100 * position));
  });

  test("and whose kept state is another version's is left out, with a word on what to do", () => {
    const state = changed((database) => {
      dropBeginning(database);
      database.run(`UPDATE segments SET engine = json_set(engine, '$.version', 1)`);
    });
    const { document } = reportOf(state);
    expect(document).toMatchObject({ runs: [], fills: 0, net_usd: 0 });
    expect(document.notes.join()).toMatch(/isn't in the figures. Use the version that wrote it/);
  });
});

test("the rows for taxes add up to the ledger's cash, fees and result", () => {
  const { realised } = reportOf(states.few);
  const [header, ...rows] = taxCsv(realised)
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  const column = (name: string): number[] => rows.map((row) => micro(Number(row[header!.indexOf(name)])));
  const sum = (name: string): number => column(name).reduce((total, each) => total + each, 0);
  const ledger = engine.desk!.account.ledger!;
  const legs = [...ledger.tickers()].map((ticker) => ledger.leg(ticker));
  const cash = legs.reduce((total, leg) => total + leg.realised - leg.costBasis, 0);
  expect(sum("proceeds_usd") - sum("cost_usd")).toBe(cash);
  expect(sum("fee_usd")).toBe(ledger.fees);
  expect(rows.length).toBe(summary.fills);
  const accounts = new Set(rows.map((row) => row[header!.indexOf("account")]));
  expect([...accounts]).toEqual(["rehearsal: nothing was traded"]);
  for (const [ticker, leg] of legs.map((each) => [each.ticker, each] as const)) {
    if (leg.position !== 0) continue;
    const own = rows.filter((row) => row[header!.indexOf("ticker")] === ticker);
    const of = own.reduce((total, row) => total + micro(Number(row[header!.indexOf("realised_usd")])), 0);
    expect(of).toBe(leg.realised); // nothing is open: however lots were chosen, the result is the same
  }
});
