import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contractsSold, FillLogError, markouts, splits } from "../../../src/backtest/report/attribution.ts";
import { takes } from "../scenes.ts";
import { type FillWords, legOf } from "./outcomes.ts";

describe("where gross came from", () => {
  // We buy 10 at 40 with fair at 43; the order that fills us prints at 39, in five minutes it is 41, in an hour 47, and it pays 100.
  const orders = [
    takes(100, "sell", [[10, 39]]),
    takes(350, "buy", [[1, 41]]),
    takes(3_000, "buy", [[1, 47]]),
    takes(9_000, "buy", [[1, 95]]),
  ];
  const bought = legOf({
    value: 100,
    orders,
    fills: [{ at: 100, side: "bid", contracts: 10, price: 40, fair: 43, fee: 4.2 }],
  });
  // We sell 4 at 60 with fair at 58; nobody trades after the order at 62 that fills us, and it pays nothing.
  const sold = legOf({
    value: 0,
    orders: [takes(500, "buy", [[4, 62]])],
    fills: [{ at: 500, side: "ask", contracts: 4, price: 60, fair: 58 }],
  });

  test("by hand, in dollars", () => {
    const [fiveMinutes, hour] = splits([bought, sold]);
    // 10 x 3c + 4 x 2c; 10 x (41 - 43) - 4 x (62 - 58); 10 x (100 - 41) - 4 x (0 - 62)
    expect(fiveMinutes).toEqual({
      afterMs: 300_000,
      spread: 380_000,
      adverseSelection: -360_000,
      inventory: 8_380_000,
    });
    // 10 x (47 - 43) - 16; 10 x (100 - 47) + 248
    expect(hour).toEqual({ afterMs: 3_600_000, spread: 380_000, adverseSelection: 240_000, inventory: 7_780_000 });
    expect(bought.gross + sold.gross).toBe(8_400_000); // 10 x 60c + 4 x 60c
  });

  test("markouts by hand, in cents per contract", () => {
    const { after, settlement } = markouts([bought, sold]);
    expect(after[0]).toBeCloseTo((10 * 1 - 4 * 2) / 14, 12);
    expect(after[1]).toBeCloseTo((10 * 7 - 4 * 2) / 14, 12);
    expect(settlement).toBeCloseTo(840 / 14, 12);
    expect(contractsSold([bought, sold])).toBe(400);
  });

  test("nothing filled has no markout", () => {
    expect(markouts([legOf({ value: 0 })])).toEqual({ after: [undefined, undefined], settlement: undefined });
    expect(splits([]).map(({ spread }) => spread)).toEqual([0, 0]);
  });

  test("adds up to gross to the micro-dollar, from every horizon, whatever the fills", () => {
    const fill: fc.Arbitrary<FillWords> = fc.record({
      at: fc.integer({ min: 0, max: 10_000 }),
      side: fc.constantFrom("bid", "ask"),
      contracts: fc.integer({ min: 1, max: 10_000 }).map((hundredths) => hundredths / 100),
      price: fc.integer({ min: 1, max: 9_999 }).map((ticks) => ticks / 100),
      fair: fc.double({ min: 0, max: 100, noNaN: true }),
      fee: fc.integer({ min: 0, max: 20_000 }).map((micro) => micro / 10_000),
    });
    const prints = fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 99 })), {
      maxLength: 8,
    });
    const value = fc.oneof(
      fc.constantFrom(0, 100),
      fc.integer({ min: 0, max: 10_000 }).map((ticks) => ticks / 100),
    );
    const leg = fc.tuple(fc.array(fill, { maxLength: 8 }), prints, value).map(([fills, printed, worth]) =>
      legOf({
        value: worth,
        fills: fills.toSorted((a, b) => a.at - b.at),
        orders: printed
          .toSorted(([a], [b]) => a - b)
          .map(([at, cents]) =>
            takes(at, "buy", [
              [3, cents],
              [4, 50],
            ]),
          ),
      }),
    );
    fc.assert(
      fc.property(fc.array(leg, { maxLength: 4 }), (legs) => {
        const gross = legs.reduce((sum, each) => sum + each.gross, 0);
        const contracts = legs.reduce((sum, each) => sum + each.contracts, 0);
        for (const { spread, adverseSelection, inventory } of splits(legs)) {
          expect(spread + adverseSelection + inventory).toBe(gross);
        }
        if (contracts > 0) expect(markouts(legs).settlement).toBeCloseTo(gross / 100 / contracts, 9);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  test.each([
    ["fills", "the number of fills is 1 by its fills and 2 by the account"],
    ["contracts", "contracts is 1000"],
    ["fees", "fees is 42000"],
    ["gross", "gross is 6000000"],
    ["net", "net is 5958000"],
  ] as const)("an account whose %s differs is an error", (name, message) => {
    const wrong = { ...bought, [name]: name === "fills" ? 2 : bought[name] + 1 };
    if (name === "gross") Object.assign(wrong, { net: bought.net + 1 });
    if (name === "fees") Object.assign(wrong, { net: bought.net - 1 });
    expect(() => splits([wrong as typeof bought])).toThrow(FillLogError);
    expect(() => splits([wrong as typeof bought])).toThrow(`E-1JAN-A: ${message}`);
  });
});
