import fc from "fast-check";
import { expect, test } from "vitest";
import { avellanedaStoikov, priceHeldToSettlement, stationaryQuotes } from "../../src/model/optimal-quotes.ts";
import { reference, referencePresent } from "./reference.ts";

interface Row {
  readonly x: number;
  readonly q: number;
  readonly gamma: number;
  readonly sigma2: number;
  readonly tau: number;
  readonly k: number;
  readonly r_x: number;
  readonly half_spread_AS2008: number;
  readonly glft_A: number;
  readonly glft_delta_bid: number;
  readonly glft_delta_ask: number;
  readonly cara_hold_to_resolution_price: number;
}

test.skipIf(!referencePresent)("the reference table of quotes (needs ../shared/data)", () => {
  for (const row of reference<{ readonly quotes: readonly Row[] }>("tables").quotes) {
    const { x, q: inventory, gamma, sigma2, tau: horizon, k } = row;
    const problem = { inventory, gamma, sigma2, horizon, k };
    const { reservation, halfSpread } = avellanedaStoikov(x, problem);
    expect(Math.abs(reservation - row.r_x)).toBeLessThan(1e-9);
    expect(Math.abs(halfSpread - row.half_spread_AS2008)).toBeLessThan(1e-9);
    const { bid, ask } = stationaryQuotes(problem, row.glft_A);
    expect(Math.abs(bid - row.glft_delta_bid)).toBeLessThan(1e-9);
    expect(Math.abs(ask - row.glft_delta_ask)).toBeLessThan(1e-9);
    expect(Math.abs(priceHeldToSettlement(x, inventory, gamma) - row.cara_hold_to_resolution_price)).toBeLessThan(1e-9);
  }
});

// Utility -e^{-gamma W} of q contracts that pay 1 with probability p: the certainty equivalent, differentiated numerically.
test("the price held to settlement is the derivative of the certainty equivalent", () => {
  const equivalent = (p: number, q: number, gamma: number) => -Math.log(1 - p + p * Math.exp(-gamma * q)) / gamma;
  const arbitrary = fc.tuple(
    fc.double({ min: -3, max: 3, noNaN: true }),
    fc.double({ min: -20, max: 20, noNaN: true }),
    fc.double({ min: 0.01, max: 0.3, noNaN: true }),
  );
  fc.assert(
    fc.property(arbitrary, ([x, q, gamma]) => {
      const p = 1 / (1 + Math.exp(-x));
      const slope = (equivalent(p, q + 1e-4, gamma) - equivalent(p, q - 1e-4, gamma)) / 2e-4;
      expect(priceHeldToSettlement(x, q, gamma)).toBeCloseTo(slope, 6);
    }),
  );
});

test("inventory moves both quotes against itself, and nothing else about them", () => {
  const problem = { gamma: 0.1, sigma2: 0.02, k: 1.5 };
  const [flat, long] = [
    stationaryQuotes({ ...problem, inventory: 0 }, 1),
    stationaryQuotes({ ...problem, inventory: 3 }, 1),
  ];
  expect(long.bid).toBeGreaterThan(flat.bid);
  expect(long.ask).toBeLessThan(flat.ask);
  expect(long.bid + long.ask).toBeCloseTo(flat.bid + flat.ask, 12);
});
