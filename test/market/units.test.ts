import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  after,
  cost,
  money,
  opposite,
  parseFixedPoint,
  position,
  price,
  priceFromCents,
  priceFromDollars,
  quantity,
  quantityFromContracts,
  signedQuantity,
  time,
  toCents,
  toContracts,
  toDollars,
  UnitError,
} from "../../src/market/units.ts";

describe("a unit holds its integers and nothing else", () => {
  test.each([
    ["price", price, 0, 10_000],
    ["quantity", quantity, 0, Number.MAX_SAFE_INTEGER],
    ["position", position, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ["money", money, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ["time", time, 0, 8_640_000_000_000_000],
  ] as const)("%s", (name, make, low, high) => {
    expect([make(low), make(high), make(0)]).toEqual([low, high, 0]);
    for (const wrong of [low - 1, high + 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => make(wrong), String(wrong)).toThrow(UnitError);
    }
    expect(() => make(0.5)).toThrow(`${name}: 0.5 is not`);
    expect(Object.is(make(-0), 0)).toBe(true);
  });

  test("an error names the field, the value and what would be right", () => {
    expect(() => price(10_001, "yes_price")).toThrow(
      "yes_price: 10001 is not a price in 1/100 cent (an integer from 0 to 10000)",
    );
    expect(() => price(Number.NaN)).toThrow("price: NaN is not");
  });
});

describe("fixed-point text", () => {
  test.each([
    ["0.4700", 4_700],
    ["0.47", 4_700],
    ["1", 10_000],
    ["0.0001", 1],
    ["0.960000", 9_600],
    ["007.5", 75_000],
    ["-54.00", -540_000],
    ["0", 0],
  ])("%s in 1/10000 is %i", (text, expected) => {
    expect(parseFixedPoint(text, 4, "x")).toBe(expected);
  });

  test("minus nothing is zero", () => {
    expect(Object.is(parseFixedPoint("-0.00", 4, "x"), 0)).toBe(true);
  });

  test.each([
    ["0.47001", "has more than 4 decimals"],
    ["", "is not a decimal number"],
    [".5", "is not a decimal number"],
    ["5.", "is not a decimal number"],
    ["1e3", "is not a decimal number"],
    ["+1", "is not a decimal number"],
    [" 1", "is not a decimal number"],
    ["1,5", "is not a decimal number"],
    ["0x10", "is not a decimal number"],
    ["NaN", "is not a decimal number"],
    ["999999999999999", "is too large to be exact"],
    ["9999999999999999", "is not a decimal number"],
  ])("%j is refused", (text, message) => {
    expect(() => parseFixedPoint(text, 4, "count_fp")).toThrow(`count_fp: ${JSON.stringify(text)} ${message}`);
  });

  test("every count is read back from its own digits", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 0, max: 6 }), (count, decimals) => {
        const digits = String(Math.abs(count)).padStart(decimals + 1, "0");
        const cut = digits.length - decimals;
        const text = `${count < 0 ? "-" : ""}${digits.slice(0, cut)}${decimals > 0 ? `.${digits.slice(cut)}` : ""}`;
        expect(parseFixedPoint(text, decimals, "x")).toBe(count);
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  test("a price in dollars must be a price", () => {
    expect(priceFromDollars("0.4725")).toBe(4_725);
    expect(() => priceFromDollars("1.01", "yes_bid_dollars")).toThrow("yes_bid_dollars: 10100 is not a price");
    expect(() => priceFromDollars("-0.01")).toThrow(UnitError);
  });
});

describe("cents and contracts", () => {
  test("hundredths are exact although they are not in binary", () => {
    for (let ticks = 0; ticks <= 10_000; ticks++) {
      if (priceFromCents(ticks / 100) !== ticks) throw new Error(`${ticks} is misread`);
      if (quantityFromContracts(ticks / 100) !== ticks) throw new Error(`${ticks} is misread`);
    }
  });

  test("anything finer is refused", () => {
    expect(() => priceFromCents(47.251)).toThrow("price: 47.251 has more than two decimals of a cent");
    expect(() => quantityFromContracts(0.001, "count")).toThrow(
      "count: 0.001 has more than two decimals of a contract",
    );
    expect(() => priceFromCents(Number.NaN)).toThrow(UnitError);
  });
});

describe("arithmetic", () => {
  test("10 contracts at 47c cost $4.70, a hundredth of one at a hundredth of a cent a micro-dollar", () => {
    expect(cost(priceFromCents(47), quantityFromContracts(10))).toBe(4_700_000);
    expect(toDollars(cost(priceFromCents(47), quantityFromContracts(10)))).toBe(4.7);
    expect(cost(price(1), quantity(1))).toBe(1);
  });

  test("a bid adds to the position and an ask takes away, and nothing is never minus nothing", () => {
    expect(signedQuantity("bid", quantity(250))).toBe(250);
    expect(signedQuantity("ask", quantity(250))).toBe(-250);
    expect(Object.is(signedQuantity("ask", quantity(0)), 0)).toBe(true);
    expect([opposite("bid"), opposite("ask")]).toEqual(["ask", "bid"]);
  });

  test("reading in larger units", () => {
    expect(toCents(price(4_725))).toBe(47.25);
    expect(toContracts(position(-150))).toBe(-1.5);
    expect(after(time(1_000), -250)).toBe(750);
  });
});
