import { describe, expect, it } from "vitest";
import { DOLLAR, type Money } from "../../../src/market/units.ts";
import { A, B, free, immediate, later, open, order, place, T0 } from "./trading-floor.ts";

const dollars = (amount: number) => (amount * DOLLAR) as Money;

describe("an account's records", () => {
  it("keep orders readable after they are gone, with what became of them", () => {
    const { exchange } = open({ x: 100, y: 100 });
    const resting = place(exchange, "x", order("bid", 40, 1, { clientOrderId: "a" })).order;
    const cancelled = place(exchange, "x", order("bid", 50, 3, { clientOrderId: "b" })).order;
    const executed = place(exchange, "x", order("bid", 60, 2, { clientOrderId: "c" })).order;
    place(exchange, "y", order("ask", 50, 3, immediate), later(1_000));
    exchange.cancel("x", cancelled.orderId, later(2_000));
    const records = exchange.records("x");
    expect(records.orders().map(({ clientOrderId, status }) => [clientOrderId, status])).toEqual([
      ["a", "resting"],
      ["b", "canceled"],
      ["c", "executed"],
    ]);
    expect(records.order(cancelled.orderId)).toMatchObject({
      initial: 300,
      filled: 100,
      remaining: 0,
      makerCost: 500_000,
      makerFees: 4_400, // 0.0175 x 1 x 0.5 x 0.5, up to $0.0001
      takerCost: 0,
      lastReason: "cancelled",
      updatedAt: later(2_000),
    });
    expect(records.order(executed.orderId)).toMatchObject({
      filled: 200,
      lastReason: "filled",
      updatedAt: later(1_000),
    });
    expect(records.order(resting.orderId)).toEqual(exchange.order(resting.orderId));
    expect(records.find("c")?.orderId).toBe(executed.orderId);
    expect(exchange.records("y").orders()).toMatchObject([
      { status: "executed", takerCost: 1_700_000, takerFees: 33_600 + 17_500, makerFees: 0 },
    ]);
    expect(exchange.records("y").order(executed.orderId)).toBeUndefined();
  });

  it("list fills, each side its own", () => {
    const { exchange } = open({ x: 100, y: 100 }, free);
    const maker = place(exchange, "x", order("bid", 50, 3)).order;
    const taker = place(exchange, "y", order("ask", 50, 1.25, immediate), later(5)).order;
    const [fill] = exchange.records("x").fills;
    expect(fill).toMatchObject({
      at: later(5),
      orderId: maker.orderId,
      ticker: A,
      side: "bid",
      price: 5_000,
      quantity: 125,
      taker: false,
      position: 125,
    });
    expect(exchange.records("y").fills).toMatchObject([
      { tradeId: fill!.tradeId, orderId: taker.orderId, side: "ask", taker: true, position: -125 },
    ]);
  });

  it("list deposits and withdrawals; what rests can't be taken out", () => {
    const { exchange } = open({ x: 100 }, free);
    exchange.advance(later(1_000));
    place(exchange, "x", order("bid", 50, 100), later(1_000));
    expect(exchange.withdraw("x", dollars(50.01), later(2_000))).toMatchObject({
      code: "insufficient-balance",
      http: { status: 400 },
    });
    expect(exchange.withdraw("x", dollars(-1), later(2_000))).toMatchObject({ ok: false });
    expect(exchange.withdraw("x", dollars(20), later(3_000))).toEqual({ ok: true });
    expect(exchange.balance("x")).toBe(dollars(80));
    expect(exchange.deposits).toBe(dollars(80));
    expect(exchange.records("x").transfers).toMatchObject([
      { type: "deposit", amount: dollars(100) },
      { type: "withdrawal", amount: dollars(20), at: later(3_000) },
    ]);
  });

  it("report the balance gross or net of what rests, by the rule", () => {
    const placed = (reportedBalance: "gross" | "net") => {
      const { exchange } = open({ x: 100 }, { ...free, rules: { reportedBalance } });
      place(exchange, "x", order("bid", 50, 20));
      return [exchange.reportedBalance("x"), exchange.balance("x"), exchange.reserved("x")];
    };
    expect(placed("gross")).toEqual([dollars(100), dollars(100), dollars(10)]);
    expect(placed("net")).toEqual([dollars(90), dollars(100), dollars(10)]);
  });

  it("follow positions at their average cost, flat ones included", () => {
    const { exchange } = open({ x: 100, y: 100 }, free);
    place(exchange, "x", order("bid", 60, 10));
    place(exchange, "x", order("bid", 50, 10));
    place(exchange, "y", order("ask", 50, 20));
    const records = exchange.records("x");
    expect(records.position(A)).toMatchObject({ position: 2_000, cost: dollars(11), realized: 0, volume: dollars(11) });
    place(exchange, "x", order("ask", 70, 30));
    place(exchange, "y", order("bid", 70, 30), later(9));
    expect(records.position(A)).toMatchObject({
      position: -1_000,
      cost: dollars(3), // 10 NO at 30c
      realized: dollars(14 - 11),
      volume: dollars(11 + 21),
      contracts: 5_000,
      updatedAt: later(9),
    });
    place(exchange, "y", order("ask", 40, 10), later(10));
    place(exchange, "x", order("bid", 40, 10), later(10));
    expect(records.positions()).toMatchObject([{ ticker: A, position: 0, cost: 0, realized: dollars(3 + 3) }]);
    expect(records.position(B)).toBeUndefined();
  });

  it("are kept only where the terms of the account say so", () => {
    const { exchange } = open({ x: 100, y: 100 }, { terms: { y: { keepsRecords: false } } });
    place(exchange, "x", order("bid", 50, 3));
    place(exchange, "y", order("ask", 50, 1, { clientOrderId: "one" }));
    exchange.settle("EVENT", A, later(1));
    const records = exchange.records("y");
    expect([records.orders(), records.fills, records.settlements, records.transfers]).toEqual([[], [], [], []]);
    expect(exchange.accountTerms("y")).toMatchObject({ keepsRecords: false, precision: "centicent" });
  });
});

