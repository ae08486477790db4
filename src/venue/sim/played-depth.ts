import type { Money, Price, Quantity, Side, Time } from "../../market/units.ts";
import type { Floor } from "./floor.ts";
import { identifier } from "./identifier.ts";
import type { WorkingOrder } from "./order.ts";

const NONE = 0 as Money;

/** A level of the book on one side. */
export interface DepthPlace {
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
}

/**
 * Books and prints as they were recorded, beside what accounts trade here: what an account of the house has at a price grows and shrinks by so much, as one
 * change each, and prints are told that nobody here has made.
 */
export class PlayedDepth {
  readonly #floor: Floor;
  #orders = 0;
  #prints = 0;

  constructor(floor: Floor) {
    this.#floor = floor;
  }

  /** What the account has at a price. */
  quantityAt(account: string, place: DepthPlace): Quantity {
    return this.#ordersAt(account, place).reduce((sum, { remaining }) => sum + remaining, 0) as Quantity;
  }

  /** Adds so much behind all that rests there. It meets nobody, whatever rests on the other side. */
  grow(account: string, { ticker, side, price }: DepthPlace, by: Quantity, now: Time): void {
    this.#floor.advance(now);
    this.#floor.rest(this.#draft(account, { ticker, side, price }, by));
  }

  /** Takes so much away, or all where there is less: an order of just that size, or else those that came last. */
  shrink(account: string, place: DepthPlace, by: Quantity, now: Time): void {
    this.#floor.advance(now);
    const orders = this.#ordersAt(account, place).reverse();
    const exact = orders.find(({ remaining }) => remaining === by);
    let left = by as number;
    const parts = (exact === undefined ? orders : [exact]).flatMap((order) => {
      const taken = Math.min(left, order.remaining);
      left -= taken;
      return taken === 0 ? [] : [{ order, by: taken as Quantity }];
    });
    if (parts.length > 0) this.#floor.reduce(parts);
  }

  /** Tells of a print that was recorded. */
  print(ticker: string, takerSide: "buy" | "sell", price: Price, quantity: Quantity, now: Time): void {
    this.#floor.advance(now);
    const market = this.#floor.market(ticker);
    market.statistics = { volume: (market.statistics.volume + quantity) as Quantity, lastPrice: price };
    const tradeId = identifier("print", ++this.#prints);
    this.#floor.emit({
      type: "trade",
      at: this.#floor.now,
      ticker,
      takerSide,
      prints: [{ tradeId, price, quantity }],
    });
  }

  /** In the order in which they are served. */
  #ordersAt(account: string, { ticker, side, price }: DepthPlace): WorkingOrder[] {
    return [...this.#floor.account(account).orders.in(ticker)].filter(
      (order) => order.side === side && order.price === price,
    );
  }

  #draft(account: string, { ticker, side, price }: DepthPlace, quantity: Quantity): WorkingOrder {
    const now = this.#floor.now;
    return {
      orderId: identifier("depth", ++this.#orders),
      clientOrderId: undefined,
      account,
      ticker,
      side,
      price,
      initial: quantity,
      filled: 0 as Quantity,
      remaining: quantity,
      status: "resting",
      expiresAt: undefined,
      cancelOnPause: false,
      postOnly: false,
      reduceOnly: false,
      timeInForce: "good-till-canceled",
      selfTradePrevention: "maker",
      orderGroupId: undefined,
      takerCost: NONE,
      makerCost: NONE,
      takerFees: NONE,
      makerFees: NONE,
      createdAt: now,
      updatedAt: now,
      lastReason: undefined,
    };
  }
}
