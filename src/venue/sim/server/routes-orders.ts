import type { Exchange } from "../exchange.ts";
import { ApiError, invalidParameter, undecodable } from "./api-error.ts";
import type { JsonObject } from "./json-body.ts";
import { decode } from "./json-body.ts";
import {
  amendRequestOf,
  type CancelBody,
  type CreateBody,
  decodeCancel,
  decodeCreate,
  decreaseRequestOf,
  orderRequestOf,
  requireHere,
} from "./order-terms.ts";
import type { Query } from "./query.ts";
import { unlessRefused } from "./refused.ts";
import type { Call, Route } from "./route.ts";
import type { ServedExchange } from "./served-exchange.ts";
import { amendedBody, cancelledBody, createdBody, decreasedBody } from "./wire-account.ts";
import { contracts } from "./wire-format.ts";

const ROOT = "/portfolio/events/orders";
const CANCEL_COST = 2;

/** What changes orders. */
export function orderRoutes({ exchange }: ServedExchange): Route[] {
  const usual = { signed: true, bucket: "write" } as const;
  return [
    {
      ...usual,
      method: "POST",
      route: ROOT,
      handle: ({ account, body, now }) => ({ status: 201, body: create(exchange, account, decodeCreate(body), now) }),
    },
    {
      ...usual,
      method: "POST",
      route: `${ROOT}/batched`,
      times: sizeOf,
      handle({ account, body, now }) {
        const orders = ordersOf("BatchCreateOrdersV2Request", body).map(decodeCreate);
        const answers = orders.map((order) => {
          return orError(() => create(exchange, account, order, now), { client_order_id: order.client_order_id });
        });
        return { status: 201, body: { orders: answers } };
      },
    },
    {
      ...usual,
      method: "POST",
      route: `${ROOT}/:order_id/amend`,
      handle({ account, path, query, body, now }) {
        requireQueryHere(query);
        const orderId = path["order_id"]!;
        const request = amendRequestOf(body);
        const before = exchange.order(orderId)?.remaining ?? 0;
        return { body: amendedBody(unlessRefused(exchange.amend(account, orderId, request, now)), before) };
      },
    },
    {
      ...usual,
      method: "POST",
      route: `${ROOT}/:order_id/decrease`,
      handle({ account, path, query, body, now }) {
        requireQueryHere(query);
        const request = decreaseRequestOf(body);
        return { body: decreasedBody(unlessRefused(exchange.decrease(account, path["order_id"]!, request, now))) };
      },
    },
    {
      ...usual,
      method: "DELETE",
      route: `${ROOT}/:order_id`,
      cost: CANCEL_COST,
      handle({ account, path, query, now }) {
        requireQueryHere(query);
        return { body: cancel(exchange, account, path["order_id"]!, now) };
      },
    },
    {
      ...usual,
      method: "DELETE",
      route: `${ROOT}/batched`,
      cost: CANCEL_COST,
      times: sizeOf,
      handle({ account, body, now }) {
        const orders = ordersOf("BatchCancelOrdersV2Request", body).map(decodeCancel);
        const answers = orders.map((order) => {
          const failed = { order_id: order.order_id ?? "", reduced_by: contracts(0) };
          return orError(() => cancelListed(exchange, account, order, now), failed);
        });
        return { body: { orders: answers } };
      },
    },
    {
      ...usual,
      method: "DELETE",
      route: ROOT,
      cost: CANCEL_COST,
      handle({ account, query, now }) {
        if (query.onPrimary) unlessRefused(exchange.cancelAll(account, now));
        return { status: 204 };
      },
    },
  ];
}

function create(exchange: Exchange, account: string, body: CreateBody, now: Call["now"]): object {
  return createdBody(unlessRefused(exchange.create(account, orderRequestOf(body), now)));
}

function cancelListed(exchange: Exchange, account: string, order: CancelBody, now: Call["now"]): object {
  requireHere(order);
  return cancel(exchange, account, order.order_id ?? "", now);
}

function cancel(exchange: Exchange, account: string, orderId: string, now: Call["now"]): object {
  return cancelledBody(unlessRefused(exchange.cancel(account, orderId, now)));
}

/** What a batch says of one of its orders: its answer or its error, never both. */
function orError(answer: () => object, failed: object): object {
  try {
    return answer();
  } catch (error) {
    if (error instanceof ApiError) return { ...failed, error: error.content };
    throw error;
  }
}

function ordersOf(name: string, body: JsonObject): readonly JsonObject[] {
  const { orders } = decode(name, body, { orders: "objects" });
  if (orders === undefined) throw undecodable(`${name}.orders is required`);
  if (orders.length === 0) throw invalidParameter("orders is empty");
  return orders;
}

/** How many orders a batch holds: it must fit into the bucket as a whole. */
function sizeOf({ orders }: JsonObject & { readonly orders?: unknown }): number {
  return Array.isArray(orders) ? Math.max(1, orders.length) : 1;
}

function requireQueryHere(query: Query): void {
  requireHere({
    subaccount: query.integer("subaccount"),
    exchange_index: query.integer("exchange_index"),
  });
}
