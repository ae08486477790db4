import { describe, expect, test } from "vitest";
import type { Cancel, Command, Place } from "../../src/engine/command.ts";
import type { RestingOrder } from "../../src/engine/input.ts";
import type { Order } from "../../src/engine/order.ts";
import { after, type Position, price, quantity } from "../../src/market/units.ts";
import { ONE, Rig, type RigOptions } from "./rig.ts";

/** An engine whose first quotes rest. */
function resting(options: RigOptions = {}): Rig {
  const rig = new Rig(options);
  for (const place of rig.open()) rig.accept(place);
  return rig;
}

/** An engine with its first bid on ONE handed to the venue, which has not answered. */
function bidUnderWay() {
  const rig = new Rig();
  const { clientOrderId } = rig.open()[0]!;
  rig.give({ type: "sent", at: rig.now, clientOrderId });
  return { rig, order: rig.desk.orders.get(clientOrderId)! };
}

const cancelsOf = (commands: readonly Command[], { clientOrderId }: Order): Cancel[] =>
  commands.filter((command) => command.type === "cancel").filter((cancel) => cancel.clientOrderId === clientOrderId);

const placesOf = (commands: readonly Command[]): Place[] => commands.filter((command) => command.type === "place");

/** An order as a reading lists it. */
const listed = ({ clientOrderId, ticker, side, price, original, expiresAt }: Order): RestingOrder => ({
  clientOrderId,
  orderId: `x-${clientOrderId}`,
  ticker,
  side,
  price,
  remaining: original,
  expiresAt,
});

const holding = (contracts: number) => [{ ticker: ONE, position: (contracts * 100) as Position }];

/** The feed stays alive second by second; all that the engine asks for meanwhile. */
function wait(rig: Rig, from: number, to: number): Command[] {
  const commands: Command[] = [];
  for (let second = from; second <= to; second++) commands.push(...rig.at(second).heartbeat());
  return commands;
}

function openWith(stranger: Partial<RestingOrder>): Place[] {
  const rig = new Rig();
  const order = { orderId: "x", ticker: ONE, side: "bid", price: price(4_000), remaining: quantity(5_000) } as const;
  const reading = rig.reading.bind(rig);
  rig.reading = () => reading({ resting: [{ ...order, clientOrderId: "", expiresAt: undefined, ...stranger }] });
  return rig.open();
}

