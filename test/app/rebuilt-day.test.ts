import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rebuiltDay } from "../../src/app/rebuilt-day.ts";
import { DOLLAR, type Money, type Position, type Price, type Side, time } from "../../src/market/units.ts";

/** A Wednesday's midnight in New York, and the following noon. */
const MIDNIGHT = time(Date.UTC(2026, 10, 18, 5));
const NOON = time(Date.UTC(2026, 10, 18, 17));
const TICKERS = ["KX-A", "KX-B", "KX-C"] as const;

const tick = fc.integer({ min: 1, max: 9_999 });
const held = fc.integer({ min: -3_000, max: 3_000 });
const fill = fc.record({
  type: fc.constant("fill" as const),
  ticker: fc.constantFrom(...TICKERS),
  side: fc.constantFrom<Side>("bid", "ask"),
  price: tick,
  quantity: fc.integer({ min: 1, max: 900 }),
  fee: fc.integer({ min: 0, max: 40_000 }),
});
const flow = fc.record({
  type: fc.constant("flow" as const),
  kind: fc.constantFrom("deposit" as const, "withdrawal" as const),
  amount: fc.integer({ min: 1, max: 400 * DOLLAR }),
});
const settlement = fc.record({ type: fc.constant("settled" as const), value: fc.constantFrom(0, 10_000) });

/** The exchange's own account: its cash has $1 locked up for every short contract. */
class Account {
  readonly positions = new Map<string, number>();
  constructor(public balance: number) {}

  trade(ticker: string, by: number, price: number, fee: number): void {
    const before = this.positions.get(ticker) ?? 0;
    const now = before + by;
    this.positions.set(ticker, now);
    const locked = (position: number): number => Math.max(0, -position) * 10_000;
    this.balance += locked(before) - locked(now) - by * price - fee;
  }
}

describe("the day's opening equity, rebuilt from what the exchange lists", () => {
  test("is what the account was worth at midnight, with what came and went from outside since", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fill, flow), { maxLength: 30 }),
        fc.tuple(held, held, held),
        fc.tuple(tick, tick, tick),
        fc.option(settlement, { nil: undefined }),
        (events, opening, marks, paid) => {
          const account = new Account(5_000 * DOLLAR);
          const fills = TICKERS.map((ticker, at) => ({ ticker, position: opening[at]!, mark: marks[at]! }));
          for (const { ticker, position } of fills) account.trade(ticker, position, 5_000, 0);
          let [truth, flows] = [account.balance, 0];
          for (const { position, mark } of fills) truth += position * mark + Math.max(0, -position) * 10_000;

          const found = { fills: [] as unknown[], flows: [] as unknown[], settlements: [] as unknown[] };
          for (const [index, event] of events.entries()) {
            const at = MIDNIGHT + 60_000 * index;
            if (event.type === "fill") {
              account.trade(event.ticker, (event.side === "bid" ? 1 : -1) * event.quantity, event.price, event.fee);
              found.fills.push({ ...event, tradeId: `t${index}`, at });
            } else {
              const signed = event.kind === "deposit" ? event.amount : -event.amount;
              account.balance += signed;
              flows += signed;
              found.flows.push({ ...event, id: `f${index}`, at });
            }
          }
          if (paid !== undefined) {
            const position = account.positions.get("KX-A") ?? 0;
            account.trade("KX-A", -position, paid.value, 0);
            const counts = { yesCount: Math.max(0, position), noCount: Math.max(0, -position) };
            found.settlements.push({ ticker: "KX-A", value: paid.value, at: NOON - 1, ...counts });
          }
          // What is older than midnight changes nothing.
          found.fills.push({ ticker: "KX-B", side: "bid", price: 1, quantity: 9, fee: 1, at: MIDNIGHT - 1 });
          found.flows.push({ id: "old", kind: "deposit", amount: 7 * DOLLAR, at: MIDNIGHT - 1 });
          const positions = [...account.positions].map(([ticker, position]) => ({
            ticker,
            position: position as Position,
          }));
          const day = rebuiltDay({
            found: {
              ...(found as object as Parameters<typeof rebuiltDay>[0]["found"]),
              state: {
                asOf: NOON,
                resting: [],
                fills: [],
                positions: positions.filter(({ position }) => position !== 0),
                balance: account.balance as Money,
              },
              lastTrades: new Map(
                fills.map(({ ticker, mark }) => [ticker, { now: 1 as Price, midnight: mark as Price }]),
              ),
            },
            at: NOON,
            limits: { maxDailyLossPct: 10 },
            mark: () => 5_000 as Price,
          });
          expect(day).toMatchObject({ date: "2026-11-18", openingEquity: truth + flows, flows: 0 });
          let now = account.balance;
          for (const { position } of positions) now += position * 5_000 + Math.max(0, -position) * 10_000;
          const loss = truth + flows - now;
          expect(day.halted !== undefined).toBe(loss > 0 && loss >= Math.floor(((truth + flows) * 10) / 100));
        },
      ),
      { numRuns: 300 },
    );
  });
});
