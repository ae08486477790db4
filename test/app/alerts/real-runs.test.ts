import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Price, Quantity } from "../../../src/market/units.ts";
import { TICKERS } from "../../venue/kalshi/stranger.ts";
import { WatchedRun } from "./watched-run.ts";

/** Each alert of a session, made to happen by the program's own run on the embedded exchange, and read from a webhook. */

const [A] = TICKERS;
const HOUR_MS = 3_600_000;
const SIGNED = /\/(portfolio|account|api_keys)/;

let run: WatchedRun;
afterEach(() => run.close());

async function opened(...parts: ConstructorParameters<typeof WatchedRun>): Promise<WatchedRun> {
  run = await new WatchedRun(...parts).open();
  return run;
}

/** A trader buys in the app, on the account that the engine trades: the fee and the spread are lost. */
function buy(size: number): void {
  const { harness } = run;
  const terms = { ticker: A, side: "bid", price: 9_000 as Price, quantity: size as Quantity } as const;
  const now = harness.served.catchUp();
  const more = { timeInForce: "immediate-or-cancel", postOnly: false } as const;
  expect(harness.exchange.create(harness.account, { ...terms, ...more }, now)).toMatchObject({ ok: true });
}

test("a kill: told as it is, and again when it is proven", async () => {
  await opened({ flags: { duration: "5m" } }, { sessions: true });
  await run.pass(20_000);
  run.harness.run.session.operate("kill", "a test");
  const end = await run.end();
  expect(end).toMatchObject({ reason: "killed" });
  expect(run.words[0]).toBe("session-started told");
  expect(run.words.at(-1)).toBe("session-ended told");
  const [first, ...more] = run.hook.documents.filter(({ id }) => id === "kill");
  expect(first).toMatchObject({ severity: "critical", text: expect.stringContaining("killed by a test") });
  expect(String((more.at(-1) ?? first)?.["text"])).toContain("CONFIRMED, nothing of it rests");
});

test("the breaker near, further off again, and a halt", async () => {
  await opened({ flags: { duration: "30m", maxDailyLossPct: 0.2 } }, { breakerShare: 0.2 });
  await run.pass(20_000);
  buy(500);
  expect(await run.told("breaker-near")).toMatchObject({
    severity: "warning",
    text: expect.stringContaining("the breaker halts at $2.00"),
  });
  await run.harness.control("place", { account: "someone", ticker: A, side: "bid", price: "0.4800", count: "5" });
  await run.told("breaker-near", "resolved");
  for (let count = 0; count < 12; count++) buy(2_000);
  const end = await run.end();
  expect(end).toMatchObject({ reason: "halted" });
  expect(run.hook.documents.find(({ id }) => id === "halt")).toMatchObject({ what: "raised", severity: "critical" });
});

test("a difference from the exchange's positions", async () => {
  let isWrong = false;
  await opened({
    flags: { duration: "5m" },
    tamper: (answer, { url }) => {
      if (!isWrong || !url.includes("/portfolio/positions")) return answer;
      return Response.json({ market_positions: [{ ...POSITION, ticker: A }], event_positions: [], cursor: "" });
    },
  });
  await run.pass(20_000);
  isWrong = true;
  const end = await run.end();
  expect(end).toMatchObject({ reason: "drift" });
  const drift = run.hook.documents.find(({ id }) => id === "drift");
  expect(drift).toMatchObject({ what: "raised", severity: "critical", text: expect.stringContaining(A) });
});

test("cash that goes without any word of it", async () => {
  await opened({
    flags: { duration: "5m" },
    tamper: (answer, { url }) =>
      url.includes("/portfolio/withdrawals") ? Response.json({ withdrawals: [], cursor: "" }) : answer,
  });
  await run.pass(50_000);
  await run.harness.control("withdraw", { account: run.harness.account, dollars: "20" });
  expect(await run.end()).toMatchObject({ reason: "drift" });
  const gone = run.hook.documents.find(({ id }) => id === "unexplained-cash");
  expect(gone).toMatchObject({ what: "raised", severity: "critical" });
});

