import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contractValue, type DayStart, Profit, worthOf } from "../../../src/app/watchdog/profit.ts";
import type { Money, Position, Price, Quantity, Side, Time } from "../../../src/market/units.ts";
import type { AccountFill } from "../../../src/venue/kalshi/rest/fills.ts";
import type { Market } from "../../../src/venue/kalshi/rest/market.ts";
import type { Order } from "../../../src/venue/kalshi/rest/orders.ts";

const TICKERS = ["A", "B"];

function fill(id: number, ticker: string, side: Side, price: number, quantity: number, fee: number): AccountFill {
  return { tradeId: `t${id}`, ticker, side, price, quantity, fee } as AccountFill;
}

const arbitraryFill = fc.tuple(
  fc.constantFrom(...TICKERS),
  fc.constantFrom<Side>("bid", "ask"),
  fc.integer({ min: 100, max: 9_900 }),
  fc.integer({ min: 1, max: 500 }),
  fc.integer({ min: 0, max: 20_000 }),
);

describe("what was won", () => {
  test("is what an account in Kalshi's own convention has more in the end, once everything is sold at its value", () => {
    const held = fc.record({ A: fc.integer({ min: -500, max: 500 }), B: fc.integer({ min: -500, max: 500 }) });
    const value = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(
        held,
        fc.tuple(value, value),
        fc.tuple(value, value),
        fc.array(arbitraryFill, { maxLength: 30 }),
        (start, before, now, fills) => {
          // The oracle: a YES costs its price, a NO $1 less it; both are worth the same when they are given back.
          const worth = (positions: Record<string, number>, values: readonly number[]): number =>
            TICKERS.reduce((sum, ticker, index) => {
              const position = positions[ticker]!;
              return sum + (position >= 0 ? position * values[index]! : -position * (10_000 - values[index]!));
            }, 0);
          const positions: Record<string, number> = { ...start };
          let cash = 0;
          for (const [ticker, side, price, quantity, fee] of fills) {
            const shortBefore = Math.max(0, -positions[ticker]!);
            positions[ticker]! += side === "bid" ? quantity : -quantity;
            const shortAfter = Math.max(0, -positions[ticker]!);
            cash += (side === "bid" ? -1 : 1) * quantity * price - fee - (shortAfter - shortBefore) * 10_000;
          }
          const expected = cash + worth(positions, now) - worth(start, before);

          const day: DayStart = {
            date: "2026-11-22",
            asOf: 0 as Time,
            worth: 0 as Money,
            held: Object.fromEntries(
              TICKERS.map((ticker, index) => {
                const position = start[ticker as "A" | "B"] as Position;
                return [ticker, { position, value: (position * before[index]!) as Money }];
              }),
            ),
            known: [],
          };
          const profit = new Profit(day);
          const made = fills.map(([ticker, side, price, quantity, fee], index) =>
            fill(index, ticker, side, price, quantity, fee),
          );
          profit.take(made);
          profit.take(made.toReversed()); // told twice, counted once
          expect(profit.at(new Map(TICKERS.map((ticker, index) => [ticker, now[index]! as Price])))).toBe(expected);
          expect(
            worthOf(
              TICKERS.map((ticker) => ({ ticker, position: positions[ticker] as Position })),
              new Map(TICKERS.map((ticker, index) => [ticker, now[index]! as Price])),
            ),
          ).toBe(worth(positions, now));
        },
      ),
    );
  });

  test("doesn't count what the first look had in it", () => {
    const day = { date: "", asOf: 0 as Time, worth: 0 as Money, held: {}, known: ["t1"] };
    const profit = new Profit(day);
    profit.take([fill(1, "A", "bid", 5_000, 100, 0), fill(2, "A", "ask", 6_000, 100, 1_000)]);
    expect(profit.at(new Map([["A", 6_000 as Price]]))).toBe(-1_000);
  });
});

describe("a contract's value", () => {
  const market = (more: Partial<Market>): Market =>
    ({
      ticker: "A",
      result: "",
      settlementValue: undefined,
      yesBid: 4_000 as Price,
      yesAsk: 4_400 as Price,
      yesBidSize: 500 as Quantity,
      yesAskSize: 500 as Quantity,
      lastPrice: 4_300 as Price,
      volume: 100 as Quantity,
      ...more,
    }) as Market;
  const value = (position: number, more: Partial<Market> = {}, own: readonly Partial<Order>[] = []): number =>
    contractValue(position as Position, market(more), own as readonly Order[]);

  test("is what others bid for a long and ask of a short", () => {
    expect([value(100), value(-100)]).toEqual([4_000, 4_400]);
  });

  test("is the last trade where the best order is our own, or there is none", () => {
    const own = { ticker: "A", side: "bid", price: 4_000, remaining: 500 } as Partial<Order>;
    expect(value(100, {}, [own])).toBe(4_300);
    expect(value(100, {}, [{ ...own, remaining: 400 as Quantity }])).toBe(4_000);
    expect(value(100, { yesBid: 0 as Price })).toBe(4_300);
  });

  test("is the worst there can be where nothing is known", () => {
    const blank = { yesBid: 0 as Price, yesAsk: 10_000 as Price, volume: 0 as Quantity };
    expect([value(100, blank), value(-100, blank)]).toEqual([0, 10_000]);
  });

  test("is the result where there is one", () => {
    expect(value(100, { result: "yes" })).toBe(10_000);
    expect(value(100, { result: "no" })).toBe(0);
    expect(value(100, { settlementValue: 2_500 as Price })).toBe(2_500);
  });
});
