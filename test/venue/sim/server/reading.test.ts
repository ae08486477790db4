import { afterEach, describe, expect, it } from "vitest";
import { A, TestServer } from "./open-server.ts";

let server: TestServer;
afterEach(() => server.close());

const asOf = async () => Date.parse((await server.get("/exchange/user_data_timestamp")).body.as_of_time);

describe("readings that lag", () => {
  it("show an account as it was at as_of_time, which steps by 0 to 2 s", async () => {
    server = new TestServer({ behaviour: { readLagMs: [0, 2_000] } });
    const moments = new Set<number>();
    for (let step = 0; step < 40; step++) {
      server.pass(250);
      const shownUpTo = await asOf();
      expect(server.clock.now() - shownUpTo).toBeLessThanOrEqual(2_000);
      expect(shownUpTo).toBeGreaterThanOrEqual(Math.max(0, ...moments));
      moments.add(shownUpTo);
    }
    expect(moments.size).toBeGreaterThan(4);
    expect(moments.size).toBeLessThan(40);
  });

  it("hide what was written since, in orders, fills, positions and balance alike", async () => {
    server = new TestServer({ behaviour: { readLagMs: [1_000, 1_000] } });
    server.pass(1_000); // a step
    const { order_id } = await server.place("bid", "0.4000", "10");
    await server.place("ask", "0.4000", "10", {}, server.two);
    const read = async () => ({
      order: (await server.get(`/portfolio/orders/${order_id}`)).status,
      orders: (await server.get("/portfolio/orders")).body.orders.length,
      fills: (await server.get("/portfolio/fills")).body.fills.length,
      positions: (await server.get("/portfolio/positions")).body.market_positions.length,
      balance: (await server.get("/portfolio/balance")).body.balance_dollars,
    });
    server.pass(999);
    expect(await read()).toEqual({ order: 404, orders: 0, fills: 0, positions: 0, balance: "1000.000000" });
    server.pass(1);
    // 10 at 40c, and the maker's 0.0175 x 10 x 0.4 x 0.6 = 0.042
    expect(await read()).toEqual({ order: 200, orders: 1, fills: 1, positions: 1, balance: "995.958000" });
  });

  it("go on saying resting after a cancel was acknowledged, and cancelling again is a 404", async () => {
    server = new TestServer({ behaviour: { readLagMs: [1_000, 1_000] } });
    const { order_id } = await server.place("bid", "0.4000", "1");
    server.pass(1_000);
    expect((await server.send("DELETE", `/portfolio/events/orders/${order_id}`)).status).toBe(200);
    expect((await server.get(`/portfolio/orders/${order_id}`)).body.order.status).toBe("resting");
    expect((await server.send("DELETE", `/portfolio/events/orders/${order_id}`)).status).toBe(404);
    server.pass(1_000);
    expect((await server.get(`/portfolio/orders/${order_id}`)).body.order.status).toBe("canceled");
  });

  it("may claim more than they hold, by the switch", async () => {
    server = new TestServer({ behaviour: { readLagMs: [1_000, 1_000], asOfOverstatesMs: 600 } });
    server.pass(1_000);
    const taken = server.clock.now();
    await server.place("bid", "0.4000", "1");
    server.pass(500);
    expect(await asOf()).toBe(taken + 500); // never ahead of the clock
    server.pass(400);
    expect(await asOf()).toBe(taken + 600);
    expect((await server.get("/portfolio/orders")).body.orders).toEqual([]);
  });
});

it("a cancel finds nothing when the order was filled before it, while readings don't show the fill yet", async () => {
  server = new TestServer({ behaviour: { readLagMs: [1_000, 1_000] } });
  const { order_id } = await server.place("bid", "0.4000", "1");
  server.pass(1_000);
  await server.place("ask", "0.4000", "1", {}, server.two);
  const { status, body } = await server.send("DELETE", `/portfolio/events/orders/${order_id}`);
  expect([status, body.error.code]).toEqual([404, "not_found"]);
  expect((await server.get("/portfolio/fills")).body.fills).toEqual([]);
  server.pass(1_000);
  const { fills } = (await server.get("/portfolio/fills")).body;
  expect(fills).toMatchObject([{ order_id, count_fp: "1.00", is_taker: false, yes_price_dollars: "0.4000" }]);
});

