import { afterEach, describe, expect, it } from "vitest";
import { DOLLAR, type Money, PRICE_ONE } from "../../../../src/market/units.ts";
import { A, type Answer, B, create, T0, TestServer } from "./open-server.ts";

let server: TestServer;
afterEach(() => server.close());

const ORDERS = "/portfolio/events/orders";
const GROUPS = "/portfolio/order_groups";

const code = ({ status, body }: Answer): unknown => [status, body?.error?.code];
const balance = async (key = server.one) => (await server.get("/portfolio/balance", { key })).body.balance_dollars;
const resting = () => server.exchange.resting("key-one").length;

describe("an order group", () => {
  const group = async (limit: string): Promise<string> => {
    const { status, body } = await server.send("POST", `${GROUPS}/create`, { contracts_limit_fp: limit });
    expect(status).toBe(201);
    return body.order_group_id;
  };
  const inGroup = (order_group_id: string, more: object = {}) =>
    create("bid", "0.4000", "10", { order_group_id, ...more });
  const take = (count: string) => server.place("ask", "0.4000", count, {}, server.two);

  it("falls as a whole when its fills of 15 s reach the limit, and takes no more until it is reset", async () => {
    server = new TestServer();
    const id = await group("5");
    await server.place("bid", "0.4000", "10", { order_group_id: id });
    await server.place("bid", "0.3000", "10", { order_group_id: id });
    await take("4");
    server.pass(15_001); // those no longer count
    await take("4");
    expect(resting()).toBe(2);
    await take("1");
    expect(resting()).toBe(0);
    expect((await server.get(`${GROUPS}/${id}`)).body).toMatchObject({ is_auto_cancel_enabled: false, orders: [] });
    expect(code(await server.send("POST", ORDERS, inGroup(id)))).toEqual([409, "order_group_triggered"]);
    expect((await server.send("PUT", `${GROUPS}/${id}/reset`)).status).toBe(200);
    expect((await server.send("POST", ORDERS, inGroup(id))).status).toBe(201);
  });

  it("can be triggered and deleted: both cancel its orders and refuse creates", async () => {
    server = new TestServer();
    const id = await group("50");
    const { order_id } = await server.place("bid", "0.4000", "10", { order_group_id: id });
    await server.place("bid", "0.2000", "1");
    expect((await server.get(`${GROUPS}/${id}`)).body.orders).toEqual([order_id]);
    expect((await server.send("PUT", `${GROUPS}/${id}/trigger`, {})).body).toEqual({});
    expect(resting()).toBe(1);
    expect((await server.send("POST", ORDERS, inGroup(id))).status).toBe(409);
    expect((await server.send("DELETE", `${GROUPS}/${id}`)).status).toBe(200);
    expect((await server.send("POST", ORDERS, inGroup(id))).status).toBeGreaterThanOrEqual(400);
    expect((await server.get(`${GROUPS}/${id}`)).status).toBe(404);
    expect((await server.get(GROUPS)).body.order_groups).toEqual([]);
  });

  it("of another account isn't there, and can be triggered by another hand", async () => {
    server = new TestServer();
    const id = await group("50");
    expect((await server.get(`${GROUPS}/${id}`, { key: server.two })).status).toBe(404);
    expect((await server.send("PUT", `${GROUPS}/${id}/trigger`, {}, { key: server.two })).status).toBe(404);
    await server.admin("POST", "/controls/trigger-group", { order_group_id: id });
    expect((await server.get(GROUPS)).body.order_groups).toMatchObject([{ id, is_auto_cancel_enabled: false }]);
  });

  it("has a limit in whole contracts, in text, or in both if they agree; a new one below what was filled triggers", async () => {
    server = new TestServer();
    const made = (body: object) => server.send("POST", `${GROUPS}/create`, body);
    expect((await made({ contracts_limit: 5, contracts_limit_fp: "5.00" })).status).toBe(201);
    for (const wrong of [
      {},
      { contracts_limit: 5, contracts_limit_fp: "6" },
      { contracts_limit: 0 },
      { contracts_limit: 1_000_001 },
    ]) {
      expect((await made(wrong)).status).toBe(400);
    }
    const id = await group("10");
    await server.place("bid", "0.4000", "10", { order_group_id: id });
    await take("4");
    server.pass(1_000);
    expect((await server.send("PUT", `${GROUPS}/${id}/limit`, { contracts_limit: 3 })).status).toBe(200);
    expect(resting()).toBe(0);
  });
});

