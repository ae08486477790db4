import type { Money, Price, Quantity, Side, Time } from "../../market/units.ts";

/** An order as its sender asks for it. */
export interface OrderRequest {
  /** Unique for ever within the account. */
  readonly clientOrderId?: string;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly timeInForce: "good-till-canceled" | "immediate-or-cancel";
  /** Refused when it would meet a resting order. */
  readonly postOnly: boolean;
  /** Whole seconds; only for an order that rests. */
  readonly expiresAt?: Time;
  /** Taken off when trading is paused. */
  readonly cancelOnPause?: boolean;
}

/** What an amend sets. What is left out stays. */
export interface AmendRequest {
  readonly price: Price;
  /** The new total: what has been filled already and what shall rest. */
  readonly total: Quantity;
  /** `null` takes the expiry away. */
  readonly expiresAt?: Time | null;
}

/** An order as the exchange shows it. Its original size is `filled + remaining` unless it was amended or reduced. */
export interface Order {
  readonly orderId: string;
  readonly clientOrderId: string | undefined;
  readonly account: string;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  readonly filled: Quantity;
  readonly remaining: Quantity;
  readonly expiresAt: Time | undefined;
  readonly cancelOnPause: boolean;
  readonly createdAt: Time;
  readonly updatedAt: Time;
}

/** The exchange's own copy, which changes. */
export type WorkingOrder = { -readonly [Field in keyof Order]: Order[Field] };

/** Why the exchange refused a request: nothing was carried out. */
export type RefusalCode =
  | "duplicate-client-order-id"
  | "insufficient-balance"
  | "invalid-expiry"
  | "invalid-price"
  | "invalid-quantity"
  | "market-inactive"
  | "market-not-found"
  | "no-op"
  | "not-found"
  | "post-only-cross"
  | "trading-paused";

export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly detail: string;
}

/** A create or amend that was carried out, with what it took at once. */
export interface Accepted {
  readonly ok: true;
  /** After all that it took. Nothing of it rests when `remaining` is zero. */
  readonly order: Order;
  readonly taken: Quantity;
  /** Price times quantity of what it took. */
  readonly takenCost: Money;
  readonly fees: Money;
}

export interface Cancelled {
  readonly ok: true;
  readonly order: Order;
  /** What was taken off the book. */
  readonly reducedBy: Quantity;
}

export function refuse(code: RefusalCode, detail: string): Refusal {
  return { ok: false, code, detail };
}
