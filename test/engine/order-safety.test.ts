import { describe, expect, test } from "vitest";
import type { Command } from "../../src/engine/command.ts";
import { quantity } from "../../src/market/units.ts";
import { ONE, Rig, TWO } from "./rig.ts";

const types = (commands: readonly Command[]) => commands.map(({ type }) => type);

describe("the start", () => {
  test("nothing is quoted before the account has been read", () => {
    const rig = new Rig();
    const places = rig.open();
    expect(rig.inputs.at(-1)?.type).toBe("account");
    expect(places.map(({ ticker, side }) => `${ticker} ${side}`)).toEqual([
      `${ONE} bid`,
      `${ONE} ask`,
      `${TWO} bid`,
      `${TWO} ask`,
    ]);
  });

  test("the first minute quotes twice as wide", () => {
    const rig = new Rig({ fair: 50 });
    rig.open();
    expect(rig.working(ONE)).toEqual({ bid: 44, ask: 56 });
    expect(new Rig({ fair: 50 }).settle().working(ONE)).toEqual({ bid: 47, ask: 53 });
  });

  test("a position that our books don't know stops everything once two readings show it", () => {
    const rig = new Rig();
    rig.open();
    const positions = [{ ticker: ONE, position: 500 as never }];
    rig.reading({ positions });
    expect(rig.desk.doubt.drift).toBe("");
    for (const second of [3, 6]) rig.at(second).reading({ positions });
    expect(rig.desk.doubt.drift).toContain("we hold 0, the exchange says 5");
    expect(rig.desk.legs.get(ONE)?.desired?.bid).toBeUndefined();
  });
});

describe("an unknown outcome", () => {
  const unknownBid = () => {
    const rig = new Rig();
    const bid = rig.open().find(({ ticker, side }) => ticker === ONE && side === "bid")!;
    rig.give({ type: "sent", at: rig.now, clientOrderId: bid.clientOrderId });
    rig
      .at(1)
      .give({ type: "unknown", at: rig.now, clientOrderId: bid.clientOrderId, request: "place", detail: "timeout" });
    return { rig, id: bid.clientOrderId };
  };

  test("freezes its side, counts as live, and asks for readings", () => {
    const { rig, id } = unknownBid();
    const seen: Command[] = [];
    for (let second = 2; second < 34; second++) {
      seen.push(...rig.at(second).heartbeat());
      seen.push(...rig.book(ONE, 46 + (second % 3), 54));
    }
    expect(rig.desk.orders.get(id)?.state).toBe("unknown");
    expect(
      seen.filter((command) => command.type === "place" && command.ticker === ONE && command.side === "bid"),
    ).toEqual([]);
    expect(types(seen)).toContain("readAccount");
    expect(rig.desk.legs.get(ONE)?.reasons.map(({ code }) => code)).toContain("unknown-order");
  });

  test("is adopted when a reading lists it", () => {
    const { rig, id } = unknownBid();
    const order = rig.desk.orders.get(id)!;
    const line = { ...order, orderId: "x", remaining: order.original };
    rig.at(4).reading({ resting: [line] });
    expect(order.state).toBe("resting");
  });

  test("is gone only after two readings later than any signature could live", () => {
    const { rig, id } = unknownBid();
    for (const second of [5, 10, 20, 30]) {
      rig.at(second).reading({ resting: [] });
      expect(rig.desk.orders.get(id)?.state).toBe("unknown");
    }
    rig.at(37).reading({ resting: [] });
    expect(rig.desk.orders.get(id)?.state).toBe("unknown");
    rig.at(40).reading({ resting: [] });
    expect(rig.desk.orders.get(id)?.state).toBe("gone");
  });

  test("a fill of it is booked and it is no longer unknown", () => {
    const { rig, id } = unknownBid();
    rig.at(2).fill(id, 1);
    expect(rig.desk.account.position(ONE)).toBe(100);
    expect(rig.desk.orders.get(id)?.state).toBe("gone");
  });
});

