import { describe, expect, test } from "vitest";
import type { Place } from "../../src/engine/command.ts";
import { LIVE_GUARDS } from "../../src/engine/guards.ts";
import { intentStanding } from "../../src/engine/intent.ts";
import { ONE, Rig, type RigOptions } from "./rig.ts";

/** The first bid on ONE, decided and not sent. */
function intended(options: RigOptions = {}): { rig: Rig; bid: Place } {
  const rig = new Rig(options);
  const bid = rig.open().find(({ ticker, side }) => ticker === ONE && side === "bid")!;
  return { rig, bid };
}

const withdraw = (rig: Rig, { clientOrderId }: Place) =>
  rig.give({ type: "withdrawn", at: rig.now, clientOrderId, detail: "test" });

describe("an intended order", () => {
  test("is wanted while its side wants that price, for that much", () => {
    const { rig, bid } = intended();
    expect(intentStanding(rig.desk, bid.clientOrderId, rig.now)).toBe("wanted");
    rig.at(2).heartbeat();
    expect(intentStanding(rig.desk, bid.clientOrderId, rig.now)).toBe("wanted");
  });

  test("has moved when its side wants another price", () => {
    const { rig, bid } = intended();
    rig.at(1).book(ONE, 30, 36); // others are far below: ours would cross them
    expect(rig.desk.legs.get(ONE)!.desired?.bid?.price).not.toBe(bid.price);
    expect(intentStanding(rig.desk, bid.clientOrderId, rig.now)).not.toBe("wanted");
  });

  test("is as good as moved when less than 10 s are left until its expiry", () => {
    const { rig, bid } = intended();
    const standing = (before: number): string =>
      intentStanding(rig.desk, bid.clientOrderId, (bid.expiresAt! - before) as never);
    expect(standing(10_000)).toBe("wanted");
    expect(standing(9_999)).toBe("moved");
    expect(standing(-1)).toBe("moved");
  });

  test.each(["pull", "kill", "stop"] as const)("is unwanted after a %s", (action) => {
    const { rig, bid } = intended();
    rig.give({ type: "operator", at: rig.now, action, by: "test" });
    expect(intentStanding(rig.desk, bid.clientOrderId, rig.now)).toBe("unwanted");
  });

  test("is unwanted while the journal takes nothing, whoever says resume", () => {
    const { rig, bid } = intended();
    rig.give({ type: "journal", at: rig.now, problem: "the disk is full; make room" });
    rig.give({ type: "operator", at: rig.now, action: "resume", by: "test" });
    expect(intentStanding(rig.desk, bid.clientOrderId, rig.now)).toBe("unwanted");
    rig.give({ type: "journal", at: rig.now, problem: null });
    expect(intentStanding(rig.desk, bid.clientOrderId, rig.now)).toBe("wanted");
  });

  test("is unwanted while the program isn't well, and wanted again when it is", () => {
    const { rig, bid } = intended({ pacing: { guards: LIVE_GUARDS } });
    const health = (loopLagMs: number) =>
      rig.give({ type: "health", at: rig.now, loopLagMs, clockUncertaintyMs: 20, journal: "writable" });
    health(0);
    expect(intentStanding(rig.desk, bid.clientOrderId, rig.now)).toBe("wanted");
    health(400);
    expect(rig.desk.condition.hold).toContain("the loop is");
    expect(intentStanding(rig.desk, bid.clientOrderId, rig.now)).toBe("unwanted");
    health(0);
    expect(intentStanding(rig.desk, bid.clientOrderId, rig.now)).toBe("wanted");
  });

  test("is none any more once it has been sent, and one that nobody knows isn't either", () => {
    const { rig, bid } = intended();
    rig.give({ type: "sent", at: rig.now, clientOrderId: bid.clientOrderId });
    expect(intentStanding(rig.desk, bid.clientOrderId, rig.now)).toBe("unwanted");
    expect(intentStanding(rig.desk, "tauroi-rig-99", rig.now)).toBe("unwanted");
  });
});

describe("an order that is withdrawn", () => {
  test("is gone with nothing filled, its tokens are back, and its side is quoted anew in the same breath", () => {
    const { rig, bid } = intended();
    const before = rig.desk.gate.available(rig.now);
    const answer = withdraw(rig, bid);
    expect(rig.desk.orders.get(bid.clientOrderId)).toMatchObject({ state: "gone", filled: 0 });
    const anew = answer.filter((command): command is Place => command.type === "place");
    expect(anew).toHaveLength(1);
    expect(anew[0]).toMatchObject({ ticker: ONE, side: "bid", price: bid.price, quantity: bid.quantity });
    expect(anew[0]!.clientOrderId).not.toBe(bid.clientOrderId); // ids are never used twice
    expect(rig.desk.gate.available(rig.now)).toBe(before);
    expect(answer.filter(({ type }) => type !== "place")).toEqual([]); // nothing is asked of the exchange
    expect([...rig.desk.orders.liveOf(ONE).bid].map(({ clientOrderId }) => clientOrderId)).toEqual([
      anew[0]!.clientOrderId,
    ]);
  });

  test("leaves nothing of itself in a kill: with all withdrawn, nothing may rest", () => {
    const rig = new Rig();
    const places = rig.open();
    rig.give({ type: "operator", at: rig.now, action: "pull", by: "test" });
    for (const place of places) withdraw(rig, place);
    expect(rig.desk.nothingLive).toBe(true);
  });

  test("but has been sent is not: what may be on the exchange stays counted", () => {
    const { rig, bid } = intended();
    rig.give({ type: "sent", at: rig.now, clientOrderId: bid.clientOrderId });
    withdraw(rig, bid);
    expect(rig.desk.orders.get(bid.clientOrderId)?.state).toBe("sent");
  });
});
