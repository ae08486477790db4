import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Money, Position, Price, Quantity, Side } from "../../src/market/units.ts";
import { Affordability, returnedCollateral } from "../../src/risk/affordability.ts";
import type { LegExposure, LiveOrder } from "../../src/risk/limits.ts";
import { anyInstance, anyOrder, type Instance, lowestChangeOff, lowestReachable } from "./brute-force.ts";

const order = (ticker: string, side: Side, cents: number, contracts: number): LiveOrder => ({
  ticker,
  side,
  price: (cents * 100) as Price,
  remaining: (contracts * 100) as Quantity,
});
const usd = (amount: number): Money => Math.round(amount * 1_000_000) as Money;
const held = (contracts: Record<string, number>): LegExposure[] =>
  Object.entries(contracts).map(([ticker, count]) => {
    return { ticker, position: (count * 100) as Position, costBasis: usd(count * 0.37) };
  });

function lowest(contracts: Record<string, number>, orders: LiveOrder[], mutuallyExclusive = true): [number, number] {
  const balance = usd(100);
  const { returnOff, returnOn } = new Affordability({ mutuallyExclusive, legs: held(contracts), orders, balance })
    .lowest;
  return [returnOff / 1e6, returnOn / 1e6];
}

describe("the lowest balance, return off and on", () => {
  it.each<[string, Record<string, number>, LiveOrder[], number, number]>([
    ["nothing live", { A: 0, B: 0 }, [], 100, 100],
    ["a bid costs its price", { A: 0, B: 0 }, [order("A", "bid", 47, 2)], 99.06, 99.06],
    ["an ask costs $1 less its price", { A: 0, B: 0 }, [order("A", "ask", 53, 2)], 99.06, 99.06],
    ["selling what is there costs nothing", { A: 2, B: 0 }, [order("A", "ask", 53, 2)], 100, 100],
    // Two bring $1.06; the third then takes $0.47 of it.
    ["selling through zero costs no more than the sale brings", { A: 2, B: 0 }, [order("A", "ask", 53, 3)], 100, 100],
    ["buying back the only short brings cash in", { A: -2, B: 0 }, [order("A", "bid", 47, 2)], 100, 100],
    // A ties up $10 and B's $5 came back when they were sold: bought back, they bring nothing.
    [
      "with return on, a short that hedges a larger one costs its price",
      { A: -10, B: -5 },
      [order("B", "bid", 30, 5)],
      100,
      98.5,
    ],
    [
      "buying back the larger of two shorts brings in what it was ahead",
      { A: -10, B: -5 },
      [order("A", "bid", 30, 5)],
      100,
      100,
    ],
    // 8 cost $5.60, and the largest count falls from 10 to 5 only.
    ["and no more", { A: -10, B: -5 }, [order("A", "bid", 70, 8)], 100, 99.4],
    [
      "both sides of a leg count with return off",
      { A: 0, B: 0 },
      [order("A", "bid", 47, 1), order("A", "ask", 53, 1)],
      99.06,
      99.53,
    ],
    [
      "asks on two legs need the larger alone with return on",
      { A: 0, B: 0 },
      [order("A", "ask", 40, 1), order("B", "ask", 30, 1)],
      98.7,
      99.3,
    ],
  ])("%s", (_, contracts, orders, off, on) => {
    expect(lowest(contracts, orders)).toEqual([off, on]);
  });

  it("is one and the same where legs don't exclude each other: nothing is returned there", () => {
    expect(lowest({ A: -10, B: -5 }, [order("B", "bid", 30, 5)], false)).toEqual([100, 100]);
  });

  it("is what trying every subset of fills gives by the exchange's own conventions", () => {
    fc.assert(
      fc.property(anyInstance, fc.integer({ min: -1_000, max: 1_000 }), (drawn, cents) => {
        const instance: Instance = { ...drawn, mutuallyExclusive: true };
        const balance = usd(cents / 100);
        const { returnOff, returnOn } = new Affordability({ ...instance, balance }).lowest;
        expect(returnOff).toBe(balance + lowestChangeOff(instance));
        expect(returnOn).toBe(balance + lowestReachable(instance, true));
        expect(returnOff).toBeLessThanOrEqual(balance + lowestReachable(instance, false));
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it("after one more order is what it would be had the order been among the rest", () => {
    const withCandidate = anyInstance.chain((instance) =>
      fc.tuple(fc.constant(instance), anyOrder(instance.legs.map(({ ticker }) => ticker))),
    );
    fc.assert(
      fc.property(withCandidate, ([instance, candidate]) => {
        const balance = usd(50);
        const then = new Affordability({ ...instance, orders: [...instance.orders, candidate], balance }).lowest;
        expect(new Affordability({ ...instance, balance }).lowestAfter(candidate)).toEqual(then);
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  it("has the fees of fills in it", () => {
    const feeBound = (): Money => usd(0.01);
    const orders = [order("A", "bid", 47, 2), order("A", "ask", 53, 1)];
    const { returnOff, returnOn } = new Affordability({
      mutuallyExclusive: true,
      legs: held({ A: 0 }),
      orders,
      balance: usd(10),
      feeBound,
    }).lowest;
    expect(returnOff).toBe(usd(10 - 0.94 - 0.02 - 0.47 - 0.01));
    expect(returnOn).toBe(usd(10 - 0.94 - 0.02));
  });
});

describe("what is affordable", () => {
  const at = (balance: number, contracts: Record<string, number>, orders: LiveOrder[] = []): Affordability =>
    new Affordability({ mutuallyExclusive: true, legs: held(contracts), orders, balance: usd(balance) });

  it("keeps the balance at or above the floor, to the micro-dollar", () => {
    const bid = order("A", "bid", 40, 1);
    expect(at(10.4, { A: 0 }).affords(bid, usd(10))).toBe(true);
    expect(at(10.399999, { A: 0 }).affords(bid, usd(10))).toBe(false);
    expect(at(10.8, { A: 0 }, [bid]).affords(bid, usd(10))).toBe(true);
    expect(at(10.799999, { A: 0 }, [bid]).affords(bid, usd(10))).toBe(false);
  });

  it("must hold under both readings", () => {
    const buyBack = order("B", "bid", 30, 5); // costs nothing with return off, $1.50 with it on
    expect(at(11.5, { A: -10, B: -5 }).affords(buyBack, usd(10))).toBe(true);
    expect(at(11.49, { A: -10, B: -5 }).affords(buyBack, usd(10))).toBe(false);
  });

  it("blocks nothing that costs nothing, even below the floor", () => {
    expect(at(3, { A: 5 }).affords(order("A", "ask", 20, 5), usd(10))).toBe(true);
    expect(at(3, { A: -5 }).affords(order("A", "bid", 20, 5), usd(10))).toBe(true);
    expect(at(3, { A: 5 }).affords(order("A", "bid", 20, 1), usd(10))).toBe(false);
  });
});

describe("returned collateral", () => {
  it.each([
    [[], 0],
    [[-300], 0],
    [[-300, -200, -100], 3],
    [[-300, -300], 3],
    [[500, -250, -100], 1],
  ])("of %j hundredths is $%d", (positions, dollars) => {
    expect(returnedCollateral(positions as Position[])).toBe(usd(dollars));
  });
});
