import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Price, Quantity, Side, Time } from "../../../src/market/units.ts";
import type { SelfTradePrevention } from "../../../src/venue/sim/order.ts";
import { A, immediate, later, open, order, place, T0 } from "./trading-floor.ts";

/** An order as the oracle keeps it. */
interface Listed {
  readonly id: number;
  readonly account: string;
  readonly side: Side;
  price: number;
  remaining: number;
  filled: number;
  /** When it joined its queue. */
  turn: number;
  expiresAt: number | undefined;
  readonly selfTradePrevention: SelfTradePrevention;
}

/** Price-time priority by looking through a plain list for everything: slow, and plainly right. */
class Oracle {
  orders: Listed[] = [];
  prints: string[] = [];
  #turn = 0;

  static crosses(side: Side, price: number, other: number): boolean {
    return side === "bid" ? other <= price : other >= price;
  }

  against(side: Side, price: number): Listed[] {
    return this.orders
      .filter((other) => other.side !== side && Oracle.crosses(side, price, other.price))
      .toSorted((a, b) => (side === "bid" ? a.price - b.price : b.price - a.price) || a.turn - b.turn);
  }

  next(side: Side, price: number): Listed | undefined {
    return this.against(side, price)[0];
  }

  /** Whether a fill-or-kill order is let in: all of it can be had, or it meets an order of its own account before. */
  letsIn(account: string, side: Side, price: number, quantity: number): boolean {
    let found = 0;
    for (const other of this.against(side, price)) {
      if (other.account === account) return true;
      found += other.remaining;
      if (found >= quantity) return true;
    }
    return false;
  }

  enter(order: Listed, immediate: boolean): void {
    for (let maker = this.next(order.side, order.price); order.remaining > 0 && maker; ) {
      if (maker.account === order.account) {
        if (order.selfTradePrevention === "taker-at-cross") return; // the rest is cancelled
        this.take(maker.id);
        maker = this.next(order.side, order.price);
        continue;
      }
      const quantity = Math.min(order.remaining, maker.remaining);
      this.prints.push(`${maker.id}>${order.id} ${quantity}@${maker.price}`);
      for (const party of [maker, order]) {
        party.remaining -= quantity;
        party.filled += quantity;
      }
      this.orders = this.orders.filter(({ remaining }) => remaining > 0);
      maker = this.next(order.side, order.price);
    }
    if (order.remaining > 0 && !immediate) this.orders.push({ ...order, turn: this.#turn++ });
  }

  take(id: number): Listed | undefined {
    const order = this.orders.find((listed) => listed.id === id);
    this.orders = this.orders.filter((listed) => listed.id !== id);
    return order;
  }

  amend(id: number, price: number, total: number): void {
    const order = this.orders.find((listed) => listed.id === id);
    if (order === undefined || total <= order.filled) return;
    const remaining = total - order.filled;
    if (price === order.price && remaining <= order.remaining) order.remaining = remaining;
    else this.enter({ ...this.take(id)!, price, remaining }, false);
  }

  expire(now: number): void {
    this.orders = this.orders.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
  }

  /** Ids in the order in which they would be served. */
  queue(side: Side): string[] {
    return this.orders
      .filter((order) => order.side === side)
      .toSorted((a, b) => (side === "bid" ? b.price - a.price : a.price - b.price) || a.turn - b.turn)
      .map(({ id, remaining, price }) => `${id}:${remaining}@${price}`);
  }
}

const side = fc.constantFrom<Side>("bid", "ask");
const cents = fc.integer({ min: 46, max: 54 }).map((c) => c * 100);
const quantity = fc.oneof(
  fc.integer({ min: 1, max: 9 }).map((c) => c * 100),
  fc.integer({ min: 1, max: 900 }),
);
const which = fc.nat(60);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("create" as const),
      account: fc.constantFrom("x", "y", "z"),
      side,
      price: cents,
      quantity,
      kind: fc.constantFrom<keyof typeof TIME_IN_FORCE>("rest", "rest", "post-only", "immediate", "fill-or-kill"),
      selfTradePrevention: fc.constantFrom<SelfTradePrevention>("taker-at-cross", "maker"),
      ttlS: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("cancel" as const), which }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("amend" as const), which, price: cents, total: quantity }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 9_000 }) }) },
);

const TIME_IN_FORCE = {
  rest: "good-till-canceled",
  "post-only": "good-till-canceled",
  immediate: "immediate-or-cancel",
  "fill-or-kill": "fill-or-kill",
} as const;