describe("the client order id of an order that was executed", () => {
  it.each([false, true])("can be used again: %s", (reuseAfterExecution) => {
    const { exchange } = open({ x: 100, y: 100 }, { rules: { reuseAfterExecution } });
    const id = { clientOrderId: "one" };
    place(exchange, "x", order("bid", 50, 2, id));
    place(exchange, "y", order("ask", 50, 1, immediate));
    const again = () => exchange.create("x", order("bid", 40, 1, id), T0);
    expect(again()).toMatchObject({
      code: "duplicate-client-order-id",
      http: { status: 409, code: "order_already_exists" },
    });
    place(exchange, "y", order("ask", 50, 1, immediate));
    expect(again().ok).toBe(reuseAfterExecution);
    const cancelled = place(exchange, "x", order("bid", 40, 1, { clientOrderId: "two" })).order;
    exchange.cancel("x", cancelled.orderId, T0);
    expect(exchange.create("x", order("bid", 40, 1, { clientOrderId: "two" }), T0).ok).toBe(false);
  });
});

describe("a market's statistics", () => {
  it("count what was traded and what is held", () => {
    const { exchange } = open({ x: 100, y: 100, z: 100 }, free);
    expect(exchange.statistics(A)).toEqual({ volume: 0, lastPrice: undefined, openInterest: 0 });
    place(exchange, "x", order("bid", 60, 10));
    place(exchange, "y", order("ask", 60, 10));
    place(exchange, "x", order("ask", 70, 4));
    place(exchange, "z", order("bid", 70, 4));
    expect(exchange.statistics(A)).toEqual({ volume: 1_400, lastPrice: 7_000, openInterest: 1_000 });
    place(exchange, "y", order("bid", 50, 4));
    place(exchange, "z", order("ask", 50, 4));
    expect(exchange.statistics(A).openInterest).toBe(600);
  });
});
