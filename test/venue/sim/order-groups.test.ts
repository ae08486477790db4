import { describe, expect, it } from "vitest";
import { type Quantity, quantityFromContracts } from "../../../src/market/units.ts";
import type { Exchange } from "../../../src/venue/sim/exchange.ts";
import type { ExchangeRules } from "../../../src/venue/sim/rules.ts";
import { A, B, ends, free, immediate, later, open, order, place, T0 } from "./trading-floor.ts";

function grouped(limit = 5, rules: Partial<ExchangeRules> = {}) {
  const floor = open({ x: 1_000, y: 1_000 }, { ...free, rules });
  const { exchange, facts } = floor;
  const orderGroupId = newGroup(exchange, limit);
  const rest = (cents: number, contracts: number, more = {}, ms = 0) =>
    place(exchange, "x", order("bid", cents, contracts, { orderGroupId, ...more }), later(ms)).order.orderId;
  const hit = (contracts: number, ms: number) =>
    place(exchange, "y", order("ask", 1, contracts, immediate), later(ms)).taken;
  const group = () => exchange.groups.get("x", orderGroupId);
  const told = () => facts.flatMap((fact) => (fact.type === "group" ? [fact.change] : []));
  return { ...floor, orderGroupId, rest, hit, group, told };
}

function newGroup(exchange: Exchange, contracts: number): string {
  const answer = exchange.groups.create("x", quantityFromContracts(contracts), T0);
  if (!answer.ok) throw new Error(answer.detail);
  return answer.group.orderGroupId;
}

