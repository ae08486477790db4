import { afterEach, beforeEach, expect, test } from "vitest";
import { systemFiles } from "../../../src/ambient/files.ts";
import { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import type { AccountLook } from "../../../src/app/watchdog/account-watch.ts";
import { type EngineLook, WATCHDOG_DEFAULTS } from "../../../src/app/watchdog/verdict.ts";
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
  alerts = new WatchdogAlerts({
    ...usual,
    settings: { url: hook.url, format: "json", sessions: false, breakerShare: 0.7 },
    program: "tauroi test",
    venue: "prod",
    state: undefined,
    files: systemFiles,
    logFile: "/dev/null",
    fetch: hook.fetch,
  });
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
