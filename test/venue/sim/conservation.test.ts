import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PRICE_ONE, type Price, type Side } from "../../../src/market/units.ts";
import type { Exchange } from "../../../src/venue/sim/exchange.ts";
import type { Fact } from "../../../src/venue/sim/fact.ts";
import type { Precision } from "../../../src/venue/sim/fee-charge.ts";
import { ACCOUNTS, RandomDay, rules, step, TICKERS } from "./random-day.ts";
import { A, allMoney, B, later, locked, open } from "./trading-floor.ts";

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

function checkMoney(exchange: Exchange, listener: Listener, deposits: ReadonlyMap<string, number>): void {
  const paidIn = [...deposits.values()].reduce((sum, amount) => sum + amount, 0);
  expect(exchange.deposits).toBe(paidIn);
  expect(allMoney(exchange)).toBe(paidIn);
  expect(exchange.roundingKept).toBeGreaterThanOrEqual(0);
  expect(exchange.roundingKept).toBeLessThanOrEqual(exchange.feesCollected);
  for (const name of ACCOUNTS) {
    const balance = exchange.balance(name);
    expect(balance).toBeGreaterThanOrEqual(0);
    // the ledger's identity: balance = what was paid in + our cash - $1 for each NO that is locked up
    expect(balance).toBe(deposits.get(name)! + listener.cash(name) - PRICE_ONE * locked(exchange, name));
    const unit = exchange.accountTerms(name).precision === "cent" ? 10_000 : 100;
    expect(Math.abs((balance - deposits.get(name)!) % unit)).toBe(0);
  }
}

function checkBooks(exchange: Exchange, listener: Listener): void {
  for (const market of TICKERS) {
    const held = ACCOUNTS.map((name) => exchange.position(name, market) as number);
    expect(held.reduce((sum, position) => sum + position, 0)).toBe(0);
    const { bids, asks } = exchange.book(market, 1_000);
    if (bids[0] && asks[0]) expect(bids[0].price).toBeLessThan(asks[0].price);
    for (const [side, levels] of [
      ["bid", bids],
      ["ask", asks],
    ] as const) {
      expect(listener.levels(market, side)).toEqual(levels.map(({ price, quantity }) => `${price}x${quantity}`).sort());
    }
  }
}

/** No group that has reached its limit has anything resting. */
function checkGroups(exchange: Exchange, groups: RandomDay["groups"]): void {
  for (const { account, orderGroupId } of groups) {
    const group = exchange.groups.get(account, orderGroupId);
    const resting = exchange.resting(account).filter((order) => order.orderGroupId === orderGroupId);
    if (group === undefined || group.triggered) expect(resting).toEqual([]);
    else expect(group.filled).toBeLessThanOrEqual(group.limit - (exchange.rules.groupTripsAt === "limit" ? 1 : 0));
  }
}

function checkRecords(exchange: Exchange, name: string): void {
  const records = exchange.records(name);
  const orders = records.orders();
  const resting = orders.filter(({ status }) => status === "resting");
  expect(new Set(resting.map(({ orderId }) => orderId))).toEqual(new Set(exchange.resting(name).map((o) => o.orderId)));
  for (const { orderId, filled, remaining, status, takerFees, makerFees, takerCost, makerCost } of orders) {
    const fills = records.fills.filter((fill) => fill.orderId === orderId);
    const sum = (part: (fill: (typeof fills)[number]) => number) =>
      fills.reduce((total, fill) => total + part(fill), 0);
    expect(filled).toBe(sum(({ quantity }) => quantity));
    expect(takerFees + makerFees).toBe(sum(({ fee }) => fee));
    expect(takerCost + makerCost).toBe(sum(({ price, quantity }) => price * quantity));
    expect(remaining > 0).toBe(status === "resting");
  }
}

const purse = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 50, max: 300 }));
const result = fc.constantFrom<Record<string, Price>>(
  {},
  { [A]: PRICE_ONE },
  { [A]: 5_000 as Price, [B]: 3_333 as Price },
);

describe("money, positions, books and groups, whatever is asked of the exchange and whatever its rules are", () => {
  it.each<[boolean, Precision]>([
    [false, "centicent"],
    [true, "centicent"],
    [false, "cent"],
    [true, "cent"],
  ])("agree to the micro-dollar at every step (collateral return: %s, others' balances in: %s)", (nets, precision) => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 80, size: "max" }),
        fc.tuple(...ACCOUNTS.map(() => purse)),
        rules,
        result,
        (steps, purses, drawn, values) => {
          const { exchange, facts } = open(Object.fromEntries(ACCOUNTS.map((name, at) => [name, purses[at]!])), {
            rules: { ...drawn, collateralReturn: nets },
            terms: { y: { precision }, z: { precision, collateralReturn: false } },
          });
          const listener = new Listener();
          const day = new RandomDay(exchange);
          let heard = 0;
          for (const action of steps) {
            day.carryOut(action);
            for (; heard < facts.length; heard++) listener.hear(facts[heard]!);
            checkMoney(exchange, listener, day.deposits);
            checkBooks(exchange, listener);
            checkGroups(exchange, day.groups);
          }
          for (const name of ACCOUNTS) checkRecords(exchange, name);

          for (const fills of listener.trades) {
            expect(fills.map(({ taker }) => taker).sort()).toEqual([false, true]);
            expect(fills[0]!.order.account).not.toBe(fills[1]!.order.account);
            for (const { taker, order } of fills) {
              const known = day.orders.find(({ orderId }) => orderId === order.orderId)!;
              const mayTake = !known.request.postOnly || (known.amended && exchange.rules.postOnlyAmend === "takes");
              if (taker) expect(mayTake).toBe(true);
              expect(order.side === "bid" ? order.price >= fills[0]!.price : order.price <= fills[0]!.price).toBe(true);
            }
          }

          exchange.results.determine("EVENT", values, later(10_000_000));
          exchange.results.finalize("EVENT", later(10_000_001));
          const fees = ACCOUNTS.flatMap((name) =>
            exchange.records(name).settlements.map((settlement) => settlement.fees),
          );
          expect(fees.reduce((sum, fee) => sum + fee, 0)).toBe(exchange.feesCollected);
          for (const name of ACCOUNTS) expect(exchange.positions(name)).toEqual([]);
          for (const name of ACCOUNTS) expect(exchange.balance(name)).toBeGreaterThanOrEqual(0);
          expect(allMoney(exchange)).toBe(exchange.deposits);
        },
      ),
      { numRuns: 60 },
    );
  });
});
