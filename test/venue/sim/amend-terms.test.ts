import { describe, expect, it } from "vitest";
import { price, type Quantity, quantity, quantityFromContracts } from "../../../src/market/units.ts";
import type { AmendRequest } from "../../../src/venue/sim/order.ts";
import type { ExchangeRules } from "../../../src/venue/sim/rules.ts";
import { B, ends, free, immediate, later, open, order, place, T0 } from "./trading-floor.ts";

/** x first in the queue at 50, y behind. */
function queued(rules: Partial<ExchangeRules> = {}) {
  const floor = open({ x: 100, y: 100, z: 100 }, { ...free, rules });
  const terms = { clientOrderId: "one", cancelOnPause: true, expiresAt: later(30_000) };
  const group = floor.exchange.groups.create("x", quantityFromContracts(100), T0);
  if (!group.ok) throw new Error(group.detail);
  const { orderGroupId } = group.group;
  const ours = place(floor.exchange, "x", order("bid", 50, 4, { ...terms, orderGroupId })).order;
  place(floor.exchange, "y", order("bid", 50, 4));
  const amend = (change: Partial<AmendRequest>) =>
    floor.exchange.amend("x", ours.orderId, { price: price(5_000), total: quantity(400), ...change }, later(1_000));
  return { ...floor, ours, amend, orderGroupId, ahead: () => floor.exchange.queuePosition(ours.orderId) };
}

describe("amend", () => {
  it("refuses an order that isn't what its sender believes it is", () => {
    const { amend } = queued();
    const less = { total: quantity(300) };
    expect(amend({ ...less, ticker: B })).toMatchObject({ http: { status: 400, code: "order_ticker_mismatch" } });
    expect(amend({ ...less, side: "ask" })).toMatchObject({ http: { status: 400, code: "order_side_mismatch" } });
    expect(amend({ ...less, clientOrderId: "two" })).toMatchObject({
      http: { status: 400, code: "order_id_and_client_order_id_mismatch" },
    });
    expect(amend({ ...less, side: "bid", clientOrderId: "one" })).toMatchObject({ ok: true });
    expect(amend(less)).toMatchObject({ code: "no-op", http: { status: 400, code: "AMEND_ORDER_NO_OP" } });
  });

  it("gives the order another client order id, which keeps its place; both are used up", () => {
    const { amend, exchange, ours, ahead } = queued();
    expect(amend({ updatedClientOrderId: "two" })).toMatchObject({ ok: true, order: { clientOrderId: "two" } });
    expect(ahead()).toBe(0);
    expect(exchange.find("x", "one")).toBeUndefined();
    expect(exchange.find("x", "two")).toMatchObject({ orderId: ours.orderId });
    for (const clientOrderId of ["one", "two"]) {
      expect(exchange.create("x", order("bid", 40, 1, { clientOrderId }), later(1_000))).toMatchObject({
        code: "duplicate-client-order-id",
      });
    }
    expect(amend({ updatedClientOrderId: "one", total: quantity(100) })).toMatchObject({ ok: false });
    expect(exchange.records("x").find("two")).toMatchObject({ orderId: ours.orderId, remaining: 400 });
  });

  it("shows the new total as what was asked for", () => {
    const { amend, exchange } = queued();
    place(exchange, "z", order("ask", 50, 1, immediate));
    expect(amend({ total: quantity(300) })).toMatchObject({ order: { initial: 300, filled: 100, remaining: 200 } });
  });

  it("keeps the place, the group and the pause flag of an order whose expiry alone changes", () => {
    const { amend, ahead, exchange, ours, orderGroupId } = queued();
    expect(amend({ expiresAt: later(60_000) })).toMatchObject({ ok: true });
    expect(ahead()).toBe(0);
    expect(exchange.order(ours.orderId)).toMatchObject({ cancelOnPause: true, orderGroupId, lastReason: "amended" });
    expect(amend({ expiresAt: null })).toMatchObject({ order: { expiresAt: undefined } });
  });

  it("can lose them, where the exchange does it so", () => {
    const { amend, ahead, exchange, ours } = queued({ expiryAmendKeepsPlace: false, amendKeepsTerms: false });
    amend({ total: quantity(300) });
    expect(ahead()).toBe(0);
    amend({ total: quantity(300), expiresAt: later(60_000) });
    expect(ahead()).toBe(400);
    expect(exchange.order(ours.orderId)).toMatchObject({ cancelOnPause: false, orderGroupId: undefined });
  });
});

describe("decrease", () => {
  it("reduces by or to, keeping the place, and says so", () => {
    const { exchange, ours, facts, ahead } = queued();
    const decrease = (request: { reduceBy: Quantity } | { reduceTo: Quantity }) =>
      exchange.decrease("x", ours.orderId, request, later(1));
    expect(decrease({ reduceBy: quantity(100) })).toMatchObject({ ok: true, order: { remaining: 300, initial: 400 } });
    expect(facts.at(-1)).toMatchObject({ type: "changed", order: { remaining: 300, lastReason: "decreased" } });
    expect(decrease({ reduceTo: quantity(50) })).toMatchObject({ ok: true, order: { remaining: 50 } });
    expect(ahead()).toBe(0);
  });

  it("may be repeated: to what it is already, it changes nothing", () => {
    const { exchange, ours, facts } = queued();
    exchange.decrease("x", ours.orderId, { reduceTo: quantity(200) }, later(1));
    const said = facts.length;
    expect(exchange.decrease("x", ours.orderId, { reduceTo: quantity(200) }, later(1)).ok).toBe(true);
    expect(facts).toHaveLength(said);
  });

  it("to nothing ends the order", () => {
    const { exchange, ours, facts } = queued();
    const answer = exchange.decrease("x", ours.orderId, { reduceBy: quantity(400) }, later(1));
    expect(answer).toMatchObject({ ok: true, order: { status: "canceled", remaining: 0, filled: 0 } });
    expect(ends(facts)).toEqual(["decreased 400"]);
  });

  it("refuses what isn't less, another's order, and one that is gone", () => {
    const { exchange, ours } = queued();
    const by = (account: string, reduceBy: number) =>
      exchange.decrease(account, ours.orderId, { reduceBy: reduceBy as Quantity }, later(1));
    expect(by("x", 401)).toMatchObject({ http: { status: 400, code: "invalid_order_size" } });
    expect(by("x", -1)).toMatchObject({ code: "invalid-decrease" });
    expect(by("y", 1)).toMatchObject({ http: { status: 404, code: "not_found" } });
    exchange.cancel("x", ours.orderId, later(1));
    expect(by("x", 1)).toMatchObject({ code: "not-found" });
  });
});
