import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { price, quantity } from "../../../../src/market/units.ts";
import { refusalCode } from "../../../../src/venue/kalshi/refusal-code.ts";
import { cancelOrder } from "../../../../src/venue/kalshi/rest/cancel-order.ts";
import { amendOrder, decreaseOrder } from "../../../../src/venue/kalshi/rest/change-order.ts";
import type { RestClientOptions } from "../../../../src/venue/kalshi/rest/client.ts";
import { createOrder } from "../../../../src/venue/kalshi/rest/create-order.ts";
import type { KalshiErrorKind } from "../../../../src/venue/kalshi/rest/error.ts";
import { exchangeStatus } from "../../../../src/venue/kalshi/rest/exchange.ts";
import { oneOrder } from "../../../../src/venue/kalshi/rest/orders.ts";
import { trades } from "../../../../src/venue/kalshi/rest/trades.ts";
import { ACCEPTED, clientOf, dated, failure, NOW, ORDER } from "./rest-session.ts";
import { type Reply, StandIn } from "./stand-in.ts";

let server: StandIn;
beforeAll(async () => {
  server = await StandIn.start();
});
afterAll(() => server.stop());

const client = (options: Partial<RestClientOptions> = {}) => clientOf(server, options);

describe("one typed error", () => {
  const shapes: readonly (readonly [string, unknown])[] = [
    ["nested", { error: { code: "invalid_order", message: "invalid order", details: "post only cross" } }],
    ["flat", { code: "invalid_order", message: "invalid order", details: "post only cross" }],
    ["msg", { msg: "Parameter validation failed: post only cross" }],
    ["text under error", { error: "post only cross" }],
  ];
  test.each(shapes)("of a body of the shape %s", async (_, body) => {
    server.replies({ status: 400, body });
    const error = await failure(client().write(createOrder(ORDER)));
    expect(error.kind).toBe("refused");
    expect(error.status).toBe(400);
    expect(error.message).toContain("post only cross");
    expect(error.message).toContain("POST /portfolio/events/orders");
    expect(refusalCode(error)).toBe("post-only-cross");
  });

  const lapsed = "Your location attestation for API trading is missing or expired.";
  const cases: readonly (readonly [string, Reply, KalshiErrorKind, KalshiErrorKind, string])[] = [
    [
      "an unknown order",
      { status: 404, body: { error: { code: "not_found", message: "not found" } } },
      "not-found",
      "not-found",
      "not_found",
    ],
    [
      "a used id",
      { status: 409, body: { error: { code: "order_already_exists" } } },
      "conflict",
      "conflict",
      "order_already_exists",
    ],
    [
      "too many requests",
      { status: 429, body: { error: "too many requests" } },
      "throttled",
      "throttled",
      "send fewer",
    ],
    [
      "a wrong key",
      { status: 401, body: { error: { code: "authentication_error", details: "NOT_FOUND" } } },
      "unauthorised",
      "unauthorised",
      "demo or production",
    ],
    [
      "a wrong signature",
      { status: 401, body: { error: { code: "authentication_error", details: "INCORRECT_API_KEY_SIGNATURE" } } },
      "unauthorised",
      "unauthorised",
      "belong together",
    ],
    [
      "a missing scope",
      { status: 403, body: { message: "restricted to a single sub-account" } },
      "unauthorised",
      "unauthorised",
      "scopes",
    ],
    [
      "a lapsed attestation",
      { status: 403, body: { error: { code: lapsed.replaceAll(" ", "_"), message: lapsed } } },
      "attestation",
      "attestation",
      "renew",
    ],
    [
      "no balance",
      { status: 400, body: { error: { code: "available_balance_too_low" } } },
      "refused",
      "refused",
      "available_balance_too_low",
    ],
    [
      "a page of a firewall",
      { status: 403, body: "<html>Forbidden</html>" },
      "unauthorised",
      "unauthorised",
      "Forbidden",
    ],
    ["500", { status: 500, body: { error: { code: "internal" } } }, "unknown-outcome", "unavailable", "500"],
    ["502 without a body", { status: 502 }, "unknown-outcome", "unavailable", "502"],
    ["504", { status: 504, body: "<html>" }, "unknown-outcome", "unavailable", "504"],
    ["408", { status: 408 }, "unknown-outcome", "unavailable", "408"],
    [
      "a redirect",
      { status: 307, headers: { location: "http://127.0.0.1:1/" } },
      "unknown-outcome",
      "malformed",
      "307",
    ],
    ["a connection cut before the answer", "cut", "unknown-outcome", "unavailable", "connection failed"],
    ["a connection cut within the answer", { cutWithin: 201 }, "unknown-outcome", "unavailable", "connection failed"],
    ["a refusal cut within", { cutWithin: 400 }, "unknown-outcome", "unavailable", "connection failed"],
    ["an answer that is no JSON", { status: 200, body: "<html>ok</html>" }, "unknown-outcome", "malformed", "not JSON"],
    ["an empty answer", { status: 200, body: "" }, "unknown-outcome", "malformed", "order"],
    ["an answer without what matters", { status: 200, body: { ok: true } }, "unknown-outcome", "malformed", "order"],
  ];
  test.each(cases)("%s", async (_, reply, ofWrite, ofRead, words) => {
    server.replies(reply);
    const write = await failure(client().write(createOrder(ORDER)));
    expect(write.kind).toBe(ofWrite);
    expect(write.message).toContain(words);
    expect(write.mayHaveHappened).toBe(ofWrite === "unknown-outcome");
    expect(server.seen).toHaveLength(1);
    const read = await failure(client().read(oneOrder("o-1")));
    expect(read.kind).toBe(ofRead);
    expect(read.mayHaveHappened).toBe(false);
    expect(JSON.parse(JSON.stringify(read))).toMatchObject({
      kind: ofRead,
      method: "GET",
      path: "/portfolio/orders/o-1",
    });
  });

  test("a body of any size is cut short in the message", async () => {
    server.replies({ status: 400, body: "x".repeat(100_000) });
    expect((await failure(client().write(createOrder(ORDER)))).message.length).toBeLessThan(500);
  });

  test("no one there", async () => {
    const gone = await StandIn.start();
    const { baseUrl } = gone;
    await gone.stop();
    expect((await failure(client({ baseUrl }).write(createOrder(ORDER)))).kind).toBe("unknown-outcome");
    expect((await failure(client({ baseUrl }).read(exchangeStatus()))).kind).toBe("unavailable");
  });

  test.each([
    [10_000, "behind the exchange's"],
    [-10_000, "ahead of the exchange's"],
  ])("a refused timestamp is explained by the clocks' difference of %i ms", async (offset, words) => {
    server.replies({
      status: 401,
      body: { error: { code: "header_timestamp_expired", message: "expired" } },
      headers: dated(NOW + offset),
    });
    const error = await failure(client().write(createOrder(ORDER)));
    expect(error.kind).toBe("clock");
    expect(error.message).toContain(words);
    const seconds = Number(/clock is ([\d.]+) s/.exec(error.message)![1]);
    expect(Math.abs(seconds - 10)).toBeLessThanOrEqual(0.6);
    expect(error.message).toContain("NTP");
  });

  test("a refused timestamp although the clocks agree tells of the correction that was signed", async () => {
    server.replies({ status: 401, body: { error: { code: "header_timestamp_expired" } }, headers: dated(NOW) });
    const shifted = client();
    shifted.exchangeClock.setOffset(-60_000);
    const { message } = await failure(shifted.read(oneOrder("o-1")));
    expect(message).toContain("correction of -60.0 s: either the request waited too long");
    expect(message).not.toContain("NTP"); // a clock that agrees needs no setting
  });
});

