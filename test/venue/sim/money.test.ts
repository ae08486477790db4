import { describe, expect, it } from "vitest";
import { DOLLAR, type Money } from "../../../src/market/units.ts";
import { A, allMoney, B, C, dollars, immediate, later, open, order, place, T0 } from "./trading-floor.ts";

const free = { fees: { type: "quadratic", multiplier: 0 } } as const;
const postOnly = { postOnly: true } as const;

describe("money", () => {
  it("charges the price for YES and $1 less the price for NO, and pays $1 for a pair", () => {
    const { exchange } = open({ x: 100, y: 100 }, free);
    place(exchange, "x", order("bid", 60, 10));
    place(exchange, "y", order("ask", 60, 10, immediate));
    expect([dollars(exchange, "x"), dollars(exchange, "y")]).toEqual([94, 96]);
    expect([exchange.position("x", A), exchange.position("y", A)]).toEqual([1_000, -1_000]);
    // x sells 4 at 70 and y buys them: x has its YES paid, y gives NO and YES for $1 and pays 70c
    place(exchange, "x", order("ask", 70, 4));
    place(exchange, "y", order("bid", 70, 4, immediate));
    expect([dollars(exchange, "x"), dollars(exchange, "y")]).toEqual([96.8, 97.2]);
  });

  it("turns a position around: the part that closes is paid, the part that opens costs", () => {
    const { exchange } = open({ x: 100, y: 100 }, free);
    place(exchange, "x", order("bid", 60, 2));
    place(exchange, "y", order("ask", 60, 2));
    place(exchange, "y", order("bid", 50, 5));
    place(exchange, "x", order("ask", 50, 5));
    expect(exchange.position("x", A)).toBe(-300);
    expect(dollars(exchange, "x")).toBeCloseTo(100 - 1.2 + 2 * 0.5 - 3 * 0.5, 9);
    expect(allMoney(exchange)).toBe(200 * DOLLAR);
  });

  it("charges both sides by the schedule and keeps the fees", () => {
    const { exchange, facts } = open({ x: 100, y: 100 });
    place(exchange, "x", order("bid", 60, 10));
    const { fees } = place(exchange, "y", order("ask", 60, 10, immediate));
    expect(fees).toBe(168_000); // 0.07 x 10 x 0.6 x 0.4
    expect(facts).toContainEqual(expect.objectContaining({ type: "fill", taker: false, fee: 42_000 }));
    expect(exchange.feesCollected).toBe(210_000);
    expect(allMoney(exchange)).toBe(200 * DOLLAR);
  });

  it("refuses an order that the balance doesn't bear beside what rests already, fees included", () => {
    const { exchange } = open({ x: 10, y: 10 });
    expect(exchange.create("x", order("bid", 50, 20), T0)).toMatchObject({ code: "insufficient-balance" });
    place(exchange, "x", order("bid", 50, 19));
    expect(exchange.create("x", order("bid", 40, 2, { ticker: B }), T0)).toMatchObject({
      code: "insufficient-balance",
    });
    place(exchange, "x", order("bid", 40, 1, { ticker: B }));
    const free = open({ x: 10 }, { fees: { type: "quadratic", multiplier: 1 } }).exchange;
    expect(place(free, "x", order("bid", 50, 20, postOnly)).ok).toBe(true);
  });

  it("never needs cash to close what is held", () => {
    const { exchange } = open({ x: 5, y: 100 }, free);
    place(exchange, "x", order("bid", 50, 10));
    place(exchange, "y", order("ask", 50, 10));
    expect(dollars(exchange, "x")).toBe(0);
    expect(place(exchange, "x", order("ask", 51, 10)).ok).toBe(true);
    expect(exchange.create("x", order("ask", 52, 30), T0)).toMatchObject({ code: "insufficient-balance" });
  });

  it("settles at $1 for the winner's YES and every other leg's NO", () => {
    const { exchange, facts } = open({ x: 100, y: 100 }, free);
    for (const [ticker, cents] of [
      [A, 60],
      [B, 30],
    ] as const) {
      place(exchange, "x", order("bid", cents, 10, { ticker }));
      place(exchange, "y", order("ask", cents, 10, { ticker }));
    }
    place(exchange, "x", order("bid", 10, 1, { ticker: C }));
    exchange.settle("EVENT", A, later(3_700_000));
    expect([dollars(exchange, "x"), dollars(exchange, "y")]).toEqual([101, 99]);
    expect(exchange.positions("x")).toEqual([]);
    expect(facts.filter(({ type }) => type === "settled")).toMatchObject([
      { ticker: B, value: 0 },
      { ticker: C, value: 0 },
      { ticker: A, value: 10_000 },
    ]);
    expect(exchange.resting("x")).toEqual([]);
    expect(exchange.leg(A).status).toBe("finalized");
    expect(exchange.create("x", order("bid", 50, 1), later(3_700_000))).toMatchObject({ code: "market-inactive" });
  });

  it("pays every NO when no listed leg wins", () => {
    const { exchange } = open({ x: 100, y: 100 }, free);
    place(exchange, "x", order("bid", 60, 10));
    place(exchange, "y", order("ask", 60, 10));
    exchange.settle("EVENT", undefined, later(3_700_000));
    expect([dollars(exchange, "x"), dollars(exchange, "y")]).toEqual([94, 106]);
  });

  it("takes a maker's order off when his money is gone, and fills the next", () => {
    const { exchange, facts } = open({ x: 10, y: 100, z: 100 }, free);
    const poor = place(exchange, "x", order("bid", 50, 20)).order;
    place(exchange, "z", order("bid", 49, 20));
    exchange.deposit("x", (-5 * DOLLAR) as Money); // a withdrawal after the order was placed
    const answer = place(exchange, "y", order("ask", 49, 20));
    expect(answer.taken).toBe(2_000);
    expect(exchange.balance("x")).toBe(5 * DOLLAR);
    expect(facts).toContainEqual(
      expect.objectContaining({
        type: "gone",
        reason: "margin",
        order: expect.objectContaining({ orderId: poor.orderId }),
      }),
    );
  });

  describe("with collateral return", () => {
    const rules = { rules: { collateralReturn: true }, ...free } as const;

    it("locks up only the largest of an event's NOs", () => {
      const { exchange } = open({ x: 100, y: 100 }, rules);
      place(exchange, "y", order("bid", 60, 10));
      place(exchange, "y", order("bid", 30, 4, { ticker: B }));
      place(exchange, "x", order("ask", 60, 10));
      expect(dollars(exchange, "x")).toBe(96); // -10 locked, +6
      place(exchange, "x", order("ask", 30, 4, { ticker: B }));
      expect(dollars(exchange, "x")).toBe(97.2); // +1.20, nothing more locked
      expect(allMoney(exchange)).toBe(200 * DOLLAR);
    });

    it.each([
      [A, 100 + 7.2 - 10],
      [B, 100 + 7.2 - 4],
      [C, 100 + 7.2],
    ])("pays what is due when %s wins", (winner, expected) => {
      const { exchange } = open({ x: 100, y: 100 }, rules);
      place(exchange, "y", order("bid", 60, 10));
      place(exchange, "y", order("bid", 30, 4, { ticker: B }));
      place(exchange, "x", order("ask", 60, 10));
      place(exchange, "x", order("ask", 30, 4, { ticker: B }));
      exchange.settle("EVENT", winner, later(1));
      expect(dollars(exchange, "x")).toBeCloseTo(expected, 9);
      expect(allMoney(exchange)).toBe(200 * DOLLAR);
    });

    it("may refuse to buy back a short for want of cash", () => {
      const { exchange } = open({ x: 10, y: 100 }, rules);
      place(exchange, "y", order("bid", 60, 10));
      place(exchange, "y", order("bid", 60, 10, { ticker: B }));
      place(exchange, "x", order("ask", 60, 10));
      place(exchange, "x", order("ask", 60, 10, { ticker: B }));
      place(exchange, "x", order("bid", 55, 20, { ticker: C })); // $11 of the $12 that are free
      expect(exchange.create("x", order("bid", 62, 2), T0)).toMatchObject({ code: "insufficient-balance" });
      expect(place(exchange, "x", order("bid", 62, 1)).ok).toBe(true);
    });
  });
});