describe("fees", () => {
  /** What five fills of 3.25 contracts each, of one resting order at 49c, are charged. */
  const five = async (): Promise<string[]> => {
    await server.place("bid", "0.4900", "20");
    for (let fill = 0; fill < 5; fill++) await server.place("ask", "0.4900", "3.25", {}, server.two);
    const { fills } = (await server.get("/portfolio/fills")).body;
    return fills.map(({ fee_cost }: { fee_cost: string }) => fee_cost).reverse();
  };

  it("of a direct member are rounded up to $0.0001", async () => {
    server = new TestServer();
    // 0.0175 x 3.25 x 0.49 x 0.51 = 0.014213; the cost of 1.5925 is a whole 0.0001 already
    expect(await five()).toEqual(Array(5).fill("0.014300"));
    expect(await balance()).toBe("991.966000"); // 1,000 - 5 x (1.5925 + 0.0143)
  });

  it("of others bring each change of the balance to a cent; what the order overpaid comes back by the cent", async () => {
    server = new TestServer({ terms: { precision: "cent" } });
    // 1.5925 + 0.0143 = 1.6068, charged as 1.61: the fee is 0.0175, 0.0032 of it rounding. With the fourth fill that adds up
    // to 0.0128, and a cent of it comes back
    expect(await five()).toEqual(["0.017500", "0.017500", "0.017500", "0.007500", "0.017500"]);
    expect(await balance()).toBe("991.960000"); // 1,000 - 5 x 1.61 + 0.01
  });
});

describe("collateral return", () => {
  /** One account is short 10 in two legs: with the return on, $10 of collateral, with it off, $20. */
  const short = async (): Promise<void> => {
    for (const ticker of [A, B]) {
      await server.place("bid", "0.5000", "10", { ticker }, server.two);
      await server.place("ask", "0.5000", "10", { ticker });
    }
  };

  it("off: each NO locks up its own dollar", async () => {
    server = new TestServer({ fees: { type: "quadratic", multiplier: 0 } });
    await short();
    expect(await balance()).toBe("990.000000");
  });

  it("on: only the largest does, and an order that reduces can be refused for want of cash", async () => {
    server = new TestServer({ rules: { collateralReturn: true }, fees: { type: "quadratic", multiplier: 0 } });
    await short();
    expect(await balance()).toBe("1000.000000"); // 1,000 + 5 + 5 - 10
    await server.admin("POST", "/controls/withdraw", { dollars: "1000" });
    const buyBack = await server.send("POST", ORDERS, create("bid", "0.6000", "10"));
    expect(code(buyBack)).toEqual([400, "insufficient_balance"]);
  });

  it("never changes the sum over all accounts", async () => {
    for (const collateralReturn of [false, true]) {
      server = new TestServer({ rules: { collateralReturn } });
      await short();
      await server.admin("POST", "/controls/settle", { winner: A });
      const sum = ["key-one", "key-two"].reduce(
        (total, account) => total + server.exchange.balance(account),
        0,
      ) as Money;
      expect(sum + server.exchange.feesCollected).toBe(2_000 * DOLLAR);
      await server.close();
    }
    server = new TestServer();
  });
});

describe("the balance shown", () => {
  it("is all cash, or what resting orders leave, by the switch", async () => {
    server = new TestServer({ fees: { type: "quadratic", multiplier: 0 } });
    await server.place("bid", "0.4000", "10");
    expect(await balance()).toBe("1000.000000");
    await server.close();
    server = new TestServer({ rules: { reportedBalance: "net" }, fees: { type: "quadratic", multiplier: 0 } });
    await server.place("bid", "0.4000", "10");
    expect(await balance()).toBe("996.000000");
  });
});