describe("matching", () => {
  it("serves by price, then time, exactly as a plain list would, whatever is asked of it", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: "max" }), (steps) => {
        const rich = 1_000_000;
        const { exchange, facts } = open({ x: rich, y: rich, z: rich }, { fees: { type: "quadratic", multiplier: 0 } });
        const oracle = new Oracle();
        const owners: { orderId: string; account: string }[] = [];
        const numbers = new Map<string, number>();
        let now = T0;

        for (const action of steps) {
          oracle.expire(now);
          if (action.type === "wait") {
            now = (now + action.ms) as Time;
            exchange.advance(now);
            oracle.expire(now);
          } else if (action.type === "create") {
            const { account, kind, price, selfTradePrevention } = action;
            const immediate = kind === "immediate" || kind === "fill-or-kill";
            const expiresAt =
              action.ttlS === undefined || immediate
                ? undefined
                : Math.floor(now / 1_000) * 1_000 + action.ttlS * 1_000;
            const answer = exchange.create(
              account,
              {
                ticker: A,
                side: action.side,
                price: price as Price,
                quantity: action.quantity as Quantity,
                timeInForce: TIME_IN_FORCE[kind],
                selfTradePrevention,
                postOnly: kind === "post-only",
                ...(expiresAt !== undefined && { expiresAt: expiresAt as Time }),
              },
              now,
            );
            const crosses = oracle.next(action.side, price) !== undefined;
            if (kind === "post-only") expect(answer.ok).toBe(!crosses);
            else if (kind !== "fill-or-kill") expect(answer.ok).toBe(true);
            else expect(answer.ok).toBe(oracle.letsIn(account, action.side, price, action.quantity));
            if (!answer.ok) continue;
            const id = owners.push({ orderId: answer.order.orderId, account }) - 1;
            numbers.set(answer.order.orderId, id);
            const fresh = { id, account, side: action.side, price, remaining: action.quantity, filled: 0, turn: 0 };
            oracle.enter({ ...fresh, expiresAt, selfTradePrevention }, immediate);
          } else if (owners.length > 0) {
            const id = action.which % owners.length;
            const { orderId, account } = owners[id]!;
            if (action.type === "cancel") {
              expect(exchange.cancel(account, orderId, now).ok).toBe(oracle.take(id) !== undefined);
            } else {
              exchange.amend(account, orderId, { price: action.price as Price, total: action.total as Quantity }, now);
              oracle.amend(id, action.price, action.total);
            }
          }

          const { bids, asks } = exchange.book(A, 1_000);
          for (const [levels, queue] of [[bids, oracle.queue("bid")] as const, [asks, oracle.queue("ask")] as const]) {
            expect(levels.reduce((sum, level) => sum + level.quantity, 0)).toBe(
              queue.reduce((sum, text) => sum + Number(/:(\d+)@/.exec(text)![1]), 0),
            );
            expect(levels.map(({ price }) => String(price))).toEqual([
              ...new Set(queue.map((text) => text.split("@")[1]!)),
            ]);
          }
          for (const listed of oracle.orders) {
            const { orderId } = owners[listed.id]!;
            const ahead = oracle.orders.filter(
              (o) => o.side === listed.side && o.price === listed.price && o.turn < listed.turn,
            );
            expect(exchange.order(orderId)).toMatchObject({ remaining: listed.remaining, filled: listed.filled });
            expect(exchange.queuePosition(orderId)).toBe(ahead.reduce((sum, { remaining }) => sum + remaining, 0));
          }
        }

        const makers = new Map(
          facts.flatMap((f) => (f.type === "fill" && !f.taker ? [[f.tradeId, f.order.orderId] as const] : [])),
        );
        const prints = facts.flatMap((fact) => {
          if (fact.type !== "fill" || !fact.taker) return [];
          const maker = numbers.get(makers.get(fact.tradeId)!);
          return [`${maker}>${numbers.get(fact.order.orderId)} ${fact.quantity}@${fact.price}`];
        });
        expect(prints).toEqual(oracle.prints);
      }),
      { numRuns: 150 },
    );
  });

  it("tells a taker order's prints together, in sweep order, with its side", () => {
    const { exchange, facts } = open({ x: 1_000, y: 1_000 });
    place(exchange, "x", order("ask", 51, 2));
    place(exchange, "x", order("ask", 50, 1));
    place(exchange, "x", order("ask", 50, 3));
    place(exchange, "y", order("bid", 52, 5.5, immediate), later(5));
    const trades = facts.filter((fact) => fact.type === "trade");
    expect(trades).toHaveLength(1);
    expect(trades[0]).toMatchObject({ at: later(5), ticker: A, takerSide: "buy" });
    expect(trades[0]!.prints.map(({ price, quantity: size }) => [price, size])).toEqual([
      [5_000, 100],
      [5_000, 300],
      [5_100, 150],
    ]);
  });
});
