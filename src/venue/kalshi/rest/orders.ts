import { z } from "zod";
import type { Money, Price, Quantity, Side, Time } from "../../../market/units.ts";
import { orNone, wireMoney, wirePrice, wireQuantity, wireTimeOrNone } from "../wire-numbers.ts";
import { commaList, type PastFilter, pastQuery, segment } from "./arguments.ts";
import { directionFields, sideOf } from "./direction.ts";
import { pageOf } from "./page.ts";
import type { ListRequest, ReadRequest } from "./request.ts";

export type OrderStatus = "resting" | "canceled" | "executed" | (string & {});

/** An order of ours as the exchange lists it. */
export interface Order {
  readonly orderId: string;
  /** Empty when the order was given none. */
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly side: Side;
  readonly status: OrderStatus;
  /** Of YES. */
  readonly price: Price;
  readonly initial: Quantity;
  readonly filled: Quantity;
  readonly remaining: Quantity;
  readonly takerFillCost: Money;
  readonly makerFillCost: Money;
  readonly takerFees: Money;
  readonly makerFees: Money;
  readonly expiresAt: Time | undefined;
  readonly createdAt: Time | undefined;
  readonly updatedAt: Time | undefined;
  readonly orderGroupId: string | undefined;
  readonly cancelOnPause: boolean | undefined;
  readonly selfTradePrevention: "taker_at_cross" | "maker" | (string & {}) | undefined;
  readonly subaccount: number | undefined;
  readonly exchangeIndex: number | undefined;
}

const order = z
  .object({
    order_id: z.string().min(1),
    client_order_id: orNone(z.string()),
    ticker: z.string().min(1),
    ...directionFields,
    status: z.string(),
    yes_price_dollars: wirePrice,
    initial_count_fp: wireQuantity,
    fill_count_fp: wireQuantity,
    remaining_count_fp: wireQuantity,
    taker_fill_cost_dollars: wireMoney,
    maker_fill_cost_dollars: wireMoney,
    taker_fees_dollars: wireMoney,
    maker_fees_dollars: wireMoney,
    expiration_time: wireTimeOrNone,
    created_time: wireTimeOrNone,
    last_update_time: wireTimeOrNone,
    order_group_id: orNone(z.string()),
    cancel_order_on_pause: orNone(z.boolean()),
    self_trade_prevention_type: orNone(z.string()),
    subaccount_number: orNone(z.int()),
    exchange_index: orNone(z.int()),
  })
  .transform(
    (read, context): Order => ({
      orderId: read.order_id,
      clientOrderId: read.client_order_id ?? "",
      ticker: read.ticker,
      side: sideOf(read, context),
      status: read.status,
      price: read.yes_price_dollars,
      initial: read.initial_count_fp,
      filled: read.fill_count_fp,
      remaining: read.remaining_count_fp,
      takerFillCost: read.taker_fill_cost_dollars,
      makerFillCost: read.maker_fill_cost_dollars,
      takerFees: read.taker_fees_dollars,
      makerFees: read.maker_fees_dollars,
      expiresAt: read.expiration_time,
      createdAt: read.created_time,
      updatedAt: read.last_update_time,
      orderGroupId: read.order_group_id || undefined,
      cancelOnPause: read.cancel_order_on_pause,
      selfTradePrevention: read.self_trade_prevention_type || undefined,
      subaccount: read.subaccount_number,
      exchangeIndex: read.exchange_index,
    }),
  );

const page = pageOf("orders", order);

/** Which orders: of every shard and subaccount unless one is named. */
export interface OrderFilter extends PastFilter {
  readonly ticker?: string;
  /** Up to 10. */
  readonly eventTickers?: readonly string[];
  readonly status?: "resting" | "canceled" | "executed";
  readonly exchangeIndex?: number;
}

/** Orders of ours; those that ended over two weeks ago are archived. There is no filter by client order id. */
export function orders(filter: OrderFilter = {}): ListRequest<Order> {
  const path = "/portfolio/orders";
  return {
    route: path,
    path,
    query: {
      ticker: filter.ticker,
      event_ticker: commaList(path, "event_ticker", filter.eventTickers, 10),
      status: filter.status,
      exchange_index: filter.exchangeIndex,
      ...pastQuery(path, filter),
    },
    authentication: "needed",
    page,
  };
}

/** Archived orders of ours: cancelled or executed before the cutoff. */
export function historicalOrders(filter: PastFilter & Pick<OrderFilter, "ticker"> = {}): ListRequest<Order> {
  const path = "/historical/orders";
  return {
    route: path,
    path,
    query: {
      ticker: filter.ticker,
      ...pastQuery(path, filter),
    },
    authentication: "needed",
    page,
  };
}

const oneAnswer = z.object({ order }).transform((read) => read.order);

/** One order of ours. May lag what was just written. */
export function oneOrder(orderId: string): ReadRequest<Order> {
  const route = "/portfolio/orders/{order_id}";
  return {
    route,
    path: `/portfolio/orders/${segment(route, "order_id", orderId)}`,
    authentication: "needed",
    answer: oneAnswer,
  };
}
