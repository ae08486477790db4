import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { A, type Answer, B, EVENT, TestServer } from "./open-server.ts";

const SPECIFICATION = join(import.meta.dirname, "../../../../../shared/spec/kalshi-openapi-3.34.0.yaml");
const present = existsSync(SPECIFICATION);

/** Judges answers by the response schemas of the exchange's own description. */
class Judge {
  readonly covered: string[] = [];
  readonly #ajv = new Ajv({ strict: false, allErrors: true });
  // biome-ignore lint/suspicious/noExplicitAny: a document of thousands of lines, looked into here and there
  readonly #document: any;

  constructor(text: string) {
    this.#document = withoutBareNullable(parse(text));
    addFormats(this.#ajv);
    this.#ajv.addFormat("int32", true).addFormat("int64", true).addFormat("double", true);
    this.#ajv.addSchema({ $id: "api", components: this.#document.components });
  }

  /** What is wrong with an answer; nothing when it is as described. */
  errors(method: string, route: string, { status, body }: Answer): unknown {
    const operation = this.#document.paths[route]?.[method.toLowerCase()];
    if (operation === undefined) return `${method} ${route} is not described`;
    const described = operation.responses[String(status)];
    if (described === undefined) return `status ${status} of ${method} ${route} is not described`;
    this.covered.push(`${method} ${route} ${status}`);
    const schema = described.content?.["application/json"]?.schema;
    if (schema === undefined) return body === undefined ? undefined : "there must be no body";
    const validate: ValidateFunction = this.#ajv.compile(absolute(schema) as object);
    return validate(body) ? undefined : validate.errors;
  }
}

/** `nullable` beside a reference counts for nothing in this version of OpenAPI, and the validator refuses it. */
function withoutBareNullable(document: unknown): unknown {
  return JSON.parse(JSON.stringify(document), (_, value) => {
    if (typeof value === "object" && value !== null && !("type" in value)) delete value.nullable;
    return value;
  });
}

/** The same schema with its references into the whole document. */
function absolute(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/'));
}

const LISTED = `
GET /exchange/status, GET /exchange/schedule, GET /exchange/user_data_timestamp, GET /series, GET /series/{series_ticker},
GET /series/fee_changes, GET /events/fee_changes, GET /events, GET /events/{event_ticker}, GET /markets, GET /markets/{ticker},
GET /markets/{ticker}/orderbook, GET /markets/orderbooks, GET /markets/trades, GET /historical/trades, GET /historical/cutoff,
GET /historical/fills, GET /historical/orders, GET /historical/positions, GET /portfolio/balance, GET /portfolio/positions,
GET /portfolio/orders, GET /portfolio/orders/{order_id}, POST /portfolio/events/orders, DELETE /portfolio/events/orders,
POST /portfolio/events/orders/batched, DELETE /portfolio/events/orders/batched, DELETE /portfolio/events/orders/{order_id},
POST /portfolio/events/orders/{order_id}/amend, POST /portfolio/events/orders/{order_id}/decrease,
GET /portfolio/orders/queue_positions, GET /portfolio/orders/{order_id}/queue_position, GET /portfolio/order_groups,
POST /portfolio/order_groups/create, GET /portfolio/order_groups/{order_group_id},
DELETE /portfolio/order_groups/{order_group_id}, PUT /portfolio/order_groups/{order_group_id}/reset,
PUT /portfolio/order_groups/{order_group_id}/trigger, PUT /portfolio/order_groups/{order_group_id}/limit,
GET /portfolio/fills, GET /portfolio/settlements, GET /portfolio/deposits, GET /portfolio/withdrawals, GET /api_keys,
GET /account/limits, GET /account/endpoint_costs, GET /incentive_programs`;

describe.skipIf(!present)("answers are as the exchange's description says (needs ../shared/spec)", () => {
  let server: TestServer;
  let judge: Judge;

  beforeAll(() => {
    judge = new Judge(readFileSync(SPECIFICATION, "utf8"));
    const plenty = { refillRate: 10_000, capacity: 10_000 };
    server = new TestServer({ behaviour: { tier: { name: "basic", read: plenty, write: plenty } } });
  });

  afterAll(async () => {
    await server.close();
    const missing = LISTED.split(",")
      .map((endpoint) => endpoint.trim())
      .filter((endpoint) => {
        return !judge.covered.some((covered) => covered.startsWith(`${endpoint} `));
      });
    expect(missing).toEqual([]);
  });

  /** Sends a request and has its answer judged. */
  const ask = async (
    status: number,
    method: string,
    route: string,
    options: {
      readonly words?: Readonly<Record<string, string>>;
      readonly query?: string;
      readonly body?: unknown;
    } = {},
    // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came over the wire
  ): Promise<any> => {
    const { words = {}, query = "", body } = options;
    const path = route.replaceAll(/\{(\w+)\}/g, (_, name: string) => words[name]!);
    const answer = await server.send(method, `${path}${query}`, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expect(judge.errors(method, route, answer), `${method} ${route}`).toBeUndefined();
    return answer.body;
  };

  const order = { ticker: A, time_in_force: "good_till_canceled", self_trade_prevention_type: "taker_at_cross" };

  it("for an account that trades", async () => {
    const group = await ask(201, "POST", "/portfolio/order_groups/create", { body: { contracts_limit: 50 } });
    const words = { order_group_id: group.order_group_id, ticker: A, event_ticker: EVENT, series_ticker: "KXTESTS" };
    const bid = {
      ...order,
      side: "bid",
      price: "0.4000",
      count: "10",
      client_order_id: "a-1",
      order_group_id: group.order_group_id,
    };
    const made = await ask(201, "POST", "/portfolio/events/orders", {
      body: { ...bid, expiration_time: 1_790_003_000 },
    });
    await server.place("ask", "0.4000", "2.50", {}, server.two);
    const taken = await ask(201, "POST", "/portfolio/events/orders", {
      body: { ...order, side: "ask", price: "0.6000", count: "5", post_only: true },
    });
    const batch = [
      { ...order, side: "bid", price: "0.3000", count: "1", client_order_id: "a-2" },
      { ...order, side: "bid", price: "0.3000", count: "1", client_order_id: "a-1" },
    ];
    const batched = await ask(201, "POST", "/portfolio/events/orders/batched", { body: { orders: batch } });
    expect(batched.orders[1].error.code).toBe("order_already_exists");
    const mine = { words: { ...words, order_id: made.order_id } };
    await ask(200, "POST", "/portfolio/events/orders/{order_id}/amend", {
      ...mine,
      body: { ticker: A, side: "bid", price: "0.3900", count: "9" },
    });
    await ask(200, "POST", "/portfolio/events/orders/{order_id}/decrease", { ...mine, body: { reduce_by: "1" } });

    await ask(200, "GET", "/exchange/status");
    await ask(200, "GET", "/exchange/schedule");
    await ask(200, "GET", "/exchange/user_data_timestamp");
    await ask(200, "GET", "/series", { query: "?include_volume=true" });
    await ask(200, "GET", "/series/{series_ticker}", { words });
    await ask(200, "GET", "/events", { query: "?with_nested_markets=true&series_ticker=KXTESTS" });
    await ask(200, "GET", "/events/{event_ticker}", { words });
    await ask(200, "GET", "/markets");
    await ask(200, "GET", "/markets/{ticker}", { words });
    await ask(200, "GET", "/markets/{ticker}/orderbook", { words });
    await ask(200, "GET", "/markets/orderbooks", { query: `?tickers=${A}&tickers=${B}` });
    const { trades } = await ask(200, "GET", "/markets/trades");
    expect(trades).toHaveLength(1);
    await ask(200, "GET", "/historical/trades");
    await ask(200, "GET", "/historical/cutoff");
    await ask(200, "GET", "/historical/fills");
    await ask(200, "GET", "/historical/orders");
    await ask(200, "GET", "/historical/positions");
    await ask(200, "GET", "/portfolio/balance");
    const { market_positions } = await ask(200, "GET", "/portfolio/positions");
    expect(market_positions).toHaveLength(1);
    await ask(200, "GET", "/portfolio/orders");
    await ask(200, "GET", "/portfolio/orders/{order_id}", mine);
    await ask(200, "GET", "/portfolio/orders/queue_positions");
    await ask(200, "GET", "/portfolio/orders/{order_id}/queue_position", mine);
    const { fills } = await ask(200, "GET", "/portfolio/fills");
    expect(fills).toHaveLength(1);
    await ask(200, "GET", "/portfolio/order_groups");
    await ask(200, "GET", "/portfolio/order_groups/{order_group_id}", { words });
    await ask(200, "PUT", "/portfolio/order_groups/{order_group_id}/limit", {
      words,
      body: { contracts_limit_fp: "20.00" },
    });
    await ask(200, "PUT", "/portfolio/order_groups/{order_group_id}/trigger", { words });
    await ask(200, "PUT", "/portfolio/order_groups/{order_group_id}/reset", { words });
    await ask(200, "DELETE", "/portfolio/order_groups/{order_group_id}", { words });
    await ask(200, "DELETE", "/portfolio/events/orders/{order_id}", { words: { order_id: taken.order_id } });
    const gone = [{ order_id: taken.order_id }, { order_id: batched.orders[0].order_id, market_ticker: A }];
    await ask(200, "DELETE", "/portfolio/events/orders/batched", { body: { orders: gone } });
    await ask(204, "DELETE", "/portfolio/events/orders");
    await ask(200, "GET", "/api_keys");
    await ask(200, "GET", "/account/limits");
    await ask(200, "GET", "/account/endpoint_costs");
    await ask(200, "GET", "/incentive_programs");
  });

  it("for money from outside and fees that change", async () => {
    await server.admin("POST", "/controls/withdraw", { dollars: "1.50" });
    await server.admin("POST", "/controls/series-fees", { fee_type: "quadratic", in_ms: 60_000 });
    await server.admin("POST", "/controls/event-fees", { fee_type: "quadratic", fee_multiplier: 0.5 });
    const deposits = await ask(200, "GET", "/portfolio/deposits");
    expect(deposits.deposits.map(({ amount_cents }: { amount_cents: number }) => amount_cents)).toEqual([100_000]);
    const withdrawals = await ask(200, "GET", "/portfolio/withdrawals");
    expect(withdrawals.withdrawals.map(({ amount_cents }: { amount_cents: number }) => amount_cents)).toEqual([150]);
    expect((await ask(200, "GET", "/series/fee_changes")).series_fee_change_arr).toHaveLength(1);
    expect((await ask(200, "GET", "/events/fee_changes")).event_fee_changes).toHaveLength(1);
  });

  it("for an event that is over", async () => {
    await server.admin("POST", "/controls/settle", { winner: A });
    const { settlements } = await ask(200, "GET", "/portfolio/settlements");
    expect(settlements).toHaveLength(1);
    const { market } = await ask(200, "GET", "/markets/{ticker}", { words: { ticker: A } });
    expect([market.status, market.result, market.settlement_value_dollars]).toEqual(["finalized", "yes", "1.0000"]);
  });
});
