import { describe, expect, it } from "vitest";
import { DOLLAR, type Money, price, quantity } from "../../../src/market/units.ts";
import { A, ends, fillOrKill, free, immediate, later, open, order, place, shown, T0 } from "./trading-floor.ts";

describe("fill-or-kill", () => {
  it("takes all of it over several prices", () => {
    const { exchange } = open({ x: 100, y: 100 }, free);
    place(exchange, "x", order("ask", 50, 2));
    place(exchange, "x", order("ask", 51, 2));
    const answer = place(exchange, "y", order("bid", 51, 3, fillOrKill));
    expect(answer).toMatchObject({ taken: 300, order: { status: "executed", filled: 300, remaining: 0 } });
    expect(shown(exchange)).toEqual({ bids: [], asks: ["51x1"] });
  });

  it("is refused with nothing done when too little rests at its price", () => {
    const { exchange, facts } = open({ x: 100, y: 100 }, free);
    place(exchange, "x", order("ask", 50, 2));
    place(exchange, "x", order("ask", 52, 9));
    const before = facts.length;
    const answer = exchange.create("y", order("bid", 51, 3, { ...fillOrKill, clientOrderId: "one" }), T0);
    expect(answer).toMatchObject({
      ok: false,
      code: "fill-or-kill-volume",
      http: { status: 409, code: "fill_or_kill_insufficient_resting_volume" },
    });
    expect(facts).toHaveLength(before);
    expect(exchange.create("y", order("bid", 49, 1, { clientOrderId: "one" }), T0).ok).toBe(true);
  });

  it("doesn't count on makers whose money is gone", () => {
    const { exchange, facts } = open({ x: 10, y: 100, z: 100 }, free);
    place(exchange, "x", order("bid", 50, 20));
    place(exchange, "z", order("bid", 50, 5));
    exchange.deposit("x", (-9.9 * DOLLAR) as Money);
    expect(exchange.create("y", order("ask", 50, 25, fillOrKill), T0)).toMatchObject({ code: "fill-or-kill-volume" });
    expect(ends(facts)).toEqual([]);
    expect(place(exchange, "y", order("ask", 50, 5, fillOrKill)).taken).toBe(500);
    expect(ends(facts)).toEqual(["margin 2000", "filled 0", "filled 0"]);
  });

  it("counts a maker's money once, though several orders of his rest", () => {
    const { exchange } = open({ x: 10, y: 100 }, free);
    place(exchange, "x", order("bid", 50, 10));
    place(exchange, "x", order("bid", 49, 10));
    exchange.deposit("x", (-5 * DOLLAR) as Money);
    expect(exchange.create("y", order("ask", 49, 20, fillOrKill), T0)).toMatchObject({ code: "fill-or-kill-volume" });
    expect(place(exchange, "y", order("ask", 49, 20, immediate)).taken).toBe(1_000);
    expect(exchange.balance("x")).toBe(0);
    expect(exchange.resting("x")).toEqual([]);
  });

  it("behaves as immediate-or-cancel when it meets an order of its own account", () => {
    const { exchange, facts } = open({ x: 100, y: 100 }, free);
    place(exchange, "y", order("ask", 50, 1));
    place(exchange, "x", order("ask", 51, 1));
    place(exchange, "y", order("ask", 52, 1));
    const taker = order("bid", 52, 5, fillOrKill);
    expect(place(exchange, "x", taker)).toMatchObject({ taken: 100, order: { remaining: 0 } });
    expect(ends(facts).at(-1)).toBe("self-trade 400");
    expect(place(exchange, "x", { ...taker, selfTradePrevention: "maker" })).toMatchObject({ taken: 100 });
    expect(ends(facts).slice(-3)).toEqual(["self-trade 100", "filled 0", "unfilled 400"]);
  });
});

