import type { Money, Time } from "../../../market/units.ts";
import type { Fact } from "../fact.ts";
import type { Order } from "../order.ts";
import type { PositionRecord } from "../position-cost.ts";
import type { Fill, Settlement, Transfer } from "../records.ts";
import type { ServedExchange } from "./served-exchange.ts";

/** What an account is shown of itself: how it was at `asOf`. Lists are oldest first. */
export interface AccountView {
  readonly orders: ReadonlyMap<string, Order>;
  readonly fills: readonly Fill[];
  readonly settlements: readonly Settlement[];
  readonly transfers: readonly Transfer[];
  /** Of every market in which it has ever traded. */
  readonly positions: readonly PositionRecord[];
  readonly balance: Money;
  /** When this was so. */
  readonly takenAt: Time;
}

interface Watched {
  readonly orders: Map<string, Order>;
  /** Ids of the orders that have changed since the view was taken. */
  readonly stale: Set<string>;
  view: AccountView;
}

const IDLE_MS = 1_000; // between views when they don't lag

/**
 * Accounts as the reading endpoints show them: some time behind, and stepping. A view is taken at one moment and shown
 * until the next, a drawn while later; when that while is nothing, each reader gets a new one.
 */
export class ReadModel {
  readonly #served: ServedExchange;
  readonly #random;
  readonly #accounts = new Map<string, Watched>();
  #asOf: Time;

  constructor(served: ServedExchange) {
    this.#served = served;
    this.#random = served.random.fork("readings");
    this.#asOf = served.time.now();
    served.exchange.subscribe((fact) => this.#tell(fact));
    this.#awaitStep();
  }

  /** Up to when what is shown is vouched for; it may claim too much, by the behaviour that is set. */
  get asOf(): Time {
    this.#refresh();
    return Math.min(this.#served.time.now(), this.#asOf + this.#served.behaviour.asOfOverstatesMs) as Time;
  }

  of(account: string): AccountView {
    this.#refresh();
    return this.#watch(account).view;
  }

  #refresh(): void {
    if (this.#served.behaviour.readLagMs[1] === 0) this.#step();
  }

  #awaitStep(): void {
    const [low, high] = this.#served.behaviour.readLagMs;
    const whileMs = high === 0 ? IDLE_MS : Math.max(1, this.#random.integer(low, high));
    this.#served.time.after(whileMs, () => {
      this.#step();
      this.#awaitStep();
    });
  }

  #step(): void {
    this.#asOf = this.#served.time.now();
    for (const account of this.#served.keys.accounts) {
      const watched = this.#watch(account);
      watched.view = this.#view(account, watched.orders, watched.stale);
    }
  }

  #watch(account: string): Watched {
    return this.#accounts.getOrInsertComputed(account, () => {
      const ids = this.#served.exchange.records(account).orders();
      const orders = new Map<string, Order>();
      const stale = new Set(ids.map(({ orderId }) => orderId));
      return { orders, stale, view: this.#view(account, orders, stale) };
    });
  }

  /** Brings `orders` up to date and takes a view of all the rest. */
  #view(account: string, orders: Map<string, Order>, stale: Set<string>): AccountView {
    const { exchange, time } = this.#served;
    const records = exchange.records(account);
    for (const orderId of stale) orders.set(orderId, records.order(orderId)!);
    stale.clear();
    return {
      orders,
      fills: [...records.fills],
      settlements: [...records.settlements],
      transfers: [...records.transfers],
      positions: records.positions(),
      balance: exchange.reportedBalance(account),
      takenAt: time.now(),
    };
  }

  #tell(fact: Fact): void {
    if (fact.type !== "accepted" && fact.type !== "changed" && fact.type !== "gone" && fact.type !== "fill") return;
    this.#accounts.get(fact.order.account)?.stale.add(fact.order.orderId);
  }
}
