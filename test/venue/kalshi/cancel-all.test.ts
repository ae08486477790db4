import { afterEach, beforeEach, expect, test } from "vitest";
import { systemTimers, type Timers } from "../../../src/ambient/timers.ts";
import type { Price, Quantity } from "../../../src/market/units.ts";
import { CancelAll } from "../../../src/venue/kalshi/cancel-all.ts";
import { OrderNews } from "../../../src/venue/kalshi/order-news.ts";
import { OwnFills } from "../../../src/venue/kalshi/own-fills.ts";
import { OwnOrders } from "../../../src/venue/kalshi/own-orders.ts";
import type { VenueInput } from "../../../src/venue/venue.ts";
import { clientOf, failure, NOW } from "./rest/rest-session.ts";
import { type Reply, StandIn } from "./rest/stand-in.ts";

/** Each test has its own: what the one before still had on its way arrives nowhere. */
let server: StandIn;
beforeEach(async () => {
  server = await StandIn.start();
});
afterEach(async () => {
  for (const cancelAll of opened.splice(0)) cancelAll.close();
  await server.stop();
});

const opened: CancelAll[] = [];

const TICKER = "KXTESTS-26NOV-A";
const ASKED = new Date(NOW + 1_000).toISOString();
/** Waits are over at once; timeouts, which are longer, never come. */
const timers: Timers = {
  after: (delayMs, action) => (delayMs < 1_500 ? systemTimers.after(0, action) : { cancel: nothing }),
};
const nothing = (): void => {};

function account(subaccount: number) {
  const told: VenueInput[] = [];
  const clock = { now: () => NOW };
  const orders = new OwnOrders();
  const place = { exchangeIndex: 0, subaccount };
  const emit = (input: VenueInput): void => void told.push(input);
  const usual = { client: clientOf(server, { timers }), clock, timers, place, orders, emit, notify: nothing };
  const silent = { named: nothing, fillsMissing: nothing, lookFor: nothing, crossed: nothing, rests: nothing };
  const news = new OrderNews({ ...usual, ...silent });
  const terms = { ticker: TICKER, side: "bid", quantity: 100 as Quantity, price: 4_000 as Price } as const;
  const order = orders.add({ ...terms, clientOrderId: "tauroi-x-1", since: NOW, fate: "sent" });
  const cancelAll = new CancelAll({ ...usual, uniform: () => 0.5, group: { id: undefined }, news });
  opened.push(cancelAll);
  return { told, orders, order, cancelAll, fills: new OwnFills(usual), news };
}

function exchange(everything: Reply): void {
  let isResting = true;
  server.answer(({ method, url }) => {
    if (method === "DELETE" && url.pathname.endsWith("/orders")) return everything;
    if (url.pathname.endsWith("/user_data_timestamp")) return { status: 200, body: { as_of_time: ASKED } };
    if (url.pathname.endsWith("/markets")) return { status: 200, body: { markets: [], cursor: "" } };
    if (method === "GET") {
      const orders = isResting ? [{ ...listed("o-1", "tauroi-x-1"), status: "resting", subaccount_number: 7 }] : [];
      return { status: 200, body: { orders, cursor: "" } };
    }
    isResting = false;
    return { status: 200, body: { orders: [{ order_id: "o-1", reduced_by: "1.00", ts_ms: NOW }] } };
  });
}

test("one by one, orders are cancelled in the subaccount that they are in", async () => {
  exchange({ status: 403 });
  const { cancelAll, news, order, told } = account(7);
  news.accepted(order, "o-1", 0 as Quantity, 100 as Quantity);
  cancelAll.send({ type: "cancelAll" });
  await until(() => told.some(({ type }) => type === "cancelledAll"));
  const batch = server.seen.find(({ url }) => url.pathname.endsWith("/batched"))!;
  const [entry] = (JSON.parse(batch.body) as { orders: { order_id: string; subaccount?: number }[] }).orders;
  expect(entry).toMatchObject({ order_id: "o-1" });
  expect(entry!.subaccount).toBe(7);
  const list = server.seen.find(({ url }) => url.pathname.endsWith("/portfolio/orders"))!;
  expect(list.url.searchParams.get("subaccount")).toBe("7");
});

test.each([400, 403, 404, 405, 500, 501])(
  "answered with %s: what rests is cancelled all the same, and asked for again unless it is forbidden",
  async (status) => {
    exchange({ status });
    const { cancelAll, news, order, told } = account(0);
    news.accepted(order, "o-1", 0 as Quantity, 100 as Quantity);
    cancelAll.send({ type: "cancelAll" });
    await until(() => told.some(({ type }) => type === "cancelled"));
    const asked = () =>
      server.seen.filter(({ method, url }) => method === "DELETE" && url.pathname.endsWith("/orders"));
    if (status !== 403) await until(() => asked().length > 2);
    else expect(asked()).toHaveLength(1);
  },
);

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await Bun.sleep(1);
}

test("a fill of an order whose name can't be asked for now is told later, under its name", async () => {
  const { fills, told } = account(0);
  fills.begin([]);
  const read = {
    tradeId: "t-1",
    orderId: "o-9",
    ticker: TICKER,
    side: "bid",
    price: 4_000,
    quantity: 100,
    fee: 0,
    isTaker: false,
    at: NOW,
    subaccount: 0,
    exchangeIndex: 0,
  } as Parameters<OwnFills["fromReading"]>[0][number];
  server.replies({ status: 503 });
  await failure(fills.fromReading([read]));
  expect(told).toEqual([]);
  server.replies({ status: 200, body: { order: listed("o-9", "tauroi-x-1") } });
  await fills.fromReading([read]);
  expect(told).toMatchObject([{ type: "fill", tradeId: "t-1", clientOrderId: "tauroi-x-1" }]);
});

function listed(orderId: string, clientOrderId: string) {
  const money = "0.000000";
  return {
    order_id: orderId,
    client_order_id: clientOrderId,
    ticker: TICKER,
    outcome_side: "yes",
    book_side: "bid",
    status: "executed",
    yes_price_dollars: "0.4000",
    initial_count_fp: "1.00",
    fill_count_fp: "1.00",
    remaining_count_fp: "0.00",
    taker_fill_cost_dollars: money,
    maker_fill_cost_dollars: money,
    taker_fees_dollars: money,
    maker_fees_dollars: money,
  };
}
