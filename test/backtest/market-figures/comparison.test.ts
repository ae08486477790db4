import { existsSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { tapeFile } from "../../../src/ambient/tape-source.ts";
import { compareFigures, isWithin } from "../../../src/backtest/market-figures/comparison.ts";
import { FITTED_MONTHS } from "../../../src/backtest/market-figures/fitted-months.ts";
import { marketFigures } from "../../../src/backtest/market-figures/market-figures.ts";
import { readTapes, type TapeOrder } from "../../../src/tape/taker-orders.ts";

const TAPE = join(import.meta.dirname, "../../../../shared/data/kxtopmonthly/trades.csv.gz");
const positive = fc.double({ min: 1e-3, max: 1e4, noNaN: true });

describe("a tolerance", () => {
  it("is the same either way round, and holds for what is equal", () => {
    const tolerance = fc.oneof(
      fc.record({ factor: fc.double({ min: 1, max: 9, noNaN: true }) }),
      fc.record({ difference: fc.double({ min: 0, max: 99, noNaN: true }) }),
    );
    fc.assert(
      fc.property(positive, positive, tolerance, (a, b, allowed) => {
        expect(isWithin(a, b, allowed)).toBe(isWithin(b, a, allowed));
        expect(isWithin(a, a, allowed)).toBe(true);
      }),
    );
  });

  it("allows what it says and no more", () => {
    expect(isWithin(199, 100, { factor: 2 })).toBe(true);
    expect(isWithin(201, 100, { factor: 2 })).toBe(false);
    expect(isWithin(49, 100, { factor: 2 })).toBe(false);
    expect(isWithin(0, 100, { factor: 2 })).toBe(false);
    expect(isWithin(0, 0, { factor: 2 })).toBe(true);
    expect(isWithin(0.24, 0.2, { difference: 0.05 })).toBe(true);
    expect(isWithin(0.26, 0.2, { difference: 0.05 })).toBe(false);
  });

  it("holds for nothing that couldn't be measured", () => {
    const compared = compareFigures(
      { ...FITTED_MONTHS, hourlyDispersion: Number.NaN, moved: Number.NaN },
      FITTED_MONTHS,
    );
    expect(compared.filter(({ holds }) => !holds).map(({ name }) => name)).toEqual(["hourlyDispersion", "moved"]);
  });
});

test.skipIf(!existsSync(TAPE))(
  "the months that the crowd was fitted to measure as is written (needs the KXTOPMONTHLY tape)",
  async () => {
    const events = new Map<string, TapeOrder[]>();
    for await (const batch of readTapes([{ name: TAPE, bytes: tapeFile(TAPE) }]))
      for (const order of batch) events.getOrInsertComputed(order.event, () => []).push(order);
    const busy = ["KXTOPMONTHLY-25DEC", "KXTOPMONTHLY-26JAN"].map((event) => events.get(event)!);
    for (const [name, value] of Object.entries(marketFigures(busy)))
      expect(value, name).toBeCloseTo(FITTED_MONTHS[name as keyof typeof FITTED_MONTHS], 1);
  },
);
