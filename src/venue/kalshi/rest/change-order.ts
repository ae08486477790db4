import { z } from "zod";
import type { Money, Price, Quantity, Side, Time } from "../../../market/units.ts";
import {
  orNone,
  priceText,
  quantityText,
  wholeSeconds,
  wireMilliseconds,
  wireMoney,
  wireQuantity,
} from "../wire-numbers.ts";
import { checkCount, checkPrice, invalid, segment } from "./arguments.ts";
import { names } from "./error-body.ts";
import type { WriteRequest } from "./request.ts";

/**
 * A change of a resting order. The exchange's amend has no post-only: one that moves the price towards the market can take, so the caller
 * asks only for what can't. Price and quantity are always sent, even when only the expiry moves.
 */
export interface OrderAmendment {
  readonly orderId: string;
  readonly clientOrderId?: string | undefined;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  /** Filled already plus what shall rest: the order's total, not the rest. */
  readonly total: Quantity;
  /** By the exchange's clock, cut to whole seconds; as it is when left out. */
  readonly expiresAt?: Time | undefined;
  readonly subaccount?: number | undefined;
  readonly exchangeIndex?: number | undefined;
}

/** An accepted amend. */
export interface AmendedOrder {
  readonly orderId: string;
  /** False when the exchange found nothing to change. */
  readonly changed: boolean;
  /** What rests now, if the exchange told: it does when the size changed or something was filled. */
  readonly remaining: Quantity | undefined;
  /** Filled by the amend itself: above zero only when it crossed. */
  readonly filled: Quantity | undefined;
  readonly averageFillPrice: Money | undefined;
  readonly averageFee: Money | undefined;
  /** The matching engine's time; undefined when nothing changed. */
  readonly at: Time | undefined;
}

const amended = z
  .object({
    order_id: z.string().min(1),
    remaining_count: orNone(wireQuantity),
    fill_count: orNone(wireQuantity),
    average_fill_price: orNone(wireMoney),
    average_fee_paid: orNone(wireMoney),
    ts_ms: wireMilliseconds,
  })
  .transform((read) => ({
    orderId: read.order_id,
    changed: true,
    remaining: read.remaining_count,
    filled: read.fill_count,
    averageFillPrice: read.average_fill_price,
    averageFee: read.average_fee_paid,
    at: read.ts_ms,
  }));

const AMEND = "/portfolio/events/orders/{order_id}/amend";

/** Amends an order. Later expiry and smaller size keep its place in the queue. */
export function amendOrder(amendment: OrderAmendment): WriteRequest<AmendedOrder> {
  const { orderId, clientOrderId, ticker, side, price, total, expiresAt, subaccount, exchangeIndex } = amendment;
  checkPrice(AMEND, price);
  checkCount(AMEND, total);
  if (expiresAt !== undefined && !(wholeSeconds(expiresAt) > 0)) {
    throw invalid(AMEND, "expiration_time", expiresAt, "is not a time, and 0 would make the order last for ever");
  }
  return {
    route: AMEND,
    method: "POST",
    path: `/portfolio/events/orders/${segment(AMEND, "order_id", orderId)}/amend`,
    query: { subaccount },
    body: {
      ticker,
      side,
      price: priceText(price),
      count: quantityText(total),
      ...(clientOrderId === undefined ? {} : { client_order_id: clientOrderId }),
      ...(expiresAt === undefined ? {} : { expiration_time: wholeSeconds(expiresAt) }),
      ...(exchangeIndex === undefined ? {} : { exchange_index: exchangeIndex }),
    },
    answer: amended,
    doubt: (answer) => aboutAnother(orderId, answer.orderId),
    settle: (error) =>
      error.kind !== "unknown-outcome" && names(error.complaint, "AMEND_ORDER_NO_OP") ? unchanged(orderId) : undefined,
  };
}

function unchanged(orderId: string): AmendedOrder {
  return {
    orderId,
    changed: false,
    remaining: undefined,
    filled: undefined,
    averageFillPrice: undefined,
    averageFee: undefined,
    at: undefined,
  };
}

/** A smaller size of a resting order: `to` what shall rest (which may be repeated at will), or `by` how much. */
export interface OrderDecrease {
  readonly orderId: string;
  readonly ticker: string;
  readonly reduce: { readonly to: Quantity } | { readonly by: Quantity };
  readonly subaccount?: number | undefined;
  readonly exchangeIndex?: number | undefined;
}

/** An accepted decrease. */
export interface DecreasedOrder {
  readonly orderId: string;
  readonly remaining: Quantity;
  readonly at: Time;
}

const decreased = z
  .object({ order_id: z.string().min(1), remaining_count: wireQuantity, ts_ms: wireMilliseconds })
  .transform((read) => ({ orderId: read.order_id, remaining: read.remaining_count, at: read.ts_ms }));

const DECREASE = "/portfolio/events/orders/{order_id}/decrease";

/** Makes an order smaller; it keeps its place in the queue. */
export function decreaseOrder(decrease: OrderDecrease): WriteRequest<DecreasedOrder> {
  const { orderId, ticker, reduce, subaccount, exchangeIndex } = decrease;
  const [field, size] = "to" in reduce ? (["reduce_to", reduce.to] as const) : (["reduce_by", reduce.by] as const);
  if (!Number.isInteger(size) || size < 0) {
    throw invalid(DECREASE, field, size, "is not a quantity in 1/100 contract");
  }
  return {
    route: DECREASE,
    method: "POST",
    path: `/portfolio/events/orders/${segment(DECREASE, "order_id", orderId)}/decrease`,
    query: { subaccount },
    body: {
      [field]: quantityText(size),
      market_ticker: ticker,
      ...(exchangeIndex === undefined ? {} : { exchange_index: exchangeIndex }),
    },
    answer: decreased,
    doubt: (answer) => aboutAnother(orderId, answer.orderId),
  };
}

/** What is wrong with an answer that names another order than the one asked for. */
export function aboutAnother(asked: string, told: string): string | undefined {
  return told === asked ? undefined : `the answer is about another order (${told})`;
}
