import type { Leg, LegStatus, MarketEvent } from "../../market/event.ts";
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
import { Account, type AccountChange, type AccountTerms } from "./account.ts";
import { Admission } from "./admission.ts";
import { Execution } from "./execution.ts";
import type { ExchangeState, Fact } from "./fact.ts";
import { FeeBoard } from "./fee-board.ts";
import { Floor } from "./floor.ts";
import { identifier } from "./identifier.ts";
import type { LegChange, MarketStatistics, MarketTerms } from "./market.ts";
import { MarketDesk } from "./market-desk.ts";
import type { Accepted, AmendRequest, Cancelled, DecreaseRequest, Order, OrderRequest } from "./order.ts";
import { OrderDesk } from "./order-desk.ts";
import { OrderGroups } from "./order-groups.ts";
import { pausedRefusal } from "./pause.ts";
import { PlayedDepth } from "./played-depth.ts";
import type { Records } from "./records.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { Results } from "./results.ts";
import { DEFAULT_RULES, type ExchangeRules } from "./rules.ts";

/**
 * An exchange for binary contracts: price-time matching on YES, balances, settlement. It is synchronous and keeps no
 * time of its own: every call that changes something says when, never earlier than the last, and first does what had
 * become due by then.
 *
 * What happens is told to subscribers as facts, in order. A subscriber must not call back before the call that caused
 * the fact is over. Requests that can't be carried out are answered with a refusal; unknown events, markets and accounts
 * in other calls are RangeErrors.
 */
export class Exchange {
  readonly rules: ExchangeRules;
  /** What the operator charges. */
  readonly fees: FeeBoard;
  /** What the operator decides. */
  readonly results: Results;
  /** Accounts' order groups. */
  readonly groups: OrderGroups;
  /** What was recorded elsewhere and happens here again. */
  readonly played: PlayedDepth;
  readonly #floor: Floor;
  readonly #desk: OrderDesk;
  readonly #markets: MarketDesk;
  #deposits = 0;
  #transfers = 0;

