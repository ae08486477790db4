import type { Time } from "../market/units.ts";
import { LAPSED_AFTER_MS, lastExpiry, type Order } from "./order.ts";
import type { OrderTable } from "./order-table.ts";
import { SIGNATURE_BOUND_MS } from "./reconciliation.ts";

const NONE: readonly Order[] = [];

/**
 * Sees to orders that have got too old for what is believed of them: a create without an answer after its signature has run out, and
 * one past its expiry of which nothing was heard: it is off the book, we just don't know whether it was filled before.
 */
export class OrderAges {
  /** No order is too old before this. */
  #dueAt = Number.POSITIVE_INFINITY;
  /** The order that will be too old then, unless it has been heard of since. */
  #first: Order | undefined;

  constructor(private readonly orders: OrderTable) {}

  /** An order has moved on: its age is looked at when it may be too old. */
  watch(order: Order): void {
    const at = tooOldAt(order);
    if (at >= this.#dueAt) return;
    this.#dueAt = at;
    this.#first = order;
  }

  /** The orders that are too old now, each moved on to what is known of it. */
  age(now: Time): readonly Order[] {
    if (now < this.#dueAt) return NONE;
    const aged: Order[] = [];
    for (const order of this.orders.live()) {
      if (now < tooOldAt(order)) continue;
      if (order.state === "sent") this.orders.outcomeUnknown(order);
      const expiry = lastExpiry(order);
      if (expiry !== undefined && now >= expiry + LAPSED_AFTER_MS) this.orders.vanished(order, now);
      aged.push(order);
    }
    this.#watchAll();
    return aged;
  }

  /** When an order will be too old, if nothing is heard of it before `soonest`, the time of whatever else comes next. */
  dueBefore(soonest: number): number {
    const isStillDue = this.#first !== undefined && tooOldAt(this.#first) === this.#dueAt;
    if (this.#dueAt < soonest && !isStillDue) this.#watchAll(); // most have been heard of since
    return this.#dueAt;
  }

  /** The table has been restored. */
  restore(): void {
    this.#watchAll();
  }

  #watchAll(): void {
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#first = undefined;
    for (const order of this.orders.live()) this.watch(order);
  }
}

/** When an order will be too old for its state if nothing more is heard of it; infinite when it never will. */
function tooOldAt(order: Order): number {
  const { state, sentAt, offBookAt } = order;
  if (state === "intended" || state === "gone") return Number.POSITIVE_INFINITY;
  if (state === "sent") return sentAt === undefined ? Number.POSITIVE_INFINITY : sentAt + SIGNATURE_BOUND_MS;
  const expiry = offBookAt === undefined ? lastExpiry(order) : undefined;
  return expiry === undefined ? Number.POSITIVE_INFINITY : expiry + LAPSED_AFTER_MS;
}
