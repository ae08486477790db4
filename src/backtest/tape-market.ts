import type { Leg } from "../market/event.ts";
import { removeFrom } from "../market/few.ts";
import { type BookSnapshot, EMPTY_BOOK, type Level } from "../market/order-book.ts";
import { PriceGrid } from "../market/price-grid.ts";
import type { TakerOrder } from "../market/taker-order.ts";
import { CONTRACT, opposite, type Price, type Quantity, type Side, type Time } from "../market/units.ts";
import { ImpliedBook } from "../tape/implied-book.ts";
import { type FillModel, fillsBy, type Resting } from "./fills.ts";
import type { QuoteClock } from "./quote-clock.ts";

/** An order of ours that has been accepted by a tape's exchange. */
export interface OwnOrder extends Resting {
  readonly clientOrderId: string;
  readonly market: TapeMarket;
  /** Among all of the exchange, in the order in which they were accepted. */
  readonly rank: number;
  price: Price;
  remaining: Quantity;
  filled: Quantity;
  expiresAt: Time | undefined;
  isResting: boolean;
}

export interface Hit {
  readonly order: OwnOrder;
  readonly quantity: Quantity;
}

/** Size shown at an implied price. Trades tell where the best prices are, not how much rests there. */
const IMPLIED_LEVEL = (100 * CONTRACT) as Quantity;

const NO_HITS: readonly Hit[] = [];

/** One leg on a tape's exchange: the book of others that its trades imply, and our orders. */
export class TapeMarket {
  readonly ticker: string;
  readonly grid: PriceGrid;
  readonly closeTime: Time;
  /** How long our quotes stand here: from the first order on. */
  clock: QuoteClock | undefined;
  readonly #implied = new ImpliedBook();
  #others: BookSnapshot = EMPTY_BOOK;
  /** Best price first, then oldest first. */
  readonly #own: Readonly<Record<Side, OwnOrder[]>> = { bid: [], ask: [] };

  /** `queueAhead`: contracts of others that are taken to rest at a price where we join them. */
  constructor(
    leg: Leg,
    readonly queueAhead: Quantity,
  ) {
    this.ticker = leg.ticker;
    this.grid = new PriceGrid(leg.priceRanges);
    this.closeTime = leg.closeTime;
  }

  /** What a taker order fills of ours by a fill model, and what it tells of the others' book. Ours is reduced by it. */
  meet(taker: TakerOrder, model: FillModel): readonly Hit[] {
    const { bid, ask } = this.#own;
    let hits = NO_HITS;
    if (bid.length > 0 && lowest(taker) <= bid[0]!.price) hits = this.#hits(taker, model, bid, hits);
    if (ask.length > 0 && highest(taker) >= ask[0]!.price) hits = this.#hits(taker, model, ask, hits);
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
    const { bids, asks } = this.#others;
    const isSameBid = bids[0]?.price === bid;
    const isSameAsk = asks[0]?.price === ask;
    if (!isSameBid || !isSameAsk) {
      this.#others = { bids: isSameBid ? bids : level(bid), asks: isSameAsk ? asks : level(ask) };
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

  /** The given hits, and those on orders of one side. */
  #hits(taker: TakerOrder, model: FillModel, orders: readonly OwnOrder[], before: readonly Hit[]): readonly Hit[] {
    const hits = [...before];
    const quantities = fillsBy(model, taker, orders);
    for (let index = 0; index < orders.length; index++) {
      const quantity = quantities[index]!;
      if (quantity > 0) hits.push({ order: orders[index]!, quantity });
    }
    return hits;
  }

  /** Our orders here, bids first, best price first. */
  *resting(): IterableIterator<OwnOrder> {
    yield* this.#own.bid;
    yield* this.#own.ask;
  }

  /** Puts an order behind those at its price, ours and others'. */
  add(order: OwnOrder): void {
    order.queueAhead = this.#queueAt(order.side, order.price);
    order.isResting = true;
    const queue = this.#own[order.side];
    const { price } = order;
    let place = queue.length;
    while (place > 0 && (order.side === "bid" ? price > queue[place - 1]!.price : price < queue[place - 1]!.price))
      place--;
    if (place === queue.length) queue.push(order);
    else queue.splice(place, 0, order);
  }

  remove(order: OwnOrder): void {
    order.isResting = false;
    removeFrom(this.#own[order.side], order);
  }

  /** Nobody stands before a price that improves the implied best. Where the best is unknown somebody may. */
  #queueAt(side: Side, price: Price): Quantity {
    const best = side === "bid" ? this.#implied.bid : this.#implied.ask;
    const improves = best !== undefined && (side === "bid" ? price > best : price < best);
    return improves ? (0 as Quantity) : this.queueAhead;
  }
}

function lowest({ prints }: TakerOrder): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (const { price } of prints) if (price < lowest) lowest = price;
  return lowest;
}

function highest({ prints }: TakerOrder): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const { price } of prints) if (price > highest) highest = price;
  return highest;
}

function level(price: Price | undefined): readonly Level[] {
  return price === undefined ? [] : [{ price, quantity: IMPLIED_LEVEL }];
}

function reaches(side: Side, price: Price, theirs: Price): boolean {
  return side === "bid" ? price >= theirs : price <= theirs;
}