describe("pages", () => {
  it("follow each other by the cursor and the last has an empty one", async () => {
    server = new TestServer();
    const placed: string[] = [];
    for (let index = 0; index < 7; index++) placed.unshift((await server.place("bid", "0.0100", "1")).order_id);
    const seen: string[] = [];
    let cursor = "";
    do {
      const { body } = await server.get(`/portfolio/orders?limit=3&cursor=${cursor}`);
      seen.push(...body.orders.map(({ order_id }: { order_id: string }) => order_id));
      cursor = body.cursor;
    } while (cursor !== "");
    expect(seen).toEqual(placed);
  });

  it("hold what their filters let through", async () => {
    server = new TestServer();
    const { order_id } = await server.place("bid", "0.4000", "2");
    await server.place("ask", "0.4000", "1", {}, server.two);
    await server.place("bid", "0.3000", "1");
    const ids = async (path: string) =>
      (await server.get(path)).body.orders.map((order: { order_id: string }) => order.order_id);
    expect(await ids("/portfolio/orders?status=executed")).toEqual([]);
    expect(await ids("/portfolio/orders?status=resting")).toHaveLength(2);
    expect(await ids("/portfolio/orders?ticker=KXTEST-B")).toEqual([]);
    expect(await ids("/portfolio/orders?event_ticker=KXOTHER,KXTEST")).toHaveLength(2);
    expect(await ids("/portfolio/orders?exchange_index=1")).toEqual([]);
    expect((await server.get(`/portfolio/fills?ticker=KXTEST-B,${A}&order_id=${order_id}`)).body.fills).toHaveLength(1);
    expect((await server.get("/portfolio/positions?count_filter=position")).body.market_positions).toMatchObject([
      { ticker: A, position_fp: "1.00", market_exposure_dollars: "0.400000" },
    ]);
  });
});

it("ended orders and trades become history, resting orders don't", async () => {
  server = new TestServer({ behaviour: { ordersLiveMs: 10_000, tradesLiveMs: 20_000 } });
  const filled = await server.place("bid", "0.4000", "1");
  const resting = await server.place("bid", "0.3000", "1");
  await server.place("ask", "0.4000", "1", {}, server.two);
  const ids = async (path: string) =>
    (await server.get(path)).body.orders.map((order: { order_id: string }) => order.order_id);
  const trades = async (path: string) => (await server.get(path)).body.trades.length;
  expect(await ids("/historical/orders")).toEqual([]);
  server.pass(10_001);
  expect(await ids("/portfolio/orders")).toEqual([resting.order_id]);
  expect(await ids("/historical/orders")).toEqual([filled.order_id]);
  expect((await server.get(`/portfolio/orders/${filled.order_id}`)).status).toBe(404);
  expect([await trades("/markets/trades"), await trades("/historical/trades")]).toEqual([1, 0]);
  server.pass(10_000);
  expect([await trades("/markets/trades"), await trades("/historical/trades")]).toEqual([0, 1]);
  expect((await server.get("/portfolio/fills")).body.fills).toEqual([]);
  expect((await server.get("/historical/fills")).body.fills).toHaveLength(1);
});

it("balance is told for the account, and for the one shard there is", async () => {
  server = new TestServer();
  const all = (await server.get("/portfolio/balance")).body;
  expect(all).toMatchObject({
    balance: 100_000,
    balance_dollars: "1000.000000",
    balance_breakdown: [{ exchange_index: 0, balance: "1000.000000" }],
  });
  expect((await server.get("/portfolio/balance?exchange_index=0")).body.balance).toBe(100_000);
  expect((await server.get("/portfolio/balance?exchange_index=2")).body.balance).toBe(0);
});
