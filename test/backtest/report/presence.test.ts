import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inventory, uptime } from "../../../src/backtest/report/presence.ts";
import type { Time } from "../../../src/market/units.ts";
import { type FillWords, legOf, QUOTED } from "./outcomes.ts";

describe("quote uptime", () => {
  test("is a share of the time in which legs were tradable, all legs together", () => {
    const silent = { ...QUOTED, to: 7_200_000 as Time, bidMs: 0, askMs: 0, bothMs: 0 };
    const legs = [legOf({ value: 0 }), legOf({ value: 0, quoteTime: silent })]; // of three hours, in the first alone
    expect(uptime(legs)).toEqual({ tradableMs: 10_800_000, bid: 0.5 / 3, ask: 0.25 / 3, both: 0.25 / 3, any: 0.5 / 3 });
  });

  test("can't be said of no time", () => {
    expect(uptime([])).toEqual({ tradableMs: 0, bid: undefined, ask: undefined, both: undefined, any: undefined });
  });
});

describe("inventory", () => {
  test("is what was held times how long, long or short", () => {
    const fills: FillWords[] = [
      { at: 600, side: "bid", contracts: 4, price: 50 },
      { at: 1_200, side: "ask", contracts: 10, price: 50 },
      { at: 3_000, side: "bid", contracts: 6, price: 50 },
    ];
    // 4 for 600 s, 6 short for 1,800 s, nothing for 600 s, of an hour
    const { meanContracts, largestContracts } = inventory([legOf({ value: 0, fills })]);
    expect(meanContracts).toBeCloseTo((4 * 600 + 6 * 1_800) / 3_600, 12);
    expect(largestContracts).toBe(6);
    expect(inventory([])).toEqual({ meanContracts: undefined, largestContracts: 0 });
  });

  test("is the same as looking every second", () => {
    const fill: fc.Arbitrary<FillWords> = fc.record({
      at: fc.nat(60),
      side: fc.constantFrom("bid", "ask"),
      contracts: fc.integer({ min: 1, max: 9 }),
      price: fc.constant(50),
    });
    fc.assert(
      fc.property(
        fc.array(fill, { maxLength: 6 }),
        fc.nat(20),
        fc.integer({ min: 1, max: 30 }),
        (words, from, length) => {
          const fills = words.toSorted((a, b) => a.at - b.at);
          const quoteTime = { ...QUOTED, from: (from * 1_000) as Time, to: ((from + length) * 1_000) as Time };
          let held = 0;
          for (let second = from; second < from + length; second += 1) {
            const until = fills.filter(({ at }) => at <= second);
            held += Math.abs(
              until.reduce((sum, { side, contracts }) => sum + (side === "bid" ? contracts : -contracts), 0),
            );
          }
          expect(inventory([legOf({ value: 0, fills, quoteTime })]).meanContracts).toBeCloseTo(held / length, 9);
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  });
});
