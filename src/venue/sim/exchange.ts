import type { Leg, MarketEvent } from "../../market/event.ts";
import type { BookSnapshot } from "../../market/order-book.ts";
import {
  type Money,
  type Position,
  PRICE_ONE,
  type Price,
  type Quantity,
  type Side,
  type Time,
} from "../../market/units.ts";
import { Account } from "./account.ts";
import { Execution } from "./execution.ts";
import type { ExchangeState, Fact, GoneReason } from "./fact.ts";
import { Floor } from "./floor.ts";
import { type LegChange, Market } from "./market.ts";
import type { Accepted, AmendRequest, Cancelled, Order, OrderRequest, Refusal } from "./order.ts";
import { OrderDesk } from "./order-desk.ts";

/** What differs between exchanges, or is not known of the real one. */
export interface ExchangeRules {
  /** NOs in several legs of one event lock up $1 only for the largest of them. */
  readonly collateralReturn: boolean;
  /** For how long after a cancel-all new orders are cancelled too, and how often they are looked for. */
  readonly cancelAllWindowMs: number;
  readonly cancelAllSweepMs: number;
  /** How long after its close a market's resting orders are taken off. */
  readonly closeSweepMs: number;
}

const DEFAULT_RULES: ExchangeRules = {
  collateralReturn: false,
  cancelAllWindowMs: 60_000,
  cancelAllSweepMs: 1_000,
  closeSweepMs: 5_000,
};

/**
 * An exchange for binary contracts: price-time matching on YES, balances, settlement. It is synchronous and keeps no
 * time of its own: every call that changes something says when, never earlier than the last, and first does what had
 * become due by then.
 *
 * What happens is told to subscribers as facts, in order. A subscriber must not call back before the call that caused
 * the fact is over. Requests that can't be carried out are answered with a refusal; unknown markets and accounts in
 * other calls are RangeErrors.
 */
export class Exchange {
  readonly #rules: ExchangeRules;
  readonly #floor = new Floor();
  readonly #execution = new Execution(this.#floor);
  readonly #desk: OrderDesk;
  #deposits = 0;

  constructor(rules: Partial<ExchangeRules> = {}) {
    this.#rules = { ...DEFAULT_RULES, ...rules };
    const { cancelAllWindowMs: windowMs, cancelAllSweepMs: sweepMs } = this.#rules;
    this.#desk = new OrderDesk(this.#floor, this.#execution, { windowMs, sweepMs });
  }

  // what an operator does