describe("an order group", () => {
  it("cancels its orders, in every market, when its fills reach the limit", () => {
    const { exchange, rest, hit, group, facts, told } = grouped();
    rest(50, 3);
    rest(49, 4);
    rest(50, 2, { ticker: B });
    const apart = place(exchange, "x", order("bid", 40, 1)).order;
    hit(4, 1_000);
    expect(group()).toMatchObject({ filled: 400, triggered: false });
    expect(group()?.orders).toHaveLength(2);
    hit(1, 2_000);
    expect(group()).toMatchObject({ filled: 500, triggered: true, orders: [] });
    expect(ends(facts).filter((end) => end.startsWith("group"))).toEqual(["group 200", "group 200"]);
    expect(exchange.resting("x").map(({ orderId }) => orderId)).toEqual([apart.orderId]);
    expect(told()).toEqual(["created", "triggered"]);
  });

  it("trips only above its limit where the exchange does it so", () => {
    const { rest, hit, group } = grouped(5, { groupTripsAt: "above-limit" });
    rest(50, 9);
    hit(5, 0);
    expect(group()).toMatchObject({ triggered: false });
    hit(0.01, 0);
    expect(group()).toMatchObject({ filled: 501, triggered: true });
  });

  it("forgets fills after 15 seconds", () => {
    const { rest, hit, group } = grouped();
    rest(50, 20);
    hit(4, 0);
    hit(4, 15_000);
    expect(group()).toMatchObject({ filled: 400, triggered: false });
    hit(1, 29_999);
    expect(group()?.triggered).toBe(true);
  });

  it("counts what its orders take too, and keeps the rest of the taker off the book", () => {
    const { exchange, orderGroupId, facts, group } = grouped();
    place(exchange, "y", order("ask", 50, 6));
    const answer = place(exchange, "x", order("bid", 50, 9, { orderGroupId }));
    expect(answer).toMatchObject({ taken: 600, order: { remaining: 0, status: "canceled" } });
    expect(ends(facts).at(-1)).toBe("group 300");
    expect(group()?.triggered).toBe(true);
  });

  it("lets one sweep through to its end before it falls", () => {
    const { rest, hit } = grouped();
    rest(50, 3);
    rest(49, 3);
    rest(48, 3);
    expect(hit(8, 0)).toBe(800);
  });

  it("refuses creates once it is triggered, until it is reset", () => {
    const { exchange, orderGroupId, rest, told } = grouped();
    rest(50, 1);
    exchange.groups.trigger("x", orderGroupId, later(1));
    exchange.groups.trigger("x", orderGroupId, later(2));
    expect(exchange.resting("x")).toEqual([]);
    expect(exchange.create("x", order("bid", 50, 1, { orderGroupId }), later(3))).toMatchObject({
      code: "group-triggered",
      http: { status: 409 },
    });
    exchange.groups.reset("x", orderGroupId, later(4));
    expect(exchange.create("x", order("bid", 50, 1, { orderGroupId }), later(5)).ok).toBe(true);
    expect(told()).toEqual(["created", "triggered", "reset"]);
  });

  it("starts counting anew when it is reset", () => {
    const { exchange, orderGroupId, rest, hit, group } = grouped();
    rest(50, 5);
    hit(5, 0);
    exchange.groups.reset("x", orderGroupId, later(1));
    expect(group()).toMatchObject({ filled: 0, triggered: false });
    rest(50, 5, {}, 1);
    hit(4, 2);
    expect(group()?.triggered).toBe(false);
  });

  it("falls when its limit is lowered to what was filled, not when it is raised", () => {
    const { exchange, orderGroupId, rest, hit, group, told } = grouped(9);
    rest(50, 9);
    hit(4, 0);
    exchange.groups.setLimit("x", orderGroupId, quantityFromContracts(20), later(1));
    expect(group()).toMatchObject({ limit: 2_000, triggered: false });
    exchange.groups.setLimit("x", orderGroupId, quantityFromContracts(4), later(2));
    expect(group()).toMatchObject({ triggered: true, orders: [] });
    expect(told()).toEqual(["created", "limit-updated", "limit-updated", "triggered"]);
  });

  it("is gone when it is deleted, its orders with it, and takes no more", () => {
    const { exchange, orderGroupId, rest, group, facts } = grouped();
    rest(50, 1);
    expect(exchange.groups.delete("x", orderGroupId, later(1)).ok).toBe(true);
    expect(ends(facts)).toEqual(["group 100"]);
    expect(group()).toBeUndefined();
    expect(exchange.groups.list("x")).toEqual([]);
    expect(exchange.create("x", order("bid", 50, 1, { orderGroupId }), later(2))).toMatchObject({
      code: "group-triggered",
    });
    for (const answer of [
      exchange.groups.trigger("x", orderGroupId, later(3)),
      exchange.groups.reset("x", orderGroupId, later(3)),
      exchange.groups.delete("x", orderGroupId, later(3)),
    ]) {
      expect(answer).toMatchObject({ code: "group-not-found", http: { status: 404, code: "not_found" } });
    }
  });

  it.each([400, 403, 404] as const)("can refuse with %i", (groupRefusalStatus) => {
    const { exchange, orderGroupId } = grouped(5, { groupRefusalStatus });
    exchange.groups.trigger("x", orderGroupId, T0);
    expect(exchange.create("x", order("bid", 50, 1, { orderGroupId }), T0)).toMatchObject({
      http: { status: groupRefusalStatus },
    });
  });

  it("belongs to its account", () => {
    const { exchange, orderGroupId } = grouped();
    expect(exchange.groups.get("y", orderGroupId)).toBeUndefined();
    expect(exchange.groups.trigger("y", orderGroupId, T0)).toMatchObject({ code: "group-not-found" });
    expect(exchange.create("y", order("bid", 50, 1, { orderGroupId }), T0)).toMatchObject({ code: "group-not-found" });
    expect(exchange.groups.list("x")).toMatchObject([{ orderGroupId, limit: 500 }]);
  });

  it.each([0, 99, 100_000_001, 150.5])("refuses a limit of %d hundredths", (limit) => {
    const { exchange, orderGroupId } = grouped();
    const refusal = { code: "invalid-group-limit", http: { status: 400 } };
    expect(exchange.groups.create("x", limit as Quantity, T0)).toMatchObject(refusal);
    expect(exchange.groups.setLimit("x", orderGroupId, limit as Quantity, T0)).toMatchObject(refusal);
  });

  it("can be triggered during a trading pause, not during an exchange pause", () => {
    const { exchange, orderGroupId, rest } = grouped();
    rest(50, 1);
    exchange.setState("exchange-paused", later(1));
    expect(exchange.groups.trigger("x", orderGroupId, later(2))).toMatchObject({
      http: { status: 409, code: "exchange_is_paused" },
    });
    exchange.setState("trading-paused", later(3));
    expect(exchange.groups.trigger("x", orderGroupId, later(4)).ok).toBe(true);
    expect(exchange.resting("x")).toEqual([]);
  });

  it("leaves the orders of a market that has closed to its close", () => {
    const { exchange, orderGroupId, rest, facts } = grouped();
    rest(50, 1);
    exchange.changeLeg(A, { closeTime: later(1_000) }, later(0));
    exchange.groups.trigger("x", orderGroupId, later(2_000));
    expect(exchange.resting("x")).toHaveLength(1);
    exchange.advance(later(6_000));
    expect(ends(facts)).toEqual(["close 100"]);
  });
});

describe("a cancel-all's minute", () => {
  it.each([
    [true, []],
    [false, ["fresh"]],
  ])("hits the orders of a group created after it: %s", (cancelAllHitsNewGroups, left) => {
    const { exchange, orderGroupId } = grouped(5, { cancelAllHitsNewGroups });
    exchange.cancelAll("x", later(1));
    const fresh = exchange.groups.create("x", quantityFromContracts(5), later(2));
    if (!fresh.ok) throw new Error(fresh.detail);
    const { orderGroupId: freshId } = fresh.group;
    place(exchange, "x", order("bid", 50, 1, { orderGroupId: freshId, clientOrderId: "fresh" }), later(3));
    place(exchange, "x", order("bid", 50, 1, { orderGroupId, clientOrderId: "old" }), later(3));
    place(exchange, "x", order("bid", 50, 1), later(3));
    exchange.advance(later(5_000));
    expect(exchange.resting("x").map(({ clientOrderId }) => clientOrderId)).toEqual(left);
  });
});