describe("a location attestation", () => {
  const lapse = () => server.admin("POST", "/controls/attestation", { in_ms: 1_000 });

  it("is shown with the keys, and once it has lapsed nothing can be ordered, nor cancelled", async () => {
    server = new TestServer();
    const { order_id } = await server.place("bid", "0.4000", "1");
    await lapse();
    expect((await server.get("/api_keys")).body).toMatchObject({
      api_keys: [{ api_key_id: "key-one", scopes: ["read", "write"] }],
      api_key_region_expiration_ts: T0 / 1_000 + 1,
    });
    expect((await server.send("POST", ORDERS, create("bid", "0.3000", "1"))).status).toBe(201);
    server.pass(1_000);
    const refused = await server.send("POST", ORDERS, create("bid", "0.3000", "1"));
    expect(refused.status).toBe(403);
    expect(refused.body.error.code).toMatch(/^Your_location_attestation_for_API_trading_is_missing_or_expired\./);
    expect((await server.send("DELETE", `${ORDERS}/${order_id}`)).status).toBe(403);
    expect((await server.get("/portfolio/orders")).status).toBe(200);
  });

  it("need not be there to cancel, by the switch", async () => {
    server = new TestServer({ rules: { cancelWithoutAttestation: true } });
    const { order_id } = await server.place("bid", "0.4000", "1");
    await lapse();
    server.pass(1_000);
    expect((await server.send("DELETE", `${ORDERS}/${order_id}`)).status).toBe(200);
  });
});

describe("two accounts at once", () => {
  it("see their own and trade with each other", async () => {
    server = new TestServer();
    const mine = await server.place("bid", "0.4000", "2");
    const theirs = await server.place("ask", "0.4000", "1", {}, server.two);
    const orders = async (key = server.one) =>
      (await server.get("/portfolio/orders", { key })).body.orders.map(
        ({ order_id }: { order_id: string }) => order_id,
      );
    expect([await orders(), await orders(server.two)]).toEqual([[mine.order_id], [theirs.order_id]]);
    const position = async (key = server.one) =>
      (await server.get("/portfolio/positions", { key })).body.market_positions[0].position_fp;
    expect([await position(), await position(server.two)]).toEqual(["1.00", "-1.00"]);
    expect(server.exchange.position("key-two", A) * PRICE_ONE).toBe(-100 * PRICE_ONE);
  });
});

describe("the operator", () => {
  it("places orders as anybody, in fractions too", async () => {
    server = new TestServer();
    const { order_id } = await server.place("bid", "0.4000", "2");
    const order = { account: "stranger", ticker: A, side: "ask", price: "0.4000", count: "0.37" };
    const { body } = await server.admin("POST", "/controls/place", order);
    expect(body).toMatchObject({ ok: true, fill_count: "0.37" });
    expect((await server.get("/portfolio/fills")).body.fills).toMatchObject([
      { order_id, count_fp: "0.37", is_taker: false },
    ]);
    const rests = await server.admin("POST", "/controls/place", { ...order, price: "0.9000" });
    expect(
      (await server.admin("POST", "/controls/cancel", { account: "stranger", order_id: rests.body.order_id })).body
        .reduced_by,
    ).toBe("0.37");
  });

  it("is told what makes no sense, and nothing happens", async () => {
    server = new TestServer();
    for (const [path, body] of [
      ["/controls/dance", {}],
      ["/controls/deactivate", { ticker: "KXNONE" }],
      ["/controls/price-ranges", { price_ranges: [] }],
      ["/controls/series-fees", { fee_type: "none" }],
      ["/controls/dispute", {}],
      ["/controls/settle", { values: { [A]: "0.7", [B]: "0.7" } }],
      ["/controls/place", { account: "x", ticker: A, side: "bid", price: "2", count: "1" }],
      ["/controls/withdraw", { dollars: "5000" }],
    ] as const) {
      const answer = await server.admin("POST", path, body);
      expect([answer.status, typeof answer.body.error], path).toEqual([400, "string"]);
    }
    expect((await server.admin("GET", "/nothing")).status).toBe(404);
    expect((await server.admin("PUT", "/switches", { switches: ["collateral-return=yes"] })).body.error).toContain(
      "only be set when",
    );
    expect((await server.get(`/markets/${A}`)).body.market.status).toBe("active");
  });

  it("sees what is on", async () => {
    server = new TestServer();
    const { body } = await server.admin("GET", "/state");
    expect(body).toMatchObject({ state: "open", time: new Date(T0).toISOString(), faults: [] });
    expect(body.markets).toHaveLength(3);
    expect((await server.admin("GET", "/controls")).body.controls.length).toBeGreaterThan(15);
    const set = await server.admin("PUT", "/switches", { switches: ["signature-window-ms=1000", "read-lag-ms=0"] });
    expect(set.body.behaviour).toMatchObject({ signatureWindowMs: 1_000, readLagMs: [0, 0] });
  });
});
