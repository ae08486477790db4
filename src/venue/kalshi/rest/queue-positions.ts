import { z } from "zod";
import type { Quantity } from "../../../market/units.ts";
import { listOf, wireQuantity } from "../wire-numbers.ts";
import { commaList, segment } from "./arguments.ts";
import type { ReadRequest } from "./request.ts";

/** How many contracts are matched before a resting order is; zero is the front. */
export interface QueuePosition {
  readonly orderId: string;
  readonly ticker: string;
  readonly ahead: Quantity;
}

const entry = z
  .object({ order_id: z.string().min(1), market_ticker: z.string(), queue_position_fp: wireQuantity })
  .transform(
    (read): QueuePosition => ({ orderId: read.order_id, ticker: read.market_ticker, ahead: read.queue_position_fp }),
  );

const listAnswer = z.object({ queue_positions: listOf(entry) }).transform((read) => read.queue_positions);

/** Places of our resting orders in markets, or in an event: one of the two must be named. Of the primary account unless stated. */
export function queuePositions(
  filter: ({ readonly tickers: readonly string[] } | { readonly eventTicker: string }) & {
    readonly subaccount?: number;
  },
): ReadRequest<readonly QueuePosition[]> {
  const path = "/portfolio/orders/queue_positions";
  return {
    route: path,
    path,
    query: {
      market_tickers: "tickers" in filter ? commaList(path, "market_tickers", filter.tickers, 1000) : undefined,
      event_ticker: "eventTicker" in filter ? filter.eventTicker : undefined,
      subaccount: filter.subaccount,
    },
    authentication: "needed",
    answer: listAnswer,
  };
}

const oneAnswer = z.object({ queue_position_fp: wireQuantity }).transform((read) => read.queue_position_fp);

/** Place of one resting order of ours. */
export function queuePosition(orderId: string): ReadRequest<Quantity> {
  const route = "/portfolio/orders/{order_id}/queue_position";
  return {
    route,
    path: `/portfolio/orders/${segment(route, "order_id", orderId)}/queue_position`,
    authentication: "needed",
    answer: oneAnswer,
  };
}
