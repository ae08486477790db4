import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Money, PRICE_ONE, type Price, type Quantity, type Side, type Time } from "../../../src/market/units.ts";
import type { Exchange } from "../../../src/venue/sim/exchange.ts";
import type { Fact } from "../../../src/venue/sim/fact.ts";
import { A, allMoney, B, C, later, locked, open, T0 } from "./trading-floor.ts";

const ACCOUNTS = ["x", "y", "z"] as const;
const TICKERS = [A, B, C] as const;

const account = fc.constantFrom(...ACCOUNTS);
const ticker = fc.constantFrom(A, A, A, B, B, C);
const cents = fc.oneof(fc.integer({ min: 1, max: 99 }), { weight: 4, arbitrary: fc.integer({ min: 45, max: 55 }) });
const quantity = fc.oneof(
  fc.integer({ min: 1, max: 40 }).map((c) => c * 100),
  fc.integer({ min: 1, max: 1_200 }),
);
const which = fc.nat(100);

const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant("create" as const),
      account,
      ticker,
      side: fc.constantFrom<Side>("bid", "ask"),
      cents,
      quantity,
      postOnly: fc.boolean(),
      immediate: fc.boolean(),
      ttlS: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("amend" as const), which, cents, total: quantity }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("cancel" as const), which }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("cancelAll" as const), account }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 40_000 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("deposit" as const),
      account,
      microDollars: fc.integer({ min: 1, max: 9_999_999 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("reopen" as const), ticker }) },
);

/** What somebody who only hears the facts knows of accounts and books. */
class Listener {
  readonly #books = new Map<string, number>();
  readonly #cash = new Map<string, number>();
  readonly #positions = new Map<string, number>();
  readonly #fills = new Map<string, Extract<Fact, { type: "fill" }>[]>();

