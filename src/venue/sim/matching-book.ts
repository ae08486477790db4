import type { BookSnapshot, Level } from "../../market/order-book.ts";
import { opposite, type Price, type Quantity, type Side } from "../../market/units.ts";
import type { WorkingOrder } from "./order.ts";

/** The orders at one price, in the order in which they are served. */
export interface Queue {
  readonly price: Price;
  /** Never empty while the queue is in a book. A Set keeps the order of arrival. */
  readonly orders: Set<WorkingOrder>;
}

/**
 * The resting orders of one market by price and time. It knows nothing of money: who may trade is the exchange's
 * business.
 */
export class MatchingBook {
  readonly #sides = { bid: new BookSide("bid"), ask: new BookSide("ask") };

  /** Puts an order at the back of its price's queue. */
  add(order: WorkingOrder): void {
    this.#sides[order.side].add(order);
  }

  remove(order: WorkingOrder): void {
    this.#sides[order.side].remove(order);
  }

  /** The queue that a taker on `taker` meets first; undefined when there is none at `limit` or better for him. */
  firstAgainst(taker: Side, limit: Price): Queue | undefined {
    const queue = this.#sides[opposite(taker)].best;
    if (queue === undefined) return undefined;
    return (taker === "bid" ? queue.price <= limit : queue.price >= limit) ? queue : undefined;
  }

  /** The orders that a taker would meet, in the order in which he would. */
  *against(taker: Side, limit: Price): Generator<WorkingOrder> {
    for (const { price, orders } of this.#sides[opposite(taker)].bestFirst()) {
      if (taker === "bid" ? price > limit : price < limit) return;
      yield* orders;
    }
  }

  best(side: Side): Price | undefined {
    return this.#sides[side].best?.price;
  }

  /** What rests ahead of an order in its own queue. */
  ahead(order: WorkingOrder): Quantity {
    let ahead = 0;
    for (const other of this.#sides[order.side].queueAt(order.price)?.orders ?? []) {
      if (other === order) break;
      ahead += other.remaining;
    }
    return ahead as Quantity;
  }

  /** Every resting order: bids, then asks, each best first and in queue order. */
  *orders(): Generator<WorkingOrder> {
    for (const side of [this.#sides.bid, this.#sides.ask]) for (const { orders } of side.bestFirst()) yield* orders;
  }

  /** The best `depth` levels, without the orders of `except`. */
  snapshot(depth: number, except?: string): BookSnapshot {
    return { bids: this.#sides.bid.levels(depth, except), asks: this.#sides.ask.levels(depth, except) };
  }
}

class BookSide {
  /** Best last, so that the best comes and goes cheaply. */
  readonly #queues: Queue[] = [];

  constructor(readonly side: Side) {}

  get best(): Queue | undefined {
    return this.#queues.at(-1);
  }

  add(order: WorkingOrder): void {
    const index = this.#indexOf(order.price);
    const queue = this.#queues[index];
    if (queue?.price === order.price) queue.orders.add(order);
    else this.#queues.splice(index, 0, { price: order.price, orders: new Set([order]) });
  }

  remove(order: WorkingOrder): void {
    const index = this.#indexOf(order.price);
    const { orders } = this.#queues[index]!;
    orders.delete(order);
    if (orders.size === 0) this.#queues.splice(index, 1);
  }

  queueAt(price: Price): Queue | undefined {
    const queue = this.#queues[this.#indexOf(price)];
    return queue?.price === price ? queue : undefined;
  }

  *bestFirst(): Generator<Queue> {
    for (let index = this.#queues.length - 1; index >= 0; index--) yield this.#queues[index]!;
  }

  levels(depth: number, except: string | undefined): readonly Level[] {
    const levels: Level[] = [];
    for (const { price, orders } of this.bestFirst()) {
      if (levels.length === depth) break;
      let quantity = 0;
      for (const order of orders) if (order.account !== except) quantity += order.remaining;
      if (quantity > 0) levels.push({ price, quantity: quantity as Quantity });
    }
    return levels;
  }

  /** Where the queue of this price is, or would be put in. */
  #indexOf(price: Price): number {
    const worse = this.side === "bid" ? (at: Price) => at < price : (at: Price) => at > price;
    let low = 0;
    let high = this.#queues.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (worse(this.#queues[middle]!.price)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
