import fc from "fast-check";
import { expect, test } from "vitest";
import type { Booked } from "../../../src/app/report/booked.ts";
import { firstInFirstOut } from "../../../src/app/report/fifo.ts";
import { taxCsv } from "../../../src/app/report/tax-csv.ts";
import type { Money, Position, Price, Time } from "../../../src/market/units.ts";

const trade = fc.record({
  leg: fc.constantFrom("A", "B"),
  quantity: fc.integer({ min: -12, max: 12 }).filter((each) => each !== 0),
  price: fc.integer({ min: 1, max: 9_999 }),
});

function booked({ leg, quantity, price }: { leg: string; quantity: number; price: number }): Booked {
  return {
    kind: "fill",
    at: 0 as Time,
    ticker: leg,
    leg,
    quantity: quantity as Position,
    cash: (0 - quantity * price) as Money,
    fee: 0 as Money,
    price: price as Price,
    side: quantity > 0 ? "bid" : "ask",
    fair: undefined,
    tradeId: undefined,
  };
}

test("realises what matching hundredth by hundredth, the oldest first, realises", () => {
  fc.assert(
    fc.property(fc.array(trade, { maxLength: 40 }), (trades) => {
      const open = new Map<string, { sign: number; price: number }[]>();
      const expected = trades.map(({ leg, quantity, price }) => {
        const queue = open.get(leg) ?? [];
        open.set(leg, queue);
        let realised = 0;
        for (let count = 0; count < Math.abs(quantity); count += 1) {
          const oldest = queue[0];
          if (oldest !== undefined && oldest.sign !== Math.sign(quantity)) {
            realised += oldest.sign * (price - oldest.price);
            queue.shift();
          } else queue.push({ sign: Math.sign(quantity), price });
        }
        return realised;
      });
      const { realised, open: costs } = firstInFirstOut(trades.map(booked));
      expect(realised.map((each) => each.realised)).toEqual(expected);
      for (const [leg, queue] of open) {
        expect(costs.get(leg)).toBe(queue.reduce((sum, { sign, price }) => sum + sign * price, 0));
      }
    }),
  );
});

test("loses nothing where a cost can't be split evenly: what is realised less what is open is the cash that moved", () => {
  const odd = fc.record({ quantity: fc.integer({ min: -7, max: 7 }), cash: fc.integer({ min: -1_000, max: 1_000 }) });
  fc.assert(
    fc.property(fc.array(odd, { maxLength: 30 }), (changes) => {
      const all = changes.map(({ quantity, cash }) => ({
        ...booked({ leg: "A", quantity, price: 1 }),
        cash: cash as Money,
      }));
      const { realised, open } = firstInFirstOut(all);
      const sum = realised.reduce((total, each) => total + each.realised, 0);
      expect(sum - (open.get("A") ?? 0)).toBe(changes.reduce((total, { cash }) => total + cash, 0));
    }),
  );
});

test("a row tells the time in New York by its clocks, and nothing in it is a formula", () => {
  const change = { ...booked({ leg: "A", quantity: 150, price: 4_725 }), ticker: '=1+"1"', fee: 1_900 as Money };
  const summer = { ...change, at: Date.UTC(2026, 6, 1, 3, 30) as Time };
  const winter = {
    ...change,
    at: Date.UTC(2026, 11, 1, 3, 30, 0, 25) as Time,
    quantity: -150 as Position,
    cash: 708_750 as Money,
    account: "dry run on kalshi.example",
  };
  const [, first, second] = taxCsv(firstInFirstOut([summer, winter]).realised).split("\n");
  expect(first).toBe(
    `2026-07-01T03:30:00.000Z,2026-06-30T23:30:00.000-04:00,fill,"'=1+""1""",buy,0.472500,1.5,0.000000,0.708750,0.001900,0.000000,FIFO before fees,,rehearsal: nothing was traded`,
  );
  expect(second).toMatch(
    /^2026-12-01T03:30:00\.025Z,2026-11-30T22:30:00\.025-05:00,fill,.*,sell,0\.472500,1\.5,0\.708750,.*,dry run on kalshi\.example: nothing was traded$/,
  );
});
