import { Database } from "bun:sqlite";
import { afterEach, describe, expect, test } from "vitest";
import { bookedWords } from "../../../src/app/recovery-words.ts";
import { payoutsBetween } from "../../../src/app/report/payouts.ts";
import { taxCsv } from "../../../src/app/report/tax-csv.ts";
import { journalPath } from "../../../src/journal/journal.ts";
import type { Money, Price, Quantity } from "../../../src/market/units.ts";
import { TICKERS } from "../../venue/kalshi/stranger.ts";
import { EngineLives } from "../engine-lives.ts";
import { micro, reportOf } from "./report-of.ts";

const stage = new EngineLives();
afterEach(() => stage.close());

/** By the exchange's own records: cash that fills have moved, and their fees. */
function atTheExchange(): { readonly cash: number; readonly fees: number; readonly fills: number } {
  const { exchange, account } = stage.harness;
  const { fills } = exchange.records(account);
  let [cash, fees] = [0, 0];
  for (const { side, price, quantity, feeCost } of fills) {
    cash += (side === "bid" ? -1 : 1) * price * quantity;
    fees += feeCost;
  }
  return { cash, fees, fills: fills.length };
}

describe("runs one after another in one journal", () => {
  test("with fills while nothing ran: the report has every fill's cash and fee once, and the last run's own result", async () => {
    const harness = stage.exchange();
    const first = await stage.alive({ epoch: "one" });
    await stage.filled(first, 4);
    const state = first.crash();
    await harness.pass(20_000);
    const second = await stage.alive({ epoch: "two", state });
    await stage.filled(second, 2);
    await second.stop();
    const { document, realised } = reportOf(state);
    expect(document.runs.map(({ ended }) => ended)).toEqual([false, true]);
    const { account } = second.desk;
    expect(micro(document.net_usd)).toBe(account.net);
    expect(micro(document.fees_usd)).toBe(account.fees);
    const { cash, fees } = atTheExchange();
    expect(realised.reduce((sum, { change }) => sum + change.cash, 0)).toBe(cash);
    expect(realised.reduce((sum, { change }) => sum + change.fee, 0)).toBe(fees);
    expect(document.notes.join("\n")).toContain("booked at a start: made while no engine ran");
    expect(document.split.other_usd).not.toBe(0);
  });

  test("in good order, nothing is booked between them, and the second goes on where the first left off", async () => {
    stage.exchange();
    const first = await stage.alive({ epoch: "one" });
    await stage.filled(first, 3);
    await first.stop();
    const second = await stage.alive({ epoch: "two", state: first.state });
    await stage.filled(second, 2);
    await second.stop();
    const { document } = reportOf(first.state);
    expect(micro(document.net_usd)).toBe(second.desk.account.net);
    expect(document.fills).toBe(atTheExchange().fills);
    expect(document.split.other_usd).toBe(0);
  });

  test("the same when the clock was set back between them", async () => {
    stage.exchange();
    const first = await stage.alive({ epoch: "one" });
    await stage.filled(first, 3);
    await first.stop();
    const second = await stage.alive({ epoch: "two", state: first.state });
    await stage.filled(second, 2);
    await second.stop();
    const { document, realised } = reportOf(first.state);
    const journal = new Database(journalPath(first.state));
    journal.run("UPDATE sessions SET started_at = started_at - 60000 WHERE id = 2");
    journal.close();
    const again = reportOf(first.state);
    expect(again.realised.map((each) => each.realised)).toEqual(realised.map((each) => each.realised));
    expect(again.document.contracts).toEqual(document.contracts);
  });

  test("with another hand on the account, what that brought stands apart", async () => {
    stage.exchange({ isQuiet: true });
    const life = await stage.alive({ epoch: "one" });
    const { harness } = stage;
    await harness.until(() => harness.exchange.resting(harness.account).length >= 2);
    const [ticker] = TICKERS;
    stage.byHand(ticker!, "bid", 9_900, 3);
    await harness.pass(40_000);
    await life.stop();
    const { document } = reportOf(life.state);
    expect(micro(document.net_usd)).toBe(life.desk.account.net);
    expect(document.fills).toBe(life.of("fill").length);
    expect(document.split.other_usd).not.toBe(0);
  });

  test("with an event that has paid out in between, its payouts are in the result, the rows and the calibration", async () => {
    const harness = stage.exchange();
    const first = await stage.alive({ epoch: "one" });
    await stage.filled(first, 6);
    await harness.pass(600_000);
    await harness.until(() => stage.held().size > 0); // so many fills may also come to nothing
    await first.stop();
    const [winner] = stage.held().keys();
    await harness.control("settle", { winner: winner! });
    harness.rollOver();
    const second = await stage.alive({ epoch: "two", state: first.state });
    await second.stop();
    const { document, realised } = reportOf(first.state);
    const records = harness.exchange.records(harness.account);
    let result = 0; // by the exchange's records alone
    const held = new Map<string, number>();
    for (const { ticker, side, price, quantity, feeCost } of records.fills) {
      const signed = side === "bid" ? quantity : -quantity;
      held.set(ticker, (held.get(ticker) ?? 0) + signed);
      result -= signed * price + feeCost;
    }
    result += (held.get(winner!) ?? 0) * 10_000;
    expect(micro(document.net_usd)).toBe(result);
    expect(micro(document.realised_fifo_usd) - micro(document.fees_usd)).toBe(result); // nothing is open any more
    const [header, ...rows] = taxCsv(realised).trimEnd().split("\n");
    expect(header!.endsWith(",account")).toBe(true);
    for (const row of rows) expect(row.endsWith(`,${second.desk.start.account}`)).toBe(true);
    const kinds = realised.map(({ change }) => change.kind);
    expect(new Set(kinds)).toEqual(new Set(["fill", "settlement"]));
    expect(document.contracts.find(({ ticker }) => ticker === winner)).toMatchObject({ settled: 100, position: 0 });
    expect(document.markouts.at(-1)).toMatchObject({ after: "settled", fills: document.fills });
    expect(document.calibration.length).toBeGreaterThan(0);
    expect(document.notes.join()).not.toContain("last mark");
  });
});

test("what a start says of payouts is understood", () => {
  const settled = [
    { ticker: "KX-A", value: 10_000 as Price },
    { ticker: "KX-B", value: 0 as Price },
    { ticker: "KX-C.5", value: 4_755 as Price },
  ];
  const missed = {
    ours: 1,
    foreign: 0,
    contracts: 100 as Quantity,
    touched: new Set<string>(),
    settled,
    flows: 5 as Money,
  };
  expect([...payoutsBetween({ recovery: bookedWords(missed) })]).toEqual(
    settled.map(({ ticker, value }) => [ticker, value]),
  );
});
