import fc from "fast-check";
import { expect, test } from "vitest";
import { Ledger } from "../../../src/engine/ledger.ts";
import { DOLLAR, type Money, type Price, type Quantity } from "../../../src/market/units.ts";
import { broughtForward } from "../../../src/venue/kalshi/account-reading.ts";

const fills = fc.array(
  fc.record({
    ticker: fc.constantFrom("A", "B", "C"),
    side: fc.constantFrom("bid" as const, "ask" as const),
    price: fc.integer({ min: 1, max: 9_999 }).map((at) => at as Price),
    quantity: fc.integer({ min: 1, max: 2_000 }).map((size) => size as Quantity),
    fee: fc.integer({ min: -10_000, max: 100_000 }).map((micros) => micros as Money),
  }),
  { maxLength: 30 },
);

test("a reading brought forward over fills is what the books say after them, wherever it was taken", () => {
  fc.assert(
    fc.property(fills, fc.nat(30), (made, cut) => {
      const opening = (1_000 * DOLLAR) as Money;
      const [earlier, later] = [new Ledger(opening), new Ledger(opening)];
      const numbered = made.map((fill, at) => ({ ...fill, tradeId: `${at}` }));
      for (const fill of numbered.slice(0, cut)) earlier.applyFill(fill);
      for (const fill of numbered) later.applyFill(fill);
      const held = (ledger: Ledger) =>
        [...ledger.tickers()]
          .map((ticker) => ({ ticker, position: ledger.position(ticker) }))
          .filter(({ position }) => position !== 0);
      const reading = { positions: held(earlier), balance: earlier.exchangeBalance() };
      const forward = broughtForward(reading, numbered.slice(cut));
      const byTicker = (positions: ReturnType<typeof held>) =>
        new Map(positions.map(({ ticker, position }) => [ticker, position]));
      expect(byTicker([...forward.positions])).toEqual(byTicker(held(later)));
      expect(forward.balance).toBe(later.exchangeBalance());
    }),
  );
});
