import { z } from "zod";
import type { Quantity, Time } from "../../../market/units.ts";
import { orNone, wireMilliseconds, wireQuantity } from "../wire-numbers.ts";
import { counted, segment, within } from "./arguments.ts";
import { aboutAnother } from "./change-order.ts";
import { type BatchOutcome, batchEntries, MOST_IN_BATCH, outcomeOf, unreadableEntry } from "./create-orders.ts";
import type { WriteRequest } from "./request.ts";

/** An order to take off. The id alone doesn't tell the shard: the ticker does. */
export interface OrderToCancel {
  readonly orderId: string;
  readonly ticker: string;
  readonly subaccount?: number | undefined;
  readonly exchangeIndex?: number | undefined;
}

/** An accepted cancel. */
export interface CancelledOrder {
  readonly orderId: string;
  /** What was taken off: that much can't be filled any more. */
  readonly reducedBy: Quantity;
  /** The matching engine's time. */
  readonly at: Time | undefined;
}

const ONE = "/portfolio/events/orders/{order_id}";
const BATCH = "/portfolio/events/orders/batched";
const ALL = "/portfolio/events/orders";

const cancelled = z
  .object({ order_id: z.string().min(1), reduced_by: wireQuantity, ts_ms: orNone(wireMilliseconds) })
  .transform((read) => ({ orderId: read.order_id, reducedBy: read.reduced_by, at: read.ts_ms }));

/**
 * Takes an order off. Not found (KalshiError `not-found`) means that it is gone, reason unknown: its fill may still be on its way.
 *
 * It may reach the exchange twice when a kept connection turns out to be cut, which is harmless.
 */
export function cancelOrder({
  orderId,
  ticker,
  subaccount,
  exchangeIndex,
}: OrderToCancel): WriteRequest<CancelledOrder> {
  return {
    route: ONE,
    method: "DELETE",
    path: `/portfolio/events/orders/${segment(ONE, "order_id", orderId)}`,
    query: { subaccount, exchange_index: exchangeIndex, market_ticker: ticker },
    answer: cancelled,
    doubt: (answer) => aboutAnother(orderId, answer.orderId),
  };
}

/** Takes several orders off, and no others. Outcomes come in the order asked for. */
export function cancelOrders(orders: readonly OrderToCancel[]): WriteRequest<readonly BatchOutcome<CancelledOrder>[]> {
  counted(BATCH, "orders", orders, MOST_IN_BATCH);
  return {
    route: BATCH,
    method: "DELETE",
    path: BATCH,
    body: {
      orders: orders.map(({ orderId, ticker, subaccount, exchangeIndex }) => ({
        order_id: segment(BATCH, "order_id", orderId),
        market_ticker: ticker,
        ...(subaccount === undefined ? {} : { subaccount }),
        ...(exchangeIndex === undefined ? {} : { exchange_index: exchangeIndex }),
      })),
    },
    answer: batchEntries.transform(({ orders: entries }) => {
      const byId = new Map(entries.map((entry) => [orderIdOf(entry), entry]));
      return orders.map(({ orderId }): BatchOutcome<CancelledOrder> => {
        const entry = byId.get(orderId);
        return entry === undefined
          ? { outcome: "unknown", reason: "the answer doesn't name this order" }
          : outcomeOf(entry, cancelledOutcome);
      });
    }),
  };
}

const nothing = z.unknown().transform(() => undefined);

/**
 * Takes off every order of the account, on every shard, and for the next minute new ones too: only a kill does this, until its first
 * success and never again. Not every account may.
 */
export function cancelAllOrders({ subaccount }: { readonly subaccount?: number } = {}): WriteRequest<void> {
  return {
    route: ALL,
    method: "DELETE",
    path: ALL,
    query: { subaccount: subaccount === undefined ? undefined : within(ALL, "subaccount", subaccount, 0, 63) },
    answer: nothing,
    alone: true,
  };
}

function cancelledOutcome(entry: unknown): BatchOutcome<CancelledOrder> {
  const read = cancelled.safeParse(entry);
  return read.success ? { outcome: "done", result: read.data } : unreadableEntry(read.error);
}

const identified = z.object({ order_id: z.string().min(1) });

function orderIdOf(value: unknown): string | undefined {
  const read = identified.safeParse(value);
  return read.success ? read.data.order_id : undefined;
}
