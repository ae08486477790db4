import { describe, expect, it } from "vitest";
import { price, quantity } from "../../../src/market/units.ts";
import { ends, free, immediate, open, order, place, shown, T0 } from "./trading-floor.ts";

describe("an order that meets one of its own account", () => {
  function crossed() {
    const floor = open({ x: 100, y: 100 }, free);
    place(floor.exchange, "y", order("ask", 50, 1));
    place(floor.exchange, "x", order("ask", 51, 2));
    place(floor.exchange, "y", order("ask", 51, 3));
    return floor;
  }

  it("is cancelled under taker-at-cross; what it took before stands", () => {
    const { exchange, facts } = crossed();
    const answer = place(exchange, "x", order("bid", 52, 9, { selfTradePrevention: "taker-at-cross" }));
    expect(answer).toMatchObject({
      ok: true,
      taken: 100,
      order: { filled: 100, remaining: 0, status: "canceled", lastReason: "self-trade" },
    });
    expect(ends(facts)).toEqual(["filled 0", "self-trade 800"]);
    expect(shown(exchange)).toEqual({ bids: [], asks: ["51x5"] });
  });

  it("takes nothing under taker-at-cross when its own is the first, and is accepted all the same", () => {
    const { exchange } = open({ x: 100 }, free);
    place(exchange, "x", order("ask", 50, 1));
    expect(place(exchange, "x", order("bid", 50, 1))).toMatchObject({ ok: true, taken: 0, order: { remaining: 0 } });
  });

  it("cancels the resting one under maker, goes on behind it and rests", () => {
    const { exchange, facts } = crossed();
    const answer = place(exchange, "x", order("bid", 51, 9, { selfTradePrevention: "maker" }));
    expect(answer).toMatchObject({ taken: 400, order: { filled: 400, remaining: 500, status: "resting" } });
    expect(ends(facts)).toEqual(["filled 0", "self-trade 200", "filled 0"]);
    expect(shown(exchange)).toEqual({ bids: ["51x5"], asks: [] });
  });

  it("is told apart by the incoming order's own setting", () => {
    const { exchange } = open({ x: 100 }, free);
    const resting = place(exchange, "x", order("ask", 50, 1, { selfTradePrevention: "maker" })).order;
    place(exchange, "x", order("bid", 50, 1, immediate));
    expect(exchange.order(resting.orderId)).toBeDefined();
  });

  it("keeps its setting when it is amended through its own", () => {
    const { exchange } = crossed();
    const bid = place(exchange, "x", order("bid", 40, 2, { selfTradePrevention: "maker" })).order;
    const answer = exchange.amend("x", bid.orderId, { price: price(5_100), total: quantity(200) }, T0);
    expect(answer).toMatchObject({ ok: true, taken: 200 });
    expect(shown(exchange)).toEqual({ bids: [], asks: ["51x2"] });
  });
});
