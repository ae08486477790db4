import { describe, expect, it } from "vitest";
import { price, quantity } from "../../../src/market/units.ts";
import { ends, free, later, open, order, place, postOnly, shown, T0 } from "./trading-floor.ts";

describe("a post-only order that would take", () => {
  it("is refused with the exchange's words", () => {
    const { exchange } = open({ x: 100, y: 100 });
    place(exchange, "x", order("ask", 50, 1));
    expect(exchange.create("y", order("bid", 50, 1, postOnly), T0)).toMatchObject({
      ok: false,
      http: { status: 400, code: "invalid_order", details: "post only cross" },
    });
  });

  it("is accepted and then cancelled under the other rule, and has used its id up", () => {
    const { exchange, facts } = open({ x: 100, y: 100 }, { rules: { postOnlyCross: "cancelled" } });
    place(exchange, "x", order("ask", 50, 1));
    const answer = place(exchange, "y", order("bid", 51, 2, { ...postOnly, clientOrderId: "one" }));
    expect(answer).toMatchObject({ taken: 0, order: { filled: 0, remaining: 0, status: "canceled" } });
    expect(facts.slice(-2)).toMatchObject([
      { type: "accepted", order: { clientOrderId: "one" } },
      { type: "gone", reason: "post-only-cross", reducedBy: 200 },
    ]);
    expect(shown(exchange)).toEqual({ bids: [], asks: ["50x1"] });
    expect(exchange.create("y", order("bid", 49, 1, { clientOrderId: "one" }), T0)).toMatchObject({
      code: "duplicate-client-order-id",
    });
  });

  it.each(["refused", "cancelled"] as const)("rests one tick away when it would not (%s)", (postOnlyCross) => {
    const { exchange } = open({ x: 100, y: 100 }, { rules: { postOnlyCross } });
    place(exchange, "x", order("ask", 50, 1));
    expect(place(exchange, "y", order("bid", 49, 1, postOnly)).order.status).toBe("resting");
  });
});

describe("a post-only order that is amended through the market", () => {
  function amended(postOnlyAmend: "takes" | "refused" | "cancelled", terms = postOnly as { postOnly: boolean }) {
    const floor = open({ x: 100, y: 100 }, { ...free, rules: { postOnlyAmend } });
    const { orderId } = place(floor.exchange, "x", order("bid", 48, 3, terms)).order;
    place(floor.exchange, "y", order("ask", 50, 1));
    const answer = floor.exchange.amend("x", orderId, { price: price(5_100), total: quantity(300) }, later(1));
    return { ...floor, answer, orderId };
  }

  it("takes", () => {
    const { answer, exchange } = amended("takes");
    expect(answer).toMatchObject({ ok: true, taken: 100, order: { remaining: 200 } });
    expect(shown(exchange)).toEqual({ bids: ["51x2"], asks: [] });
  });

  it("or is left as it is, refused", () => {
    const { answer, exchange, orderId } = amended("refused");
    expect(answer).toMatchObject({ ok: false, code: "post-only-cross" });
    expect(exchange.order(orderId)).toMatchObject({ price: 4_800, remaining: 300 });
  });

  it("or is cancelled without having taken", () => {
    const { answer, exchange, facts } = amended("cancelled");
    expect(answer).toMatchObject({ ok: true, taken: 0, order: { remaining: 0 } });
    expect(ends(facts)).toEqual(["post-only-cross 300"]);
    expect(shown(exchange)).toEqual({ bids: [], asks: ["50x1"] });
  });

  it.each(["refused", "cancelled"] as const)("takes whatever the rule is when it never was post-only (%s)", (rule) => {
    expect(amended(rule, { postOnly: false }).answer).toMatchObject({ ok: true, taken: 100 });
  });
});
