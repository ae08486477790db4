import type { BookSnapshot } from "../../../market/order-book.ts";
import type { TakerOrder } from "../../../market/taker-order.ts";
import { CENT, CONTRACT, PRICE_ONE, type Price, type Quantity, type Side, type Time } from "../../../market/units.ts";
import { ImpliedBook } from "../../../tape/implied-book.ts";
import type { Exchange } from "../exchange.ts";
import type { Order } from "../order.ts";

const QUOTED = (100 * CONTRACT) as Quantity; // at each of his two prices
const GUESSED_SPREAD = 2 * CENT; // where the tape tells one side only
const ALL_LEVELS = 10_000;

/**
 * Whoever stood on the book when a tape was recorded, in one leg. Between the tape's orders he quotes both sides as far as its trades give
 * them away; right before one of them he stands at the prices at which it was filled, with what it found there. He keeps his
 * places in the queues: who comes to his price later is served after him.
 */
export class TapeMaker {
  readonly #exchange: Exchange;
  readonly #account: string;
  readonly #ticker: string;
  readonly #implied = new ImpliedBook();

  constructor(exchange: Exchange, account: string, ticker: string) {
    this.#exchange = exchange;
    this.#account = account;
    this.#ticker = ticker;
  }

  /** Stands where a taker order found him. Those who bid more than he asks, or ask less than he bids, are met first. */
  stand({ side, prints }: TakerOrder, now: Time): void {
    const mine = side === "buy" ? "ask" : "bid";
    const prices = new Map(prints.map(({ price, quantity }) => [price, quantity]));
    const first = prints[0]!.price;
    const last = prints.at(-1)!.price;
    for (const order of this.#orders()) {
      const isMet = order.side === mine ? atOrBefore(mine, order.price, last) : atOrBefore(mine, first, order.price);
      if (isMet && !(order.side === mine && prices.has(order.price))) this.#cancel(order, now);
    }
    for (const [price, quantity] of prices) this.#offer(mine, price, quantity, price === last, now);
  }

  /** Learns what an order of the tape tells of the book. */
  learn(order: TakerOrder): void {
    this.#implied.update(order);
  }

  /** Quotes both sides around what was traded last, never through others' orders. Nothing before the first trade. */
  quote(now: Time): void {
    if (this.#exchange.status(this.#ticker) !== "active") return;
    const prices = this.#prices(this.#others(1));
    const orders = this.#orders();
    for (const order of orders) if (order.price !== prices[order.side]) this.#cancel(order, now);
    for (const side of ["bid", "ask"] as const) {
      const price = prices[side];
      if (price === undefined || orders.some((order) => order.side === side && order.price === price)) continue;
      this.#place(side, price, QUOTED, true, now);
    }
  }

  /** Has this much at a price, at the last of a sweep's prices this much or more. */
  #offer(side: Side, price: Price, quantity: Quantity, orMore: boolean, now: Time): void {
    const own = this.#orders().filter((order) => order.side === side && order.price === price);
    let standing = own.reduce((sum, { remaining }) => sum + remaining, 0);
    const enough = orMore ? standing >= quantity : standing === quantity;
    if (own.length === 1 && enough) return;
    if (!this.#others(ALL_LEVELS)[side === "bid" ? "bids" : "asks"].some((level) => level.price === price)) {
      for (const order of own) this.#cancel(order, now); // nobody waits there: as one order it is one print
      const whole = orMore ? Math.max(standing, quantity) : quantity;
      this.#place(side, price, whole as Quantity, false, now);
      return;
    }
    for (const order of orMore ? [] : own.toReversed()) {
      const reduceTo = Math.max(0, order.remaining - Math.max(0, standing - quantity)) as Quantity;
      if (reduceTo < order.remaining) this.#exchange.decrease(this.#account, order.orderId, { reduceTo }, now);
      standing -= order.remaining - reduceTo;
    }
    if (standing < quantity) this.#place(side, price, (quantity - standing) as Quantity, false, now);
  }

  #prices({ bids, asks }: BookSnapshot): { readonly bid: Price | undefined; readonly ask: Price | undefined } {
    const { bid = cheaper(this.#implied.ask), ask = dearer(this.#implied.bid) } = this.#implied;
    const most = (asks[0]?.price ?? PRICE_ONE) - CENT;
    const least = (bids[0]?.price ?? 0) + CENT;
    return { bid: bid && quotable(Math.min(bid, most)), ask: ask && quotable(Math.max(ask, least)) };
  }

  #others(depth: number): BookSnapshot {
    return this.#exchange.book(this.#ticker, depth, this.#account);
  }

  #orders(): readonly Order[] {
    return this.#exchange.resting(this.#account).filter(({ ticker }) => ticker === this.#ticker);
  }

  #cancel({ orderId }: Order, now: Time): void {
    this.#exchange.cancel(this.#account, orderId, now);
  }

  #place(side: Side, price: Price, quantity: Quantity, postOnly: boolean, now: Time): void {
    const order = { ticker: this.#ticker, side, price, quantity, timeInForce: "good-till-canceled", postOnly } as const;
    this.#exchange.create(this.#account, order, now);
  }
}

/** Whether a taker who meets orders of this side meets one at `price` no later than one at `other`. */
function atOrBefore(side: Side, price: Price, other: Price): boolean {
  return side === "ask" ? price <= other : price >= other;
}

function cheaper(ask: Price | undefined): Price | undefined {
  return ask && quotable(ask - GUESSED_SPREAD);
}

function dearer(bid: Price | undefined): Price | undefined {
  return bid && quotable(bid + GUESSED_SPREAD);
}

function quotable(ticks: number): Price | undefined {
  return ticks > 0 && ticks < PRICE_ONE ? (ticks as Price) : undefined;
}
