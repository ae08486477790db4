import { afterEach, describe, expect, it } from "vitest";
import { A, type Answer, create, T0, TestServer } from "./open-server.ts";

let server: TestServer;
afterEach(() => server.close());

const ORDERS = "/portfolio/events/orders";
const SECOND = T0 / 1_000;

const order = async (id: string) => (await server.get(`/portfolio/orders/${id}`)).body.order;
const amend = (id: string, price: string, count: string, more: object = {}): Promise<Answer> => {
  return server.send("POST", `${ORDERS}/${id}/amend`, { ticker: A, side: "bid", price, count, ...more });
};
const code = ({ status, body }: Answer): unknown => [status, body?.error?.code];
const place = (price: string, count: string, more: Readonly<Record<string, unknown>> = {}) =>
  server.place("bid", price, count, more);
const takeAt = (price: string, count: string) => server.place("ask", price, count, {}, server.two);

describe("an order", () => {
  it("takes what it meets, fractions too, and rests what is left", async () => {
    server = new TestServer();
    await takeAt("0.4000", "2.50");
    await takeAt("0.4200", "1");
    const body = await place("0.4500", "5");
    // fees: 0.07 x 2.5 x 0.4 x 0.6 = 0.042 and 0.07 x 0.42 x 0.58 = 0.017052, up to 0.0171; over 3.5 contracts
    expect(body).toMatchObject({
      fill_count: "3.50",
      remaining_count: "1.50",
      average_fill_price: "0.405714", // (1.00 + 0.42) / 3.5
      average_fee_paid: "0.016886", // 0.0591 / 3.5
      ts_ms: T0,
    });
    const { fills } = (await server.get("/portfolio/fills")).body;
    expect(fills.map(({ count_fp, fee_cost }: { count_fp: string; fee_cost: string }) => [count_fp, fee_cost])).toEqual(
      [
        ["1.00", "0.017100"],
        ["2.50", "0.042000"],
      ],
    );
    expect(await order(body.order_id)).toMatchObject({
      status: "resting",
      fill_count_fp: "3.50",
      remaining_count_fp: "1.50",
      initial_count_fp: "5.00",
      taker_fill_cost_dollars: "1.420000",
      taker_fees_dollars: "0.059100",
    });
  });

  it("whose id was used is a conflict, for ever", async () => {
    server = new TestServer();
    const { order_id } = await place("0.4000", "1", { client_order_id: "once" });
    const again = () => server.send("POST", ORDERS, create("bid", "0.3000", "1", { client_order_id: "once" }));
    expect(code(await again())).toEqual([409, "order_already_exists"]);
    await server.send("DELETE", `${ORDERS}/${order_id}`);
    expect(code(await again())).toEqual([409, "order_already_exists"]);
  });

  it("that would take though it is post-only is refused, or accepted and cancelled, by the switch", async () => {
    server = new TestServer();
    await takeAt("0.4000", "1");
    const crossing = create("bid", "0.4000", "1", { post_only: true });
    const { status, body } = await server.send("POST", ORDERS, crossing);
    expect([status, body.error]).toEqual([
      400,
      { code: "invalid_order", message: "invalid order", details: "post only cross" },
    ]);
    await server.close();
    server = new TestServer({ rules: { postOnlyCross: "cancelled" } });
    await takeAt("0.4000", "1");
    const accepted = await server.send("POST", ORDERS, crossing);
    expect(accepted).toMatchObject({ status: 201, body: { fill_count: "0.00", remaining_count: "0.00" } });
    expect((await order(accepted.body.order_id)).status).toBe("canceled");
  });

  it("that meets its own account's ends itself, or the resting one", async () => {
    server = new TestServer();
    const resting = await place("0.4000", "1");
    const taker = await server.send("POST", ORDERS, create("ask", "0.4000", "1"));
    expect(taker).toMatchObject({ status: 201, body: { fill_count: "0.00", remaining_count: "0.00" } });
    expect((await order(resting.order_id)).status).toBe("resting");
    const other = await server.send(
      "POST",
      ORDERS,
      create("ask", "0.4000", "1", { self_trade_prevention_type: "maker" }),
    );
    expect(other.body).toMatchObject({ fill_count: "0.00", remaining_count: "1.00" });
    expect((await order(resting.order_id)).status).toBe("canceled");
  });

  it("that must be filled at once is, or is a conflict", async () => {
    server = new TestServer();
    await takeAt("0.4000", "2");
    const fok = (count: string) =>
      server.send("POST", ORDERS, create("bid", "0.4000", count, { time_in_force: "fill_or_kill" }));
    expect(code(await fok("3"))).toEqual([409, "fill_or_kill_insufficient_resting_volume"]);
    expect((await fok("1")).body).toMatchObject({ fill_count: "1.00", remaining_count: "0.00" });
    const ioc = await place("0.4000", "3", { time_in_force: "immediate_or_cancel" });
    expect(ioc).toMatchObject({ fill_count: "1.00", remaining_count: "0.00" });
  });

  it("that may only reduce takes no more than closes, and only at once", async () => {
    server = new TestServer();
    await takeAt("0.4000", "2");
    await place("0.4000", "2");
    await server.place("bid", "0.3900", "5", {}, server.two);
    const reduce = { reduce_only: true, time_in_force: "immediate_or_cancel" };
    expect(code(await server.send("POST", ORDERS, create("ask", "0.3900", "5", { reduce_only: true })))).toEqual([
      400,
      "invalid_order",
    ]);
    expect((await server.send("POST", ORDERS, create("ask", "0.3900", "5", reduce))).body.fill_count).toBe("2.00");
  });

  it("is refused for want of money", async () => {
    server = new TestServer({ dollars: 1 });
    expect(code(await server.send("POST", ORDERS, create("bid", "0.5000", "3")))).toEqual([
      400,
      "insufficient_balance",
    ]);
  });
});

