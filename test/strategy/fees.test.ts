import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FeeSchedule } from "../../src/market/event.ts";
import {
  price,
  priceFromDollars,
  quantity,
  quantityFromContracts,
  type Side,
  toDollars,
  UnitError,
} from "../../src/market/units.ts";
import { type FeeRole, fee } from "../../src/strategy/fees.ts";

const WITH_MAKERS: FeeSchedule = { type: "quadratic_with_maker_fees", multiplier: 1 };
const QUADRATIC: FeeSchedule = { type: "quadratic", multiplier: 1 };

function dollars(schedule: FeeSchedule, role: FeeRole, contracts: number, at: string, side: Side = "bid"): number {
  return toDollars(fee(schedule, role, priceFromDollars(at), quantityFromContracts(contracts), side));
}

describe("fees the exchange charged", () => {
  test.each([
    ["taker", 1, "0.52", 0.0175],
    ["taker", 1, "0.99", 0.0007],
    ["maker", 2, "0.67", 0.0078],
    ["maker", 2, "0.12", 0.0037],
  ] as const)("%s of %s at %s: $%s", (role, contracts, at, charged) => {
    expect(dollars(WITH_MAKERS, role, contracts, at)).toBe(charged);
    expect(dollars(WITH_MAKERS, role, contracts, at, "ask")).toBe(charged);
  });
});

describe("fees worked by hand", () => {
  test.each([
    ["100 at 50c: 0.07 x 100 x 0.25 = 1.75", WITH_MAKERS, "taker", 100, "0.5", 1.75],
    ["100 at 50c: 0.0175 x 100 x 0.25 = 0.4375", WITH_MAKERS, "maker", 100, "0.5", 0.4375],
    ["1 at 50c: 0.004375, up", WITH_MAKERS, "maker", 1, "0.5", 0.0044],
    ["1 at 1c: 0.00017325, up", WITH_MAKERS, "maker", 1, "0.01", 0.0002],
    ["half the rate: 0.21875 up", { type: "quadratic_with_maker_fees", multiplier: 0.5 }, "maker", 100, "0.5", 0.2188],
    ["twice the rate", { type: "quadratic", multiplier: 2 }, "taker", 100, "0.5", 3.5],
    ["0.0001 of the rate: 0.000175 up", { type: "quadratic", multiplier: 0.0001 }, "taker", 100, "0.5", 0.0002],
    ["the quadratic schedule charges takers", QUADRATIC, "taker", 1, "0.52", 0.0175],
    ["... and not makers", QUADRATIC, "maker", 1000, "0.5", 0],
    ["nobody with multiplier 0", { type: "quadratic_with_maker_fees", multiplier: 0 }, "taker", 1000, "0.5", 0],
    ["a contract at 0 or $1 has no fee", WITH_MAKERS, "taker", 10, "1", 0],
    ["no contract, no fee", WITH_MAKERS, "taker", 0, "0.5", 0],
  ] as const)("%s", (_, schedule, role, contracts, at, expected) => {
    expect(dollars(schedule, role, contracts, at)).toBe(expected);
  });

  test("a fractional quantity at a sub-cent price is rounded for the cost of its side", () => {
    // 0.33 at $0.4725: 0.07 x 0.33 x 0.4725 x 0.5275 = 0.00575750... A purchase costs 0.155925: with 0.005775 it is 0.1617.
    // A sale puts up 0.33 x 0.5275 = 0.174075: with 0.005825 it is 0.1799.
    expect(dollars(WITH_MAKERS, "taker", 0.33, "0.4725", "bid")).toBe(0.005775);
    expect(dollars(WITH_MAKERS, "taker", 0.33, "0.4725", "ask")).toBe(0.005825);
  });
});

describe("every fee", () => {
  test("covers the exact one, by less than $0.0001, and makes cost and fee whole $0.0001", () => {
    const multipliers = fc.integer({ min: 1, max: 50_000 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_999 }),
        fc.integer({ min: 1, max: 5_000_000 }),
        multipliers,
        fc.constantFrom("maker" as const, "taker" as const),
        fc.constantFrom("bid" as const, "ask" as const),
        (at, size, multiplier, role, side) => {
          const schedule: FeeSchedule = { type: "quadratic_with_maker_fees", multiplier: multiplier / 10_000 };
          const charged = fee(schedule, role, price(at), quantity(size), side);
          // Both sides in 1e-12 micro-dollars, so that nothing is divided.
          const rate = role === "maker" ? 175n : 700n;
          const exact = rate * BigInt(multiplier) * BigInt(size) * BigInt(at) * BigInt(10_000 - at);
          const scaled = BigInt(charged) * 10n ** 12n;
          expect(scaled >= exact).toBe(true);
          expect(scaled < exact + 100n * 10n ** 12n).toBe(true);
          const paid = size * (side === "bid" ? at : 10_000 - at);
          expect((paid + charged) % 100).toBe(0);
        },
      ),
      { numRuns: 500, seed: 7 },
    );
  });

  test.each([-1, 0.00001, Number.NaN, Number.POSITIVE_INFINITY])("a multiplier of %s is refused", (multiplier) => {
    const schedule: FeeSchedule = { type: "quadratic", multiplier };
    expect(() => fee(schedule, "taker", price(5_000), quantity(100))).toThrow(UnitError);
    expect(() => fee(schedule, "taker", price(5_000), quantity(100))).toThrow(/fee_multiplier/);
  });
});
