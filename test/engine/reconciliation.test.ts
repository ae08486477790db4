import { afterEach, describe, expect, test } from "vitest";
import type { Command } from "../../src/engine/command.ts";
import type { AccountReading, RestingOrder } from "../../src/engine/input.ts";
import type { Order } from "../../src/engine/order.ts";
import { after, DOLLAR, type Position, quantity, type Time } from "../../src/market/units.ts";
import { expectRestorable } from "./relay.ts";
import { ONE, Rig, type RigOptions } from "./rig.ts";

/** SAFETY.md, Unknown outcomes and reconciliation: a test for each sentence that is the engine's business. */

const rigs: Rig[] = [];

function started(options: RigOptions = {}): Rig {
  const rig = new Rig(options);
  rigs.push(rig);
  return rig;
}

function quoting(options: RigOptions = {}): Rig {
  const rig = started(options);
  for (const place of rig.open()) rig.accept(place);
  return rig;
}

afterEach(() => {
  for (const { inputs } of rigs.splice(0)) expectRestorable(inputs);
});

/** The first bid on ONE, of which nobody knows what became. */
function lost(options: RigOptions = {}): { readonly rig: Rig; readonly order: Order } {
  const rig = started(options);
  const bid = rig.open().find(({ ticker, side }) => ticker === ONE && side === "bid")!;
  const { clientOrderId } = bid;
  rig.give({ type: "sent", at: rig.now, clientOrderId });
  rig.at(1).give({ type: "unknown", at: rig.now, clientOrderId, request: "place", detail: "timeout" });
  return { rig, order: rig.desk.orders.get(clientOrderId)! };
}

const listed = ({ clientOrderId, ticker, side, price, original, expiresAt }: Order): RestingOrder => ({
  clientOrderId,
  orderId: `x-${clientOrderId}`,
  ticker,
  side,
  price,
  remaining: original,
  expiresAt,
});

const count = (commands: readonly Command[], type: Command["type"]) =>
  commands.filter((command) => command.type === type).length;

describe("an unknown create", () => {
  test("counts as live and as filled, whichever is worse", () => {
    const { rig, order } = lost({ profile: { orderSize: 10 }, limits: { maxPositionPerTicker: 15 } });
    for (const other of [...rig.desk.orders.live()]) {
      if (other === order) continue;
      const { clientOrderId } = other;
      rig.give({ type: "refused", at: rig.now, clientOrderId, request: "place", code: "other", detail: "" });
    }
    const leg = rig.desk.legs.get(ONE)!;
    expect(rig.desk.exposure.room(leg, "bid")).toBe(quantity(500)); // as if it were filled
    expect(rig.desk.exposure.room(leg, "ask")).toBe(quantity(1_000)); // as if it never will be
    expect(rig.desk.exposure.worstLoss()).toBeGreaterThanOrEqual((10 * DOLLAR * order.price) / 10_000);
  });

  test("is absent only after two complete readings of moments at least 35 s after it was sent", () => {
    const { rig, order } = lost();
    for (const second of [20, 30, 34, 34.9]) rig.at(second).reading({ resting: [] });
    expect(order.state).toBe("unknown");
    rig.at(35).reading({ resting: [] });
    expect(order.state).toBe("unknown");
    rig.at(37).reading({ resting: [] });
    expect(order.state).toBe("gone");
  });

  test("isn't absent by readings that come late but vouch for no later moment", () => {
    const { rig, order } = lost();
    for (const second of [40, 43, 46]) rig.at(second).reading({ resting: [], asOf: (rig.now - 12_000) as Time });
    expect(order.state).toBe("unknown");
  });

  test("is never sent again, not even to ask", () => {
    const { rig, order } = lost();
    const commands: Command[] = [];
    for (let second = 2; second < 60; second++) commands.push(...rig.at(second).heartbeat());
    const again = commands.filter(
      (command) => command.type === "place" && command.clientOrderId === order.clientOrderId,
    );
    expect(again).toEqual([]);
  });

  test("that is found is adopted: it rests, expires when the exchange says, and is cancelled like any other", () => {
    const { rig, order } = lost();
    const expiresAt = after(rig.now, 17_000);
    rig.at(4).reading({ resting: [{ ...listed(order), expiresAt }] });
    expect(order).toMatchObject({ state: "resting", expiresAt });
    const pulled = rig.give({ type: "operator", at: rig.now, action: "pull", by: "test" });
    expect(pulled).toContainEqual({ type: "cancel", clientOrderId: order.clientOrderId, ticker: ONE });
  });
});