describe("an expiry", () => {
  it("is a whole second to come, and only of an order that rests", async () => {
    server = new TestServer();
    server.pass(1);
    const expiring = (expiration_time: number, more: object = {}) => {
      return server.send("POST", ORDERS, create("bid", "0.4000", "1", { expiration_time, ...more }));
    };
    expect(code(await expiring(SECOND))).toEqual([400, "invalid_order"]);
    expect(code(await expiring(SECOND + 9, { time_in_force: "immediate_or_cancel" }))).toEqual([400, "invalid_order"]);
    expect(code(await expiring(9e15))).toEqual([400, "invalid_order"]);
    expect((await expiring(SECOND + 1)).status).toBe(201);
  });

  it("takes the order off late, by the switch; until then it can still be filled", async () => {
    server = new TestServer({ rules: { expirySweepMs: 4_000 } });
    const { order_id } = await place("0.4000", "2", { expiration_time: SECOND + 10 });
    server.pass(13_999);
    expect((await order(order_id)).status).toBe("resting");
    expect((await takeAt("0.4000", "1")).fill_count).toBe("1.00");
    server.pass(1);
    expect(await order(order_id)).toMatchObject({
      status: "canceled",
      fill_count_fp: "1.00",
      remaining_count_fp: "0.00",
    });
  });

  it("can be moved, and taken away by zero", async () => {
    server = new TestServer();
    const { order_id } = await place("0.4000", "2", { expiration_time: SECOND + 10 });
    expect((await amend(order_id, "0.4000", "2", { expiration_time: SECOND + 20 })).status).toBe(200);
    server.pass(15_000);
    expect(Date.parse((await order(order_id)).expiration_time)).toBe(T0 + 20_000);
    expect((await amend(order_id, "0.4000", "2", { expiration_time: 0 })).status).toBe(200);
    server.pass(60_000);
    const still = await order(order_id);
    expect([still.status, still.expiration_time]).toEqual(["resting", undefined]);
  });
});

