import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Money, Position, Price, Quantity, Side } from "../../../src/market/units.ts";
import { Ledger } from "../../../src/venue/sim/ledger.ts";
import { coverOf, requirement } from "../../../src/venue/sim/reserve.ts";

const instrument = { ticker: "A", siblings: ["A"] };
const claim = fc.record({
  side: fc.constantFrom<Side>("bid", "ask"),
  price: fc.integer({ min: 1, max: 99 }).map((cents) => (cents * 100) as Price),
  remaining: fc.integer({ min: 1, max: 900 }).map((size) => size as Quantity),
  fee: fc.integer({ min: 0, max: 100_000 }).map((fee) => fee as Money),
});

describe("requirement", () => {
  it("bears the fills of all claims in any order without overdrawing", () => {
    fc.assert(
      fc.property(
        fc.array(claim, { maxLength: 6 }),
        fc.integer({ min: -1_500, max: 1_500 }),
        fc.nat(),
        (claims, held, order) => {
          const account = new Ledger(false);
          if (held !== 0)
            account.trade(instrument, held > 0 ? "bid" : "ask", 5_000 as Price, Math.abs(held) as Quantity, 0 as Money);
          account.deposit(-account.balance as Money);
          account.deposit(requirement(claims, coverOf(held as Position, false)));

          const left = [...claims];
          for (let rest = order; left.length > 0; rest = Math.floor(rest / 7) + 3) {
            const [{ side, price, remaining, fee }] = left.splice(rest % left.length, 1) as [(typeof claims)[number]];
            account.trade(instrument, side, price, remaining, fee);
            expect(account.balance).toBeGreaterThanOrEqual(0);
          }
        },
      ),
    );
  });

  it("asks for nothing where a held position covers, and for the dearest part where it covers some", () => {
    const bid = (cents: number, contracts: number) =>
      ({
        side: "bid",
        price: (cents * 100) as Price,
        remaining: (contracts * 100) as Quantity,
        fee: 0 as Money,
      }) as const;
    expect(requirement([bid(40, 5)], coverOf(-500 as Position, false))).toBe(0);
    expect(requirement([bid(40, 5), bid(60, 5)], coverOf(-500 as Position, false))).toBe(3_000_000);
    expect(requirement([bid(40, 5)], coverOf(500 as Position, false))).toBe(2_000_000);
    expect(requirement([bid(40, 5)], coverOf(-500 as Position, true))).toBe(2_000_000);
  });
});
