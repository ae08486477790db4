import type { FeeSchedule, MarketEvent } from "../../../src/market/event.ts";
import {
  DOLLAR,
  type Money,
  money,
  PRICE_ONE,
  type Price,
  priceFromCents,
  type Quantity,
  quantityFromContracts,
  type Side,
  type Time,
  time,
} from "../../../src/market/units.ts";
import type { AccountTerms } from "../../../src/venue/sim/account.ts";
import { Exchange } from "../../../src/venue/sim/exchange.ts";
import type { Fact } from "../../../src/venue/sim/fact.ts";
import type { Accepted, OrderRequest } from "../../../src/venue/sim/order.ts";
import type { ExchangeRules } from "../../../src/venue/sim/rules.ts";

export const T0 = time(1_790_000_000_000);
export const A = "EVENT-A";
export const B = "EVENT-B";
export const C = "EVENT-C";
export const FEES: FeeSchedule = { type: "quadratic_with_maker_fees", multiplier: 1 };

/** Three legs in whole cents that close an hour after T0. */
export function event(fees: FeeSchedule = FEES): MarketEvent {
  return {
    ticker: "EVENT",
    series: "SERIES",
    title: "Who wins?",
    mutuallyExclusive: true,
    fees,
    legs: [A, B, C].map((ticker) => ({
      ticker,
      title: ticker,
      status: "active",
      closeTime: later(3_600_000),
      priceRanges: [{ start: 0 as Price, end: PRICE_ONE, step: 100 }],
    })),
  };
}

/** An exchange with these accounts, each with its dollars, and everything it has said. */
export function open(
  dollars: Readonly<Record<string, number>>,
  options: {
    readonly rules?: Partial<ExchangeRules>;
    readonly fees?: FeeSchedule;
    readonly terms?: Readonly<Record<string, Partial<AccountTerms>>>;
  } = {},
): { readonly exchange: Exchange; readonly facts: Fact[] } {
  const exchange = new Exchange(options.rules);
  exchange.list(event(options.fees), T0);
  for (const [name, amount] of Object.entries(dollars)) {
    exchange.openAccount(name, options.terms?.[name]);
    exchange.deposit(name, money(amount * DOLLAR));
  }
  const facts: Fact[] = [];
  exchange.subscribe((fact) => facts.push(fact));
  return { exchange, facts };
}

export function later(ms: number): Time {
  return time(T0 + ms);
}

/** A request to rest `contracts` at `cents` in market A, unless said otherwise. */
export function order(side: Side, cents: number, contracts: number, more: Partial<OrderRequest> = {}): OrderRequest {
  const price = priceFromCents(cents);
  const quantity = quantityFromContracts(contracts);
  return { ticker: A, side, price, quantity, timeInForce: "good-till-canceled", postOnly: false, ...more };
}

export const free = { fees: { type: "quadratic", multiplier: 0 } } as const;
export const postOnly = { postOnly: true } as const;
export const fillOrKill = { timeInForce: "fill-or-kill" } as const;
export const immediate = { timeInForce: "immediate-or-cancel" } as const;

/** The ends of orders that were told, in order: "self-trade 300". */
export function ends(facts: readonly Fact[]): string[] {
  return facts.flatMap((fact) => (fact.type === "gone" ? [`${fact.reason} ${fact.reducedBy}`] : []));
}

/** Carries out a create that must be accepted. */
export function place(exchange: Exchange, account: string, request: OrderRequest, at: Time = T0): Accepted {
  const answer = exchange.create(account, request, at);
  if (!answer.ok) throw new Error(`refused: ${answer.code}: ${answer.detail}`);
  return answer;
}

/** The levels of a book as text, best first: "52x3". */
export function shown(exchange: Exchange, ticker: string = A): { bids: string[]; asks: string[] } {
  const { bids, asks } = exchange.book(ticker, 100);
  const text = ({ price, quantity }: { price: Price; quantity: Quantity }) => `${price / 100}x${quantity / 100}`;
  return { bids: bids.map(text), asks: asks.map(text) };
}

/** Dollars on an account, exactly. */
export function dollars(exchange: Exchange, account: string): number {
  return exchange.balance(account) / DOLLAR;
}

/**
 * NO contracts, in 1/100, for which an account has $1 locked up: of each leg, or under collateral return of the
 * largest.
 */
export function locked(exchange: Exchange, account: string): number {
  const shorts = exchange.positions(account).map(({ position }) => Math.max(0, -position));
  return exchange.accountTerms(account).collateralReturn
    ? Math.max(0, ...shorts)
    : shorts.reduce((sum, short) => sum + short, 0);
}

/** All money on the exchange: balances, fees, and what stands behind NO contracts. */
export function allMoney(exchange: Exchange): Money {
  let total: number = exchange.feesCollected;
  for (const account of exchange.accounts) {
    total += exchange.balance(account) + PRICE_ONE * locked(exchange, account);
  }
  return total as Money;
}