describe("an amend", () => {
  const ahead = async (id: string) =>
    (await server.get(`/portfolio/orders/${id}/queue_position`)).body.queue_position_fp;

  it("gives the new total: what was filled and what shall rest", async () => {
    server = new TestServer();
    const { order_id } = await place("0.4000", "10");
    await takeAt("0.4000", "4");
    const { status, body } = await amend(order_id, "0.4000", "7");
    expect([status, body.remaining_count]).toEqual([200, "3.00"]);
    expect(await order(order_id)).toMatchObject({ fill_count_fp: "4.00", remaining_count_fp: "3.00" });
  });

  it("to less or of the expiry keeps the place; to more or another price goes to the back", async () => {
    server = new TestServer();
    const { order_id } = await place("0.4000", "10");
    await server.place("bid", "0.4000", "5", {}, server.two);
    const expiry = { expiration_time: SECOND + 60 };
    await amend(order_id, "0.4000", "8");
    expect(await ahead(order_id)).toBe("0.00");
    expect((await amend(order_id, "0.4000", "8", expiry)).body.remaining_count).toBeUndefined(); // what rests is the same
    expect(await ahead(order_id)).toBe("0.00");
    await amend(order_id, "0.4000", "9");
    expect(await ahead(order_id)).toBe("5.00");
    const positions = (await server.get("/portfolio/orders/queue_positions")).body.queue_positions;
    expect(positions).toEqual([{ order_id, market_ticker: A, queue_position_fp: "5.00" }]);
  });

  it("to the same is AMEND_ORDER_NO_OP", async () => {
    server = new TestServer();
    const { order_id } = await place("0.4000", "10");
    expect(code(await amend(order_id, "0.4000", "10"))).toEqual([400, "AMEND_ORDER_NO_OP"]);
  });

  it("through the market takes, though the order was post-only, and says what", async () => {
    server = new TestServer();
    await takeAt("0.5000", "3");
    const { order_id } = await place("0.4000", "5", { post_only: true });
    const { body } = await amend(order_id, "0.5000", "5");
    expect(body).toMatchObject({ fill_count: "3.00", remaining_count: "2.00", average_fill_price: "0.500000" });
    expect(body.average_fee_paid).toBe("0.017500"); // 0.07 x 0.25
  });

  it("through the market is refused by the switch", async () => {
    server = new TestServer({ rules: { postOnlyAmend: "refused" } });
    await takeAt("0.5000", "3");
    const { order_id } = await place("0.4000", "5", { post_only: true });
    expect((await amend(order_id, "0.5000", "5")).status).toBe(400);
    expect((await order(order_id)).yes_price_dollars).toBe("0.4000");
  });

  it("of another market, side or id is refused", async () => {
    server = new TestServer();
    const { order_id } = await place("0.4000", "10", { client_order_id: "mine" });
    expect(code(await amend(order_id, "0.3900", "10", { ticker: "KXTEST-B" }))).toEqual([400, "order_ticker_mismatch"]);
    expect(code(await amend(order_id, "0.3900", "10", { side: "ask" }))).toEqual([400, "order_side_mismatch"]);
    expect(code(await amend(order_id, "0.3900", "10", { client_order_id: "other" }))).toEqual([
      400,
      "order_id_and_client_order_id_mismatch",
    ]);
    expect(
      (await amend(order_id, "0.3900", "10", { client_order_id: "mine", updated_client_order_id: "new" })).body
        .client_order_id,
    ).toBe("new");
  });

  it("of somebody else's order finds nothing", async () => {
    server = new TestServer();
    const { order_id } = await server.place("bid", "0.4000", "1", {}, server.two);
    expect(code(await amend(order_id, "0.3900", "1"))).toEqual([404, "not_found"]);
    expect(code(await server.send("DELETE", `${ORDERS}/${order_id}`))).toEqual([404, "not_found"]);
    expect((await server.get(`/portfolio/orders/${order_id}`)).status).toBe(404);
  });
});

describe("a decrease", () => {
  it("is by so much or to so much, one of them, and keeps the place", async () => {
    server = new TestServer();
    const { order_id } = await place("0.4000", "10");
    const decrease = (body: object) => server.send("POST", `${ORDERS}/${order_id}/decrease`, body);
    expect((await decrease({ reduce_by: "2.50" })).body).toMatchObject({ order_id, remaining_count: "7.50" });
    expect((await decrease({ reduce_to: "3" })).body.remaining_count).toBe("3.00");
    expect(code(await decrease({}))).toEqual([400, "invalid_order"]);
    expect(code(await decrease({ reduce_by: "1", reduce_to: "1" }))).toEqual([400, "invalid_order"]);
  });
});

describe("a cancel", () => {
  it("says what it took off, and a second one finds nothing", async () => {
    server = new TestServer();
    const { order_id } = await place("0.4000", "10", { client_order_id: "mine" });
    await takeAt("0.4000", "4");
    const first = await server.send("DELETE", `${ORDERS}/${order_id}?market_ticker=${A}`);
    expect(first).toEqual({ status: 200, body: { order_id, client_order_id: "mine", reduced_by: "6.00", ts_ms: T0 } });
    expect(code(await server.send("DELETE", `${ORDERS}/${order_id}`))).toEqual([404, "not_found"]);
    expect(code(await server.send("DELETE", `${ORDERS}/${order_id}?exchange_index=1`))).toEqual([404, "not_found"]);
  });

  it("of a batch answers for each", async () => {
    server = new TestServer();
    const { order_id } = await place("0.4000", "10");
    const { status, body } = await server.send("DELETE", `${ORDERS}/batched`, {
      orders: [{ order_id }, { order_id: "none" }],
    });
    expect(status).toBe(200);
    expect(body.orders[0]).toMatchObject({ order_id, reduced_by: "10.00" });
    expect(body.orders[1]).toMatchObject({ order_id: "none", reduced_by: "0.00", error: { code: "not_found" } });
  });

  it("of everything hits what is created in the minute after too", async () => {
    server = new TestServer();
    await place("0.4000", "1");
    expect((await server.send("DELETE", ORDERS)).status).toBe(204);
    expect(server.exchange.resting("key-one")).toEqual([]);
    server.pass(58_000);
    const late = await place("0.4000", "1");
    server.pass(1_000);
    expect((await order(late.order_id)).status).toBe("canceled");
    server.pass(2_000);
    const later = await place("0.4000", "1");
    server.pass(60_000);
    expect((await order(later.order_id)).status).toBe("resting");
  });

  it("of everything may not be allowed", async () => {
    server = new TestServer({ rules: { cancelAllAllowed: false } });
    await place("0.4000", "1");
    expect((await server.send("DELETE", ORDERS)).status).toBe(403);
    expect(server.exchange.resting("key-one")).toHaveLength(1);
  });
});
