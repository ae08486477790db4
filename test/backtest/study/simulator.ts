import { type Fills, fillOf, ImpliedBook, type Resting, type Side } from "./fill-rules.ts";
import type { Order, StudyEvent } from "./tape.ts";

/** What a strategy wants to have on the book of one leg, in whole cents; null is no quote on that side. */
export type Targets = Readonly<Record<Side, number | null>>;

/** What a strategy may look at. */
export interface View {
  readonly now: number;
  readonly inventory: readonly number[];
  readonly books: readonly ImpliedBook[];
}

/** A strategy over the legs of one event. */
export interface Strategy {
  /** Whether an order of any leg makes every leg decide. */
  readonly usesEvent: boolean;
  /** 0: decide at each order; otherwise at the first multiple of so many microseconds after one. */
  readonly refresh: number;
  /** A resting order this near to its target stays, in cents. */
  readonly drift: number;
  readonly orderSize: number;
  readonly maxPosition: number;
  /** What becomes of a target that would cross: no quote on that side, or the nearest price that does not. */
  readonly onCross: "reject" | "clamp";
  observe(order: Order): void;
  targets(leg: number, view: View): Targets;
}

export interface Outcome {
  readonly event: string;
  readonly contracts: number;
  readonly fills: number;
  /** Dollars before fees. */
  readonly gross: number;
  readonly fees: number;
}

export interface SimulatorOptions {
  readonly fills: Fills;
  /** Microseconds between a decision and its effect. */
  readonly latency: number;
  /** Contracts of others at a price that we join. */
  readonly queueAhead: number;
}

interface Placed extends Resting {
  readonly inventoryThen: number;
}

interface Change {
  readonly leg: number;
  readonly side: Side;
  /** Null takes the old order off and leaves nothing. */
  readonly price: number | null;
  readonly size: number;
  readonly inventoryThen: number;
}

/** Legs that decide together, one decision in flight at a time. */
interface Clock {
  readonly legs: readonly number[];
  due: number;
  busyUntil: number;
  changes: readonly Change[];
}

const SIDES: readonly Side[] = ["bid", "ask"];

/** Runs one event through a strategy. */
export function simulate(event: StudyEvent, strategy: Strategy, options: SimulatorOptions): Outcome {
  const legs = event.tickers.map((_, leg) => leg);
  const books = legs.map(() => new ImpliedBook());
  const inventory = legs.map(() => 0);
  const resting = legs.map((): Record<Side, Placed | null> => ({ bid: null, ask: null }));
  const clocks: Clock[] = (strategy.usesEvent ? [legs] : legs.map((leg) => [leg])).map((of) => ({
    legs: of,
    due: Number.POSITIVE_INFINITY,
    busyUntil: Number.NEGATIVE_INFINITY,
    changes: [],
  }));
  let cashCents = 0;
  let fees = 0;
  let contracts = 0;
  let fillCount = 0;

  function decide(clock: Clock, now: number): void {
    const changes: Change[] = [];
    for (const leg of clock.legs) {
      const targets = strategy.targets(leg, { now, inventory, books });
      for (const side of SIDES) {
        const change = changeOf(leg, side, targets[side]);
        if (change !== null) changes.push(change);
      }
    }
    clock.due = Number.POSITIVE_INFINITY;
    clock.busyUntil = now + options.latency;
    clock.changes = changes;
  }

  function changeOf(leg: number, side: Side, wanted: number | null): Change | null {
    const target = wanted === null ? null : notCrossing(leg, side, wanted);
    const old = resting[leg]![side];
    const held = inventory[leg]!;
    const size = Math.min(strategy.orderSize, strategy.maxPosition - Math.abs(held));
    if (target === null || size <= 0)
      return old === null ? null : { leg, side, price: null, size: 0, inventoryThen: held };
    if (old !== null) {
      const near = Math.abs(target - old.price) <= strategy.drift && old.inventoryThen === held;
      if (near || target === old.price) return null;
    }
    return { leg, side, price: target, size, inventoryThen: held };
  }

  function notCrossing(leg: number, side: Side, price: number): number | null {
    const book = books[leg]!;
    if (!book.refuses(side, price)) return price;
    if (strategy.onCross === "reject") return null;
    const clamped = side === "bid" ? book.ask! - 1 : book.bid! + 1;
    return clamped >= 1 && clamped <= 99 ? clamped : null;
  }

  function goLive({ leg, side, price, size, inventoryThen }: Change): void {
    const allowed = price === null ? null : notCrossing(leg, side, price);
    if (allowed === null) {
      resting[leg]![side] = null;
      return;
    }
    const ahead = books[leg]!.improves(side, allowed) ? 0 : options.queueAhead;
    resting[leg]![side] = { side, price: allowed, remaining: size, ahead, inventoryThen };
  }

  /** Everything that happens before an order at this time: quotes live at or before it, decisions strictly before. */
  function advance(until: number): void {
    for (const clock of clocks) {
      for (;;) {
        if (clock.changes.length > 0 && clock.busyUntil <= Math.min(until, clock.due)) {
          for (const change of clock.changes) goLive(change);
          clock.changes = [];
        } else if (clock.due < until) decide(clock, clock.due);
        else break;
      }
    }
  }

  for (const order of event.orders) {
    advance(order.time);
    const { leg } = order;
    for (const side of SIDES) {
      const ours = resting[leg]![side];
      if (ours === null) continue;
      const filled = fillOf(options.fills, ours, order);
      if (filled === 0) continue;
      ours.remaining -= filled;
      if (ours.remaining === 0) resting[leg]![side] = null;
      const sign = side === "bid" ? 1 : -1;
      inventory[leg]! += sign * filled;
      cashCents -= sign * filled * ours.price;
      fees += (0.0175 * filled * ours.price * (100 - ours.price)) / 1e4;
      contracts += filled;
      fillCount += 1;
    }
    books[leg]!.after(order);
    strategy.observe(order);
    const clock = clocks.find((it) => it.legs.includes(leg))!;
    const next =
      strategy.refresh === 0 ? order.time : (Math.floor(order.time / strategy.refresh) + 1) * strategy.refresh;
    clock.due = Math.min(clock.due, Math.max(next, clock.busyUntil));
  }
  const settled = legs.reduce((sum, leg) => sum + inventory[leg]! * event.settlements[leg]!, 0);
  return { event: event.name, contracts, fills: fillCount, gross: (cashCents + settled) / 100, fees };
}
