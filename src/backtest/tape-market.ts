import type { Leg } from "../market/event.ts";
import { type BookSnapshot, EMPTY_BOOK, type Level } from "../market/order-book.ts";
import { PriceGrid } from "../market/price-grid.ts";
import type { TakerOrder } from "../market/taker-order.ts";
import { CONTRACT, opposite, type Price, type Quantity, type Side, type Time } from "../market/units.ts";
import { ImpliedBook } from "../tape/implied-book.ts";
import { type FillModel, fillsBy, type Resting } from "./fills.ts";

/** An order of ours that rests on a tape's exchange. */
export interface OwnOrder extends Resting {
  readonly clientOrderId: string;
  readonly ticker: string;
  price: Price;
  remaining: Quantity;
  filled: Quantity;
  expiresAt: Time | undefined;
}

export interface Hit {
  readonly order: OwnOrder;
  readonly quantity: Quantity;
}

/** Size shown at an implied price. Trades tell where the best prices are, not how much rests there. */
const IMPLIED_LEVEL = (100 * CONTRACT) as Quantity;

const SIDES: readonly Side[] = ["bid", "ask"];
const NO_HITS: readonly Hit[] = [];

/** One leg on a tape's exchange: the book of others that its trades imply, and our orders. */
export class TapeMarket {
  readonly grid: PriceGrid;
  readonly closeTime: Time;
  readonly #implied = new ImpliedBook();
  #others: BookSnapshot = EMPTY_BOOK;
  /** Best price first, then oldest first. */
  readonly #own: Readonly<Record<Side, OwnOrder[]>> = { bid: [], ask: [] };

  /** `queueAhead`: contracts of others that are taken to rest at a price where we join them. */
  constructor(
    leg: Leg,
    readonly queueAhead: Quantity,
  ) {
    this.grid = new PriceGrid(leg.priceRanges);
    this.closeTime = leg.closeTime;
  }

  /** What a taker order fills of ours by a fill model, and what it tells of the others' book. Ours is reduced by it. */
  meet(taker: TakerOrder, model: FillModel): readonly Hit[] {
    const hits = this.#reached(taker) ? this.#hits(taker, model) : NO_HITS;
    for (const { order, quantity } of hits) {
      order.remaining = (order.remaining - quantity) as Quantity;
      order.filled = (order.filled + quantity) as Quantity;
      if (order.remaining === 0) this.remove(order);
    }
    this.#implied.update(taker);
    return hits;
  }

  /** The book of others as far as it is known; the same object while it is the same. */
  others(): BookSnapshot {
    const { bid, ask } = this.#implied;
    if (this.#others.bids[0]?.price !== bid || this.#others.asks[0]?.price !== ask) {
      this.#others = { bids: level(bid), asks: level(ask) };
    }
    return this.#others;
  }

  /** Whether an order of ours can be filled on a side. */
  isQuoted(side: Side): boolean {
    return this.#own[side].length > 0;
  }

  /** Whether a price reaches the implied best of the other side, where that is known. */
  crossesOthers(side: Side, price: Price): boolean {
    const theirs = side === "bid" ? this.#implied.ask : this.#implied.bid;
    return theirs !== undefined && reaches(side, price, theirs);
  }

  /** Whether a price reaches an order of ours on the other side. */
  crossesOwn(side: Side, price: Price): boolean {
    return this.#own[opposite(side)].some((order) => reaches(side, price, order.price));
  }

  /** Whether any print is at or beyond the best price of ours. */
  #reached({ prints }: TakerOrder): boolean {
    const bid = this.#own.bid[0]?.price ?? Number.NEGATIVE_INFINITY;
    const ask = this.#own.ask[0]?.price ?? Number.POSITIVE_INFINITY;
    for (const { price } of prints) if (price <= bid || price >= ask) return true;
    return false;
  }

  #hits(taker: TakerOrder, model: FillModel): readonly Hit[] {
    const hits: Hit[] = [];
    for (const side of SIDES) {
      const orders = this.#own[side];
      if (orders.length === 0) continue;
      for (const [index, quantity] of fillsBy(model, taker, orders).entries()) {
        if (quantity > 0) hits.push({ order: orders[index]!, quantity });
      }
    }
    return hits;
  }

  /** Puts an order behind those at its price, ours and others'. */
  add(order: OwnOrder): void {
    order.queueAhead = this.#queueAt(order.side, order.price);
    const queue = this.#own[order.side];
    const place = queue.findIndex(({ price }) => (order.side === "bid" ? order.price > price : order.price < price));
    queue.splice(place < 0 ? queue.length : place, 0, order);
  }

  remove(order: OwnOrder): void {
    const queue = this.#own[order.side];
    const place = queue.indexOf(order);
    if (place >= 0) queue.splice(place, 1);
  }

  /** Nobody stands before a price that improves the implied best. Where the best is unknown somebody may. */
  #queueAt(side: Side, price: Price): Quantity {
    const best = side === "bid" ? this.#implied.bid : this.#implied.ask;
    const improves = best !== undefined && (side === "bid" ? price > best : price < best);
    return improves ? (0 as Quantity) : this.queueAhead;
  }
}

function level(price: Price | undefined): readonly Level[] {
  return price === undefined ? [] : [{ price, quantity: IMPLIED_LEVEL }];
}

function reaches(side: Side, price: Price, theirs: Price): boolean {
  return side === "bid" ? price >= theirs : price <= theirs;
}
