import type { Money, Position, Price, Quantity, Side, Time } from "../../market/units.ts";
import type { Order, WorkingOrder } from "./order.ts";
import { PositionCost, type PositionRecord } from "./position-cost.ts";

/** One fill of an account. */
export interface Fill {
  /** Both sides of a print have the same. */
  readonly tradeId: string;
  readonly orderId: string;
  readonly clientOrderId: string | undefined;
  readonly at: Time;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly taker: boolean;
  /** What was charged. */
  readonly fee: Money;
  /** What is said to have been charged. */
  readonly feeCost: Money;
  /** The position after it. */
  readonly position: Position;
}

/** What an account had in a market when it was paid out. */
export interface Settlement {
  readonly ticker: string;
  readonly eventTicker: string;
  readonly at: Time;
  /** Of one YES. */
  readonly value: Price;
  readonly yes: Quantity;
  readonly no: Quantity;
  /** What the contracts held had cost, fees apart. */
  readonly yesCost: Money;
  readonly noCost: Money;
  /** What they are worth: value of each YES, the rest of $1 for each NO; before it is rounded. */
  readonly revenue: Money;
  /** All trading fees in this market, and what rounding the payout down to whole cents took. */
  readonly fees: Money;
  /** By how much the balance rose: the revenue, rounded, less collateral that had been returned before. */
  readonly paid: Money;
}

/** Money from outside or to there. */
export interface Transfer {
  readonly transferId: string;
  readonly type: "deposit" | "withdrawal";
  /** Positive in both cases. */
  readonly amount: Money;
  readonly at: Time;
}

/** All that an account has ever done, oldest first. */
export class Records {
  readonly #orders = new Map<string, WorkingOrder>();
  readonly #byClientOrderId = new Map<string, WorkingOrder>();
  readonly #fills: Fill[] = [];
  readonly #settlements: Settlement[] = [];
  readonly #transfers: Transfer[] = [];
  readonly #positions = new Map<string, PositionCost>();

  /** Every order, resting or gone. */
  orders(): readonly Order[] {
    return Array.from(this.#orders.values(), (order) => ({ ...order }));
  }

  /** An order, resting or gone; undefined when there never was one of this account. */
  order(orderId: string): Order | undefined {
    const order = this.#orders.get(orderId);
    return order && { ...order };
  }

  /** The last order that had this client order id. */
  find(clientOrderId: string): Order | undefined {
    const order = this.#byClientOrderId.get(clientOrderId);
    return order && { ...order };
  }

  get fills(): readonly Fill[] {
    return this.#fills;
  }

  get settlements(): readonly Settlement[] {
    return this.#settlements;
  }

  get transfers(): readonly Transfer[] {
    return this.#transfers;
  }

  /** Every market in which the account has ever traded, those where it is flat again included. */
  positions(): readonly PositionRecord[] {
    return Array.from(this.#positions.values(), (position) => position.record);
  }

  position(ticker: string): PositionRecord | undefined {
    return this.#positions.get(ticker)?.record;
  }

  /** For the exchange: an order was accepted, or has another client order id. */
  keepOrder(order: WorkingOrder): void {
    this.#orders.set(order.orderId, order);
    if (order.clientOrderId !== undefined) this.#byClientOrderId.set(order.clientOrderId, order);
  }

  keepFill(fill: Fill): void {
    this.#fills.push(fill);
    this.#cost(fill.ticker).trade(fill.side, fill.price, fill.quantity, fill.fee, fill.at);
  }

  keepSettlement(settlement: Omit<Settlement, "yesCost" | "noCost" | "fees">, rounding: Money): void {
    const cost = this.#cost(settlement.ticker);
    const before = cost.record;
    this.#settlements.push({
      ...settlement,
      yesCost: (settlement.yes > 0 ? before.cost : 0) as Money,
      noCost: (settlement.no > 0 ? before.cost : 0) as Money,
      fees: (before.fees + rounding) as Money,
    });
    cost.settle(settlement.value, rounding, settlement.at);
  }

  keepTransfer(transfer: Transfer): void {
    this.#transfers.push(transfer);
  }

  #cost(ticker: string): PositionCost {
    return this.#positions.getOrInsertComputed(ticker, () => new PositionCost(ticker));
  }
}
