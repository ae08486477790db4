import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FeeSchedule } from "../../../src/market/event.ts";
import { type Price, price, type Quantity, quantity, type Side } from "../../../src/market/units.ts";
import { charge, type Precision, payoutRounding, rounded } from "../../../src/venue/sim/fee-charge.ts";
import { FEES, immediate, later, open, order, place } from "./trading-floor.ts";

const bought = (at: number, size: number) => ({ side: "bid" as const, price: price(at), quantity: quantity(size) });

describe("the charge for a fill", () => {
  // revenue and trade fee of each of three fills; then rounding, accumulator before the rebate, rebate and net fee
  it.each([
    [
      "3 contracts at $0.055",
      [-0.055, 0.0085],
      [
        [0.0065, 0.0065, 0, 0.015],
        [0.0065, 0.013, 0.01, 0.005],
        [0.0065, 0.0095, 0, 0.015],
      ],
    ],
    [
      "0.90 contracts at $0.50",
      [-0.15, 0.0041],
      [
        [0.0059, 0.0059, 0, 0.01],
        [0.0059, 0.0118, 0.01, 0],
        [0.0059, 0.0077, 0, 0.01],
      ],
    ],
    [
      "0.09 contracts at $0.3301",
      [-0.009903, 0.0005],
      [
        [0.009597, 0.009597, 0, 0.010097],
        [0.009597, 0.019194, 0.01, 0.000097],
        [0.009597, 0.018791, 0.01, 0.000097],
      ],
    ],
  ] as const)("is rounded as in the exchange's own example: %s in three fills", (_, [revenue, tradeFee], expected) => {
    let accumulated = 0;
    const fills = expected.map(() => {
      const fill = rounded(Math.round(revenue * 1e6), Math.round(tradeFee * 1e6), "cent", accumulated);
      accumulated = fill.accumulated;
      return [fill.rounding, fill.accumulated + fill.rebate, fill.rebate, fill.net].map((amount) => amount / 1e6);
    });
    expect(fills).toEqual(expected);
  });

  it("gives nothing back while the rounding is a cent and not more", () => {
    expect(rounded(-150_000, 5_000, "cent", 5_000)).toMatchObject({ rounding: 5_000, rebate: 0, accumulated: 10_000 });
    expect(rounded(-150_000, 4_900, "cent", 5_000)).toMatchObject({ rounding: 5_100, rebate: 10_000, net: 0 });
  });

  it.each([
    ["taker", 5_200, 1, 0.0175],
    ["taker", 9_900, 1, 0.0007],
    ["maker", 6_700, 2, 0.0078],
    ["maker", 1_200, 2, 0.0037],
  ] as const)("of a direct member is what was seen live: %s at %i, %i contracts", (role, at, contracts, dollars) => {
    expect(charge(FEES, role, bought(at, contracts * 100), "centicent", 0).net / 1e6).toBe(dollars);
  });

  it("is nothing for makers of a quadratic series, and for anybody at multiplier 0, but for the rounding", () => {
    const fill = bought(5_500, 30);
    const quadratic: FeeSchedule = { type: "quadratic", multiplier: 1 };
    expect(charge(quadratic, "maker", fill, "centicent", 0).net).toBe(0);
    expect(charge({ ...FEES, multiplier: 0 }, "taker", fill, "centicent", 0).net).toBe(0);
    expect(charge({ ...FEES, multiplier: 0 }, "taker", fill, "cent", 0)).toMatchObject({
      tradeFee: 0,
      rounding: 5_000,
    });
  });

  it("rounds the change of the balance down to the account's precision, and never pays anybody for trading", () => {
    const anyFill = fc.record({
      side: fc.constantFrom<Side>("bid", "ask"),
      price: fc.integer({ min: 1, max: 9_999 }).map((at) => at as Price),
      quantity: fc.integer({ min: 1, max: 100_000 }).map((size) => size as Quantity),
    });
    fc.assert(
      fc.property(
        anyFill,
        fc.constantFrom<Precision>("cent", "centicent"),
        fc.constantFrom("maker" as const, "taker" as const),
        fc.constantFrom(0, 0.5, 1, 2),
        fc.integer({ min: 0, max: 19_999 }),
        (fill, precision, role, multiplier, accumulated) => {
          const schedule = { ...FEES, multiplier };
          const unit = precision === "cent" ? 10_000 : 100;
          const {
            tradeFee,
            rounding,
            rebate,
            net,
            accumulated: left,
          } = charge(schedule, role, fill, precision, accumulated);
          const rate = (role === "maker" ? 0.0175 : 0.07) * multiplier;
          const exact = ((rate * fill.quantity) / 100) * (fill.price / 1e4) * (1 - fill.price / 1e4) * 1e6;
          expect(tradeFee % 100).toBe(0);
          expect(tradeFee).toBeGreaterThanOrEqual(exact - 1e-3);
          expect(tradeFee).toBeLessThan(exact + 100 + 1e-3);
          const cash = (fill.side === "bid" ? -1 : 1) * fill.price * fill.quantity;
          expect(Math.abs((cash - net) % unit)).toBe(0);
          expect(rounding).toBeGreaterThanOrEqual(0);
          expect(rounding).toBeLessThan(unit);
          expect([0, 10_000]).toContain(rebate);
          expect(net).toBe(tradeFee + rounding - rebate);
          expect(net).toBeGreaterThanOrEqual(0);
          expect(left).toBe(accumulated + rounding - rebate);
        },
      ),
    );
  });

  it("loses less than a cent of a payout", () => {
    // the exchange's example: 10.60 contracts at $0.5970 are $6.3282, paid as $6.32
    expect(payoutRounding(price(5_970), quantity(1_060))).toBe(8_200);
    expect(payoutRounding(price(10_000), quantity(1_337))).toBe(0);
  });
});