describe("reports that race", () => {
  test("a fill that overtakes its acknowledgement", () => {
    const rig = new Rig({ profile: { orderSize: 3, skewCentsPerContract: 0 } });
    const bid = rig.open()[0]!;
    rig.fill(bid.clientOrderId, 1);
    expect(rig.desk.orders.get(bid.clientOrderId)).toMatchObject({ state: "resting", filled: 100 });
    rig.accept(bid);
    expect(rig.desk.orders.get(bid.clientOrderId)).toMatchObject({ state: "resting", filled: 100 });
  });

  test("a fill told twice is booked once", () => {
    const rig = new Rig();
    const bid = rig.open()[0]!;
    rig.accept(bid);
    rig.fill(bid.clientOrderId, 1, "same");
    rig.fill(bid.clientOrderId, 1, "same");
    expect(rig.desk.account.position(ONE)).toBe(100);
  });

  test("a cancel's 404 freezes the side until the fill is seen", () => {
    const rig = new Rig().settle();
    for (const side of ["bid", "ask"] as const) rig.answer({ ...placeOf(rig, ONE, side) });
    const id = rig.order(ONE, "bid")!.clientOrderId;
    rig.give({ type: "operator", at: rig.now, action: "pull", ticker: ONE, by: "test" });
    rig.give({ type: "refused", at: rig.now, clientOrderId: id, request: "cancel", code: "gone", detail: "not_found" });
    expect(rig.desk.orders.get(id)?.state).toBe("unknown");
    const resumed = rig.at(80).give({ type: "operator", at: rig.now, action: "resume", ticker: ONE, by: "test" });
    expect(resumed.filter((command) => command.type === "place" && command.side === "bid")).toEqual([]);
    rig.at(81).fill(id, 1);
    expect(rig.desk.orders.get(id)?.state).toBe("gone");
  });

  test("a cancel that leaves less than there was means that a fill is on its way", () => {
    const rig = new Rig({ profile: { orderSize: 4, skewCentsPerContract: 0 } });
    const bid = rig.open()[0]!;
    rig.accept(bid);
    const { clientOrderId } = bid;
    rig.give({ type: "operator", at: rig.now, action: "pull", by: "test" });
    rig.give({ type: "cancelled", at: rig.now, clientOrderId, reducedBy: quantity(100) });
    expect(rig.desk.orders.get(clientOrderId)?.state).toBe("unknown");
    rig.fill(clientOrderId, 1);
    expect(rig.desk.orders.get(clientOrderId)?.state).toBe("unknown");
    rig.fill(clientOrderId, 2);
    expect(rig.desk.orders.get(clientOrderId)?.state).toBe("gone");
    expect(rig.desk.account.position(ONE)).toBe(300);
  });

  test("an order past its expiry of which nothing is heard is not taken for gone", () => {
    const rig = new Rig();
    for (const place of rig.open()) rig.accept(place);
    const id = rig.order(ONE, "bid")!.clientOrderId;
    rig.at(49.9).tick();
    expect(rig.desk.orders.get(id)?.state).toBe("cancelling"); // the feed has been silent since the start: all is pulled
    rig.at(50.1).tick();
    expect(rig.desk.orders.get(id)?.state).toBe("unknown");
    for (const second of [53, 56, 59]) rig.at(second).reading({ resting: [] });
    expect(rig.desk.orders.get(id)?.state).toBe("gone");
  });
});

describe("refusals", () => {
  test("after a post-only refusal the side waits a second and for a newer book", () => {
    const rig = new Rig();
    const bid = rig.open()[0]!;
    rig.give({ type: "sent", at: rig.now, clientOrderId: bid.clientOrderId });
    const { clientOrderId } = bid;
    rig.give({
      type: "refused",
      at: rig.now,
      clientOrderId,
      request: "place",
      code: "post-only-cross",
      detail: "post only cross",
    });
    const bids = (commands: readonly Command[]) =>
      commands.filter((c) => c.type === "place" && c.ticker === ONE && c.side === "bid");
    expect(bids(rig.at(2).tick())).toEqual([]); // a second has passed, no book came
    expect(bids(rig.at(2.5).book(ONE, 46, 54))).toHaveLength(1);
  });

  test("a create that was throttled was not placed, and nothing more is sent at once", () => {
    const rig = new Rig();
    const bid = rig.open()[0]!;
    rig.give({ type: "throttled", at: rig.now, clientOrderId: bid.clientOrderId, request: "place" });
    expect(rig.desk.orders.get(bid.clientOrderId)?.state).toBe("gone");
    expect(rig.desk.gate.available(rig.now)).toBeLessThanOrEqual(0);
  });
});

