import { describe, expect, it } from "vitest";
import { type Price, price, quantity } from "../../../src/market/units.ts";
import { A, B, C, event, later, open, order, place, shown, T0 } from "./trading-floor.ts";

describe("status", () => {
  it("refuses everything after the close, cancels included, and takes the orders off a little later", () => {
    const { exchange, facts } = open({ x: 100 });
    const { orderId } = place(exchange, "x", order("bid", 50, 1)).order;
    const close = later(3_600_000);
    expect(exchange.create("x", order("bid", 50, 1), close)).toMatchObject({ code: "market-inactive" });
    expect(exchange.amend("x", orderId, { price: price(4_900), total: quantity(100) }, close)).toMatchObject({
      code: "market-inactive",
    });
    expect(exchange.cancel("x", orderId, close)).toMatchObject({ code: "market-inactive" });
    exchange.cancelAll("x", close);
    expect(exchange.order(orderId)).toBeDefined();
    expect(exchange.leg(A).status).toBe("closed");
    exchange.advance(later(3_610_000));
    expect(exchange.order(orderId)).toBeUndefined();
    expect(facts.at(-1)).toMatchObject({ type: "gone", reason: "close", reducedBy: 100 });
  });

  it("follows a close time that moves", () => {
    const { exchange } = open({ x: 100 });
    exchange.changeLeg(A, { closeTime: later(7_200_000) }, T0);
    exchange.changeLeg(B, { closeTime: later(60_000) }, T0);
    exchange.advance(later(3_600_000));
    expect([exchange.leg(A).status, exchange.leg(B).status, exchange.leg(C).status]).toEqual([
      "active",
      "closed",
      "closed",
    ]);
    exchange.advance(later(7_200_000));
    expect(exchange.leg(A).status).toBe("closed");
  });

  it("pauses trading: no creates or amends, cancels work, and orders that asked for it are gone", () => {
    const { exchange, facts } = open({ x: 100 });
    const kept = place(exchange, "x", order("bid", 50, 1)).order;
    const lost = place(exchange, "x", order("bid", 49, 1, { cancelOnPause: true })).order;
    exchange.setState("trading-paused", later(1));
    expect(exchange.order(lost.orderId)).toBeUndefined();
    expect(facts.slice(-2)).toMatchObject([
      { type: "gone", reason: "pause" },
      { type: "status", state: "trading-paused" },
    ]);
    expect(exchange.create("x", order("bid", 50, 1), later(2))).toMatchObject({ code: "trading-paused" });
    const change = { price: price(4_900), total: quantity(100) };
    expect(exchange.amend("x", kept.orderId, change, later(2))).toMatchObject({ code: "trading-paused" });
    exchange.setState("exchange-paused", later(3));
    expect(exchange.cancel("x", kept.orderId, later(3))).toMatchObject({ code: "trading-paused" });
    expect(exchange.cancelAll("x", later(3))).toMatchObject({ code: "trading-paused" });
    exchange.setState("trading-paused", later(4));
    expect(exchange.cancel("x", kept.orderId, later(4))).toMatchObject({ ok: true });
    exchange.setState("open", later(5));
    expect(place(exchange, "x", order("bid", 50, 1), later(5)).ok).toBe(true);
  });

  it("loses its orders when an inactive market is made active again", () => {
    const { exchange } = open({ x: 100 });
    place(exchange, "x", order("bid", 50, 1));
    exchange.changeLeg(A, { status: "inactive" }, T0);
    expect(exchange.create("x", order("bid", 50, 1), T0)).toMatchObject({ code: "market-inactive" });
    expect(exchange.resting("x")).toHaveLength(1);
    exchange.changeLeg(A, { status: "active" }, T0);
    expect(exchange.resting("x")).toEqual([]);
  });

  it("can have its grid made finer while it trades", () => {
    const { exchange } = open({ x: 100 });
    place(exchange, "x", order("bid", 50, 1));
    exchange.changeLeg(A, { priceRanges: [{ start: 0 as Price, end: price(10_000), step: 10 }] }, T0);
    expect(place(exchange, "x", order("bid", 50.1, 1)).ok).toBe(true);
    expect(shown(exchange).bids).toEqual(["50.1x1", "50x1"]);
  });

  it("never goes back in time, and names what it doesn't know", () => {
    const { exchange } = open({ x: 100 });
    exchange.advance(later(10));
    expect(() => exchange.advance(later(9))).toThrow("can't go back");
    expect(() => exchange.balance("nobody")).toThrow("no account nobody");
    expect(() => exchange.book("NONE", 1)).toThrow("no market NONE");
    expect(() => exchange.openAccount("x")).toThrow("account x is open already");
    expect(() => exchange.list(event(), later(10))).toThrow(`market ${A} is listed already`);
  });
});
