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
import { checkCount, checkPrice, invalid } from "./arguments.ts";
import type { WriteRequest } from "./request.ts";

/**
 * An order to rest on the book. What is not here can't be asked for: each is post-only and good till cancelled with an expiry, is taken
 * off when trading pauses, gives way where it would meet an order of ours, and belongs to a group where there is one.
 */
export interface NewOrder {
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly side: Side;
  /** Of YES, strictly between 0 and $1, on the market's grid. */
  readonly price: Price;
  readonly quantity: Quantity;
  /** By the exchange's clock; cut to whole seconds, so never later than this. */
  readonly expiresAt: Time;
  /** Left out where the exchange wouldn't make a group. */
  readonly orderGroupId?: string | undefined;
  readonly subaccount?: number | undefined;
  /** The market's shard; found by the exchange from the ticker when left out. */
  readonly exchangeIndex?: number | undefined;
}

/** Body of a create (CreateOrderV2Request), with what this program always asks for. */
export interface CreateOrderBody {
  readonly ticker: string;
  readonly client_order_id: string;
  readonly side: Side;
  readonly count: string;
  readonly price: string;
  readonly expiration_time: number;
  readonly time_in_force: "good_till_canceled";
  readonly post_only: true;
  readonly self_trade_prevention_type: "taker_at_cross";
  readonly cancel_order_on_pause: true;
  readonly order_group_id?: string;
  readonly subaccount?: number;
  readonly exchange_index?: number;
}

/** An accepted create. */
export interface CreatedOrder {
  readonly orderId: string;
  /** Our id, if the answer repeats it. */
  readonly clientOrderId: string | undefined;
  /** Filled at once: above zero only if the exchange broke its word on post-only. */
  readonly filled: Quantity;
  /** Left on the book: zero when the exchange took it off again at once, for crossing or for meeting us. */
  readonly remaining: Quantity;
  /** Average price and fee of a contract filled at once. */
  readonly averageFillPrice: Money | undefined;
  readonly averageFee: Money | undefined;
  /** The matching engine's time. */
  readonly at: Time;
}

const ROUTE = "/portfolio/events/orders";

/** The schema of an accepted create; an entry of a batch's answer is the same. */
export const createdOrder: z.ZodType<CreatedOrder> = z
  .object({
    order_id: z.string().min(1),
    client_order_id: orNone(z.string()),
    fill_count: wireQuantity,
    remaining_count: wireQuantity,
    average_fill_price: orNone(wireMoney),
    average_fee_paid: orNone(wireMoney),
    ts_ms: wireMilliseconds,
  })
  .transform((read) => ({
    orderId: read.order_id,
    clientOrderId: read.client_order_id || undefined,
    filled: read.fill_count,
    remaining: read.remaining_count,
    averageFillPrice: read.average_fill_price,
    averageFee: read.average_fee_paid,
    at: read.ts_ms,
  }));

/** The body of a create. Throws KalshiError `invalid-request` when the order can't be right. */
export function createOrderBody(order: NewOrder): CreateOrderBody {
  const { clientOrderId, price, quantity, expiresAt, orderGroupId, subaccount, exchangeIndex } = order;
  if (!/^[\w-]{1,64}$/.test(clientOrderId))
    throw invalid(ROUTE, "client_order_id", clientOrderId, "is not an id of ours");
  if (orderGroupId === "") throw invalid(ROUTE, "order_group_id", orderGroupId, "names no group: create one first");
  checkPrice(ROUTE, price);
  checkCount(ROUTE, quantity);
  if (!(wholeSeconds(expiresAt) > 0)) throw invalid(ROUTE, "expiration_time", expiresAt, "is not a time");
  return {
    ticker: order.ticker,
    client_order_id: clientOrderId,
    side: order.side,
    count: quantityText(quantity),
    price: priceText(price),
    expiration_time: wholeSeconds(expiresAt),
    time_in_force: "good_till_canceled",
    post_only: true,
    self_trade_prevention_type: "taker_at_cross",
    cancel_order_on_pause: true,
    ...(orderGroupId === undefined ? {} : { order_group_id: orderGroupId }),
    ...(subaccount === undefined ? {} : { subaccount }),
    ...(exchangeIndex === undefined ? {} : { exchange_index: exchangeIndex }),
  };
}

/** Creates one order. */
export function createOrder(order: NewOrder): WriteRequest<CreatedOrder> {
  return {
    route: ROUTE,
    method: "POST",
    path: ROUTE,
    body: createOrderBody(order),
    answer: createdOrder,
    doubt: (answer) =>
      answer.clientOrderId === undefined || answer.clientOrderId === order.clientOrderId
        ? undefined
        : `the answer is about another order (${answer.clientOrderId})`,
  };
}