  constructor(rules: Partial<ExchangeRules> = {}) {
    this.rules = { ...DEFAULT_RULES, ...rules };
    this.#floor = new Floor(this.rules);
    this.fees = new FeeBoard(this.#floor);
    this.results = new Results(this.#floor);
    this.groups = new OrderGroups(this.#floor);
    this.played = new PlayedDepth(this.#floor);
    this.#markets = new MarketDesk(this.#floor);
    const admission = new Admission(this.#floor, this.groups);
    this.#desk = new OrderDesk(this.#floor, admission, new Execution(this.#floor), this.groups);
  }

  // what an operator does

  /** Makes a market of every leg of an event. A series known already keeps its fees; others override them. */
  list(event: MarketEvent, now: Time, terms: Partial<MarketTerms> = {}): void {
    this.advance(now);
    this.#markets.list(event, terms);
  }

  /** Adds a leg to an event that is listed. */
  addLeg(eventTicker: string, leg: Leg, now: Time, terms: Partial<MarketTerms> = {}): void {
    this.advance(now);
    this.#markets.add(this.#floor.listing(eventTicker), leg, terms);
  }

  /** Opens an account, a direct member's with records unless the terms say otherwise. */
  openAccount(name: string, terms: Partial<AccountTerms> = {}): void {
    if (this.#floor.accounts.has(name)) throw new RangeError(`account ${name} is open already`);
    const { collateralReturn, cancelAllAllowed } = this.rules;
    const usual = { precision: "centicent", attestedUntil: undefined, keepsRecords: true } as const;
    this.#floor.accounts.set(name, new Account(name, { ...usual, collateralReturn, cancelAllAllowed, ...terms }));
  }

  changeAccount(name: string, change: AccountChange): void {
    this.#floor.account(name).change(change);
  }

  /** Money from outside; less than nothing takes money away, whatever it was needed for. */
  deposit(name: string, amount: Money): void {
    const account = this.#floor.account(name);
    account.deposit(amount);
    this.#deposits += amount;
    if (!account.terms.keepsRecords || amount === 0) return;
    account.records.keepTransfer({
      transferId: identifier("transfer", ++this.#transfers),
      type: amount > 0 ? "deposit" : "withdrawal",
      amount: Math.abs(amount) as Money,
      at: this.#floor.now,
    });
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
    if (state === "open") this.#desk.sweepExpired();
    this.#floor.state = state;
    this.#floor.emit({ type: "status", at: this.#floor.now, state });
  }

  /**
   * Changes a leg. A market that becomes active again has lost its orders, be it that it was inactive or that its close
   * time is moved after it has closed. A finer grid leaves resting orders where they are.
   */
  changeLeg(ticker: string, change: LegChange, now: Time): void {
    this.advance(now);
    this.#markets.change(this.#floor.market(ticker), change);
  }

  /** Ends an event at once: $1 for each YES of the winner, where there is one, and for each NO of every other leg. */
  settle(eventTicker: string, winner: string | undefined, now: Time): void {
    this.results.settle(eventTicker, winner === undefined ? {} : { [winner]: PRICE_ONE }, now);
  }

  /** Tells `listener` every fact from now on; the returned function ends that. */
  subscribe(listener: (fact: Fact) => void): () => void {
    return this.#floor.subscribe(listener);
  }

  /**
   * Does all that has become due up to `now`: expiries, openings, closes, sweeps, new fees. Throws RangeError when `now`
   * lies before the last call.
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
   * not. Rules of the exchange may say otherwise.
   */
  amend(account: string, orderId: string, request: AmendRequest, now: Time): Accepted | Refusal {
    this.advance(now);
    return this.#desk.amend(this.#floor.account(account), orderId, request);
  }

  /** Reduces a resting order, which keeps its place. To what it is already, it changes nothing. */
  decrease(account: string, orderId: string, request: DecreaseRequest, now: Time): Accepted | Refusal {
    this.advance(now);
    return this.#desk.decrease(this.#floor.account(account), orderId, request);
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

  /** Takes out money that resting orders don't need. */
  withdraw(name: string, amount: Money, now: Time): { readonly ok: true } | Refusal {
    this.advance(now);
    const account = this.#floor.account(name);
    if (this.#floor.state === "exchange-paused") return pausedRefusal(this.#floor.state)!;
    const free = account.balance - this.#floor.reserves.total(account);
    if (!(amount > 0 && amount <= free)) {
      return refuse("insufficient-balance", `${amount} can't be withdrawn: ${free} of ${account.balance} is free`);
    }
    this.deposit(name, -amount as Money);
    return { ok: true };
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

  status(ticker: string): LegStatus {
    return this.leg(ticker).status;
  }

  terms(ticker: string): MarketTerms {
    return this.#floor.market(ticker).terms;
  }

  /** What has been traded in a market, and how many contracts are held on each side of it. */
  statistics(ticker: string): MarketStatistics & { readonly openInterest: Quantity } {
    const held = [...this.#floor.accounts.values()].map((account) => Math.max(0, account.position(ticker)));
    const openInterest = held.reduce((sum, position) => sum + position, 0) as Quantity;
    return { ...this.#floor.market(ticker).statistics, openInterest };
  }

  /** An event as it is now, with its legs and what it charges. */
  event(eventTicker: string): MarketEvent {
    return this.#floor.listing(eventTicker).event;
  }

  /** Tickers of all events, in the order in which they were listed. */
  get events(): readonly string[] {
    return [...this.#floor.listings.keys()];
  }

  /** The event that a market belongs to; undefined where there is no such market. */
  eventOf(ticker: string): string | undefined {
    return this.#floor.markets.get(ticker)?.eventTicker;
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

  /** All of an account's cash. */
  balance(account: string): Money {
    return this.#floor.account(account).balance;
  }

  /** What resting orders could need of it. */
  reserved(account: string): Money {
    return this.#floor.reserves.total(this.#floor.account(account));
  }

  /** What is shown to the account as its balance: by the exchange's rule all of it, or what resting orders leave. */
  reportedBalance(account: string): Money {
    const balance = this.balance(account);
    return this.rules.reportedBalance === "gross" ? balance : ((balance - this.reserved(account)) as Money);
  }

  position(account: string, ticker: string): Position {
    return this.#floor.account(account).position(ticker);
  }

  /** Every position that is not flat. */
  positions(account: string): readonly { readonly ticker: string; readonly position: Position }[] {
    return this.#floor.account(account).positions();
  }

  /** All that an account has ever done; empty where its terms say so. */
  records(account: string): Records {
    return this.#floor.account(account).records;
  }

  accountTerms(account: string): AccountTerms {
    return this.#floor.account(account).terms;
  }

  get accounts(): readonly string[] {
    return [...this.#floor.accounts.keys()];
  }

  get state(): ExchangeState {
    return this.#floor.state;
  }

  /** All that accounts were charged, rounding less rebates included. */
  get feesCollected(): Money {
    return this.#floor.collected.fees as Money;
  }

  /** What of it was rounding that wasn't given back. */
  get roundingKept(): Money {
    return this.#floor.collected.rounding as Money;
  }

  /** All that came in from outside, less what went there. */
  get deposits(): Money {
    return this.#deposits as Money;
  }
}