describe("an order that may rest", () => {
  test("is cancelled again after its cancel was throttled", () => {
    const rig = resting();
    const order = rig.order(ONE, "bid")!;
    const { clientOrderId } = order;
    rig.at(1).give({ type: "operator", at: rig.now, action: "pull", ticker: ONE, by: "test" });
    const next = rig.at(1.1).give({ type: "throttled", at: rig.now, clientOrderId, request: "cancel" });
    expect(cancelsOf([...next, ...wait(rig, 2, 10)], order).length).toBeGreaterThan(0);
  });

  test("is known to rest when a reading lists it, although its create was never answered", () => {
    const { rig, order } = bidUnderWay();
    wait(rig, 1, 3);
    rig.at(4).reading({ resting: [listed(order)] });
    expect(order.state).toBe("resting");
  });

  test("doesn't freeze its side for ever when its create is never answered and no reading lists it", () => {
    const { rig, order } = bidUnderWay();
    for (let second = 5; second <= 120; second += 5) {
      rig.at(second).heartbeat();
      rig.reading({ resting: [] });
    }
    expect(order.state).toBe("gone");
  });

  test("is cancelled when a reading lists it although we believe it gone", () => {
    const { rig, order } = bidUnderWay();
    const { clientOrderId } = order;
    rig.at(0.2).give({ type: "throttled", at: rig.now, clientOrderId, request: "place" });
    expect(order.state).toBe("gone");
    wait(rig, 1, 4);
    expect(cancelsOf(rig.at(5).reading({ resting: [listed(order)] }), order)).toHaveLength(1);
  });

  test("is not taken for a stray by a reading of a moment before it went", () => {
    const rig = resting();
    const order = rig.order(ONE, "bid")!;
    rig.at(3).give({ type: "operator", at: rig.now, action: "pull", by: "test" });
    rig.acknowledge(order);
    const commands = rig.at(3.1).reading({ asOf: after(rig.now, -500), resting: [listed(order)] });
    expect(cancelsOf(commands, order)).toEqual([]);
  });

  test("is cancelled when readings list it although a cancel was answered with a 404", () => {
    const rig = resting();
    const order = rig.order(ONE, "bid")!;
    const { clientOrderId } = order;
    rig.at(1).give({ type: "operator", at: rig.now, action: "pull", by: "test" });
    rig.give({ type: "refused", at: rig.now, clientOrderId, request: "cancel", code: "gone", detail: "" });
    wait(rig, 2, 4);
    const commands = rig.at(5).reading({ resting: [listed(order)] });
    expect(cancelsOf([...commands, ...wait(rig, 6, 8)], order).length).toBeGreaterThan(0);
  });

  test("is not off the book before a renewal that is under way would let it lapse", () => {
    const rig = resting();
    const order = rig.order(ONE, "bid")!;
    wait(rig, 1, 24);
    rig.reading();
    wait(rig, 25, 51);
    expect(order.renewal).toBeDefined(); // asked for, and never answered
    expect(order.offBookAt).toBeUndefined();
  });

  test("goes on resting when the timeout of its create comes after its acknowledgement", () => {
    const rig = resting();
    const order = rig.order(ONE, "bid")!;
    const { clientOrderId } = order;
    rig.at(1).give({ type: "unknown", at: rig.now, clientOrderId, request: "place", detail: "timeout" });
    const pulled = rig.give({ type: "operator", at: rig.now, action: "pull", by: "test" });
    expect(cancelsOf(pulled, order)).toHaveLength(1);
  });

  test("is absent only when two readings, each later than any signature could live, don't show it", () => {
    const { rig, order } = bidUnderWay();
    const { clientOrderId } = order;
    rig.at(1).give({ type: "unknown", at: rig.now, clientOrderId, request: "place", detail: "timeout" });
    for (const second of [5, 20, 36]) rig.at(second).reading({ resting: [] });
    expect(order.state).toBe("unknown");
    rig.at(39).reading({ resting: [] });
    expect(order.state).toBe("gone");
  });

  test("is taken off once, however often that is told", () => {
    const rig = resting({ profile: { orderSize: 4, skewCentsPerContract: 0 } });
    const order = rig.order(ONE, "bid")!;
    const { clientOrderId } = order;
    const reducedBy = quantity(200);
    rig.give({ type: "operator", at: rig.now, action: "pull", by: "test" });
    rig.give({ type: "cancelled", at: rig.now, clientOrderId, reducedBy });
    rig.give({ type: "closed", at: rig.now, clientOrderId, reason: "other", reducedBy });
    expect(order).toMatchObject({ state: "unknown", reduced: 200 }); // the fill of the other two is on its way
  });

  test("keeps nobody awake: time that has passed is not waited for", () => {
    const { rig, order } = bidUnderWay();
    const { clientOrderId } = order;
    rig.at(1).give({ type: "unknown", at: rig.now, clientOrderId, request: "place", detail: "timeout" });
    rig.at(60).heartbeat();
    rig.tick();
    expect(rig.engine.wakeAt).toBeGreaterThan(rig.now);
  });
});

describe("an account that differs from ours", () => {
  const drifted = () => {
    const rig = resting();
    for (const second of [1, 4, 7]) {
      rig.at(second).heartbeat();
      rig.reading({ positions: holding(5) });
    }
    expect(rig.desk.doubt.drift).not.toBe("");
    return rig;
  };

  test("goes on differing after a reading that vouches for no later moment", () => {
    const rig = drifted();
    const asOf = rig.now;
    rig.at(9).reading({ asOf, positions: holding(5) });
    expect(rig.desk.doubt.drift).not.toBe("");
  });

  test("goes on differing after a reading that differs by something else", () => {
    const rig = drifted();
    rig.at(9).reading({ positions: holding(6) });
    expect(rig.desk.doubt.drift).not.toBe("");
    rig.at(12).reading();
    expect(rig.desk.doubt.drift).toBe("");
  });

  test("stops quoting although it differs by something else at every reading", () => {
    const rig = resting();
    for (let n = 1; n <= 10; n++) {
      rig.at(n * 3).heartbeat();
      rig.reading({ positions: holding(n) });
    }
    expect(rig.desk.doubt.drift).not.toBe("");
  });

  test("doesn't when fills were under way at both readings", () => {
    const rig = resting({ profile: { orderSize: 5, skewCentsPerContract: 0 } });
    const { clientOrderId } = rig.order(ONE, "bid")!;
    for (const [second, contracts] of [
      [10, 1],
      [12.5, 2],
    ] as const) {
      rig.at(second).heartbeat();
      rig.reading({ asOf: after(rig.now, -50), positions: holding(contracts) });
      expect(rig.desk.doubt.drift).toBe("");
      rig.at(second + 0.02).fill(clientOrderId, 1);
    }
  });

  test("keeps the start from quoting: a foreign order", () => {
    expect(openWith({ clientOrderId: "somebody" })).toEqual([]);
  });

  test("keeps the start from quoting: an order of an earlier start, which no limit counts", () => {
    expect(openWith({ clientOrderId: "tauroi-old-7" })).toEqual([]);
  });

  test("is not quoted on when it hasn't been read for minutes", () => {
    const rig = resting();
    for (const command of wait(rig, 1, 200)) rig.answer(command.type === "readAccount" ? NOTHING : command);
    for (const { clientOrderId, original: reducedBy } of [...rig.desk.orders.live()]) {
      rig.at(200.5).give({ type: "closed", at: rig.now, clientOrderId, reason: "expired", reducedBy });
    }
    expect(placesOf([...rig.at(203).heartbeat(), ...rig.at(206).heartbeat()])).toEqual([]);
    expect(rig.desk.nothingLive).toBe(true);
  });
});

