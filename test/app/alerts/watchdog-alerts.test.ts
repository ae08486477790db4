import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemFiles } from "../../../src/ambient/files.ts";
import { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import type { KillProof } from "../../../src/app/kill-proof.ts";
import type { AccountLook } from "../../../src/app/watchdog/account-watch.ts";
import { type EngineLook, type Verdict, WATCHDOG_DEFAULTS } from "../../../src/app/watchdog/verdict.ts";
import { Watchdog, type WatchdogEnd } from "../../../src/app/watchdog/watchdog.ts";
import { WatchdogAlerts } from "../../../src/app/watchdog/watchdog-alerts.ts";
import { after, type Money, type Quantity, time } from "../../../src/market/units.ts";
import { KalshiError } from "../../../src/venue/kalshi/rest/error.ts";
import { Webhook } from "./webhook.ts";

const START = time(Date.UTC(2026, 10, 18, 17));

let hook: Webhook;
let clock: VirtualTime;
let engine: EngineLook["state"];
let canRead: boolean;
let lastBeat: number;
let watchdog: Watchdog;
let alerts: WatchdogAlerts;
let ended: Promise<WatchdogEnd>;

beforeEach(() => {
  hook = new Webhook();
  clock = new VirtualTime(START);
  engine = "alive";
  canRead = true;
  lastBeat = START;
  const usual = { clock, timers: clock };
  alerts = alertsOn(undefined);
  watchdog = new Watchdog({
    ...usual,
    limits: { ...WATCHDOG_DEFAULTS, loss: undefined },
    once: false,
    readAccount: async () => {
      if (!canRead) throw new KalshiError("unavailable", { method: "GET", path: "/portfolio/orders" }, "no answer");
      return nothingRests(clock);
    },
    engine: () => ({ state: engine, ageMs: clock.now() - lastBeat }),
    killer: () => {
      throw new Error("nothing of ours rests: there is nothing to kill");
    },
    tellEngine: () => undefined,
    say: () => undefined,
    judged: alerts.judged,
  });
  ended = watchdog.run();
});
afterEach(() => hook.close());

function alertsOn(state: string | undefined): WatchdogAlerts {
  return new WatchdogAlerts({
    clock,
    timers: clock,
    settings: { url: hook.url, format: "json", sessions: false, breakerShare: 0.7 },
    program: "tauroi test",
    venue: "prod",
    state,
    files: systemFiles,
    logFile: "/dev/null",
    fetch: hook.fetch,
  });
}

function nothingRests(now: VirtualTime): AccountLook {
  const ours = { orders: 0, quantity: 0 as Quantity, overdue: 0, unbounded: 0 };
  return { asOf: now.now(), fillsLastMinute: 0, lost: 0 as Money, worth: 0 as Money, ours };
}

async function pass(seconds: number): Promise<void> {
  for (let count = 0; count < seconds * 2; count++) {
    if (engine === "alive") lastBeat = clock.now();
    clock.runUntil(after(clock.now(), 500));
    await hook.quiet();
  }
}

const words = () => hook.documents.map(({ id, what }) => `${String(id)} ${String(what)}`);

test("an engine that hangs is told of within its limit, and that it goes on again", async () => {
  await pass(5);
  engine = "silent";
  await pass(9);
  expect(words()).toEqual([]);
  await pass(3);
  expect(words()).toEqual(["engine-silent raised"]);
  expect(hook.documents[0]).toMatchObject({
    severity: "critical",
    where: "watchdog of prod",
    text: expect.stringContaining("taken nothing in"),
  });
  engine = "alive";
  await pass(2);
  expect(words()).toEqual(["engine-silent raised", "engine-silent resolved"]);
});

test("an engine that is gone is told of after a minute: one that is started again within it is nobody's trouble", async () => {
  engine = "gone";
  await pass(50);
  engine = "alive";
  await pass(5);
  engine = "gone";
  await pass(55);
  expect(words()).toEqual([]);
  await pass(10);
  expect(words()).toEqual(["engine-gone raised"]);
  expect(hook.documents[0]).toMatchObject({ text: expect.stringContaining("no engine answers") });
});

test("an account that can't be read is told of, and the end of that", async () => {
  await pass(2);
  canRead = false;
  await pass(35);
  expect(words()).toEqual(["account-blind raised"]);
  canRead = true;
  await pass(5);
  expect(words()).toEqual(["account-blind raised", "account-blind resolved"]);
  watchdog.stop();
  await alerts.ended(await ended);
});

describe("a kill that was not proven", () => {
  const FILLS: Verdict = { state: "kill", code: "fills", text: "70 fills within a minute, more than 60" };
  const FINE: Verdict = { state: "fine", code: "fine", text: "the engine goes on; nothing of ours rests" };
  const GONE: Verdict = { state: "alarm", code: "gone", text: "no engine answers; nothing of ours rests" };
  const proof = (given: Partial<KillProof>): KillProof => ({
    grade: "LOCAL",
    by: "watchdog",
    requestedAt: START,
    mayRest: 3,
    stillResting: 0,
    pastClose: 0,
    oursOnly: false,
    lastExpiry: null,
    confirmedAt: null,
    cancelledAllAt: null,
    through: "exchange",
    trouble: "",
    ...given,
  });
  const CONFIRMED = proof({ grade: "CONFIRMED", mayRest: 0, confirmedAt: START });

  let state: string;
  beforeEach(() => {
    watchdog.stop();
    state = mkdtempSync(join(tmpdir(), "tauroi-watchdog-alerts-"));
  });
  afterEach(() => rmSync(state, { recursive: true }));

  /** A watchdog on the folder that has killed, and has ended with this proof. */
  async function killed(by: WatchdogAlerts, ofIt: KillProof): Promise<void> {
    by.judged(FILLS);
    await by.ended({ reason: "killed", verdict: FILLS, proof: ofIt });
  }

  test("stays open for the watchdogs that follow, whatever they see of the engine, and ends with none of them", async () => {
    await killed(alertsOn(state), proof({}));
    expect(words()).toEqual(["watchdog-kill raised"]);
    for (const verdict of [FINE, GONE]) {
      const later = alertsOn(state);
      expect(later.unprovenKill).toMatchObject({
        since: START,
        text: expect.stringContaining("3 orders may still rest"),
      });
      later.judged(verdict);
      await hook.quiet();
      await later.ended({ reason: "stopped" });
    }
    expect(words()).toEqual(["watchdog-kill raised"]);
    clock.runUntil(after(START, 20 * 60_000));
    alertsOn(state).judged(FINE);
    await hook.quiet();
    expect(words()).toEqual(["watchdog-kill raised", "watchdog-kill repeated"]); // nobody has acknowledged it
    expect(hook.documents[1]).toMatchObject({ text: expect.stringContaining("LOCAL: nothing more is sent") });
  });

  test("is resolved in the words of what has proven it, once", async () => {
    await killed(alertsOn(state), proof({ stillResting: 2, mayRest: 2 }));
    const later = alertsOn(state);
    later.judged(FINE);
    later.proven("two complete lists show nothing");
    later.judged(FINE);
    await later.ended({ reason: "stopped" });
    expect(words()).toEqual(["watchdog-kill raised", "watchdog-kill resolved"]);
    expect(hook.documents[1]).toMatchObject({ text: expect.stringContaining("two complete lists show nothing") });
    const third = alertsOn(state);
    expect(third.unprovenKill).toBeUndefined();
    third.judged(FINE);
    await third.ended({ reason: "stopped" });
    expect(words()).toHaveLength(2);
  });

  test("is resolved by the next kill that is confirmed, and not by what was proven of the earlier one", async () => {
    await killed(alertsOn(state), proof({}));
    const later = alertsOn(state);
    later.judged(FILLS);
    later.proven("two complete lists show nothing");
    await hook.quiet();
    expect(words()).toEqual(["watchdog-kill raised"]);
    await later.ended({ reason: "killed", verdict: FILLS, proof: CONFIRMED });
    expect(words()).toEqual(["watchdog-kill raised", "watchdog-kill resolved"]);
    expect(hook.documents[1]).toMatchObject({ text: expect.stringContaining("CONFIRMED: nothing rests") });
  });

  test("one that was proven leaves nothing open", async () => {
    await killed(alertsOn(state), CONFIRMED);
    expect(words()).toEqual(["watchdog-kill raised", "watchdog-kill resolved"]);
    expect(alertsOn(state).unprovenKill).toBeUndefined();
  });
});