describe("kill", () => {
  test("stops in the same call, cancels, and is proven by two readings", () => {
    const rig = new Rig();
    for (const place of rig.open()) rig.accept(place);
    const killed = rig.at(5).give({ type: "operator", at: rig.now, action: "kill", by: "test" });
    expect(types(killed)).toContain("cancelAll");
    expect(types(killed)).not.toContain("place");
    const { kill } = rig.desk.killSwitch;
    expect(kill).toMatchObject({ grade: "LOCAL", mayRest: 4 });
    rig.at(5.2).give({ type: "cancelledAll", at: rig.now });
    for (const order of [...rig.desk.orders.live()]) {
      const { clientOrderId, original: reducedBy } = order;
      rig.give({ type: "closed", at: rig.now, clientOrderId, reason: "cancel-all", reducedBy });
    }
    for (const second of [6, 7.5, 9]) rig.at(second).reading();
    expect(kill).toMatchObject({ grade: "CONFIRMED", mayRest: 0 });
    const later = [rig.at(10).heartbeat(), rig.book(ONE, 48, 52), rig.trade(ONE, 51), rig.at(20).tick()].flat();
    expect(types(later)).not.toContain("place");
  });

  test("a cancel-all without an answer is asked for again, an accepted one never", () => {
    const rig = new Rig();
    for (const place of rig.open()) rig.accept(place);
    rig.at(5).give({ type: "operator", at: rig.now, action: "kill", by: "test" });
    expect(types(rig.at(6).tick())).not.toContain("cancelAll");
    expect(types(rig.at(6.6).tick())).toContain("cancelAll");
    rig.give({ type: "cancelledAll", at: rig.now });
    expect(types(rig.at(20).tick())).not.toContain("cancelAll");
  });

  test("nor is one asked for again while readings show that nothing rests", () => {
    const rig = new Rig();
    const [first] = rig.open();
    rig.accept(first!);
    rig.at(5).give({ type: "operator", at: rig.now, action: "kill", by: "test" });
    rig.at(6).reading({ resting: [] });
    expect(types(rig.at(7).tick())).not.toContain("cancelAll");
    expect(types(rig.at(8).reading())).toContain("cancelAll"); // it rests after all
  });

  test("killing twice is one kill; resuming needs a new start", () => {
    const rig = new Rig();
    for (const place of rig.open()) rig.accept(place);
    rig.give({ type: "operator", at: rig.now, action: "kill", by: "one" });
    expect(types(rig.give({ type: "operator", at: rig.now, action: "kill", by: "two" }))).not.toContain("cancelAll");
    rig.give({ type: "operator", at: rig.now, action: "resume", by: "two" });
    expect(rig.desk.killSwitch).toMatchObject({ pulled: true, kill: { by: "one" } });
    expect(rig.desk.legs.get(ONE)?.desired?.bid).toBeUndefined();
  });
});

describe("the dead man's switch", () => {
  test("orders are renewed with 20 s left while the engine is healthy", () => {
    const rig = new Rig();
    for (const place of rig.open()) rig.accept(place);
    rig.at(14).heartbeat();
    expect(types(rig.at(24.5).heartbeat())).not.toContain("amend");
    const renewals = rig
      .at(25)
      .tick()
      .filter((command) => command.type === "amend");
    expect(renewals.length).toBeGreaterThan(0);
    for (const { expiresAt } of renewals) expect(expiresAt! - rig.now).toBe(45_000);
  });

  test("an engine that hears nothing pulls, and renews nothing", () => {
    const rig = new Rig();
    for (const place of rig.open()) rig.accept(place);
    const commands = rig.at(25).tick();
    expect(types(commands)).not.toContain("amend");
    expect(types(commands)).toContain("cancel");
  });

  test("no expiry reaches into the last 30 s before the close", () => {
    const rig = new Rig({ profile: { stopBeforeCloseS: 0 } });
    const [first] = rig.open();
    const leg = rig.desk.legs.get(ONE)!;
    expect(first!.expiresAt! - rig.now).toBe(45_000);
    const closeTime = (rig.now + 60_000) as never;
    rig.give({
      type: "refused",
      at: rig.now,
      clientOrderId: first!.clientOrderId,
      request: "place",
      code: "other",
      detail: "",
    });
    rig.give({ type: "leg", at: rig.now, leg: { ...leg.leg, closeTime } });
    const later = rig
      .at(1.5)
      .tick()
      .find((command) => command.type === "place" && command.ticker === ONE);
    expect(later).toMatchObject({ expiresAt: closeTime - 30_000 });
  });
});

