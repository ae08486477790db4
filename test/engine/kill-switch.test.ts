import { describe, expect, test } from "vitest";
import type { Command } from "../../src/engine/command.ts";
import type { RestingOrder } from "../../src/engine/input.ts";
import { type Position, price, quantity, time } from "../../src/market/units.ts";
import { ONE, Rig, T0, TWO } from "./rig.ts";

const kill = (rig: Rig, action: "kill" | "kill-ours", by = "test"): readonly Command[] =>
  rig.give({ type: "operator", at: rig.now, action, by });

/** An engine whose every quote rests. */
function settled(): Rig {
  const rig = new Rig().settle();
  for (const order of [...rig.desk.orders.live()]) if (order.state !== "resting") rig.acknowledge(order);
  return rig;
}

const foreign: RestingOrder = {
  clientOrderId: "by-hand",
  orderId: "o-99",
  ticker: TWO,
  side: "bid",
  price: price(100),
  remaining: quantity(100),
  expiresAt: undefined,
};

function read(rig: Rig, resting: readonly RestingOrder[]): void {
  const { account } = rig.desk;
  const positions = [ONE, TWO]
    .map((ticker) => ({ ticker, position: account.position(ticker) }))
    .filter(({ position }) => position !== (0 as Position));
  rig.give({ type: "account", at: rig.now, asOf: time(rig.now - 100), resting, positions, balance: rig.balance });
}

/** Everything of ours is gone, as the exchange reports it. */
function allGone(rig: Rig): void {
  for (const { clientOrderId, original } of [...rig.desk.orders.live()]) {
    rig.give({ type: "closed", at: rig.now, clientOrderId, reason: "cancel-all", reducedBy: original });
  }
  rig.give({ type: "cancelledAll", at: rig.now });
}

describe("the tick of a kill", () => {
  test("sends a cancel-all, reads and cancels, and nothing that could add risk, then or later", () => {
    const rig = settled();
    const commands = [...kill(rig, "kill")];
    expect(commands[0]).not.toMatchObject({ type: "place" });
    for (let second = 77; second < 140; second++) commands.push(...rig.at(second).heartbeat(), ...rig.tick());
    const types = new Set(commands.map(({ type }) => type));
    expect(types).toContain("cancelAll");
    for (const type of ["place", "amend"] as const) expect(types).not.toContain(type);
  });
});

describe("what bounds a kill that no reading proves", () => {
  const killedWith = (resting: readonly RestingOrder[]): Rig => {
    const rig = settled();
    rig.give({ type: "operator", at: rig.now, action: "pull", by: "test" });
    for (const order of [...rig.desk.orders.live()]) rig.acknowledge(order);
    expect(rig.desk.nothingLive).toBe(true);
    rig.at(80);
    read(rig, resting);
    kill(rig, "kill");
    for (let second = 81; second <= 100; second++) rig.at(second).tick();
    return rig;
  };

  test("is not our own table alone: an order of another start, seen resting, may rest on", () => {
    const stray = { ...foreign, clientOrderId: "tauroi-before-1", expiresAt: time(T0 + 130_000) };
    expect(killedWith([stray]).desk.killSwitch.kill).toMatchObject({ grade: "LOCAL" });
  });

  test("isn't it where another hand's order rests and everything is killed, which may never expire", () => {
    expect(killedWith([foreign]).desk.killSwitch.kill).toMatchObject({ grade: "LOCAL", mayRest: 1 });
  });

  test("is our own table where the last reading showed nothing else", () => {
    expect(killedWith([]).desk.killSwitch.kill).toMatchObject({ grade: "BY BOUND", mayRest: 0 });
  });
});

describe("a kill of ours alone", () => {
  test("says so to the venue, and isn't kept from its proof by other hands' orders", () => {
    const rig = settled();
    const asked = kill(rig, "kill-ours").filter(({ type }) => type === "cancelAll");
    expect(asked).toEqual([{ type: "cancelAll", ours: true }]);
    allGone(rig);
    rig.at(80);
    read(rig, [foreign]);
    rig.at(82);
    read(rig, [foreign]);
    expect(rig.desk.killSwitch.kill).toMatchObject({ grade: "CONFIRMED", mayRest: 0 });
  });

  test("becomes a kill of everything when that is asked for, and begins its proof anew", () => {
    const rig = settled();
    kill(rig, "kill-ours", "one");
    allGone(rig);
    rig.at(80);
    read(rig, [foreign]);
    rig.at(82);
    read(rig, [foreign]);
    const asked = kill(rig, "kill", "two").filter(({ type }) => type === "cancelAll");
    expect(asked).toEqual([{ type: "cancelAll" }]);
    expect(rig.desk.killSwitch).toMatchObject({ oursOnly: false, kill: { by: "two", grade: "LOCAL" } });
    rig.at(84);
    read(rig, [foreign]);
    expect(rig.desk.killSwitch.kill).toMatchObject({ grade: "LOCAL", stillResting: 1 });
  });

  test("asked for after a kill of everything changes nothing", () => {
    const rig = settled();
    kill(rig, "kill", "one");
    expect(kill(rig, "kill-ours", "two").some(({ type }) => type === "cancelAll")).toBe(false);
    expect(rig.desk.killSwitch).toMatchObject({ oursOnly: false, kill: { by: "one" } });
  });
});

test("orders of a market past its close are counted apart, and keep no kill from its proof", () => {
  const rig = settled();
  const leg = rig.desk.legs.get(TWO)!.leg;
  rig.give({ type: "leg", at: rig.now, leg: { ...leg, closeTime: time(T0 + 77_000) } });
  kill(rig, "kill");
  allGone(rig);
  rig.at(79);
  read(rig, [foreign]);
  rig.at(81);
  read(rig, [foreign]);
  expect(rig.desk.killSwitch.kill).toMatchObject({ grade: "CONFIRMED", stillResting: 0, pastClose: 1 });
});

test("a reading from before the cancel-all was carried out proves nothing", () => {
  const rig = settled();
  kill(rig, "kill");
  allGone(rig);
  const at = rig.now;
  rig.at(78.05);
  rig.give({ type: "cancelledAll", at: rig.now }); // again: no news
  read(rig, []);
  expect(rig.desk.killSwitch.kill?.grade).toBe("LOCAL");
  rig.at(79.2);
  read(rig, []);
  expect(rig.desk.killSwitch.kill?.grade).toBe("CONFIRMED");
  expect(rig.desk.killSwitch.kill?.confirmedAt).toBeGreaterThan(at);
});
