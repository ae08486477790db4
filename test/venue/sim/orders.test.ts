import { describe, expect, it } from "vitest";
import { price, quantity } from "../../../src/market/units.ts";
import { A, B, immediate, later, open, order, place, shown, T0 } from "./trading-floor.ts";

const postOnly = { postOnly: true } as const;

describe("orders", () => {
  it("rests what it can't match, best price first", () => {
    const { exchange } = open({ x: 100, y: 100 });
    place(exchange, "x", order("bid", 45, 2));
    place(exchange, "x", order("bid", 47, 1));
    place(exchange, "y", order("ask", 50, 4));
    expect(shown(exchange)).toEqual({ bids: ["47x1", "45x2"], asks: ["50x4"] });
    expect(exchange.book(A, 1, "x")).toEqual({ bids: [], asks: [{ price: 5_000, quantity: 400 }] });
  });

  it.each([50, 51])("refuses a post-only bid at %ic when the best ask is 50c, and takes nothing", (cents) => {
    const { exchange, facts } = open({ x: 100, y: 100 });
    place(exchange, "x", order("ask", 50, 1));
    expect(exchange.create("y", order("bid", cents, 1, postOnly), T0)).toMatchObject({
      ok: false,
      code: "post-only-cross",
    });
    expect(facts.some(({ type }) => type === "fill")).toBe(false);
    expect(place(exchange, "y", order("bid", 49, 1, postOnly)).order.remaining).toBe(100);
  });

  it("refuses a post-only order that would meet the account's own", () => {
    const { exchange } = open({ x: 100 });
    place(exchange, "x", order("ask", 50, 1));
    expect(exchange.create("x", order("bid", 50, 1, postOnly), T0)).toMatchObject({ code: "post-only-cross" });
  });

  it("drops the rest of an immediate order", () => {
    const { exchange, facts } = open({ x: 100, y: 100 });
    place(exchange, "x", order("ask", 50, 2));
    const answer = place(exchange, "y", order("bid", 60, 5, immediate));
    expect(answer).toMatchObject({ taken: 200, takenCost: 1_000_000, order: { filled: 200, remaining: 0 } });
    expect(facts.at(-1)).toMatchObject({ type: "gone", reason: "unfilled", reducedBy: 300 });
    expect(shown(exchange)).toEqual({ bids: [], asks: [] });
  });

  it("ends a taker before an order of its own account; what it took before stands", () => {
    const { exchange, facts } = open({ x: 100, y: 100 });
    place(exchange, "y", order("ask", 50, 1));
    place(exchange, "x", order("ask", 51, 1));
    const answer = place(exchange, "x", order("bid", 52, 5));
    expect(answer).toMatchObject({ taken: 100, order: { remaining: 0 } });
    expect(facts.at(-1)).toMatchObject({ type: "gone", reason: "self-trade", reducedBy: 400 });
    expect(shown(exchange)).toEqual({ bids: [], asks: ["51x1"] });
  });

  it("takes an order off at its expiry, before anything that comes later", () => {
    const { exchange, facts } = open({ x: 100, y: 100 });
    place(exchange, "x", order("ask", 50, 1, { expiresAt: later(10_000) }));
    expect(place(exchange, "y", order("bid", 50, 1, immediate), later(9_999)).taken).toBe(100);
    place(exchange, "x", order("ask", 50, 1, { expiresAt: later(10_000) }), later(9_999));
    expect(place(exchange, "y", order("bid", 50, 1, immediate), later(12_345)).taken).toBe(0);
    expect(facts).toContainEqual(expect.objectContaining({ type: "gone", reason: "expired", at: later(10_000) }));
  });

  it.each([
    ["a part of a second", later(1_500)],
    ["the present", T0],
    ["the past", later(-1_000)],
  ])("refuses an expiry in %s", (_, expiresAt) => {
    const { exchange } = open({ x: 100 });
    expect(exchange.create("x", order("bid", 50, 1, { expiresAt }), T0)).toMatchObject({ code: "invalid-expiry" });
  });

  it("refuses what can't be an order, and says why", () => {
    const { exchange, facts } = open({ x: 100 });
    const refusal = (more: Parameters<typeof order>[3]) => exchange.create("x", order("bid", 50, 1, more), T0);
    expect(refusal({ price: price(5_050) })).toMatchObject({ code: "invalid-price" });
    expect(refusal({ price: price(0) })).toMatchObject({ code: "invalid-price" });
    expect(refusal({ price: price(10_000) })).toMatchObject({ code: "invalid-price" });
    expect(refusal({ quantity: quantity(0) })).toMatchObject({ code: "invalid-quantity" });
    expect(refusal({ ticker: "NONE" })).toMatchObject({ code: "market-not-found", detail: "there is no market NONE" });
    expect(refusal({ ...immediate, expiresAt: later(5_000) })).toMatchObject({ code: "invalid-expiry" });
    expect(facts).toEqual([]);
  });

  it("never frees a client order id, and doesn't use one up on a refused order", () => {
    const { exchange } = open({ x: 100, y: 100 });
    const id = { clientOrderId: "one" };
    expect(exchange.create("x", order("bid", 50.5, 1, id), T0)).toMatchObject({ code: "invalid-price" });
    const { order: placed } = place(exchange, "x", order("bid", 50, 1, id));
    expect(exchange.find("x", "one")).toEqual(placed);
    exchange.cancel("x", placed.orderId, T0);
    expect(exchange.find("x", "one")).toBeUndefined();
    expect(exchange.create("x", order("bid", 50, 1, id), T0)).toMatchObject({ code: "duplicate-client-order-id" });
    expect(place(exchange, "y", order("bid", 50, 1, id)).ok).toBe(true);
  });

  it("cancels an order once, and only for its own account", () => {
    const { exchange } = open({ x: 100, y: 100 });
    const { orderId } = place(exchange, "x", order("bid", 50, 3)).order;
    expect(exchange.cancel("y", orderId, T0)).toMatchObject({ code: "not-found" });
    expect(exchange.cancel("x", orderId, T0)).toMatchObject({ ok: true, reducedBy: 300 });
    expect(exchange.cancel("x", orderId, T0)).toMatchObject({ code: "not-found" });
  });

  it("lists what rests with its place in the queue", () => {
    const { exchange } = open({ x: 100, y: 100 });
    const first = place(exchange, "x", order("bid", 50, 3)).order;
    const second = place(exchange, "y", order("bid", 50, 2)).order;
    expect(exchange.resting("y")).toEqual([second]);
    expect([exchange.queuePosition(first.orderId), exchange.queuePosition(second.orderId)]).toEqual([0, 300]);
    expect(exchange.queuePosition("none")).toBeUndefined();
  });
});

