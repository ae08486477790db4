import type { Time } from "../../../market/units.ts";
import type { Order } from "../order.ts";
import { notFound } from "./api-error.ts";
import { pageOf, USUAL_PAGE } from "./page.ts";
import type { Query } from "./query.ts";
import type { ReadModel } from "./read-model.ts";
import type { Reply, Route } from "./route.ts";
import type { ServedExchange } from "./served-exchange.ts";
import { orderBody } from "./wire-account.ts";
import { contracts } from "./wire-format.ts";
import { within } from "./wire-market.ts";

const MOST_EVENTS = 10;
const SINGLE_COST = 2;

/** Orders as they are shown, some time behind, and places in queues, which are not. */
export function orderReadingRoutes(served: ServedExchange, reading: ReadModel, cutoff: () => Time): Route[] {
  const { exchange } = served;
  const usual = { method: "GET", signed: true, bucket: "read" } as const;
  const isOfEvent = (query: Query): boolean => {
    const events = query.list("event_ticker", MOST_EVENTS);
    return events?.includes(served.event.ticker) ?? true;
  };
  const isArchived = ({ status, updatedAt }: Order): boolean => status !== "resting" && updatedAt < cutoff();
  const orders = (account: string, query: Query, isShown: (order: Order) => boolean): Reply => {
    const status = query.oneOf("status", ["resting", "canceled", "executed"]);
    const ticker = query.text("ticker");
    const bounds = { min: query.seconds("min_ts"), max: query.seconds("max_ts") };
    const here = isOfEvent(query) && query.onShard && query.onPrimary;
    const all = here ? [...reading.of(account).orders.values()].reverse() : [];
    const matching = all.filter((order) => {
      if (!isShown(order) || !within(order.createdAt, bounds)) return false;
      return order.status === (status ?? order.status) && order.ticker === (ticker ?? order.ticker);
    });
    const { items, cursor } = pageOf(matching, ({ orderId }) => orderId, query, USUAL_PAGE);
    return { body: { orders: items.map(orderBody), cursor } };
  };
  return [
    {
      ...usual,
      route: "/portfolio/orders",
      handle: ({ account, query }) => orders(account, query, (order) => !isArchived(order)),
    },
    { ...usual, route: "/historical/orders", handle: ({ account, query }) => orders(account, query, isArchived) },
    {
      ...usual,
      route: "/portfolio/orders/:order_id",
      cost: SINGLE_COST,
      handle({ account, path }) {
        const order = reading.of(account).orders.get(path["order_id"]!);
        if (order === undefined || isArchived(order)) throw notFound(`there is no order ${path["order_id"]}`);
        return { body: { order: orderBody(order) } };
      },
    },
    {
      ...usual,
      route: "/portfolio/orders/queue_positions",
      handle({ account, query }) {
        const tickers = query.list("market_tickers", Infinity);
        const here = isOfEvent(query) && query.onPrimary;
        const resting = exchange.resting(account).filter(({ ticker }) => here && (tickers?.includes(ticker) ?? true));
        const positions = resting.map(({ orderId: order_id, ticker: market_ticker }) => {
          return { order_id, market_ticker, queue_position_fp: contracts(exchange.queuePosition(order_id) ?? 0) };
        });
        return { body: { queue_positions: positions } };
      },
    },
    {
      ...usual,
      route: "/portfolio/orders/:order_id/queue_position",
      handle({ account, path }) {
        const orderId = path["order_id"]!;
        const ahead = exchange.order(orderId)?.account === account ? exchange.queuePosition(orderId) : undefined;
        if (ahead === undefined) throw notFound(`order ${orderId} does not rest`);
        return { body: { queue_position_fp: contracts(ahead) } };
      },
    },
  ];
}