test("an attestation that is to lapse, is about to, has, and is renewed", async () => {
  await opened({ flags: { duration: "20h" } });
  const lapse = (ms: number) => run.harness.control("attestation", { account: run.harness.account, in_ms: ms });
  await lapse(3 * 24 * HOUR_MS);
  expect(await run.told("attestation-coming")).toMatchObject({
    severity: "warning",
    text: expect.stringContaining("renew it"),
  });
  await lapse(HOUR_MS / 2);
  expect(await run.told("attestation-lapsed")).toMatchObject({
    severity: "critical",
    text: expect.stringContaining("nothing is quoted"),
  });
  expect(run.words).toContain("attestation-coming resolved");
  await lapse(30 * 24 * HOUR_MS);
  await run.told("attestation-lapsed", "resolved");
});

test("a key that the exchange doesn't accept any more", async () => {
  let isRefused = false;
  await opened({
    flags: { duration: "30m" },
    tamper: (answer, { url }) =>
      isRefused && SIGNED.test(url)
        ? Response.json({ error: { code: "unauthorized", message: "no such key" } }, { status: 401 })
        : answer,
  });
  await run.pass(20_000);
  isRefused = true;
  expect(await run.told("key-refused")).toMatchObject({ severity: "critical" });
  isRefused = false;
  await run.told("key-refused", "resolved");
});

test("an account that somebody else has taken", async () => {
  await opened({ flags: { duration: "30m" } });
  await run.pass(20_000);
  const { group } = run.harness
    .of("orderGroup")
    .map(({ id }) => ({ group: id }))
    .at(-1)!;
  await run.harness.control("trigger-group", { account: run.harness.account, order_group_id: group });
  expect(await run.end()).toMatchObject({ reason: "taken" });
  expect(run.words).toContain("taken told");
});

test("an engine that has lost its way", async () => {
  await opened({ flags: { duration: "30m" } });
  await run.pass(20_000);
  run.harness.run.session.crash(new Error("a number that can't be"));
  expect(await run.end()).toMatchObject({ reason: "crashed" });
  const crash = run.hook.documents.find(({ id }) => id === "crash");
  expect(crash).toMatchObject({ what: "told", text: expect.stringContaining("a number that can't be") });
});

describe("what is open", () => {
  test("is shown with the snapshot, can be acknowledged, and outlives the program", async () => {
    let isRefused = false;
    await opened({
      flags: { duration: "30m" },
      tamper: (answer, { url }) =>
        isRefused && SIGNED.test(url) ? Response.json({ error: {} }, { status: 401 }) : answer,
    });
    await run.pass(20_000);
    isRefused = true;
    await run.told("key-refused");
    const { alerts = [] } = run.observed.shown(run.harness.run.snapshot());
    expect(alerts).toMatchObject([{ id: "key-refused", severity: "critical", acknowledged: false, told: 1 }]);
    expect(run.observed.acknowledge("halt", "cli")).toEqual({
      ok: false,
      text: "halt is no open alert; open: key-refused",
    });
    expect(run.observed.acknowledge(undefined, "cli")).toEqual({ ok: true, text: "acknowledged: key-refused" });
    await run.observed.ended({ reason: "stopped", by: "a test", mayRest: 0 });
    const kept = JSON.parse(readFileSync(join(run.folder, "alerts.json"), "utf8")) as Record<string, unknown>;
    expect(kept["key-refused"]).toMatchObject({ holds: true, acknowledged: true });
    const log = readFileSync(join(run.folder, "log"), "utf8");
    expect(log).toContain('"name":"alert-raised","id":"key-refused"');
    expect(log).toContain('"name":"session-ended"');
    expect(log).not.toContain("hidden/place");
  });
});

const POSITION = {
  position_fp: "7.00",
  total_traded_dollars: "0.0000",
  market_exposure_dollars: "0.0000",
  realized_pnl_dollars: "0.0000",
  resting_orders_count: 0,
  fees_paid_dollars: "0.0000",
  last_updated_ts: "2026-11-18T17:00:00Z",
};