describe("cancel-all", () => {
  it("cancels what rests, and what is placed in the minute after, at the next sweep", () => {
    const { exchange, facts } = open({ x: 100, y: 100 });
    place(exchange, "x", order("bid", 50, 1));
    place(exchange, "x", order("bid", 50, 1, { ticker: B }));
    place(exchange, "y", order("bid", 50, 1));
    expect(exchange.cancelAll("x", later(300))).toEqual({ ok: true });
    expect(exchange.resting("x")).toEqual([]);
    expect(exchange.resting("y")).toHaveLength(1);

    const late = place(exchange, "x", order("bid", 49, 1), later(59_800)).order;
    const free = place(exchange, "x", order("bid", 48, 1), later(60_300)).order;
    expect(exchange.order(late.orderId)).toBeUndefined();
    exchange.advance(later(600_000));
    expect(exchange.order(free.orderId)).toBeDefined();
    const reasons = facts.flatMap((fact) => (fact.type === "gone" ? [fact.reason] : []));
    expect(reasons).toEqual(["cancel-all", "cancel-all", "cancel-all"]);
  });

  it("lets an order placed in that minute trade until the sweep", () => {
    const { exchange } = open({ x: 100, y: 100 });
    exchange.cancelAll("x", T0);
    place(exchange, "x", order("bid", 50, 1), later(100));
    expect(place(exchange, "y", order("ask", 50, 1, immediate), later(900)).taken).toBe(100);
    expect(exchange.order(place(exchange, "x", order("bid", 50, 1), later(950)).order.orderId)).toBeDefined();
    exchange.advance(later(1_000));
    expect(exchange.resting("x")).toEqual([]);
  });
});
