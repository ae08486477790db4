import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newestEngineStart } from "../../../src/app/engine-record.ts";
import { isMarkedKilled } from "../../../src/app/kill-marker.ts";
import { LeftKill } from "../../../src/app/watchdog/left-kill.ts";
import type { EngineLook } from "../../../src/app/watchdog/verdict.ts";
import { after, type Time, time } from "../../../src/market/units.ts";
import { KalshiKey } from "../../../src/venue/kalshi/key.ts";
import { readResting } from "../../../src/venue/kalshi/kill/resting-list.ts";
import { RestClient } from "../../../src/venue/kalshi/rest/client.ts";
import { KEY_PEM, LiveHarness } from "../../venue/kalshi/live-harness.ts";
import { TICKERS } from "../../venue/kalshi/stranger.ts";

const [A, B] = TICKERS;

let harness: LiveHarness;
let isCut: boolean;
let isMarked: boolean;
let engineStartedAt: Time;
let engine: EngineLook["state"];
let told: string[];
let left: LeftKill;
let since: number;

/** A watchdog that begins a while after a kill that nobody has proven: the kill's marker lies there, an engine of before it has left its record. */
beforeEach(() => {
  harness = new LiveHarness({ isQuiet: true });
  engine = "gone";
  told = [];
  since = harness.time.now();
  isCut = false;
  isMarked = true;
  engineStartedAt = after(harness.time.now(), -3_600_000);
  const { account, time } = harness;
  const client = new RestClient({
    baseUrl: harness.addresses.restUrl,
    key: KalshiKey.fromPem(account, KEY_PEM),
    clock: { now: () => after(time.now(), -50_000) }, // this machine's is behind
    timers: time,
    uniform: () => 0.5,
    fetch: ((...request: Parameters<typeof fetch>) =>
      isCut ? Promise.reject(new TypeError("no route")) : harness.wire.fetch(...request)) as typeof fetch,
  });
  left = new LeftKill({
    since,
    timers: time,
    exchangeTime: () => client.exchangeClock.now(),
    list: () => readResting(client, { oursOnly: false, subaccount: undefined }),
    engine: () => ({ state: engine, ageMs: 0 }),
    isMarked: async () => isMarked,
    engineStartedAt: async () => engineStartedAt,
    proven: (how) => told.push(how),
  });
});
afterEach(async () => {
  left.stop();
  await harness.close();
});

test("two lists without an order prove it, when nothing that was sent before can arrive any more", async () => {
  left.start();
  await harness.pass(34_000);
  expect(told).toEqual([]);
  await harness.pass(12_000);
  expect(told).toEqual([expect.stringMatching(/^nothing rests, at \d\d:\d\d:\d\d UTC by the exchange's clock: two /)]);
  await harness.pass(10_000);
  expect(told).toHaveLength(1);
});

test("an order of whoever's that rests keeps it open, until it is gone", async () => {
  const ours = harness.place(harness.account, A, "bid", 1_000, 100, { clientOrderId: "tauroi-x-1" });
  const byHand = harness.place(harness.account, B, "bid", 900, 100, {});
  left.start();
  for (const orderId of [ours, byHand]) {
    await harness.pass(60_000);
    expect(told).toEqual([]);
    harness.exchange.cancel(harness.account, orderId, harness.served.catchUp());
  }
  await harness.pass(10_000);
  expect(told).toHaveLength(1);
});

test("while an engine answers, or hangs, lists prove nothing: it may send what it likes", async () => {
  left.start();
  for (const state of ["alive", "silent"] as const) {
    engine = state;
    await harness.pass(60_000);
    expect([state, told]).toEqual([state, []]);
  }
  engine = "gone";
  await harness.pass(30_000);
  expect(told).toEqual([]);
  await harness.pass(15_000);
  expect(told).toHaveLength(1);
});

test("an engine that was started after the kill proves it as soon as it trades", async () => {
  harness.place(harness.account, A, "bid", 1_000, 100, { clientOrderId: "tauroi-new-1" });
  engine = "alive";
  left.start();
  await harness.pass(10_000);
  engineStartedAt = after(since as Time, 5_000); // it has begun, and doesn't trade yet
  await harness.pass(10_000);
  expect(told).toEqual([]);
  isMarked = false;
  await harness.pass(3_000);
  expect(told).toEqual([
    expect.stringMatching(/^an engine was started on the account after it, at \d\d:\d\d:\d\d UTC, /),
  ]);
});

test("one of before the kill doesn't, though the marker be gone or never came to be", async () => {
  isMarked = false;
  engine = "alive";
  left.start();
  await harness.pass(60_000);
  expect(told).toEqual([]);
});

test("an account that can't be read proves nothing", async () => {
  isCut = true;
  left.start();
  await harness.pass(60_000);
  expect(told).toEqual([]);
});

test("what lies in the folders tells of marker and starts; a marker that can't be read is one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tauroi-left-kill-"));
  const folders = [join(folder, "none"), folder];
  const record = (epoch: string): void => {
    const text = JSON.stringify({ venue: "prod", restUrl: "https://a", keyId: "k", epoch, groups: [] });
    writeFileSync(join(folder, "engine.json"), text);
  };
  expect([await isMarkedKilled(folders), await newestEngineStart(folders)]).toEqual([false, undefined]);
  const startedAt = time(Date.UTC(2026, 10, 18, 17));
  record(`${(startedAt / 1_000).toString(36)}1zik0zj`);
  expect(await newestEngineStart(folders)).toBe(startedAt);
  for (const epoch of ["sim7", "-", ""]) {
    record(epoch);
    expect(await newestEngineStart(folders)).toBeUndefined();
  }
  writeFileSync(join(folder, "engine.json"), "{");
  expect(await newestEngineStart(folders)).toBeUndefined();
  mkdirSync(join(folder, "killed.json"));
  expect(await isMarkedKilled(folders)).toBe(true);
  rmSync(folder, { recursive: true });
});