  /** Opens a market for every leg of an event. */
  list(event: MarketEvent, now: Time): void {
    this.advance(now);
    for (const leg of event.legs) {
      if (this.#floor.markets.has(leg.ticker)) throw new RangeError(`market ${leg.ticker} is listed already`);
      const market = new Market(event, leg);
      this.#floor.markets.set(leg.ticker, market);
      this.#awaitClose(market);
    }
  }

  openAccount(name: string): void {
    if (this.#floor.accounts.has(name)) throw new RangeError(`account ${name} is open already`);
    this.#floor.accounts.set(name, new Account(name, this.#rules.collateralReturn));
  }

  /** Money from outside. */
  deposit(name: string, amount: Money): void {
    this.#floor.account(name).deposit(amount);
    this.#deposits += amount;
  }

  /** Pauses or resumes the exchange. The start of a pause takes off the orders that asked for it. */
  setState(state: ExchangeState, now: Time): void {
    this.advance(now);
    if (state === this.#floor.state) return;
    if (this.#floor.state === "open") {
      for (const order of [...this.#floor.resting.values()]) {
        if (order.cancelOnPause) this.#floor.takeOff(order, "pause");
      }
    }
    this.#floor.state = state;
    this.#floor.emit({ type: "status", at: this.#floor.now, state });
  }

  /** Changes a leg. A market that becomes active again has lost its orders. */
  changeLeg(ticker: string, change: LegChange, now: Time): void {
    this.advance(now);
    const market = this.#floor.market(ticker);
    if (change.status === "active" && market.leg.status === "inactive") this.#clear(market, "pause");
    this.#change(market, change);
    if (change.closeTime !== undefined) this.#awaitClose(market);
  }

  /** Ends an event: $1 for each YES of the winner, where there is one, and for each NO of every other leg. */
  settle(eventTicker: string, winner: string | undefined, now: Time): void {
    this.advance(now);
    const markets = [...this.#floor.markets.values()].filter((market) => market.eventTicker === eventTicker);
    // losers first: what they free is what netted positions in the winner are paid from
    for (const market of markets.sort((a, b) => Number(a.ticker === winner) - Number(b.ticker === winner))) {
      this.#clear(market, "close");
      const value = (market.ticker === winner ? PRICE_ONE : 0) as Price;
      for (const account of this.#floor.accounts.values()) {
        account.settle(market, value);
        this.#floor.reserves.touch(account, market.ticker);
      }
      this.#change(market, { status: "finalized" });
      this.#floor.emit({ type: "settled", at: this.#floor.now, ticker: market.ticker, value });
    }
  }

  /** Tells `listener` every fact from now on; the returned function ends that. */
  subscribe(listener: (fact: Fact) => void): () => void {
    return this.#floor.subscribe(listener);
  }

  /**
   * Does all that has become due up to `now`: expiries, closes, sweeps. Throws RangeError when `now` lies before the
   * last call.
   */
  advance(now: Time): void {
    this.#floor.advance(now);
  }

  // what an account does

  create(account: string, request: OrderRequest, now: Time): Accepted | Refusal {
    this.advance(now);
    return this.#desk.create(this.#floor.account(account), request);
  }

  /**
   * Changes a resting order. Less size or another expiry keeps its place in the queue; more size or another price sends
   * it to the back, and a price at or through the opposite best takes liquidity, whether the order was post-only or
   * not.
   */
  amend(account: string, orderId: string, request: AmendRequest, now: Time): Accepted | Refusal {
    this.advance(now);
    return this.#desk.amend(this.#floor.account(account), orderId, request);
  }

  cancel(account: string, orderId: string, now: Time): Cancelled | Refusal {
    this.advance(now);
    return this.#desk.cancel(this.#floor.account(account), orderId);
  }

  /**
   * Cancels everything that an account has resting and, sweep by sweep, what it places in the minute after. Orders of
   * markets that have closed are left to the close.
   */
  cancelAll(account: string, now: Time): { readonly ok: true } | Refusal {
    this.advance(now);
    return this.#desk.cancelAll(this.#floor.account(account));
  }

  // what can be read

  /** The best levels of a market, without the orders of account `except`. */
  book(ticker: string, depth: number, except?: string): BookSnapshot {
    return this.#floor.market(ticker).book.snapshot(depth, except);
  }

  /** The best price of a side; undefined when it is empty. */
  best(ticker: string, side: Side): Price | undefined {
    return this.#floor.market(ticker).book.best(side);
  }

  leg(ticker: string): Leg {
    return this.#floor.market(ticker).leg;
  }

  /** A resting order; undefined when it rests no more, or never did. */
  order(orderId: string): Order | undefined {
    const order = this.#floor.resting.get(orderId);
    return order && { ...order };
  }

  /** An account's resting orders. */
  resting(account: string): readonly Order[] {
    return [...this.#floor.account(account).orders.all()].map((order) => ({ ...order }));
  }

  /** The resting order with a client order id; undefined when it rests no more, or never did. */
  find(account: string, clientOrderId: string): Order | undefined {
    const order = this.#floor.account(account).orders.find(clientOrderId);
    return order && { ...order };
  }

  /** What rests ahead of an order at its price; undefined when it doesn't rest. */
  queuePosition(orderId: string): Quantity | undefined {
    const order = this.#floor.resting.get(orderId);
    return order && this.#floor.market(order.ticker).book.ahead(order);
  }

  balance(account: string): Money {
    return this.#floor.account(account).balance;
  }

  position(account: string, ticker: string): Position {
    return this.#floor.account(account).position(ticker);
  }

  /** Every position that is not flat. */
  positions(account: string): readonly { readonly ticker: string; readonly position: Position }[] {
    return this.#floor.account(account).positions();
  }

  get accounts(): readonly string[] {
    return [...this.#floor.accounts.keys()];
  }

  get state(): ExchangeState {
    return this.#floor.state;
  }

  /** All that accounts were charged. */
  get feesCollected(): Money {
    return this.#execution.feesCollected;
  }

  /** All that came in from outside. */
  get deposits(): Money {
    return this.#deposits as Money;
  }

  #change(market: Market, change: LegChange): void {
    market.change(change);
    this.#floor.emit({ type: "leg", at: this.#floor.now, leg: market.leg });
  }

  #awaitClose(market: Market): void {
    const { closeTime } = market.leg;
    this.#floor.at(closeTime, () => {
      if (market.leg.closeTime !== closeTime || market.ended) return;
      this.#change(market, { status: "closed" });
      const sweepAt = (this.#floor.now + this.#rules.closeSweepMs) as Time;
      this.#floor.at(sweepAt, () => this.#clear(market, "close"));
    });
  }

  #clear(market: Market, reason: GoneReason): void {
    for (const order of [...market.book.orders()]) this.#floor.takeOff(order, reason);
  }
}