  hear(fact: Fact): void {
    if (fact.type === "book") {
      const key = `${fact.ticker} ${fact.side} ${fact.price}`;
      const left = (this.#books.get(key) ?? 0) + fact.change;
      if (left === 0) this.#books.delete(key);
      else this.#books.set(key, left);
    }
    if (fact.type === "fill") {
      const { order, price, quantity: size, fee } = fact;
      const sign = order.side === "bid" ? 1 : -1;
      const key = `${order.account} ${order.ticker}`;
      this.#cash.set(order.account, (this.#cash.get(order.account) ?? 0) - sign * price * size - fee);
      this.#positions.set(key, (this.#positions.get(key) ?? 0) + sign * size);
      expect(fact.position).toBe(this.#positions.get(key));
      this.#fills.set(fact.tradeId, [...(this.#fills.get(fact.tradeId) ?? []), fact]);
    }
  }

  /** Net cash of an account by its fills, in our own convention: a sale is income. */
  cash(name: string): number {
    return this.#cash.get(name) ?? 0;
  }

  levels(market: string, side: Side): string[] {
    return [...this.#books]
      .filter(([key]) => key.startsWith(`${market} ${side} `))
      .map(([key, size]) => `${key.split(" ")[2]}x${size}`)
      .sort();
  }

  get trades(): Extract<Fact, { type: "fill" }>[][] {
    return [...this.#fills.values()];
  }
}

function check(exchange: Exchange, listener: Listener, deposits: ReadonlyMap<string, number>, netted: boolean): void {
  const paidIn = [...deposits.values()].reduce((sum, amount) => sum + amount, 0);
  expect(exchange.deposits).toBe(paidIn);
  expect(allMoney(exchange, netted)).toBe(paidIn);
  for (const market of TICKERS) {
    const open = ACCOUNTS.map((name) => exchange.position(name, market) as number);
    expect(open.reduce((sum, position) => sum + position, 0)).toBe(0);
    const { bids, asks } = exchange.book(market, 1_000);
    if (bids[0] && asks[0]) expect(bids[0].price).toBeLessThan(asks[0].price);
    for (const [side, levels] of [
      ["bid", bids],
      ["ask", asks],
    ] as const) {
      expect(listener.levels(market, side)).toEqual(
        levels.map(({ price, quantity: size }) => `${price}x${size}`).sort(),
      );
    }
  }
  for (const name of ACCOUNTS) {
    const balance = exchange.balance(name);
    expect(balance).toBeGreaterThanOrEqual(0);
    // the ledger's identity: balance = what was paid in + our cash - $1 for each NO that is locked up
    expect(balance).toBe(deposits.get(name)! + listener.cash(name) - PRICE_ONE * locked(exchange, name, netted));
  }
}

describe("money and positions, under any sequence of requests", () => {
  it.each([false, true])(
    "are conserved to the micro-dollar at every step (collateral return: %s)",
    (collateralReturn) => {
      fc.assert(
        fc.property(
          fc.array(step, { maxLength: 80, size: "max" }),
          fc.tuple(...ACCOUNTS.map(() => fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 50, max: 300 })))),
          fc.constantFrom(...TICKERS, undefined),
          (steps, purses, winner) => {
            const { exchange, facts } = open(Object.fromEntries(ACCOUNTS.map((name, at) => [name, purses[at]!])), {
              rules: { collateralReturn },
            });
            const deposits = new Map(ACCOUNTS.map((name) => [name as string, exchange.balance(name) as number]));
            const listener = new Listener();
            let heard = 0;
            const orders: { orderId: string; account: string; postOnly: boolean; amended: boolean }[] = [];
            let now = T0;

            for (const action of steps) {
              switch (action.type) {
                case "create": {
                  const { immediate, postOnly, ttlS } = action;
                  const expiresAt = Math.floor(now / 1_000) * 1_000 + (ttlS ?? 0) * 1_000;
                  const answer = exchange.create(
                    action.account,
                    {
                      ticker: action.ticker,
                      side: action.side,
                      price: (action.cents * 100) as Price,
                      quantity: action.quantity as Quantity,
                      timeInForce: immediate ? "immediate-or-cancel" : "good-till-canceled",
                      postOnly,
                      ...(ttlS !== undefined && !immediate && { expiresAt: expiresAt as Time }),
                    },
                    now,
                  );
                  if (answer.ok) {
                    orders.push({ orderId: answer.order.orderId, account: action.account, postOnly, amended: false });
                  }
                  break;
                }
                case "amend":
                case "cancel": {
                  const order = orders[action.which % orders.length];
                  if (order === undefined) break;
                  if (action.type === "cancel") exchange.cancel(order.account, order.orderId, now);
                  else {
                    const change = { price: (action.cents * 100) as Price, total: action.total as Quantity };
                    if (exchange.amend(order.account, order.orderId, change, now).ok) order.amended = true;
                  }
                  break;
                }
                case "cancelAll":
                  exchange.cancelAll(action.account, now);
                  break;
                case "wait":
                  now = (now + action.ms) as Time;
                  exchange.advance(now);
                  break;
                case "deposit":
                  exchange.deposit(action.account, action.microDollars as Money);
                  deposits.set(action.account, deposits.get(action.account)! + action.microDollars);
                  break;
                case "reopen":
                  exchange.changeLeg(action.ticker, { status: "inactive" }, now);
                  exchange.changeLeg(action.ticker, { status: "active" }, now);
              }
              for (; heard < facts.length; heard++) listener.hear(facts[heard]!);
              check(exchange, listener, deposits, collateralReturn);
            }

            for (const fills of listener.trades) {
              expect(fills.map(({ taker }) => taker).sort()).toEqual([false, true]);
              expect(fills[0]!.order.account).not.toBe(fills[1]!.order.account);
              for (const { taker, order } of fills) {
                const known = orders.find(({ orderId }) => orderId === order.orderId)!;
                if (taker) expect(known.postOnly && !known.amended).toBe(false);
              }
            }

            exchange.settle("EVENT", winner, later(10_000_000));
            for (const name of ACCOUNTS) expect(exchange.positions(name)).toEqual([]);
            for (const name of ACCOUNTS) expect(exchange.balance(name)).toBeGreaterThanOrEqual(0);
            expect(allMoney(exchange, collateralReturn)).toBe(exchange.deposits);
          },
        ),
        { numRuns: 100 },
      );
    },
  );
});
