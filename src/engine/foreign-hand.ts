import { list, number, object, oneOf, orNull, type Shape, text } from "../market/saved-state.ts";
import {
  type Position,
  type Price,
  type Quantity,
  type Side,
  type Time,
  toCents,
  toContracts,
} from "../market/units.ts";
import type { LiveOrder } from "../risk/limits.ts";
import type { RestingOrder } from "./input.ts";
import type { ForeignOrders } from "./start.ts";

/** What another hand does on the account, as plain data. */
export interface ForeignHandState {
  readonly orders: readonly RestingOrderState[];
  readonly accepted: readonly string[];
  readonly touched: readonly string[];
  readonly adopting: string | null;
}

interface RestingOrderState {
  readonly clientOrderId: string;
  readonly orderId: string;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  readonly remaining: Quantity;
  readonly expiresAt: Time | null;
}

export const FOREIGN_HAND_STATE: Shape<ForeignHandState> = object<ForeignHandState>({
  orders: list(
    object<RestingOrderState>({
      clientOrderId: text(),
      orderId: text(),
      ticker: text(),
      side: oneOf("bid", "ask"),
      price: number(),
      remaining: number(),
      expiresAt: orNull(number()),
    }),
  ),
  accepted: list(text()),
  touched: list(text()),
  adopting: orNull(text()),
});

/**
 * The other hand on the account: traders also trade in the app. Its fills are booked, for the account is one, and told apart; the leg isn't quoted
 * until an operator adopts what they have made. Its resting orders stop all quoting until they are gone or adopted, or, where the operator has
 * configured that, count in the limits like ours.
 */
export class ForeignHand {
  /** What it has resting, by the last reading of the account. */
  orders: readonly RestingOrder[] = [];
  /** Whose position an operator wants taken over although no fill explains it: a ticker, "*" for all; done when a reading shows it. */
  adopting: string | undefined;
  /** Orders that an operator has adopted, by the exchange's id. */
  #accepted = new Set<string>();
  /** Legs with fills of its that nobody has adopted. */
  readonly #touched = new Set<string>();

  constructor(private readonly mode: ForeignOrders = "halt") {}

  /** True when there is one that was not there at the last reading. */
  listed(orders: readonly RestingOrder[]): boolean {
    const before = new Set(this.orders.map(({ orderId }) => orderId));
    this.orders = orders;
    this.#accepted = new Set(orders.map(({ orderId }) => orderId).filter((orderId) => this.#accepted.has(orderId)));
    return orders.some(({ orderId }) => !before.has(orderId));
  }

  filled(ticker: string): void {
    this.#touched.add(ticker);
  }

  /** Takes over what it has done on a leg, or on all. True when there was something. */
  adopt(ticker?: string): boolean {
    const before = this.#touched.size;
    if (ticker === undefined) this.#touched.clear();
    else this.#touched.delete(ticker);
    let isNews = this.#touched.size < before;
    for (const order of this.orders) {
      if ((ticker !== undefined && order.ticker !== ticker) || this.#accepted.has(order.orderId)) continue;
      this.#accepted.add(order.orderId);
      isNews = true;
    }
    return isNews;
  }

  /** Why a leg isn't quoted, given how its position is made up; undefined when it may be. */
  positionReason(ticker: string, foreign: Position, whole: Position): string | undefined {
    if (!this.#touched.has(ticker)) return undefined;
    return `another hand holds ${toContracts(foreign)} of ${toContracts(whole)}: adopt it`;
  }

  /** Why nothing is quoted; undefined when its orders don't keep us from it. */
  get orderReason(): string | undefined {
    if (this.mode === "count" || this.orders.length === 0) return undefined;
    const [first, ...more] = this.orders.filter(({ orderId }) => !this.#accepted.has(orderId));
    if (first === undefined) return undefined;
    const { side, remaining, ticker, price, orderId } = first;
    const others = more.length > 0 ? ` and ${more.length} more` : "";
    return `foreign order ${orderId}: ${side} ${toContracts(remaining)} ${ticker} at ${toCents(price)}c${others}`;
  }

  /** What its orders on a leg may still fill, for the limits. */
  live(ticker: string): readonly LiveOrder[] {
    return this.orders.length === 0 ? NONE : this.orders.filter((order) => order.ticker === ticker);
  }

  save(): ForeignHandState {
    return {
      orders: this.orders.map((order) => ({ ...order, expiresAt: order.expiresAt ?? null })),
      accepted: [...this.#accepted],
      touched: [...this.#touched],
      adopting: this.adopting ?? null,
    };
  }

  restore({ orders, accepted, touched, adopting }: ForeignHandState): void {
    this.adopting = adopting ?? undefined;
    this.orders = orders.map((order) => ({ ...order, expiresAt: order.expiresAt ?? undefined }));
    this.#accepted = new Set(accepted);
    for (const ticker of touched) this.#touched.add(ticker);
  }
}

const NONE: readonly LiveOrder[] = [];
