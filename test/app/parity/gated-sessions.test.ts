import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "vitest";
import { accountNetUsd } from "../../../src/app/parity/account-net.ts";
import { parityOf } from "../../../src/app/parity/parity.ts";
import { journalPath } from "../../../src/journal/journal.ts";
import { readJournal } from "../../../src/journal/reader.ts";
import { EngineLives } from "../engine-lives.ts";

const stage = new EngineLives();
afterEach(() => stage.close());

test("what is held over and pays out while nothing runs is in the loss that is judged", async () => {
  const harness = stage.exchange();
  const first = await stage.alive({ epoch: "one" });
  await stage.filled(first, 6);
  await harness.pass(300_000);
  await harness.until(() => stage.held().size > 0);
  await first.stop();
  const [winner] = stage.held().keys();
  await harness.control("settle", { winner: winner! });
  harness.rollOver();
  const second = await stage.alive({ epoch: "two", state: first.state });
  await second.stop();
  let result = 0; // by the exchange's records alone
  const held = new Map<string, number>();
  for (const { ticker, side, price, quantity, feeCost } of harness.exchange.records(harness.account).fills) {
    const signed = side === "bid" ? quantity : -quantity;
    held.set(ticker, (held.get(ticker) ?? 0) + signed);
    result -= signed * price + feeCost;
  }
  result += (held.get(winner!) ?? 0) * 10_000;
  const journal = readJournal(first.state);
  const { sessions } = parityOf(journal, 1);
  expect(sessions).toMatchObject([
    { verdict: "equal", kind: "live" },
    { verdict: "equal", told: { fills: 0 } },
  ]);
  expect(sessions[0]!.predicted.through.fills).toBeGreaterThan(0);
  expect(sessions[0]!.through_came).toBe(sessions[0]!.predicted.through.fills);
  const netUsd = accountNetUsd(journal);
  journal.close();
  expect(Math.round(1e6 * netUsd)).toBe(result);
  const ownFills = sessions.reduce((total, { told }) => total + told.net_usd, 0);
  expect(Math.round(1e6 * ownFills)).not.toBe(result);
  const kept = new Database(journalPath(first.state));
  kept.run("PRAGMA foreign_keys = OFF");
  for (const table of ["commands", "inputs"]) {
    kept.run(`DELETE FROM ${table} WHERE seq < (SELECT max(first_seq) FROM segments)`);
  }
  kept.run("DELETE FROM segments WHERE session = 1");
  kept.run("DELETE FROM sessions WHERE id = 1");
  kept.close();
  const rest = readJournal(first.state);
  expect(parityOf(rest, 1)).toMatchObject({ sessions: [{ session: 2 }], left_out: [{ session: 1 }] });
  rest.close();
});
