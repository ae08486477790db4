import { describe, expect, test } from "vitest";
import type { AccountLook } from "../../../src/app/watchdog/account-watch.ts";
import { judge, type Sight, WATCHDOG_DEFAULTS, type WatchdogLimits } from "../../../src/app/watchdog/verdict.ts";
import { DOLLAR, type Money, type Quantity, type Time } from "../../../src/market/units.ts";

const LIMITS: WatchdogLimits = { ...WATCHDOG_DEFAULTS, loss: undefined };
const usd = (dollars: number): Money => (dollars * DOLLAR) as Money;

interface Given {
  readonly account?: Partial<AccountLook> | null;
  readonly ours?: Partial<AccountLook["ours"]>;
  readonly engine?: Sight["engine"];
  readonly accountAgeMs?: number;
}

function sight({ account = {}, ours, engine = { state: "alive", ageMs: 300 }, accountAgeMs = 1_000 }: Given): Sight {
  const look: AccountLook = {
    asOf: 0 as Time,
    fillsLastMinute: 3,
    lost: usd(1),
    worth: usd(1_000),
    ours: { orders: 20, quantity: 2_000 as Quantity, overdue: 0, unbounded: 0, ...ours },
    ...account,
  };
  return { engine, account: account === null ? undefined : look, accountAgeMs };
}

const verdict = (given: Given, limits: Partial<WatchdogLimits> = {}) => {
  const { state, code } = judge(sight(given), { ...LIMITS, ...limits });
  return `${state} ${code}`;
};

describe("the watchdog lets live", () => {
  test.each<[string, Given]>([
    ["an engine that goes on with an account inside its limits", {}],
    ["one that is silent for less than its heartbeat", { engine: { state: "silent", ageMs: 9_999 } }],
    [
      "limits that are just met",
      { account: { fillsLastMinute: 60 }, ours: { orders: 100, quantity: 100_000 as Quantity } },
    ],
    ["a day that has won a lot", { account: { lost: usd(-500) } }],
  ])("%s", (_, given) => {
    expect(verdict(given)).toMatch(/^fine/);
  });
});

describe("the watchdog kills", () => {
  test.each<[string, string, Given, Partial<WatchdogLimits>]>([
    ["fills that come too fast", "fills", { account: { fillsLastMinute: 61 } }, {}],
    ["a loss of the set share", "loss", { account: { lost: usd(150) } }, {}],
    ["a loss in dollars, the nearer of the two limits", "loss", { account: { lost: usd(20) } }, { loss: usd(20) }],
    ["too many orders", "resting-orders", { ours: { orders: 101 } }, {}],
    ["too many contracts", "resting-contracts", { ours: { quantity: 100_001 as Quantity } }, {}],
    ["orders that outlive their expiry", "overdue", { ours: { overdue: 1 } }, {}],
    ["orders that would not expire", "unbounded", { ours: { unbounded: 1 } }, {}],
    [
      "an engine that listens and doesn't go on, with orders",
      "silent",
      { engine: { state: "silent", ageMs: 10_000 } },
      {},
    ],
    [
      "one that doesn't go on while the account can't be read",
      "silent",
      { engine: { state: "silent", ageMs: 10_000 }, ours: { orders: 0 }, accountAgeMs: 30_000 },
      {},
    ],
    ["orders that are there 50 s after their engine", "orphans", { engine: { state: "gone", ageMs: 50_000 } }, {}],
  ])("%s", (_, code, given, limits) => {
    expect(verdict(given, limits)).toBe(`kill ${code}`);
  });

  test("whatever the engine says of itself, for what the account shows", () => {
    for (const state of ["alive", "silent", "gone"] as const) {
      expect(verdict({ account: { fillsLastMinute: 1_000 }, engine: { state, ageMs: 100 } })).toBe("kill fills");
    }
  });
});

describe("the watchdog only warns", () => {
  test.each<[string, string, Given]>([
    ["of an engine that is gone, while its orders expire", "gone", { engine: { state: "gone", ageMs: 49_999 } }],
    [
      "of one that is gone and has left nothing",
      "gone",
      { engine: { state: "gone", ageMs: 9e9 }, ours: { orders: 0 } },
    ],
    [
      "of one that hangs and has nothing resting",
      "silent",
      { engine: { state: "silent", ageMs: 9e9 }, ours: { orders: 0 } },
    ],
    ["of an account that it can't read any more", "blind", { accountAgeMs: 30_000 }],
    ["of an account that it never could read", "blind", { account: null, accountAgeMs: 30_000 }],
    [
      "of an account it can't read and an engine that is gone",
      "blind",
      { account: null, accountAgeMs: 9e9, engine: { state: "gone", ageMs: 9e9 } },
    ],
  ])("%s", (_, code, given) => {
    expect(verdict(given)).toBe(`alarm ${code}`);
  });

  test("after it has looked: before, it says that it is looking", () => {
    expect(verdict({ account: null, engine: { state: "gone", ageMs: 100 } })).toBe("fine looking");
  });
});