describe("a cancel's 404", () => {
  const missed = () => {
    const rig = quoting();
    const order = rig.order(ONE, "bid")!;
    const { clientOrderId } = order;
    rig.at(3).give({ type: "operator", at: rig.now, action: "pull", ticker: ONE, by: "test" });
    rig.give({ type: "refused", at: rig.now, clientOrderId, request: "cancel", code: "gone", detail: "" });
    rig.give({ type: "operator", at: rig.now, action: "resume", by: "test" });
    return { rig, order };
  };
  const bids = (commands: readonly Command[]) =>
    commands.filter((command) => command.type === "place" && command.ticker === ONE && command.side === "bid").length;

  test("freezes the side until the fill is seen", () => {
    const { rig, order } = missed();
    expect(bids([...rig.at(4).heartbeat(), ...rig.at(5).heartbeat()])).toBe(0);
    rig.fill(order.clientOrderId, 1);
    expect(order.state).toBe("gone");
  });

  test("freezes the side until the cancel is seen", () => {
    const { rig, order } = missed();
    expect(bids([...rig.at(4).heartbeat(), ...rig.at(5).heartbeat()])).toBe(0);
    const { clientOrderId, original: reducedBy } = order;
    const next = rig.at(6).give({ type: "closed", at: rig.now, clientOrderId, reason: "other", reducedBy });
    expect(bids([...next, ...rig.at(8).heartbeat()])).toBe(1);
  });

  test("isn't settled by readings in which what ended it may not be written yet", () => {
    const { rig, order } = missed();
    rig.at(3.5).reading({ resting: [] });
    rig.at(3.9).reading({ resting: [] });
    expect(order.state).toBe("unknown");
  });

  test("is settled by two readings of later moments, all of whose fills have been told", () => {
    const { rig, order } = missed();
    rig.at(4.5).reading({ resting: [] });
    expect(order.state).toBe("unknown");
    rig.at(6.5).reading({ resting: [] });
    expect(order.state).toBe("gone");
  });
});

describe("reading the account", () => {
  test("is asked for every 30 s", () => {
    const rig = quoting({ start: { convention: { collateral: "locked", balance: "gross" } } });
    let asked = 0;
    for (let second = 1; second <= 100; second++) {
      const commands = rig.at(second).heartbeat();
      asked += count(commands, "readAccount");
      for (const command of commands) if (command.type !== "alert") rig.answer(command);
    }
    expect(asked).toBe(3);
  });

  test("is asked for soon after the feed was lost, and nothing is quoted before it agrees", () => {
    const rig = quoting();
    const commands = [...rig.at(4).give({ type: "heartbeat", at: rig.now, feed: "lost", lagMs: 0 })];
    commands.push(...rig.at(5).heartbeat());
    for (const order of [...rig.desk.orders.live()]) rig.acknowledge(order);
    commands.push(...rig.book(ONE, 46, 54), ...rig.at(6).heartbeat());
    expect([count(commands, "place"), count(commands, "readAccount")]).toEqual([0, 1]);
    expect(count(rig.at(7).reading(), "place")).toBe(2);
  });

  test("is asked for again after 5 s when no answer comes", () => {
    const rig = quoting();
    let asked: number[] = [];
    for (let second = 1; second <= 50; second++) {
      if (count(rig.at(second).heartbeat(), "readAccount") > 0) asked = [...asked, second];
    }
    expect(asked[1]! - asked[0]!).toBe(5);
  });
});

describe("a comparison", () => {
  test("leaves out orders written less than a second before the reading's moment", () => {
    const rig = started();
    for (const place of rig.open()) rig.at(2).accept(place);
    rig.at(3).reading({ resting: [], asOf: (rig.now - 100) as Time });
    for (const order of rig.desk.orders.live()) expect(order).toMatchObject({ state: "resting", missed: 0 });
    rig.at(4).reading({ resting: [], asOf: (rig.now - 100) as Time });
    for (const order of rig.desk.orders.live()) expect(order.missed).toBe(1);
  });

  const held = { positions: [{ ticker: ONE, position: 500 as Position }] };

  test.each<[string, readonly (readonly [number, Partial<AccountReading>])[], boolean]>([
    ["one reading", [[3, held]], false],
    [
      "two readings less than 2 s apart",
      [
        [3, held],
        [4.9, held],
      ],
      false,
    ],
    [
      "two readings 2 s apart",
      [
        [3, held],
        [5, held],
      ],
      true,
    ],
    [
      "two readings of one moment",
      [
        [3, held],
        [6, { ...held, asOf: 0 as Time }],
      ],
      false,
    ],
    [
      "two readings with a clean one in between",
      [
        [3, held],
        [4.5, {}],
        [6, held],
      ],
      false,
    ],
  ])("%s with a difference count or not", (_, readings, counts) => {
    const rig = quoting();
    let first: Time | undefined;
    for (const [second, changes] of readings) {
      rig.at(second).heartbeat();
      const asOf = changes.asOf === undefined ? rig.now : first!;
      first ??= asOf;
      rig.reading({ ...changes, asOf });
    }
    expect(rig.desk.doubt.drift !== "").toBe(counts);
  });
});
