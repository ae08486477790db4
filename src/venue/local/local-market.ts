import type { Leg } from "../../market/event.ts";
import { PriceGrid } from "../../market/price-grid.ts";
import type { TakerOrder } from "../../market/taker-order.ts";
import { opposite, type Price, type Quantity, type Side, type Time } from "../../market/units.ts";
import { type FillModel, fillsBy, type Resting } from "./fills.ts";
import type { OthersBook } from "./others-book.ts";

/** An order of ours that rests on an exchange of our own. */
export interface OwnOrder extends Resting {
  readonly clientOrderId: string;
  readonly ticker: string;
  price: Price;
  remaining: Quantity;
  filled: Quantity;
  /** Since when it rests at its price: what was traded before, however late it is told, was not for it. */
  restsFrom: Time;
  expiresAt: Time | undefined;
  /** It rests no more. */
  isOff: boolean;
}

export interface Hit {
  readonly order: OwnOrder;
  readonly quantity: Quantity;
}

const NO_HITS: readonly Hit[] = [];

/** One leg on an exchange of our own: our orders there, beside the book of others, which knows nothing of them. */
export class LocalMarket {
  #leg: Leg;
  grid: PriceGrid;
  /** Best price first, then oldest first. */
  readonly #own: Readonly<Record<Side, OwnOrder[]>> = { bid: [], ask: [] };

  constructor(
    leg: Leg,
    readonly others: OthersBook,
  ) {
    this.#leg = leg;
    this.grid = new PriceGrid(leg.priceRanges);
  }

  /** Status, close and grid. */
  get leg(): Leg {
    return this.#leg;
  }

  /** From now on they are these. */
  set leg(leg: Leg) {
    if (leg.priceRanges !== this.#leg.priceRanges) this.grid = new PriceGrid(leg.priceRanges);
    this.#leg = leg;
  }

  /** Our orders of a side, best price first, then oldest first. */
  own(side: Side): readonly OwnOrder[] {
    return this.#own[side];
  }

  /** What a taker order fills of ours by a fill model. Ours is reduced by it. */
  meet(taker: TakerOrder, model: FillModel): readonly Hit[] {
    if (!this.#reached(taker)) return NO_HITS;
    const hits: Hit[] = [];
    this.#meetSide("bid", taker, model, hits);
    this.#meetSide("ask", taker, model, hits);
    for (const { order, quantity } of hits) {
      order.remaining = (order.remaining - quantity) as Quantity;
      order.filled = (order.filled + quantity) as Quantity;
      if (order.remaining === 0) this.remove(order);
    }
    return hits;
  }

  /** Whether an order of ours can be filled on a side. */
  isQuoted(side: Side): boolean {
    return this.#own[side].length > 0;
  }

  /** Whether a price reaches the others' best of the other side, where that is known. */
  crossesOthers(side: Side, price: Price): boolean {
    const theirs = this.others.best(opposite(side));
    return theirs !== undefined && reaches(side, price, theirs);
  }

  /** Whether a price reaches an order of ours on the other side. */
  crossesOwn(side: Side, price: Price): boolean {
    return this.#own[opposite(side)].some((order) => reaches(side, price, order.price));
  }

  /** Puts an order behind those at its price, ours and others'. */
  add(order: OwnOrder): void {
    order.queueAhead = this.others.ahead(order.side, order.price);
    const queue = this.#own[order.side];
    const place = queue.findIndex(({ price }) => (order.side === "bid" ? order.price > price : order.price < price));
    queue.splice(place < 0 ? queue.length : place, 0, order);
  }

  remove(order: OwnOrder): void {
    const queue = this.#own[order.side];
    const place = queue.indexOf(order);
    if (place >= 0) queue.splice(place, 1);
  }

  /** Whether any print is at or beyond the best price of ours. */
  #reached({ prints }: TakerOrder): boolean {
    const bid = this.#own.bid[0]?.price ?? Number.NEGATIVE_INFINITY;
    const ask = this.#own.ask[0]?.price ?? Number.POSITIVE_INFINITY;
    for (const { price } of prints) if (price <= bid || price >= ask) return true;
    return false;
  }

  #meetSide(side: Side, taker: TakerOrder, model: FillModel, hits: Hit[]): void {
    const orders = restingBy(this.#own[side], taker.at);
    if (orders.length === 0) return;
    const filled = fillsBy(model, taker, orders);
    for (let index = 0; index < filled.length; index++) {
      const quantity = filled[index]!;
      if (quantity > 0) hits.push({ order: orders[index]!, quantity });
    }
  }
}

/** Those that rested at a moment: nearly always all of them. */
function restingBy(orders: readonly OwnOrder[], at: Time): readonly OwnOrder[] {
  for (const { restsFrom } of orders) if (restsFrom > at) return orders.filter((order) => order.restsFrom <= at);
  return orders;
}

function reaches(side: Side, price: Price, theirs: Price): boolean {
  return side === "bid" ? price >= theirs : price <= theirs;
}
