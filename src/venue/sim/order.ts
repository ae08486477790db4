import type { Money, Price, Quantity, Side, Time } from "../../market/units.ts";
import type { GoneReason } from "./fact.ts";

/** How long an order may rest: until cancelled, not at all, or not at all and only if all of it is filled. */
export type TimeInForce = "good-till-canceled" | "immediate-or-cancel" | "fill-or-kill";

/**
 * What happens when an order meets one of its own account. `taker-at-cross` cancels what is left of the incoming one,
 * `maker` cancels the resting one and goes on. The incoming order's own setting counts.
 */
export type SelfTradePrevention = "taker-at-cross" | "maker";

/** An order as its sender asks for it. */
export interface OrderRequest {
  /** Unique for ever within the account. */
  readonly clientOrderId?: string;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly timeInForce: TimeInForce;
  /** Refused when it would meet a resting order. */
  readonly postOnly: boolean;
  /** Whole seconds; only for an order that rests. */
  readonly expiresAt?: Time;
  /** Taken off when trading is paused. */
  readonly cancelOnPause?: boolean;
  /** Takes no more than what closes the position held; only with `immediate-or-cancel`. */
  readonly reduceOnly?: boolean;
  /** `taker-at-cross` where it is left out. */
  readonly selfTradePrevention?: SelfTradePrevention;
  readonly orderGroupId?: string;
}

/** What an amend sets. What is left out stays. */
export interface AmendRequest {
  readonly price: Price;
  /** The new total: what has been filled already and what shall rest. */
  readonly total: Quantity;
  /** `null` takes the expiry away. */
  readonly expiresAt?: Time | null;
  /** What the sender believes the order to be; refused where it is not. */
  readonly ticker?: string;
  readonly side?: Side;
  readonly clientOrderId?: string;
  /** The order's new client order id, which must never have been used. */
  readonly updatedClientOrderId?: string;
}

/** By how much, or to what, the resting quantity is reduced. To nothing is to cancel it. */
export type DecreaseRequest = { readonly reduceBy: Quantity } | { readonly reduceTo: Quantity };

export type OrderStatus = "resting" | "canceled" | "executed";

/** What last happened to an order. */
export type UpdateReason = "amended" | "decreased" | "traded" | GoneReason;

/** An order as the exchange shows it, while it rests and ever after. */
export interface Order {
  readonly orderId: string;
  readonly clientOrderId: string | undefined;
  readonly account: string;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  /** What was asked for, by the create or by the last amend. */
  readonly initial: Quantity;
  readonly filled: Quantity;
  /** Zero once it is gone. */
  readonly remaining: Quantity;
  /** An order that is being entered counts as resting. */
  readonly status: OrderStatus;
  readonly expiresAt: Time | undefined;
  readonly cancelOnPause: boolean;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly timeInForce: TimeInForce;
  readonly selfTradePrevention: SelfTradePrevention;
  readonly orderGroupId: string | undefined;
  /** YES price times quantity of its fills as taker and as maker, whatever its side. */
  readonly takerCost: Money;
  readonly makerCost: Money;
  /** Charged for those fills, rounding and rebates included. */
  readonly takerFees: Money;
  readonly makerFees: Money;
  readonly createdAt: Time;
  readonly updatedAt: Time;
  /** Undefined until something has happened to it. */
  readonly lastReason: UpdateReason | undefined;
}

/** The exchange's own copy, which changes. */
export type WorkingOrder = { -readonly [Field in keyof Order]: Order[Field] };

/** A create, amend or decrease that was carried out, with what it took at once. */
export interface Accepted {
  readonly ok: true;
  /** After all that it took. Nothing of it rests when `remaining` is zero. */
  readonly order: Order;
  readonly taken: Quantity;
  /** YES price times quantity of what it took. */
  readonly takenCost: Money;
  /** Charged for what it took, rounding and rebates included. */
  readonly fees: Money;
}

export interface Cancelled {
  readonly ok: true;
  readonly order: Order;
  /** What was taken off the book. */
  readonly reducedBy: Quantity;
}
