import type { Side, Time } from "../market/units.ts";
import type { LegState } from "./leg-state.ts";
import type { BudgetWaitsState } from "./service-state.ts";
import type { Wish } from "./wish.ts";

/**
 * What the write budget keeps waiting: one place for each side of each leg, whatever is wanted there by now. Nothing is queued here; it
 * is known only that something waits, and since when.
 */
export class BudgetWaits {
  /** How often something wanted had to begin to wait. */
  turnedAway = 0;
  #since = new Map<LegState, Partial<Record<Side, Time>>>();

  /** Sides that wait now. */
  get count(): number {
    let count = 0;
    for (const { bid, ask } of this.#since.values()) count += (bid === undefined ? 0 : 1) + (ask === undefined ? 0 : 1);
    return count;
  }

  /** Since when the one has waited that has waited longest; undefined while none does. */
  get since(): Time | undefined {
    let since: Time | undefined;
    for (const { bid, ask } of this.#since.values()) {
      if (bid !== undefined && bid < (since ?? Number.POSITIVE_INFINITY)) since = bid;
      if (ask !== undefined && ask < (since ?? Number.POSITIVE_INFINITY)) since = ask;
    }
    return since;
  }

  /** How long the side of a wish has waited. */
  waitedMs(wish: Wish, now: Time): number {
    return now - (this.#since.get(wish.leg)?.[sideOf(wish)] ?? now);
  }

  /** A pass is over: these have to wait, and nothing else does. */
  are(wishes: readonly Wish[], now: Time): void {
    if (wishes.length === 0 && this.#since.size === 0) return;
    const before = this.#since;
    this.#since = new Map();
    for (const wish of wishes) {
      const side = sideOf(wish);
      const sides = this.#since.getOrInsertComputed(wish.leg, () => ({}));
      if (sides[side] !== undefined) continue;
      const waiting = before.get(wish.leg)?.[side];
      if (waiting === undefined) this.turnedAway++;
      sides[side] = waiting ?? now;
    }
  }

  save(): BudgetWaitsState {
    const since = Array.from(this.#since, ([{ ticker }, { bid = null, ask = null }]) => ({ ticker, bid, ask }));
    return { turnedAway: this.turnedAway, since };
  }

  restore({ turnedAway, since }: BudgetWaitsState, legOf: (ticker: string) => LegState): void {
    this.turnedAway = turnedAway;
    for (const { ticker, bid, ask } of since) {
      this.#since.set(legOf(ticker), { ...(bid !== null && { bid }), ...(ask !== null && { ask }) });
    }
  }
}

function sideOf(wish: Wish): Side {
  return wish.kind === "place" ? wish.side : wish.order.side;
}
