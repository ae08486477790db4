import type { Order } from "./tape.ts";

/** `touch` is the study's optimistic, `queue` its neutral, `through` its conservative fill model. */
export type Fills = "touch" | "queue" | "through";

export type Side = "bid" | "ask";

/** An order of ours on the book. */
export interface Resting {
  readonly side: Side;
  /** In cents. */
  readonly price: number;
  remaining: number;
  /** Contracts of others that are filled before us at our price. */
  ahead: number;
}

/**
 * Contracts of a taker order that reach a resting order of ours: printed at our price behind those ahead of us, and printed beyond it.
 * Moves our place in the queue, leaves `remaining` alone. A print beyond our price reaches us whatever the taker's side: whoever met
 * it would have met us first.
 */
function reachOf(fills: Fills, resting: Resting, order: Order): { readonly at: number; readonly through: number } {
  let at = 0;
  let through = 0;
  for (const [cents, count] of order.prints) {
    if (cents === resting.price) at += count;
    else if (resting.side === "bid" ? cents < resting.price : cents > resting.price) through += count;
  }
  if (fills === "through") return { at: 0, through };
  if (fills === "touch") return { at, through };
  // The text asks for the taker's side here only. Asking for it under `touch` too takes 2 % of the contracts away.
  const meetsUs = order.taker === (resting.side === "bid" ? "no" : "yes");
  if (!meetsUs && through === 0) return { at: 0, through };
  const behindOthers = Math.max(0, at - resting.ahead);
  resting.ahead = through > 0 ? 0 : Math.max(0, resting.ahead - at);
  return { at: behindOthers, through };
}

/** Contracts of a resting order of ours that a taker order fills. */
export function fillOf(fills: Fills, resting: Resting, order: Order): number {
  const { at, through } = reachOf(fills, resting, order);
  return Math.min(resting.remaining, at + through);
}

/**
 * What a taker order fills of several orders of ours on one side, best price first, then oldest. No print fills two of them: what one
 * has taken, first at its own price, then of those beyond the nearest first, is gone for the next.
 */
export function fillsOf(fills: Fills, ours: readonly Resting[], order: Order): readonly number[] {
  const left = order.prints.map(([cents, count]): [number, number] => [cents, count]);
  const nearest = (price: number): [number, number][] =>
    left.toSorted((a, b) => Math.abs(a[0] - price) - Math.abs(b[0] - price));
  return ours.map((resting) => {
    const { at, through } = reachOf(fills, resting, { ...order, prints: left });
    const filled = Math.min(resting.remaining, at + through);
    let fromAt = Math.min(filled, at);
    let fromBeyond = filled - fromAt;
    for (const print of nearest(resting.price)) {
      if (print[0] === resting.price) {
        const taken = Math.min(fromAt, print[1]);
        print[1] -= taken;
        fromAt -= taken;
      } else if (resting.side === "bid" ? print[0] < resting.price : print[0] > resting.price) {
        const taken = Math.min(fromBeyond, print[1]);
        print[1] -= taken;
        fromBeyond -= taken;
      }
    }
    return filled;
  });
}

/** What the prints of one leg say about its best bid and ask, in cents; null is unknown. */
export class ImpliedBook {
  bid: number | null = null;
  ask: number | null = null;
  private bidConfirmed = 0;
  private askConfirmed = 0;

  /** A side that no order has confirmed for an hour is forgotten; looked at only when an order comes. */
  after(order: Order): void {
    if (order.taker === "yes") {
      this.ask = order.last;
      this.askConfirmed = order.time;
      if (this.bid !== null) this.bid = Math.min(this.bid, order.first - 1) || null;
    } else {
      this.bid = order.last;
      this.bidConfirmed = order.time;
      if (this.ask !== null) this.ask = Math.max(this.ask, order.first + 1);
      if (this.ask === 100) this.ask = null;
    }
    if (order.time - this.bidConfirmed > 3600e6) this.bid = null;
    if (order.time - this.askConfirmed > 3600e6) this.ask = null;
  }

  /** Whether a post-only order at this price would be refused. */
  refuses(side: Side, price: number): boolean {
    if (side === "bid") return this.ask !== null && price >= this.ask;
    return this.bid !== null && price <= this.bid;
  }

  /** Whether the price is better than the best of others. Where none is known it is not: somebody may be there. */
  improves(side: Side, price: number): boolean {
    if (side === "bid") return this.bid !== null && price > this.bid;
    return this.ask !== null && price < this.ask;
  }
}
