import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeExchange } from "../../src/cli/exchange-options.ts";
import { runWords } from "./run-words.ts";

const EXCHANGE = [{ name: "exchange", describe: describeExchange, load: () => import("../../src/cli/exchange.ts") }];

let folder: string;
let tape: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-describe-test-"));
  tape = join(folder, "tape.csv");
  writeFileSync(tape, "created_time,ticker,yes_price,count\n2026-01-01T00:00:00Z,KXS-ONE-A,40,5\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("tauroi exchange --describe", () => {
  it("prints the fitted market's figures beside its tape's, and serves nothing", async () => {
    const words = ["--describe", "--months", "1", "--days", "6", "--seed", "5"];
    const outcome = await runWords(["exchange", ...words, "--json"], EXCHANGE);
    expect(outcome.exitCode).toBe(0);
    const document = JSON.parse(outcome.printed);
    expect(document).toMatchObject({ crowd: "monthly", seed: 5, months: 1, days: 6, profiles: [] });
    interface Figure {
      readonly name: string;
      readonly embedded: number;
      readonly tape: number;
    }
    const figures = new Map((document.figures as Figure[]).map((figure) => [figure.name, figure]));
    expect(figures.size).toBeGreaterThan(20);
    // six days of one month are less like two whole ones than the tolerances allow, and still more like them than like a lively day
    for (const name of [
      "most_trades_per_day",
      "orders_per_day",
      "size_lower_quartile",
      "size_median",
      "size_upper_quartile",
    ]) {
      const { embedded, tape } = figures.get(name)!;
      expect(embedded / tape, name).toBeGreaterThan(1 / 4);
      expect(embedded / tape, name).toBeLessThan(4);
    }
    for (const name of ["one_sided_or_wide_at_orders", "narrow_at_orders", "within_minute", "moved"]) {
      const { embedded, tape } = figures.get(name)!;
      expect(Math.abs(embedded - tape), name).toBeLessThan(0.2);
    }
    const table = await runWords(["exchange", ...words], EXCHANGE);
    expect(table.printed).toContain("no evidence of what will be earned");
    expect(table.printed).toMatch(/^taker order, median +\d+\.\d +30\.0 +contracts/m);
  });

  it("compares profiles where a tape and its settlements are given", async () => {
    const trades = join(folder, "busy.csv");
    const rows = Array.from({ length: 1_200 }, (_, n) => {
      const at = new Date(Date.UTC(2026, 0, 2) + n * 600_000).toISOString();
      return `${at},KXS-ONE,KXS-ONE-${n % 3 === 0 ? "A" : "B"},${n % 3 === 0 ? 40 + (n % 5) : 55 + (n % 4)},${1 + (n % 30)}`;
    });
    writeFileSync(trades, `created_time,event_ticker,ticker,yes_price,count\n${rows.join("\n")}\n`);
    const paid = join(folder, "paid.csv");
    writeFileSync(paid, "ticker,result\nKXS-ONE-A,yes\nKXS-ONE-B,no\n");
    const words = ["--describe", "--months", "1", "--days", "2", "--tape", trades, "--settlements", paid, "--json"];
    const outcome = await runWords(["exchange", ...words], EXCHANGE);
    const document = JSON.parse(outcome.printed);
    expect(document.reference).toMatchObject({ source: "busy.csv", events: 1, orders: 1_200 });
    expect(document.holds).toBe(false);
    const outcomes = document.profiles as { profile: string; fill_model: string; tape: { events: number } }[];
    expect(outcomes.map(({ profile, fill_model: fills }) => `${profile} ${fills}`)).toEqual(
      ["documented", "coherent", "best"].flatMap((name) =>
        ["touch", "queue", "through"].map((fills) => `${name} ${fills}`),
      ),
    );
    expect(outcomes.every(({ tape }) => tape.events === 1)).toBe(true);
  });

  it("says what is wrong with what it is asked for", async () => {
    for (const [words, said] of [
      [["--describe", "--event", "KXS-ONE"], "--event says something of a tape: name one with --tape"],
      [["--describe", "--crowd", "sleepy"], "lively, monthly"],
      [["--describe", "--days", "31"], "from 1 to 30"],
      [["--days", "3"], "--days goes with --describe"],
      [["--describe", "--tape", tape], "no event has 1000 trades or more; the busiest is KXS-ONE"],
      [["--describe", "--tape", tape, "--event", "KXS-TEN"], "there is no event KXS-TEN on it"],
      [["--tape", tape, "--crowd", "lively"], "leave out one of --crowd and --tape"],
    ] as const) {
      const outcome = await runWords(["exchange", ...words], EXCHANGE);
      expect([outcome.exitCode, outcome.printed], words.join(" ")).toEqual([2, ""]);
      expect(outcome.complained).toContain(said);
    }
  });
});
