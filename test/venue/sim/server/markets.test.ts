import { afterEach, describe, expect, it } from "vitest";
import { A, type Answer, B, C, create, EVENT, T0, TestServer } from "./open-server.ts";

let server: TestServer;
afterEach(() => server.close());

const ORDERS = "/portfolio/events/orders";
const HOUR_MS = 3_600_000;

const control = async (name: string, body: object = {}): Promise<void> => {
  const answer = await server.admin("POST", `/controls/${name}`, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
};
const send = (price = "0.4000", more: Readonly<Record<string, unknown>> = {}) =>
  server.send("POST", ORDERS, create("bid", price, "1", more));
const market = async (ticker = A) => (await server.get(`/markets/${ticker}`)).body.market;
const code = ({ status, body }: Answer): unknown => [status, body?.error?.code];

describe("a market", () => {
  it("shows its top and its trading", async () => {
    server = new TestServer();
    await server.place("bid", "0.4000", "3");
    await server.place("ask", "0.6000", "2.50", {}, server.two);
    await server.place("ask", "0.4000", "1", {}, server.two);
    expect(await market()).toMatchObject({
      status: "active",
      yes_bid_dollars: "0.4000",
      yes_bid_size_fp: "2.00",
      yes_ask_dollars: "0.6000",
      yes_ask_size_fp: "2.50",
      no_bid_dollars: "0.4000",
      no_ask_dollars: "0.6000",
      last_price_dollars: "0.4000",
      volume_fp: "1.00",
      volume_24h_fp: "1.00",
      open_interest_fp: "1.00",
    });
    expect(await market(B)).toMatchObject({
      yes_bid_dollars: "0.0000",
      yes_ask_dollars: "1.0000",
      yes_bid_size_fp: "0.00",
    });
  });

  it("has a book of bids on both outcomes, the best last", async () => {
    server = new TestServer();
    for (const price of ["0.3900", "0.4000"]) await server.place("bid", price, "3");
    for (const price of ["0.6100", "0.6000"]) await server.place("ask", price, "2");
    const { orderbook_fp } = (await server.get(`/markets/${A}/orderbook`)).body;
    expect(orderbook_fp).toEqual({
      yes_dollars: [
        ["0.3900", "3.00"],
        ["0.4000", "3.00"],
      ],
      no_dollars: [
        ["0.3900", "2.00"],
        ["0.4000", "2.00"],
      ],
    });
    const best = (await server.get(`/markets/${A}/orderbook?depth=1`)).body.orderbook_fp;
    expect(best.yes_dollars).toEqual([["0.4000", "3.00"]]);
  });

  it("is found by its event, series, status and ticker", async () => {
    server = new TestServer();
    await control("deactivate", { ticker: B });
    const tickers = async (query: string) =>
      (await server.get(`/markets?${query}`)).body.markets.map(({ ticker }: { ticker: string }) => ticker);
    expect(await tickers(`event_ticker=${EVENT}`)).toEqual([A, B, C]);
    expect(await tickers("series_ticker=KXTESTS&status=open")).toEqual([A, C]);
    expect(await tickers("status=paused")).toEqual([B]);
    expect(await tickers(`tickers=${C},KXNONE`)).toEqual([C]);
    expect(await tickers("event_ticker=KXOTHER")).toEqual([]);
    expect(await tickers(`max_close_ts=${T0 / 1_000}`)).toEqual([]);
    expect(
      (await server.get("/events?series_ticker=KXTESTS&status=open&with_nested_markets=true")).body.events[0].markets,
    ).toHaveLength(3);
  });

  it("can be added while others trade", async () => {
    server = new TestServer();
    await control("list-market", { ticker: "KXTEST-D", title: "Artist D" });
    expect(await market("KXTEST-D")).toMatchObject({ status: "active", yes_sub_title: "Artist D", volume_fp: "0.00" });
  });
});

describe("a pause", () => {
  it("of trading refuses creates and amends, allows cancels, and takes off who asked for it", async () => {
    server = new TestServer();
    const stays = await server.place("bid", "0.4000", "1");
    const goes = await server.place("bid", "0.3000", "1", { cancel_order_on_pause: true });
    await control("pause-trading");
    expect((await server.get("/exchange/status")).body).toMatchObject({ exchange_active: true, trading_active: false });
    expect(code(await send())).toEqual([409, "trading_is_paused"]);
    const amended = await server.send("POST", `${ORDERS}/${stays.order_id}/amend`, {
      ticker: A,
      side: "bid",
      price: "0.3500",
      count: "1",
    });
    expect(amended.status).toBe(409);
    expect((await server.get(`/portfolio/orders/${goes.order_id}`)).body.order.status).toBe("canceled");
    expect((await server.send("DELETE", `${ORDERS}/${stays.order_id}`)).status).toBe(200);
    await control("resume");
    expect((await send()).status).toBe(201);
  });

  it("of the exchange refuses cancels too", async () => {
    server = new TestServer();
    const { order_id } = await server.place("bid", "0.4000", "1");
    await control("pause-exchange");
    expect((await server.get("/exchange/status")).body).toMatchObject({
      exchange_active: false,
      trading_active: false,
    });
    expect((await server.send("DELETE", `${ORDERS}/${order_id}`)).status).toBe(409);
    expect((await server.send("DELETE", ORDERS)).status).toBe(409);
    expect((await server.get("/portfolio/orders")).body.orders).toHaveLength(1);
  });

  it("can be announced, and comes and goes", async () => {
    server = new TestServer();
    await control("maintenance", { in_ms: 10_000, for_ms: 5_000 });
    const { schedule } = (await server.get("/exchange/schedule")).body;
    expect(schedule.maintenance_windows).toEqual([
      { start_datetime: new Date(T0 + 10_000).toISOString(), end_datetime: new Date(T0 + 15_000).toISOString() },
    ]);
    const active = async () => (await server.get("/exchange/status")).body.trading_active;
    expect(await active()).toBe(true);
    server.pass(10_000);
    expect(await active()).toBe(false);
    server.pass(5_000);
    expect(await active()).toBe(true);
    expect((await server.get("/exchange/schedule")).body.schedule.maintenance_windows).toEqual([]);
  });

  it("of one market ends with its orders cancelled", async () => {
    server = new TestServer();
    const { order_id } = await server.place("bid", "0.4000", "1");
    await control("deactivate", { ticker: A });
    expect((await market()).status).toBe("inactive");
    expect(code(await send())).toEqual([409, "MARKET_INACTIVE"]);
    expect((await send("0.4000", { ticker: B })).status).toBe(201);
    const status = async () => (await server.get(`/portfolio/orders/${order_id}`)).body.order.status;
    expect(await status()).toBe("resting");
    await control("activate", { ticker: A });
    expect(await status()).toBe("canceled");
    expect((await send()).status).toBe(201);
  });
});

describe("the close", () => {
  it("refuses everything, cancels included, and takes the orders off a little later", async () => {
    server = new TestServer();
    const { order_id } = await server.place("bid", "0.4000", "1");
    server.pass(HOUR_MS);
    expect((await market()).status).toBe("closed");
    expect(code(await send())).toEqual([409, "MARKET_INACTIVE"]);
    expect(code(await server.send("DELETE", `${ORDERS}/${order_id}`))).toEqual([409, "MARKET_INACTIVE"]);
    expect((await server.get("/portfolio/orders?status=resting")).body.orders).toHaveLength(1);
    server.pass(5_000);
    expect((await server.get(`/portfolio/orders/${order_id}`)).body.order.status).toBe("canceled");
  });

  it("can be moved, earlier and later", async () => {
    server = new TestServer();
    await control("close-time", { ticker: A, in_ms: 60_000 });
    await control("close-time", { ticker: B, in_ms: 2 * HOUR_MS });
    expect((await market()).close_time).toBe(new Date(T0 + 60_000).toISOString());
    server.pass(60_000);
    expect([(await market()).status, (await market(B)).status]).toEqual(["closed", "active"]);
    server.pass(HOUR_MS);
    expect([(await market(C)).status, (await market(B)).status]).toEqual(["closed", "active"]);
  });
});

describe("while it trades", () => {
  it("the grid can become finer, and resting orders stay", async () => {
    server = new TestServer();
    const { order_id } = await server.place("bid", "0.4000", "1");
    expect(code(await send("0.4050"))).toEqual([400, "invalid_price"]);
    await control("price-ranges", { ticker: A, price_ranges: [{ start: "0", end: "1", step: "0.001" }] });
    expect((await send("0.4050")).status).toBe(201);
    expect(await market()).toMatchObject({
      price_level_structure: "deci_cent",
      price_ranges: [{ start: "0.0000", end: "1.0000", step: "0.0010" }],
    });
    expect((await server.get(`/portfolio/orders/${order_id}`)).body.order.status).toBe("resting");
  });

  it("fees can change: for the series, and for the event above it", async () => {
    server = new TestServer();
    const series = async () => (await server.get("/series/KXTESTS")).body.series;
    const event = async () => (await server.get(`/events/${EVENT}`)).body.event;
    expect(await series()).toMatchObject({ fee_type: "quadratic_with_maker_fees", fee_multiplier: 1 });
    await control("series-fees", { fee_type: "quadratic", in_ms: 60_000 });
    expect((await server.get("/series/fee_changes")).body.series_fee_change_arr).toMatchObject([
      { series_ticker: "KXTESTS", fee_type: "quadratic", scheduled_ts: new Date(T0 + 60_000).toISOString() },
    ]);
    await control("event-fees", { fee_type: "quadratic_with_maker_fees", fee_multiplier: 2 });
    expect(await event()).toMatchObject({ fee_type_override: "quadratic_with_maker_fees", fee_multiplier_override: 2 });
    const makerFee = async () => {
      await server.place("bid", "0.5000", "1");
      await server.place("ask", "0.5000", "1", {}, server.two);
      return (await server.get("/portfolio/fills")).body.fills[0].fee_cost;
    };
    expect(await makerFee()).toBe("0.008800"); // 2 x 0.0175 x 0.25, up to $0.0001
    server.pass(60_000);
    expect(await series()).toMatchObject({ fee_type: "quadratic" });
    expect((await server.get("/series/fee_changes")).body.series_fee_change_arr).toEqual([]);
    expect((await server.get("/series/fee_changes?show_historical=true")).body.series_fee_change_arr).toHaveLength(1);
    await control("event-fees");
    expect((await event()).fee_type_override).toBeUndefined();
    expect(await makerFee()).toBe("0.000000");
    expect((await server.get("/events/fee_changes")).body.event_fee_changes).toHaveLength(2);
  });
});

describe("a result", () => {
  const settlements = async () => (await server.get("/portfolio/settlements")).body.settlements;
  const buy = async () => {
    await server.place("ask", "0.4000", "10", {}, server.two);
    await server.place("bid", "0.4000", "10");
  };
  const balance = async () => (await server.get("/portfolio/balance")).body.balance_dollars;

  it("can be known, challenged, decided anew and paid", async () => {
    server = new TestServer();
    await buy();
    await control("determine", { winner: B });
    expect(await market()).toMatchObject({ status: "determined", result: "no", settlement_value_dollars: "0.0000" });
    await control("dispute");
    expect((await market()).status).toBe("disputed");
    await control("amend-result", { winner: A });
    expect(await market()).toMatchObject({ status: "amended", result: "yes" });
    expect(await settlements()).toEqual([]);
    await control("finalize");
    expect(await market()).toMatchObject({ status: "finalized", result: "yes", settlement_value_dollars: "1.0000" });
    // 10 bought at 40c: taker's fee 0.07 x 10 x 0.24 = 0.168; then $10
    expect(await balance()).toBe("1005.832000");
    expect(await settlements()).toMatchObject([
      {
        ticker: A,
        market_result: "yes",
        yes_count_fp: "10.00",
        yes_total_cost_dollars: "4.000000",
        revenue: 1_000,
        value: 100,
        fee_cost: "0.168000",
      },
    ]);
    expect((await server.get("/portfolio/positions")).body.market_positions).toEqual([]);
    expect((await server.get("/portfolio/positions?settlement_status=settled")).body.market_positions).toHaveLength(1);
  });

  it("can be that nobody listed has won", async () => {
    server = new TestServer();
    await buy();
    await control("settle");
    expect(await market()).toMatchObject({ status: "finalized", result: "no" });
    expect(await settlements()).toMatchObject([{ market_result: "no", revenue: 0, value: 0 }]);
    const other = (await server.get("/portfolio/settlements", { key: server.two })).body.settlements;
    expect(other).toMatchObject([{ market_result: "no", no_count_fp: "10.00", revenue: 1_000 }]);
  });

  it("can be a tie", async () => {
    server = new TestServer();
    await buy();
    await control("settle", { values: { [A]: "0.5", [B]: "0.5" } });
    expect(await market()).toMatchObject({ result: "scalar", settlement_value_dollars: "0.5000" });
    expect(await settlements()).toMatchObject([{ market_result: "scalar", revenue: 500, value: 50 }]);
  });
});
