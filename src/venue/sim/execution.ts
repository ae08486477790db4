import { cost, type Money, type Price, type Quantity } from "../../market/units.ts";
import { fee } from "../../strategy/fees.ts";
import type { Traded } from "./fact.ts";
import type { Floor } from "./floor.ts";
import { identifier } from "./identifier.ts";
import type { Market } from "./market.ts";
import type { WorkingOrder } from "./order.ts";

/** What an incoming order has taken. */
export interface Taken {
  readonly quantity: Quantity;
  /** Price times quantity, whatever the side. */
  readonly cost: Money;
  readonly fees: Money;
  /** Why it may neither take more nor rest, though something of it is left. */
  readonly stopped: "self-trade" | "margin" | undefined;
}

/** One order's share of a print. */
interface Share {
  readonly order: WorkingOrder;
  readonly role: "maker" | "taker";
  readonly price: Price;
  readonly quantity: Quantity;
  readonly fee: Money;
}

/** Brings orders together and moves the money. */
export class Execution {
  readonly #floor: Floor;
  #feesCollected = 0;
  #trades = 0;

  constructor(floor: Floor) {
    this.#floor = floor;
  }

  get feesCollected(): Money {
    return this.#feesCollected as Money;
  }

  /**
   * Lets an order that doesn't rest take what it can, best price first and each queue in its order. It stops before an
   * order of its own account (the exchange's `taker_at_cross`) and where its balance ends; a maker who can't pay loses
   * his order.
   */
  match(taker: WorkingOrder, market: Market): Taken {
    const prints: Traded["prints"][number][] = [];
    let taken = 0;
    let paid = 0;
    let fees = 0;
    let stopped: Taken["stopped"];
    while (taker.remaining > 0 && stopped === undefined) {
      const queue = market.book.firstAgainst(taker.side, taker.price);
      if (queue === undefined) break;
      const maker = queue.orders.values().next().value!;
      const quantity = Math.min(taker.remaining, maker.remaining) as Quantity;
      const share = (order: WorkingOrder, role: Share["role"]): Share => {
        return {
          order,
          role,
          price: queue.price,
          quantity,
          fee: fee(market.fees, role, queue.price, quantity, order.side),
        };
      };
      const [taking, making] = [share(taker, "taker"), share(maker, "maker")];
      if (maker.account === taker.account) stopped = "self-trade";
      else if (!this.#canPay(making, market)) this.#floor.takeOff(maker, "margin");
      else if (!this.#canPay(taking, market)) stopped = "margin";
      else {
        const tradeId = identifier("trade", ++this.#trades);
        this.#book(making, market, tradeId);
        this.#book(taking, market, tradeId);
        prints.push({ tradeId, price: queue.price, quantity });
        taken += quantity;
        paid += cost(queue.price, quantity);
        fees += taking.fee;
      }
    }
    if (prints.length > 0) {
      const takerSide = taker.side === "bid" ? "buy" : "sell";
      this.#floor.emit({ type: "trade", at: this.#floor.now, ticker: market.ticker, takerSide, prints });
    }
    return { quantity: taken as Quantity, cost: paid as Money, fees: fees as Money, stopped };
  }

  #canPay(share: Share, market: Market): boolean {
    const { order, price, quantity } = share;
    const account = this.#floor.account(order.account);
    return account.balanceAfter(market, order.side, price, quantity, share.fee) >= 0;
  }

  #book({ order, role, price, quantity, fee: charged }: Share, market: Market, tradeId: string): void {
    const floor = this.#floor;
    const account = floor.account(order.account);
    const left = (order.remaining - quantity) as Quantity;
    if (role === "maker" && left > 0) floor.shrink(order, left);
    else if (role === "maker") floor.unrest(order);
    order.remaining = left;
    order.filled = (order.filled + quantity) as Quantity;
    order.updatedAt = floor.now;
    account.trade(market, order.side, price, quantity, charged);
    this.#feesCollected += charged;
    floor.reserves.touch(account, market.ticker);
    floor.emit({
      type: "fill",
      at: floor.now,
      tradeId,
      order: { ...order },
      price,
      quantity,
      fee: charged,
      taker: role === "taker",
      position: account.position(market.ticker),
    });
    if (role === "maker" && left === 0) floor.end(order, "filled");
  }
}
