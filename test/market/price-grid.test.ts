import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PriceGrid, type PriceRange } from "../../src/market/price-grid.ts";
import { PRICE_ONE, type Price, price, UnitError } from "../../src/market/units.ts";

/** Stretches in 1/100 cent: [start, end, step]. */
function ranges(...stretches: readonly (readonly [number, number, number])[]): PriceRange[] {
  return stretches.map(([start, end, step]) => ({ start: price(start), end: price(end), step }));
}

/** Every structure the exchange documents. */
const STRUCTURES = {
  linear_cent: ranges([0, 10_000, 100]),
  deci_cent: ranges([0, 10_000, 10]),
  tapered_deci_cent: ranges([0, 1_000, 10], [1_000, 9_000, 100], [9_000, 10_000, 10]),
  center_whole_edge_half_cent: ranges([0, 1_000, 50], [1_000, 9_000, 100], [9_000, 10_000, 50]),
  center_half_edge_quint_cent: ranges([0, 1_000, 20], [1_000, 9_000, 50], [9_000, 10_000, 20]),
  center_centi_edge_centi_cent: ranges([0, 10_000, 1]),
  center_deci_edge_centi_cent: ranges([0, 100, 1], [100, 9_900, 10], [9_900, 10_000, 1]),
  inner: ranges([200, 9_800, 100]),
} as const;

/** The same prices, found by asking of each of the 9,999 whether a range holds it. */
function listed(structure: readonly PriceRange[]): number[] {
  return Array.from({ length: 9_999 }, (_, i) => i + 1).filter((at) =>
    structure.some(({ start, end, step }) => at >= start && at <= end && (at - start) % step === 0),
  );
}

describe.each(Object.entries(STRUCTURES))("%s", (_, structure) => {
  const grid = new PriceGrid(structure);
  const prices = listed(structure);

  test("holds the prices of its ranges strictly inside 0 and $1, and no others", () => {
    expect(grid.lowest).toBe(prices[0]);
    expect(grid.highest).toBe(prices.at(-1));
    for (let at = 0; at <= PRICE_ONE; at++) {
      if (grid.includes(at as Price) !== prices.includes(at)) throw new Error(`${at} is wrongly on or off the grid`);
    }
  });

  test("rounds down, up and steps as the list of its prices says", () => {
    fc.assert(
      fc.property(fc.integer({ min: -5_000, max: 15_000 }), fc.constantFrom(0, 0.3, 0.7), (whole, part) => {
        const ticks = whole + part;
        expect(grid.floor(ticks / 100)).toBe(prices.findLast((at) => at <= ticks));
        expect(grid.ceil(ticks / 100)).toBe(prices.find((at) => at >= ticks));
        if (whole < 0 || whole > PRICE_ONE) return;
        expect(grid.below(whole as Price)).toBe(prices.findLast((at) => at < whole));
        expect(grid.above(whole as Price)).toBe(prices.find((at) => at > whole));
      }),
      { numRuns: 400, seed: 11 },
    );
  });

  test("what floating point does to a grid price in cents doesn't move it", () => {
    for (const at of prices) {
      for (const noise of [-9e-10, -1e-13, 1e-13, 9e-10]) {
        if (grid.floor(at / 100 + noise) !== at || grid.ceil(at / 100 + noise) !== at) {
          throw new Error(`${at} moves under ${noise}`);
        }
      }
    }
  });
});

describe("rounding", () => {
  const cents = PriceGrid.wholeCents();

  test("the tolerance is 1e-9 of a cent and no more", () => {
    expect(cents.floor(47 - 0.9e-9)).toBe(4_700);
    expect(cents.floor(47 - 1.1e-9)).toBe(4_600);
    expect(cents.ceil(47 + 0.9e-9)).toBe(4_700);
    expect(cents.ceil(47 + 1.1e-9)).toBe(4_800);
  });

  test("there is nothing below the lowest or above the highest price", () => {
    expect(cents.floor(0.99)).toBeUndefined();
    expect(cents.ceil(99.01)).toBeUndefined();
    expect(cents.floor(-3)).toBeUndefined();
    expect(cents.ceil(-3)).toBe(100);
    expect(cents.floor(250)).toBe(9_900);
    expect(cents.below(price(100))).toBeUndefined();
    expect(cents.above(price(9_900))).toBeUndefined();
  });

  test("a price that is not a number has no neighbours", () => {
    expect(cents.floor(Number.NaN)).toBeUndefined();
    expect(cents.ceil(Number.NaN)).toBeUndefined();
  });
});

describe("ranges that make no grid", () => {
  test.each([
    ["none", [], "is empty"],
    ["a gap", ranges([0, 1_000, 100], [1_100, 10_000, 100]), "does not continue the range that ends at 1000"],
    ["an overlap", ranges([0, 1_000, 100], [900, 10_000, 100]), "does not continue"],
    ["a step that does not divide its range", ranges([0, 10_000, 300]), "is not a whole number of steps"],
    ["no length", ranges([500, 500, 100]), "is not a whole number of steps"],
    ["a step of zero", ranges([0, 10_000, 0]), "is not a positive tick"],
    ["a step under a tick", ranges([0, 10_000, 0.5]), "is not a positive tick"],
    ["nothing between 0 and $1", ranges([0, 10_000, 10_000]), "has no price strictly between"],
  ])("%s", (_, wrong, message) => {
    expect(() => new PriceGrid(wrong)).toThrow(UnitError);
    expect(() => new PriceGrid(wrong)).toThrow(message);
  });
});
