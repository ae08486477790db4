import { removeFrom } from "../market/few.ts";
import type { Quantity, Side, Time } from "../market/units.ts";
import type { LiveOrder } from "../risk/limits.ts";
import { type Order, remaining } from "./order.ts";
import { type OrderTableState, restoredGone, restoredLive, savedGone, savedLive } from "./order-table-state.ts";

/** Live orders of one leg, oldest first. */
export type LiveOrders = Readonly<Record<Side, readonly Order[]>>;

/** Orders that are gone stay known this long, so that a late fill still finds its order. */
const REMEMBER_GONE_MS = 10 * 60_000;

/**
 * Every order of ours that may rest on the exchange, in exactly one state each, and for a while those that are gone. Each method
 * is one thing that can happen to an order; one that doesn't fit the order's state leaves it as it is, because the exchange's messages
 * race each other: a fill can come before the acknowledgement, a cancel's answer after the expiry.
 */
export class OrderTable {
  readonly #orders = new Map<string, Order>();
  /** Those of them that must be counted as live, oldest first. */
  readonly #live = new Set<Order>();
  readonly #liveByLeg = new Map<string, Record<Side, Order[]>>();
  /** Gone orders in the order in which they went, with when; those before `#forgotten` are forgotten. */
  readonly #gone: { readonly clientOrderId: string; readonly at: Time }[] = [];
  #forgotten = 0;

  get(clientOrderId: string): Order | undefined {
    return this.#orders.get(clientOrderId);
  }

  /** Orders that went after a moment, the latest first. */
  *goneSince(at: number): IterableIterator<Order> {
    for (let index = this.#gone.length - 1; index >= this.#forgotten; index--) {
      const gone = this.#gone[index]!;
      if (gone.at <= at) return;
      const order = this.#orders.get(gone.clientOrderId);
      if (order !== undefined) yield order;
    }
  }

  /** Every order that must be counted as live, oldest first. */
  live(): IterableIterator<Order> {
    return this.#live.values();
  }

  get liveCount(): number {
    return this.#live.size;
  }

  get nothingLive(): boolean {
    return this.#live.size === 0;
  }

  /** Live orders of a leg: always the same two lists. */
  liveOf(ticker: string): LiveOrders {
    return this.#leg(ticker);
  }

  /** What the risk limits count: every live order. */
  exposure(): LiveOrder[] {
    const found: LiveOrder[] = [];
    for (const order of this.#live) {
      const { ticker, side, price } = order;
      found.push({ ticker, side, price, remaining: remaining(order) });
    }
    return found;
  }

  intend(order: Order): void {
    const before = this.#orders.size;
    this.#orders.set(order.clientOrderId, order); // looked up once: this runs for every order of a tape
    if (this.#orders.size === before) throw new Error(`order id ${order.clientOrderId} is used twice`);
    this.#live.add(order);
    this.#leg(order.ticker)[order.side].push(order);
  }

  sent(order: Order, at: Time): void {
    order.sentAt = at;
    if (order.state === "intended") order.state = "sent";
  }

  /** The exchange has it. `cancelling` stays: a cancel of an order of unknown fate may be under way. */
  acknowledged(order: Order): void {
    order.missed = 0;
    const waiting = order.state === "intended" || order.state === "sent" || order.state === "unknown";
    if (waiting && order.offBookAt === undefined) order.state = "resting";
  }

  /** The create was refused: it never rested. A fill that is known all the same says otherwise and is kept. */
  neverPlaced(order: Order, at: Time): void {
    order.reduced = (order.original - order.filled) as Quantity;
    this.#leave(order, at);
  }

  cancelAsked(order: Order, at: Time): void {
    order.state = "cancelling";
    order.cancelAskedAt = at;
  }

  /** No definite answer. A cancel without an answer is simply asked for again, so its order goes on `cancelling`. */
  outcomeUnknown(order: Order): void {
    if (order.state === "intended" || order.state === "sent") order.state = "unknown";
  }

  /**
   * `by` was taken off and the order is not on the book any more. If that leaves something neither filled nor taken off, its fill is
   * still on its way: the order stays `unknown`, and its side frozen, until the fill is seen.
   */
  takenOff(order: Order, by: Quantity, at: Time): void {
    if (order.state === "gone") return;
    order.reduced = Math.max(order.reduced, by) as Quantity; // it is taken off once, however often that is told
    if (remaining(order) === 0) this.#leave(order, at);
    else this.vanished(order, at);
  }

  /** The exchange says that it isn't there, not why: it was filled, or it lapsed, and we have yet to hear which. */
  vanished(order: Order, at: Time): void {
    if (order.state === "gone") return;
    order.offBookAt = at;
    order.state = "unknown";
    order.renewal = undefined;
  }

  /** A reading of a later moment lists it: it rests after all. */
  found(order: Order): void {
    order.offBookAt = undefined;
    this.acknowledged(order);
  }

  /** Complete readings show that it neither rests nor can arrive any more. */
  absent(order: Order, at: Time): void {
    order.reduced = (order.original - order.filled) as Quantity;
    this.#leave(order, at);
  }

  filled(order: Order, by: Quantity, at: Time): void {
    order.filled = (order.filled + by) as Quantity;
    if (order.state === "gone") return;
    if (remaining(order) === 0) this.#leave(order, at);
    else if (order.state === "intended" || order.state === "sent") order.state = "resting"; // it overtook its acknowledgement
  }

  /** Forgets orders that went long ago. */
  prune(now: Time): void {
    const first = this.#gone[this.#forgotten];
    if (first === undefined || now - first.at <= REMEMBER_GONE_MS) return;
    for (let gone = this.#gone[this.#forgotten]; gone !== undefined; gone = this.#gone[this.#forgotten]) {
      if (now - gone.at <= REMEMBER_GONE_MS) break;
      this.#orders.delete(gone.clientOrderId);
      this.#forgotten++;
    }
    if (this.#forgotten * 2 > this.#gone.length) {
      this.#gone.splice(0, this.#forgotten);
      this.#forgotten = 0;
    }
  }

  #leave(order: Order, at: Time): void {
    if (order.state === "gone") return;
    order.state = "gone";
    order.offBookAt = at;
    order.renewal = undefined;
    this.#live.delete(order);
    removeFrom(this.#leg(order.ticker)[order.side], order);
    this.#gone.push({ clientOrderId: order.clientOrderId, at });
  }

  #leg(ticker: string): Record<Side, Order[]> {
    let leg = this.#liveByLeg.get(ticker);
    if (leg === undefined) {
      leg = { bid: [], ask: [] };
      this.#liveByLeg.set(ticker, leg);
    }
    return leg;
  }

  save(): OrderTableState {
    const gone = this.#gone.slice(this.#forgotten);
    return {
      live: Array.from(this.#live, savedLive),
      gone: gone.map(({ clientOrderId, at }) => savedGone(this.#orders.get(clientOrderId)!, at)),
    };
  }

  /** An empty table becomes the one that was saved. */
  restore({ live, gone }: OrderTableState): void {
    for (const order of gone.map(restoredGone)) {
      this.#orders.set(order.clientOrderId, order);
      this.#gone.push({ clientOrderId: order.clientOrderId, at: order.offBookAt! });
    }
    for (const saved of live) this.intend(restoredLive(saved));
  }
}