describe("reduce-only", () => {
  const reduceOnly = { ...immediate, reduceOnly: true } as const;

  function holding() {
    const floor = open({ x: 100, y: 1_000 }, free);
    place(floor.exchange, "x", order("bid", 50, 4));
    place(floor.exchange, "y", order("ask", 50, 4));
    place(floor.exchange, "y", order("bid", 40, 10));
    place(floor.exchange, "y", order("ask", 60, 10));
    return floor;
  }

  it("takes no more than what closes the position", () => {
    const { exchange, facts } = holding();
    const answer = place(exchange, "x", order("ask", 40, 7, reduceOnly));
    expect(answer).toMatchObject({ taken: 400, order: { initial: 700, remaining: 0, status: "canceled" } });
    expect(exchange.position("x", A)).toBe(0);
    expect(ends(facts).at(-1)).toBe("reduce-only 300");
  });

  it("takes nothing on the side that adds, and for who holds nothing", () => {
    const { exchange, facts } = holding();
    expect(place(exchange, "x", order("bid", 60, 2, reduceOnly)).taken).toBe(0);
    expect(ends(facts).at(-1)).toBe("reduce-only 200");
    expect(exchange.position("x", A)).toBe(400);
  });

  it("is an ordinary immediate order within the position", () => {
    const { exchange, facts } = holding();
    expect(place(exchange, "x", order("ask", 41, 2, reduceOnly)).taken).toBe(0);
    expect(ends(facts).at(-1)).toBe("unfilled 200");
    expect(place(exchange, "x", order("ask", 40, 2, reduceOnly)).taken).toBe(200);
  });

  it.each(["good-till-canceled", "fill-or-kill"] as const)("is refused for a %s order", (timeInForce) => {
    const { exchange } = holding();
    expect(exchange.create("x", order("ask", 40, 1, { reduceOnly: true, timeInForce }), T0)).toMatchObject({
      code: "reduce-only-terms",
      http: { status: 400, code: "invalid_order" },
    });
  });
});

describe("expiry", () => {
  const expiresAt = later(10_000);

  it.each([immediate, fillOrKill])("is refused for an order that doesn't rest: %o", (terms) => {
    const { exchange } = open({ x: 100 });
    expect(exchange.create("x", order("bid", 50, 1, { ...terms, expiresAt }), T0)).toMatchObject({
      code: "invalid-expiry",
      http: { status: 400 },
    });
  });

  it("can be swept late; until then the order is filled", () => {
    const { exchange, facts } = open({ x: 100, y: 100 }, { ...free, rules: { expirySweepMs: 4_000 } });
    place(exchange, "x", order("bid", 50, 2, { expiresAt }));
    expect(place(exchange, "y", order("ask", 50, 1, immediate), later(13_999)).taken).toBe(100);
    exchange.advance(later(14_000));
    expect(facts.at(-1)).toMatchObject({ type: "gone", at: later(14_000), reason: "expired", reducedBy: 100 });
  });

  it("that was renewed between its time and the sweep counts as renewed", () => {
    const { exchange } = open({ x: 100 }, { rules: { expirySweepMs: 4_000 } });
    const { orderId } = place(exchange, "x", order("bid", 50, 2, { expiresAt })).order;
    const same = { price: price(5_000), total: quantity(200) };
    expect(exchange.amend("x", orderId, { ...same, expiresAt: later(30_000) }, later(12_000)).ok).toBe(true);
    exchange.advance(later(33_999));
    expect(exchange.order(orderId)).toBeDefined();
    exchange.advance(later(34_000));
    expect(exchange.order(orderId)).toBeUndefined();
  });

  it("that has passed doesn't stand in the way of less size", () => {
    const { exchange } = open({ x: 100 }, { rules: { expirySweepMs: 4_000 } });
    const { orderId } = place(exchange, "x", order("bid", 50, 2, { expiresAt })).order;
    const less = { price: price(5_000), total: quantity(100) };
    expect(exchange.amend("x", orderId, less, later(11_000))).toMatchObject({ ok: true, order: { expiresAt } });
  });

  it.each([
    [false, later(60_000)],
    [true, later(10_000)],
  ])("during a pause (runs: %s) takes the order off at %i", (expiryDuringPause, gone) => {
    const { exchange, facts } = open({ x: 100 }, { rules: { expiryDuringPause } });
    place(exchange, "x", order("bid", 50, 1, { expiresAt }));
    place(exchange, "x", order("bid", 49, 1, { expiresAt: later(70_000) }));
    exchange.setState("trading-paused", later(5_000));
    exchange.setState("open", later(60_000));
    expect(facts.filter(({ type }) => type === "gone")).toMatchObject([{ at: gone, reason: "expired" }]);
    expect(shown(exchange).bids).toEqual(["49x1"]);
  });
});
