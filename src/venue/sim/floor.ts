import { TimeQueue } from "../../ambient/time-queue.ts";
import type { FeeSchedule } from "../../market/event.ts";
import type { Position, Quantity, Time } from "../../market/units.ts";
import type { Account } from "./account.ts";
import type { ExchangeState, Fact, GoneReason, LegCause } from "./fact.ts";
import type { Listing } from "./listing.ts";
import type { LegChange, Market } from "./market.ts";
import type { WorkingOrder } from "./order.ts";
import { claimsOf, Reserves } from "./reserve.ts";
import type { ExchangeRules } from "./rules.ts";

/**
 * The exchange's memory: markets, accounts, what rests, what will become due, and the time of the call being served.
 * Whatever changes what rests goes through here, so that book, account, reserve and facts never disagree.
 */
export class Floor {
  readonly listings = new Map<string, Listing>();
  readonly markets = new Map<string, Market>();
  readonly accounts = new Map<string, Account>();
  /** What each series charges now. */
  readonly seriesFees = new Map<string, FeeSchedule>();
  /** Resting orders by the exchange's id. */
  readonly resting = new Map<string, WorkingOrder>();
  readonly reserves = new Reserves((account, ticker) => {
    return claimsOf(account.orders.in(ticker), this.market(ticker).fees, account.terms.precision);
  });
  state: ExchangeState = "open";
  /** All that accounts were charged, in micro-dollars, and what of it was rounding that they have not had back. */
  readonly collected = { fees: 0, rounding: 0 };
  readonly #due = new TimeQueue<() => void>();
  readonly #subscribers = new Set<(fact: Fact) => void>();
  #now = 0 as Time;

  constructor(readonly rules: ExchangeRules) {}

  get now(): Time {
    return this.#now;
  }

  listing(eventTicker: string): Listing {
    const listing = this.listings.get(eventTicker);
    if (listing === undefined) throw new RangeError(`there is no event ${eventTicker} on the exchange`);
    return listing;
  }

  market(ticker: string): Market {
    const market = this.markets.get(ticker);
    if (market === undefined) throw new RangeError(`there is no market ${ticker} on the exchange`);
    return market;
  }

  account(name: string): Account {
    const account = this.accounts.get(name);
    if (account === undefined) throw new RangeError(`there is no account ${name} on the exchange`);
    return account;
  }

  subscribe(listener: (fact: Fact) => void): () => void {
    this.#subscribers.add(listener);
    return () => void this.#subscribers.delete(listener);
  }

  emit(fact: Fact): void {
    for (const listener of this.#subscribers) listener(fact);
  }

  /** Has `action` done at `at`, before anything that is asked for later than that; at once when `at` has passed. */
  at(at: Time, action: () => void): void {
    this.#due.push(at, action);
  }

  /** Does all that has become due up to `now`. Throws RangeError when `now` lies before the last call. */
  advance(now: Time): void {
    if (!(now >= this.#now)) throw new RangeError(`exchange time can't go back from ${this.#now} to ${now}`);
    for (let at = this.#due.nextAt; at !== undefined && at <= now; at = this.#due.nextAt) {
      if (at > this.#now) this.#now = at;
      this.#due.pop()!();
    }
    this.#now = now;
  }

  /** Puts an order at the back of its queue. */
  rest(order: WorkingOrder): void {
    this.market(order.ticker).book.add(order);
    this.account(order.account).orders.add(order);
    this.resting.set(order.orderId, order);
    this.#changed(order, order.remaining);
  }

  /** Takes an order out of its queue; it is not gone yet. */
  unrest(order: WorkingOrder): void {
    this.market(order.ticker).book.remove(order);
    this.account(order.account).orders.delete(order);
    this.resting.delete(order.orderId);
    this.#changed(order, -order.remaining);
  }

  /** Leaves `remaining`, more than nothing and no more than now, of a resting order; it keeps its place. */
  shrink(order: WorkingOrder, remaining: Quantity): void {
    const change = remaining - order.remaining;
    order.remaining = remaining;
    this.#changed(order, change);
  }

  /** Ends a resting order. */
  takeOff(order: WorkingOrder, reason: GoneReason): void {
    this.unrest(order);
    this.end(order, reason);
  }

  /** Ends an order that doesn't rest. */
  end(order: WorkingOrder, reason: GoneReason): void {
    const reducedBy = order.remaining;
    order.remaining = 0 as Quantity;
    order.status = reason === "filled" ? "executed" : "canceled";
    order.lastReason = reason;
    order.updatedAt = this.#now;
    if (reason === "filled" && this.rules.reuseAfterExecution && order.clientOrderId !== undefined) {
      this.account(order.account).usedClientOrderIds.delete(order.clientOrderId);
    }
    this.emit({ type: "gone", at: this.#now, order: { ...order }, reason, reducedBy });
  }

  /** Ends every order that rests in a market. */
  clear(market: Market, reason: GoneReason): void {
    for (const order of [...market.book.orders()]) this.takeOff(order, reason);
  }

  changeLeg(market: Market, change: LegChange, causes: readonly LegCause[]): void {
    market.change(change);
    this.emit({ type: "leg", at: this.#now, leg: market.leg, causes });
  }

  /** Takes something from orders of one account at one price and tells it as one change. Of an order of which nothing is left nobody is told more. */
  reduce(parts: readonly { readonly order: WorkingOrder; readonly by: Quantity }[]): void {
    const [first] = parts;
    if (first === undefined) return;
    let total = 0;
    for (const { order, by } of parts) {
      total += by;
      order.remaining = (order.remaining - by) as Quantity;
      if (order.remaining > 0) continue;
      this.market(order.ticker).book.remove(order);
      this.account(order.account).orders.delete(order);
      this.resting.delete(order.orderId);
      order.status = "canceled";
    }
    this.#changed(first.order, -total);
  }

  #changed(order: WorkingOrder, change: number): void {
    const { ticker, side, price, account, clientOrderId } = order;
    const owner = this.account(account);
    owner.restingQuantity += change;
    this.reserves.touch(owner, ticker);
    if (change === 0) return;
    this.emit({ type: "book", at: this.#now, ticker, side, price, change: change as Position, account, clientOrderId });
  }
}