/** What an exchange that doesn't answer says. */
const NOTHING: Command = { type: "alert", severity: "info", code: "", text: "" };

describe("a feed in doubt", () => {
  /** All quotes cancelled and reported gone. */
  const cleared = (rig: Rig) => {
    for (const order of [...rig.desk.orders.live()]) rig.acknowledge(order);
    expect(rig.desk.nothingLive).toBe(true);
  };

  test("that was lost and is back is not quoted on with the books of before", () => {
    const rig = resting();
    rig.at(5).give({ type: "heartbeat", at: rig.now, feed: "lost", lagMs: 0 });
    cleared(rig);
    expect(placesOf(wait(rig, 6, 8))).toEqual([]);
    rig.reading();
    expect(placesOf(rig.at(9).tick())).toEqual([]);
    expect(placesOf(rig.book(ONE, 46, 54)).map(({ ticker }) => ticker)).toEqual([ONE, ONE]);
  });

  test("that is a minute behind is stale, however often it is heard", () => {
    const rig = resting();
    rig.at(5).give({ type: "heartbeat", at: rig.now, feed: "live", lagMs: 60_000 });
    expect(rig.desk.condition.staleFeed).toBeDefined();
    expect(rig.desk.legs.get(ONE)?.desired?.bid).toBeUndefined();
  });

  test("after a pause nothing is quoted before the account has been read and agrees", () => {
    const rig = resting();
    rig.at(5).give({ type: "exchange", at: rig.now, trading: false });
    cleared(rig);
    wait(rig, 6, 20);
    expect(placesOf(rig.at(21).give({ type: "exchange", at: rig.now, trading: true }))).toEqual([]);
    expect(placesOf(rig.at(23).reading())).toHaveLength(4);
  });

  test("after a pause a reading of a moment before its end, which comes late, is no word of what it left", () => {
    const rig = resting();
    rig.at(5).give({ type: "exchange", at: rig.now, trading: false });
    cleared(rig);
    wait(rig, 6, 20);
    const lateAsOf = rig.now;
    rig.at(21).give({ type: "exchange", at: rig.now, trading: true });
    expect(placesOf(rig.at(23).reading({ asOf: lateAsOf }))).toEqual([]);
    expect(placesOf(wait(rig, 24, 24))).toEqual([]);
    expect(placesOf(rig.at(25).reading())).toHaveLength(4);
  });

  test("that is back isn't quoted on before a reading of a moment after its return", () => {
    const rig = resting();
    rig.at(5).give({ type: "heartbeat", at: rig.now, feed: "lost", lagMs: 0 });
    cleared(rig);
    rig.at(7).reading();
    rig.at(12).heartbeat();
    expect(placesOf(rig.book(ONE, 46, 54))).toEqual([]);
    expect(placesOf(rig.at(14).reading()).map(({ ticker }) => ticker)).toEqual([ONE, ONE]);
  });

  test("waits twice as long after a second refusal that came after the acknowledgement", () => {
    const rig = resting();
    const waits: number[] = [];
    let order = rig.order(ONE, "bid")!;
    for (let round = 0; round < 2; round++) {
      const { clientOrderId, original: reducedBy } = order;
      const refusedAt = rig.now;
      rig.give({ type: "closed", at: rig.now, clientOrderId, reason: "post-only-cross", reducedBy });
      for (let tenth = 1; rig.order(ONE, "bid") === undefined && tenth < 100; tenth++) {
        rig.at((refusedAt - T_START) / 1_000 + tenth / 10).heartbeat();
        rig.book(ONE, 46, 54);
      }
      waits.push(rig.now - refusedAt);
      order = rig.order(ONE, "bid")!;
      rig.accept(order);
    }
    expect(waits).toEqual([1_000, 2_000]);
  });
});

const T_START = new Rig().now;

test("a kill before the account was ever read is not proven by the expiry of orders that we know of", () => {
  const rig = new Rig();
  rig.reading = () => [];
  rig.open();
  rig.at(1).give({ type: "operator", at: rig.now, action: "kill", by: "test" });
  wait(rig, 2, 10);
  expect(rig.desk.killSwitch.kill?.grade).toBe("LOCAL");
});
