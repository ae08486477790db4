import { create, OTHER, type RawRequest } from "./judged-session.ts";
import { A, B } from "./quiet-exchange.ts";

const ORDERS = "/portfolio/events/orders";
const GROUPS = "/portfolio/order_groups";

/** What the exchange must know of for its refusals: an order that rests, its client order id, and a group that was triggered. */
export interface Standing {
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly triggeredGroup: string;
}

/** A request that the description allows and the exchange refuses, with the status it must give. */
export type Refusal = readonly [status: number, request: RawRequest];

const get = (status: number, target: string): Refusal => [status, { method: "GET", target }];
const post = (status: number, target: string, body: object): Refusal => [status, { method: "POST", target, body }];

/** What is refused while everything is open. The order is a bid at 40c. */
export function refusals({ orderId, clientOrderId, triggeredGroup }: Standing): readonly Refusal[] {
  const amend = (more: object) => ({ ticker: A, side: "bid", price: "0.4000", count: "10", ...more });
  const one = `${ORDERS}/${orderId}`;
  return [
    post(400, ORDERS, create("bid", "0.4050", "1")), // off the grid
    post(400, ORDERS, create("bid", "0.4000", "100000")), // more than there is money for
    post(400, ORDERS, create("bid", "0.4000", "1", { expiration_time: 1 })),
    post(400, ORDERS, create("bid", "0.4000", "1", { reduce_only: true })),
    [400, { method: "POST", target: ORDERS, body: create("ask", "0.4000", "1", { post_only: true }), key: OTHER }],
    post(409, ORDERS, create("bid", "0.4000", "1", { client_order_id: clientOrderId })),
    post(409, ORDERS, create("bid", "0.4000", "1", { order_group_id: triggeredGroup })),
    post(409, ORDERS, create("ask", "0.9000", "9", { time_in_force: "fill_or_kill" })),
    post(400, ORDERS, create("bid", "0.4000", "1", { ticker: "NONE" })),
    post(400, ORDERS, create("bid", "0.4000", "1", { order_group_id: "none" })),
    post(400, ORDERS, create("bid", "0.4000", "1", { exchange_index: 2 })),
    post(400, ORDERS, create("bid", "0.4000", "1", { subaccount: 3 })),
    post(400, `${ORDERS}/batched`, { orders: [] }),
    [400, { method: "DELETE", target: `${ORDERS}/batched`, body: { orders: [] } }],
    [404, { method: "DELETE", target: `${ORDERS}/nobody` }],
    [404, { method: "DELETE", target: one, key: OTHER }],
    post(400, `${one}/amend`, amend({})), // changes nothing
    post(400, `${one}/amend`, amend({ side: "ask" })),
    post(400, `${one}/amend`, amend({ ticker: B })),
    post(404, `${ORDERS}/nobody/amend`, amend({})),
    post(400, `${one}/decrease`, {}),
    post(400, `${one}/decrease`, { reduce_by: "11" }),
    post(404, `${ORDERS}/nobody/decrease`, { reduce_by: "1" }),
    post(400, `${GROUPS}/create`, {}),
    [400, { method: "PUT", target: `${GROUPS}/${triggeredGroup}/limit`, body: {} }],
    [404, { method: "PUT", target: `${GROUPS}/none/limit`, body: { contracts_limit: 1 } }],
    [404, { method: "PUT", target: `${GROUPS}/none/reset`, body: {} }],
    [404, { method: "PUT", target: `${GROUPS}/none/trigger`, body: {} }],
    [404, { method: "DELETE", target: `${GROUPS}/none` }],
    get(404, `${GROUPS}/none`),
    get(404, "/portfolio/orders/nobody"),
    get(404, "/portfolio/orders/nobody/queue_position"),
    get(400, `/portfolio/orders?event_ticker=${Array(11).fill("E").join()}`),
    get(400, "/portfolio/positions?count_filter=colour"),
    get(400, "/portfolio/fills?min_ts=-1"),
    get(400, "/portfolio/settlements?min_ts=-1"),
    get(400, "/historical/fills?min_ts=-1"),
    get(400, "/historical/orders?min_ts=-1"),
    get(400, "/historical/trades?min_ts=-1"),
    get(400, "/markets/trades?min_ts=-1"),
    get(400, "/markets?min_close_ts=1&min_settled_ts=1"),
    get(400, "/events?min_close_ts=-1"),
    get(404, "/markets/NONE"),
    get(404, "/markets/NONE/orderbook"),
    get(400, "/markets/orderbooks?tickers=NONE"),
    get(404, "/events/NONE"),
    get(400, "/series/NONE"),
    get(400, "/historical/markets?event_ticker=E&series_ticker=S"),
    get(404, `/historical/markets/${A}`), // it is not archived
  ];
}

/** What is refused when an operator has done this. */
export function refusalsAfter({ orderId }: Standing): readonly {
  readonly control: string;
  readonly values?: object;
  readonly refusals: readonly Refusal[];
  /** What makes it undone. */
  readonly undo: readonly [control: string, values?: object];
}[] {
  const rest = create("bid", "0.1000", "1");
  const higher = { ticker: A, side: "bid", price: "0.4100", count: "10" };
  const one = `${ORDERS}/${orderId}`;
  const changes: readonly Refusal[] = [
    post(409, ORDERS, rest),
    post(409, `${one}/amend`, higher),
    post(409, `${one}/decrease`, { reduce_by: "1" }),
  ];
  const cancels: readonly Refusal[] = [[409, { method: "DELETE", target: one }]];
  const all: RawRequest = { method: "DELETE", target: ORDERS };
  return [
    { control: "pause-trading", refusals: changes, undo: ["resume"] },
    { control: "pause-exchange", refusals: [...changes, ...cancels, [409, all]], undo: ["resume"] },
    {
      control: "attestation",
      refusals: [post(403, ORDERS, rest), post(403, `${one}/amend`, higher), [403, { method: "DELETE", target: one }]],
      undo: ["attestation", { in_ms: 3_600_000 }],
    },
    {
      control: "cancel-all-allowed",
      values: { allowed: false },
      refusals: [[403, all]],
      undo: ["cancel-all-allowed", { allowed: true }],
    },
    { control: "deactivate", values: { ticker: A }, refusals: changes.slice(0, 2), undo: ["activate", { ticker: A }] },
  ];
}
