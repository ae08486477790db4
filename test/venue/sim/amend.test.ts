import { describe, expect, it } from "vitest";
import { price, quantity, quantityFromContracts } from "../../../src/market/units.ts";
import { immediate, later, open, order, place, shown, T0 } from "./trading-floor.ts";

const free = { fees: { type: "quadratic", multiplier: 0 } } as const;
const postOnly = { postOnly: true } as const;

describe("amend", () => {
  function queued() {
    const floor = open({ x: 100, y: 100, z: 100 }, free);
    const ours = place(floor.exchange, "x", order("bid", 50, 4)).order;
    place(floor.exchange, "y", order("bid", 50, 4));
    const amend = (cents: number, total: number, expiresAt?: ReturnType<typeof later> | null) =>
      floor.exchange.amend(
        "x",
        ours.orderId,
        {
          price: price(cents * 100),
          total: quantityFromContracts(total),
          ...(expiresAt !== undefined && { expiresAt }),
        },
        later(1_000),
      );
    const ahead = () => floor.exchange.queuePosition(ours.orderId);
    return { ...floor, ours, amend, ahead };
  }

  it("keeps the place for less size, for another expiry and for both", () => {
    const { amend, ahead, exchange, ours } = queued();
    expect(amend(50, 3)).toMatchObject({ ok: true, order: { remaining: 300 } });
    expect(amend(50, 3, later(20_000))).toMatchObject({ ok: true, order: { expiresAt: later(20_000) } });
    expect(amend(50, 2, null)).toMatchObject({ ok: true, order: { expiresAt: undefined } });
    expect(ahead()).toBe(0);
    exchange.advance(later(30_000));
    expect(exchange.order(ours.orderId)).toMatchObject({ remaining: 200 });
  });

  it("goes to the back for more size or another price", () => {
    const { amend, ahead } = queued();
    expect(amend(50, 5)).toMatchObject({ ok: true });
    expect(ahead()).toBe(400);
    const other = queued();
    other.amend(49, 4);
    other.amend(50, 4);
    expect(other.ahead()).toBe(400);
  });

  it("counts what has been filled in the new total", () => {
    const { amend, exchange } = queued();
    place(exchange, "z", order("ask", 50, 1, immediate));
    expect(amend(50, 3)).toMatchObject({ order: { filled: 100, remaining: 200 } });
    expect(amend(50, 1)).toMatchObject({ ok: false, code: "invalid-quantity" });
  });

  it("renews an expiry: the earlier one is void", () => {
    const { amend, exchange, ours } = queued();
    amend(50, 4, later(5_000));
    amend(50, 4, later(50_000));
    exchange.advance(later(6_000));
    expect(exchange.order(ours.orderId)).toBeDefined();
    exchange.advance(later(50_000));
    expect(exchange.order(ours.orderId)).toBeUndefined();
  });

  it("takes liquidity when its new price crosses, though it was post-only", () => {
    const { exchange, facts } = open({ x: 100, y: 100 }, free);
    const { orderId } = place(exchange, "x", order("bid", 48, 3, postOnly)).order;
    place(exchange, "y", order("ask", 50, 1));
    const answer = exchange.amend("x", orderId, { price: price(5_100), total: quantity(300) }, T0);
    expect(answer).toMatchObject({ ok: true, taken: 100, order: { filled: 100, remaining: 200, price: 5_100 } });
    expect(facts).toContainEqual(expect.objectContaining({ type: "fill", taker: true, price: 5_000 }));
    expect(shown(exchange)).toEqual({ bids: ["51x2"], asks: [] });
  });

  it("refuses a change of nothing, a price off the grid, and an order that is gone", () => {
    const { amend, exchange, ours } = queued();
    expect(amend(50, 4)).toMatchObject({ code: "no-op" });
    expect(amend(50.5, 4)).toMatchObject({ code: "invalid-price" });
    expect(amend(50, 4, T0)).toMatchObject({ code: "invalid-expiry" });
    exchange.cancel("x", ours.orderId, later(1_000));
    expect(amend(49, 4)).toMatchObject({ code: "not-found" });
  });
});