describe("the operator", () => {
  test("pull is at once and sticky; resume ends it and nothing else", () => {
    const rig = new Rig();
    for (const place of rig.open()) rig.accept(place);
    const pulled = rig.give({ type: "operator", at: rig.now, action: "pull", ticker: ONE, by: "test" });
    expect(pulled.filter((command) => command.type === "cancel").map((command) => command.ticker)).toEqual([ONE, ONE]);
    for (const command of pulled) rig.answer(command);
    expect(rig.working(ONE)).toEqual({ bid: undefined, ask: undefined });
    rig.at(10).heartbeat();
    expect(rig.working(ONE)).toEqual({ bid: undefined, ask: undefined });
    rig.give({ type: "operator", at: rig.now, action: "resume", ticker: ONE, by: "test" });
    expect(rig.working(ONE)).toEqual({ bid: 44, ask: 56 });
  });

  test("stop pulls everything, and no resume undoes it", () => {
    const rig = new Rig().settle();
    rig.give({ type: "operator", at: rig.now, action: "stop", by: "test" });
    const resumed = rig.give({ type: "operator", at: rig.now, action: "resume", by: "test" });
    for (const ticker of [ONE, TWO]) {
      const leg = rig.desk.legs.get(ticker)!;
      expect(leg.reasons.map(({ code }) => code)).toContain("stopping");
      expect([leg.desired?.bid, leg.desired?.ask]).toEqual([undefined, undefined]);
    }
    expect(types(resumed)).not.toContain("place");
  });

  test("reduce only quotes the side that shrinks the position", () => {
    const rig = new Rig({ profile: { skewCentsPerContract: 0 } });
    for (const place of rig.open()) rig.accept(place);
    rig.fill(rig.order(ONE, "bid")!.clientOrderId, 1);
    const after = rig.give({ type: "operator", at: rig.now, action: "reduce", ticker: ONE, by: "test" });
    for (const command of after) rig.answer(command);
    for (const command of rig.at(2).tick()) rig.answer(command);
    expect(rig.working(ONE)).toMatchObject({ bid: undefined, ask: expect.any(Number) });
  });
});

function placeOf(rig: Rig, ticker: string, side: "bid" | "ask") {
  const order = rig.order(ticker, side)!;
  const { clientOrderId, price, original, expiresAt } = order;
  return { type: "place", clientOrderId, ticker, side, price, quantity: original, expiresAt } as const;
}

describe("both quotes moving the same way", () => {
  test("the bid waits until the ask it would meet is gone", () => {
    const rig = new Rig({ profile: { zWiden: 98, zPull: 99 } }).settle();
    for (const command of rig.tick()) rig.answer(command);
    for (const order of [...rig.desk.orders.live()]) rig.acknowledge(order);
    expect(rig.working(ONE)).toEqual({ bid: 47, ask: 53 });
    rig.at(78).book(ONE, 48, 62);
    const moved: Command[] = [];
    for (let n = 0; n < 12; n++) moved.push(...rig.at(78 + n / 10).trade(ONE, 61));
    const bid = rig.order(ONE, "bid")!;
    expect(rig.order(ONE, "ask")?.state).toBe("cancelling");
    rig.at(80);
    const afterBid = rig.acknowledge(bid);
    expect(afterBid.filter((command) => command.type === "place")).toEqual([]);
    const afterAsk = rig.acknowledge(rig.order(ONE, "ask")!);
    expect(afterAsk.filter((command) => command.type === "place" && command.ticker === ONE).length).toBeGreaterThan(0);
  });
});
