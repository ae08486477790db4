import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Money, Position, Price, Quantity, Side } from "../../src/market/units.ts";
import type { LegExposure, LiveOrder } from "../../src/risk/limits.ts";
import { WorstCase } from "../../src/risk/worst-case.ts";
import { anyInstance, anyOrder, endings, resultOf, subsets, worstResult } from "./brute-force.ts";

const leg = (ticker: string, contracts: number, averageCents = 0): LegExposure => ({
  ticker,
  position: (contracts * 100) as Position,
  costBasis: (contracts * averageCents * 10_000) as Money,
});
const order = (ticker: string, side: Side, cents: number, contracts: number): LiveOrder => ({
  ticker,
  side,
  price: (cents * 100) as Price,
  remaining: (contracts * 100) as Quantity,
});
const dollars = (amount: number): number => amount * 1_000_000;
const worstOf = (mutuallyExclusive: boolean, legs: LegExposure[], orders: LiveOrder[] = []): number =>
  new WorstCase({ mutuallyExclusive, legs, orders }).worst.result;

describe("the event's worst case", () => {
  it.each([
    ["nothing held", [leg("A", 0), leg("B", 0)], [], 0, 0],
    ["10 YES at 40c lose $4", [leg("A", 10, 40), leg("B", 0)], [], -4, -4],
    ["10 NO sold at 40c lose $6 when the leg wins", [leg("A", -10, 40), leg("B", 0)], [], -6, -6],
    // -10 A at 40 and -5 B at 30. A wins: -6.00 + 1.50; B wins: +4.00 - 3.50. Independent: -6.00 - 3.50.
    ["two shorts hedge each other", [leg("A", -10, 40), leg("B", -5, 30)], [], -4.5, -9.5],
    // No leg wins: -4.00 - 3.00; A wins: +6.00 - 3.00.
    ["two longs both lose when neither wins", [leg("A", 10, 40), leg("B", 10, 30)], [], -7, -7],
    ["a bid counts where its leg loses", [leg("A", 0), leg("B", 0)], [order("A", "bid", 47, 2)], -0.94, -0.94],
    ["an ask counts where its leg wins", [leg("A", 0), leg("B", 0)], [order("A", "ask", 53, 2)], -0.94, -0.94],
    // A loses: bid -0.47; A wins: ask -0.47. Never both.
    [
      "the two quotes of a leg never hurt together",
      [leg("A", 0)],
      [order("A", "bid", 47, 1), order("A", "ask", 53, 1)],
      -0.47,
      -0.47,
    ],
    // Nobody: -0.47 - 0.27; A wins: A's ask -0.47, B's bid -0.27; B wins: -0.47 - 0.67.
    [
      "quotes on two legs",
      [leg("A", 0), leg("B", 0)],
      [order("A", "bid", 47, 1), order("A", "ask", 53, 1), order("B", "bid", 27, 1), order("B", "ask", 33, 1)],
      -1.14,
      -1.14,
    ],
  ])("%s", (_, legs, orders, exclusive, independent) => {
    expect(worstOf(true, legs, orders)).toBe(dollars(exclusive));
    expect(worstOf(false, legs, orders)).toBe(dollars(independent));
  });

  it("names the winner that is worst, or none", () => {
    const shorts = [leg("A", -1, 50), leg("B", -9, 50)];
    expect(new WorstCase({ mutuallyExclusive: true, legs: shorts, orders: [] }).worst.winners).toEqual(["B"]);
    const longs = [leg("A", 1, 50), leg("B", 9, 50)];
    expect(new WorstCase({ mutuallyExclusive: true, legs: longs, orders: [] }).worst.winners).toEqual([]);
    expect(new WorstCase({ mutuallyExclusive: false, legs: shorts, orders: [] }).worst.winners).toEqual(["A", "B"]);
  });

  it("of an event without a listed leg is nothing", () => {
    expect(worstOf(true, [])).toBe(0);
    expect(worstOf(false, [])).toBe(0);
  });

  it("refuses an order in a leg that is not listed", () => {
    const ask = (): number => worstOf(true, [leg("A", 0)], [order("B", "bid", 50, 1)]);
    expect(ask).toThrow(/"B" is not a leg/);
  });

  it("counts the fee of a fill, and a fill that helps less than its fee", () => {
    const feeBound = (): Money => 20_000 as Money; // 2c a contract
    const at99 = { mutuallyExclusive: true, legs: [leg("A", 0)], orders: [order("A", "bid", 99, 1)], feeBound };
    const result = new WorstCase(at99).legResult("A");
    expect(result.ifLoses).toBe(dollars(-1.01));
    expect(result.ifWins).toBe(dollars(-0.01));
  });

  it("is what trying every subset of fills in every outcome gives", () => {
    fc.assert(
      fc.property(anyInstance, fc.integer({ min: 0, max: 300 }), (instance, hundreds) => {
        const fee = hundreds * 100;
        const feeBound = (): Money => fee as Money;
        expect(new WorstCase({ ...instance, feeBound }).worst.result).toBe(worstResult(instance, fee));
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it("is never better than a tie that shares the dollar between two winners, or all", () => {
    fc.assert(
      fc.property(anyInstance, (drawn) => {
        const { legs, orders } = drawn;
        const { result } = new WorstCase({ ...drawn, mutuallyExclusive: true }).worst;
        const tickers = legs.map(({ ticker }) => ticker);
        for (const tied of [tickers, tickers.slice(0, 2), tickers.slice(-2)]) {
          if (tied.length === 0) continue;
          for (const filled of subsets(orders)) {
            const shared = tied.reduce((sum, ticker) => sum + resultOf(legs, filled, [ticker]), 0) / tied.length;
            expect(shared).toBeGreaterThanOrEqual(result);
          }
        }
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it("is, outcome by outcome, what trying every subset of fills gives", () => {
    fc.assert(
      fc.property(anyInstance, (drawn) => {
        const instance = { ...drawn, mutuallyExclusive: true };
        const worstPer = endings(instance).map((winners) => ({
          winners,
          result: Math.min(...[...subsets(instance.orders)].map((filled) => resultOf(instance.legs, filled, winners))),
        }));
        expect(new WorstCase(instance).outcomes()).toEqual(worstPer);
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it("after one more order is what it would be had the order been among the rest", () => {
    const withCandidate = anyInstance.chain((instance) =>
      fc.tuple(fc.constant(instance), anyOrder(instance.legs.map(({ ticker }) => ticker))),
    );
    fc.assert(
      fc.property(withCandidate, ([instance, candidate]) => {
        const before = new WorstCase(instance);
        const then = worstResult({ ...instance, orders: [...instance.orders, candidate] });
        expect(before.worstAfter(candidate)).toBe(then);
        expect(then).toBeLessThanOrEqual(before.worst.result); // an order never makes it better
      }),
      { numRuns: 150, seed: 3 },
    );
  });
});