describe("answers about something else", () => {
  test.each([
    ["create", createOrder(ORDER), { ...ACCEPTED, client_order_id: "tauroi-other-1" }],
    [
      "amend",
      amendOrder({ orderId: "o-1", ticker: "T", side: "bid", price: price(100), total: quantity(100) }),
      { order_id: "o-2", ts_ms: NOW },
    ],
    [
      "decrease",
      decreaseOrder({ orderId: "o-1", ticker: "T", reduce: { to: quantity(0) } }),
      { order_id: "o-2", remaining_count: "0.00", ts_ms: NOW },
    ],
    ["cancel", cancelOrder({ orderId: "o-1", ticker: "T" }), { order_id: "o-2", reduced_by: "1.00", ts_ms: NOW }],
  ] as const)("leave the outcome of a %s unknown", async (_, request, body) => {
    server.replies({ status: 200, body });
    const error = await failure(client().write(request as ReturnType<typeof createOrder>));
    expect(error.kind).toBe("unknown-outcome");
    expect(error.message).toContain("another order");
  });
});

test("a list with a bad number names the field", async () => {
  const trade = {
    trade_id: "t",
    ticker: "T",
    count_fp: "1.00",
    yes_price_dollars: "0.12345",
    created_time: "2026-11-22T12:00:00Z",
  };
  server.replies({ status: 200, body: { trades: [trade], cursor: "" } });
  const error = await failure(client().all(trades()));
  expect(error.kind).toBe("malformed");
  expect(error.message).toContain("trades.0.yes_price_dollars");
  expect(error.message).toContain("0.12345");
});
