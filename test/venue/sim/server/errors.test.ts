import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { A, create, TestServer } from "./open-server.ts";

let server: TestServer;
beforeEach(() => {
  server = new TestServer();
});
afterEach(() => server.close());

const ORDERS = "/portfolio/events/orders";

describe("the four forms of an error", () => {
  it("nested, for what the exchange decides", async () => {
    const { status, body } = await server.send("DELETE", `${ORDERS}/no-such-order`);
    expect(status).toBe(404);
    expect(body.error).toMatchObject({ code: "not_found", message: "not found" });
  });

  it("flat, for a body that can't be decoded: numbers for counts and prices among them", async () => {
    for (const wrong of [{ count: 10 }, { price: 0.4 }, { post_only: "yes" }, { expiration_time: "soon" }]) {
      const { status, body } = await server.send("POST", ORDERS, { ...create("bid", "0.4000", "1"), ...wrong });
      expect(status).toBe(400);
      expect(body).toMatchObject({ code: "bad_request", message: "bad request" });
      expect(body.details).toMatch(/^json: cannot unmarshal .* into Go struct field CreateOrderV2Request\./);
    }
    const { status, body } = await server.send("POST", ORDERS, undefined, { text: "{" });
    expect([status, body.code]).toEqual([400, "bad_request"]);
  });

  it("a message, for a parameter outside its bounds", async () => {
    for (const path of [
      "/markets?limit=1001",
      "/markets?limit=-1",
      "/markets?status=sleeping",
      "/portfolio/orders?limit=0",
      "/portfolio/fills?limit=1001",
      "/events?limit=201",
      `/markets/${A}/orderbook?depth=101`,
      "/markets/orderbooks",
      "/portfolio/positions?count_filter=nothing",
      "/markets?min_close_ts=1&min_created_ts=1",
    ]) {
      const { status, body } = await server.get(path);
      expect(status, path).toBe(400);
      expect(body, path).toEqual({ msg: expect.stringMatching(/^Parameter validation failed/) });
    }
  });

  it("a string, for too many requests", async () => {
    await server.admin("PUT", "/faults", { faults: ["429=1"] });
    const { status, body } = await server.get("/portfolio/balance");
    expect(status).toBe(429);
    expect(body).toEqual({ error: "too many requests" });
  });
});

describe("what doesn't matter", () => {
  it("is a cursor that nobody gave out", async () => {
    const { status, body } = await server.get("/markets?cursor=garbage");
    expect([status, body.markets.length, body.cursor]).toEqual([200, 3, ""]);
  });

  it("are fields that the exchange doesn't know", async () => {
    const { status } = await server.send("POST", ORDERS, create("bid", "0.4000", "1", { postonly: true }));
    expect(status).toBe(201);
  });
});

describe("what an order must have", () => {
  it("is named when it is missing or no word of the exchange's", async () => {
    for (const name of ["ticker", "side", "count", "price", "time_in_force", "self_trade_prevention_type"]) {
      const { status, body } = await server.send("POST", ORDERS, create("bid", "0.4000", "1", { [name]: undefined }));
      expect([status, body.error.code, body.error.details]).toEqual([400, "invalid_order", `${name} is required`]);
    }
    const { body } = await server.send("POST", ORDERS, create("bid", "0.4000", "1", { side: "yes" }));
    expect(body.error.code).toBe("invalid_order");
  });

  it("has prices and counts in their form", async () => {
    for (const price of ["0.40001", "1.50", "forty"]) {
      const { status, body } = await server.send("POST", ORDERS, create("bid", price, "1"));
      expect([status, body.error.code], price).toEqual([400, "invalid_price"]);
    }
    for (const count of ["1.001", "-1", "ten", "0"]) {
      const { status, body } = await server.send("POST", ORDERS, create("bid", "0.4000", count));
      expect([status, body.error.code], count).toEqual([400, "invalid_order_size"]);
    }
    const { body } = await server.send("POST", ORDERS, create("bid", "0.4050", "1"));
    expect(body.error.code).toBe("invalid_price");
  });

  it("are a market, a shard and a subaccount that are there", async () => {
    for (const wrong of [{ ticker: "KXNONE" }, { exchange_index: 3 }, { subaccount: 5 }]) {
      const { status, body } = await server.send("POST", ORDERS, create("bid", "0.4000", "1", wrong));
      expect([status, body.error.details]).toEqual([400, expect.stringMatching(/^(there is no|nothing is on)/)]);
    }
    expect(
      (await server.send("POST", ORDERS, create("bid", "0.4000", "1", { exchange_index: -1, subaccount: 0 }))).status,
    ).toBe(201);
  });
});

it("a market, series or subaccount of a reading that isn't there is answered as each endpoint's description says", async () => {
  for (const [status, path] of [
    [404, "/markets/KXNONE"],
    [404, "/markets/KXNONE/orderbook"],
    [400, "/markets/orderbooks?tickers=KXTEST-A&tickers=KXNONE"],
    [400, "/series/KXNONE"],
    [404, "/historical/markets/KXTEST-A"], // not archived
    [200, "/historical/markets?tickers=KXNONE"],
  ] as const) {
    expect((await server.get(path)).status, path).toBe(status);
  }
  const { status, body } = await server.get("/portfolio/balance?subaccount=99");
  expect([status, body.balance_dollars]).toEqual([200, "0.000000"]);
});

it("an endpoint that isn't there is not found", async () => {
  for (const [method, path] of [
    ["POST", "/portfolio/orders"],
    ["GET", "/nothing"],
    ["DELETE", "/markets"],
    ["GET", "/markets/%"],
  ] as const) {
    expect((await server.send(method, path)).status).toBe(404);
  }
});