describe("rounding on the exchange", () => {
  const cents = { terms: { y: { precision: "cent" } }, fees: FEES } as const;

  it("gives a whole cent back per order, over fills as taker and as maker", () => {
    const { exchange, facts } = open({ x: 100, y: 100, z: 100 }, cents);
    place(exchange, "x", order("ask", 50, 0.3));
    const taker = place(exchange, "y", order("bid", 50, 0.9)); // takes 0.30, rests 0.60
    expect(taker).toMatchObject({ taken: 30, fees: 10_000, order: { takerFees: 10_000, remaining: 60 } });
    // trade fee 0.0053 rounds up to cents by 0.0047 on a revenue of -0.15: 0.0100 in all
    place(exchange, "z", order("ask", 50, 0.3, immediate), later(1));
    place(exchange, "z", order("ask", 50, 0.3, immediate), later(2));
    const own = facts.flatMap((fact) => (fact.type === "fill" && fact.order.account === "y" ? [fact.fee] : []));
    // as maker: trade fee 0.0014, rounding 0.0086; the order has paid 0.0047 + 0.0086 > 0.01 for rounding: a cent back, twice
    expect(own).toEqual([10_000, 0, 0]);
    expect(exchange.balance("y")).toBe(100e6 - 3 * 150_000 - 10_000);
    expect(exchange.roundingKept).toBe(4_700 + 2 * 8_600 - 20_000);
  });

  it("adds up within one sweep", () => {
    const { exchange, facts } = open({ x: 100, y: 100 }, cents);
    for (let n = 0; n < 3; n++) place(exchange, "x", order("ask", 50, 0.3));
    const { fees } = place(exchange, "y", order("bid", 50, 0.9, immediate));
    const own = facts.flatMap((fact) => (fact.type === "fill" && fact.order.account === "y" ? [fact.fee] : []));
    expect(own).toEqual([10_000, 10_000, 0]); // rounding of 0.0047, 0.0094, 0.0141
    expect(fees).toBe(20_000);
  });

  it("starts anew with each order", () => {
    const { exchange, facts } = open({ x: 100, y: 100 }, cents);
    place(exchange, "x", order("ask", 50, 9));
    for (let n = 0; n < 3; n++) place(exchange, "y", order("bid", 50, 0.3, immediate));
    const own = facts.flatMap((fact) => (fact.type === "fill" && fact.order.account === "y" ? [fact.fee] : []));
    expect(own).toEqual([10_000, 10_000, 10_000]);
  });

  it.each([
    [true, 10_000],
    [false, 5_300],
  ])("is in the fee that is reported, or not (%s)", (feeCostIncludesRounding, feeCost) => {
    const { exchange } = open({ x: 100, y: 100 }, { ...cents, rules: { feeCostIncludesRounding } });
    place(exchange, "x", order("ask", 50, 0.3));
    place(exchange, "y", order("bid", 50, 0.3, immediate));
    expect(exchange.records("y").fills).toMatchObject([{ fee: 10_000, feeCost }]);
    expect(exchange.balance("y")).toBe(100e6 - 160_000);
  });
});
