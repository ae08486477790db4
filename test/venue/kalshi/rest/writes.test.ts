import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { price, quantity, time } from "../../../../src/market/units.ts";
import { cancelAllOrders, cancelOrder, cancelOrders } from "../../../../src/venue/kalshi/rest/cancel-order.ts";
import { amendOrder, decreaseOrder } from "../../../../src/venue/kalshi/rest/change-order.ts";
import { createOrder, createOrderBody, type NewOrder } from "../../../../src/venue/kalshi/rest/create-order.ts";
import { createOrders } from "../../../../src/venue/kalshi/rest/create-orders.ts";
import {
  createOrderGroup,
  deleteOrderGroup,
  limitOrderGroup,
  resetOrderGroup,
  triggerOrderGroup,
} from "../../../../src/venue/kalshi/rest/order-groups.ts";
import type { WriteRequest } from "../../../../src/venue/kalshi/rest/request.ts";
import { Description, hasDescription } from "./openapi.ts";
import { ACCEPTED, clientOf, failure, NOW, ORDER } from "./rest-session.ts";
import { type SeenRequest, StandIn } from "./stand-in.ts";

let server: StandIn;
beforeAll(async () => {
  server = await StandIn.start();
});
afterAll(() => server.stop());

const { ticker } = ORDER;
const SECOND: NewOrder = { ...ORDER, clientOrderId: "tauroi-4f2a-8", side: "bid", subaccount: 3, exchangeIndex: -1 };
const AMENDMENT = { orderId: "o-1", ticker, side: "ask", price: price(4_705), total: quantity(150) } as const;

/** A write, the exchange's answer, and what must have been understood. */
type Case = readonly [name: string, request: WriteRequest<unknown>, status: number, answer: unknown, read: unknown];

const CASES: readonly Case[] = [
  [
    "create",
    createOrder(ORDER),
    201,
    ACCEPTED,
    { orderId: "o-1", clientOrderId: ORDER.clientOrderId, filled: 0, remaining: 100, at: NOW },
  ],
  [
    "create, answered without the id and as taken off again",
    createOrder({ ...ORDER, subaccount: 0, exchangeIndex: 0 }),
    201,
    {
      order_id: "o-1",
      fill_count: "0.25",
      remaining_count: "0.00",
      average_fill_price: "0.472500",
      average_fee_paid: "0.000001",
      ts_ms: NOW,
    },
    { clientOrderId: undefined, filled: 25, remaining: 0, averageFillPrice: 472_500, averageFee: 1 },
  ],
  [
    "create several",
    createOrders([ORDER, SECOND]),
    201,
    {
      orders: [
        ACCEPTED,
        {
          client_order_id: SECOND.clientOrderId,
          error: { code: "invalid order", message: "no", details: "post only cross" },
        },
      ],
    },
    [
      { outcome: "done", result: { orderId: "o-1" } },
      { outcome: "refused", complaint: { details: "post only cross" } },
    ],
  ],
  [
    "amend",
    amendOrder(AMENDMENT),
    200,
    { order_id: "o-1", ts_ms: NOW },
    { orderId: "o-1", changed: true, remaining: undefined, at: NOW },
  ],
  [
    "amend of everything",
    amendOrder({
      ...AMENDMENT,
      clientOrderId: "tauroi-4f2a-7",
      expiresAt: time(NOW + 45_999),
      subaccount: 1,
      exchangeIndex: 0,
    }),
    200,
    {
      order_id: "o-1",
      remaining_count: "1.00",
      fill_count: "0.50",
      average_fill_price: "0.4710",
      average_fee_paid: "0.0001",
      ts_ms: NOW,
    },
    { remaining: 100, filled: 50, averageFillPrice: 471_000, averageFee: 100 },
  ],
  [
    "decrease to",
    decreaseOrder({ orderId: "o-1", ticker, reduce: { to: quantity(50) } }),
    200,
    { order_id: "o-1", remaining_count: "0.50", ts_ms: NOW },
    { orderId: "o-1", remaining: 50, at: NOW },
  ],
  [
    "decrease by",
    decreaseOrder({ orderId: "o-1", ticker, reduce: { by: quantity(50) }, subaccount: 0, exchangeIndex: 0 }),
    200,
    { order_id: "o-1", remaining_count: "0.50", ts_ms: NOW },
    { remaining: 50 },
  ],
  [
    "cancel",
    cancelOrder({ orderId: "o-1", ticker, subaccount: 0, exchangeIndex: 0 }),
    200,
    { order_id: "o-1", client_order_id: "x", reduced_by: "0.75", ts_ms: NOW },
    { orderId: "o-1", reducedBy: 75, at: NOW },
  ],
  [
    "cancel several",
    cancelOrders([
      { orderId: "o-1", ticker },
      { orderId: "o-2", ticker, subaccount: 0, exchangeIndex: 0 },
      { orderId: "o-3", ticker },
    ]),
    200,
    {
      orders: [
        { order_id: "o-2", reduced_by: "0.00", error: { code: "not_found" } },
        { order_id: "o-1", reduced_by: "1.00", ts_ms: NOW },
      ],
    },
    [
      { outcome: "done", result: { orderId: "o-1", reducedBy: 100, at: NOW } },
      { outcome: "refused", complaint: { code: "not_found" } },
      { outcome: "unknown" },
    ],
  ],
  ["cancel all", cancelAllOrders({ subaccount: 0 }), 204, undefined, undefined],
  [
    "create group",
    createOrderGroup({ limit: quantity(500), subaccount: 0, exchangeIndex: 0 }),
    201,
    { order_group_id: "g-1", subaccount: 0 },
    "g-1",
  ],
  ["trigger group", triggerOrderGroup("g-1", { subaccount: 0, exchangeIndex: 0 }), 200, {}, undefined],
  ["reset group", resetOrderGroup("g-1"), 200, {}, undefined],
  ["limit group", limitOrderGroup("g-1", quantity(250)), 200, {}, undefined],
  ["delete group", deleteOrderGroup("g-1", { subaccount: 0, exchangeIndex: 0 }), 200, {}, undefined],
];

async function ask(
  request: WriteRequest<unknown>,
  status: number,
  answer: unknown,
): Promise<{ seen: SeenRequest; read: unknown }> {
  server.replies({ status, body: answer });
  const read = await clientOf(server).write(request);
  expect(server.seen).toHaveLength(1);
  return { seen: server.seen[0]!, read };
}

test.each(CASES)("%s: exactly what the answer says, in our units", async (_, request, status, answer, expected) => {
  const { read, seen } = await ask(request, status, answer);
  if (typeof expected === "object") expect(read).toMatchObject(expected as object);
  else expect(read).toBe(expected);
  expect(seen.headers).toHaveProperty("kalshi-access-signature");
  if (seen.body !== "") {
    expect(seen.headers["content-type"]).toBe("application/json");
    expect(seen.headers["content-length"]).toBe(String(Buffer.byteLength(seen.body)));
    expect(seen.headers).not.toHaveProperty("transfer-encoding");
  }
});

describe.skipIf(!hasDescription)(
  "by the exchange's description, closed to unknown properties (needs ../shared/spec)",
  () => {
    const description = hasDescription ? new Description() : undefined;
    const problems = ({ method, url, body }: SeenRequest) =>
      description!.problemsOfRequest({
        method,
        path: url.pathname.slice("/trade-api/v2".length),
        query: url.searchParams,
        body,
      });

    test.each(CASES)("%s: request and answer are as described", async (_, request, status, answer) => {
      const { seen } = await ask(request, status, answer);
      expect(problems(seen)).toEqual([]);
      expect(description!.route(seen.method, seen.url.pathname.slice("/trade-api/v2".length))).toBe(request.route);
      expect(description!.problemsOfAnswer(request.method, request.route, status, answer)).toEqual([]);
    });

    test("every order that can be asked for makes a body as described", () => {
      const order = fc.record(
        {
          clientOrderId: fc.stringMatching(/^tauroi-[0-9a-f]{1,8}-\d{1,6}$/),
          ticker: fc.constant(ticker),
          side: fc.constantFrom("bid" as const, "ask" as const),
          price: fc.integer({ min: 1, max: 9_999 }).map((ticks) => price(ticks)),
          quantity: fc.integer({ min: 1, max: 1e9 }).map((hundredths) => quantity(hundredths)),
          expiresAt: fc.integer({ min: NOW, max: 2 * NOW }).map((ms) => time(ms)),
          orderGroupId: fc.constant("g-1"),
          subaccount: fc.integer({ min: 0, max: 63 }),
          exchangeIndex: fc.integer({ min: -1, max: 3 }),
        },
        { requiredKeys: ["clientOrderId", "ticker", "side", "price", "quantity", "expiresAt", "orderGroupId"] },
      );
      fc.assert(
        fc.property(order, (asked) => {
          const body = createOrderBody(asked);
          const route = "/portfolio/events/orders";
          const seen = { method: "POST", path: route, query: new URLSearchParams(), body: JSON.stringify(body) };
          expect(description!.problemsOfRequest(seen)).toEqual([]);
          expect(body.expiration_time * 1000).toBeLessThanOrEqual(asked.expiresAt);
          expect(body).toMatchObject({
            post_only: true,
            cancel_order_on_pause: true,
            time_in_force: "good_till_canceled",
            self_trade_prevention_type: "taker_at_cross",
          });
        }),
        { seed: 2, numRuns: 200 },
      );
      const wrong = { ...createOrderBody(ORDER), postonly: true };
      const seen = {
        method: "POST",
        path: "/portfolio/events/orders",
        query: new URLSearchParams(),
        body: JSON.stringify(wrong),
      };
      expect(description!.problemsOfRequest(seen)).toHaveLength(1);
    });
  },
);

test("the body of a create, to the letter", async () => {
  const { seen } = await ask(createOrder(ORDER), 201, ACCEPTED);
  expect(JSON.parse(seen.body)).toEqual({
    ticker: "KXTOPMONTHLY-26NOV-BRU",
    client_order_id: "tauroi-4f2a-7",
    side: "ask",
    count: "1.00",
    price: "0.4700",
    expiration_time: 1_790_000_045,
    time_in_force: "good_till_canceled",
    post_only: true,
    self_trade_prevention_type: "taker_at_cross",
    cancel_order_on_pause: true,
    order_group_id: "group-1",
  });
});

test("an order that can take liquidity can't be written down", () => {
  // @ts-expect-error: there is no such property
  const notPostOnly: NewOrder = { ...ORDER, postOnly: false };
  // @ts-expect-error: nor this one
  const immediate: NewOrder = { ...ORDER, timeInForce: "immediate_or_cancel" };
  for (const order of [notPostOnly, immediate, { ...ORDER, post_only: false }]) {
    expect(createOrderBody(order)).toEqual(createOrderBody(ORDER));
  }
});

test("a cancel names the market, so that the exchange finds the shard", async () => {
  const { seen } = await ask(cancelOrder({ orderId: "o-1", ticker }), 200, {
    order_id: "o-1",
    reduced_by: "1.00",
    ts_ms: NOW,
  });
  expect(seen.url.searchParams.get("market_ticker")).toBe(ticker);
});

test.each([
  [{ error: { code: "AMEND_ORDER_NO_OP", message: "nothing" } }],
  [{ code: "invalid_order", details: "amend order no op" }],
  [{ msg: "AMEND_ORDER_NO_OP" }],
])("an amend that changes nothing is a success: %o", async (body) => {
  expect((await ask(amendOrder(AMENDMENT), 400, body)).read).toMatchObject({ orderId: "o-1", changed: false });
});

test("but not when nobody knows whether it was carried out", async () => {
  server.replies({ status: 500, body: { error: { code: "AMEND_ORDER_NO_OP" } } });
  expect((await failure(clientOf(server).write(amendOrder(AMENDMENT)))).kind).toBe("unknown-outcome");
});

describe("a batch of creates", () => {
  const outcomes = async (...orders: unknown[]) => {
    const { read } = await ask(createOrders([ORDER, SECOND]), 201, { orders });
    return (read as readonly { outcome: string }[]).map(({ outcome }) => outcome);
  };
  const second = { ...ACCEPTED, order_id: "o-2", client_order_id: SECOND.clientOrderId };

  test("is told by id, whatever the order of the answer", async () => {
    const { read } = await ask(createOrders([ORDER, SECOND]), 201, { orders: [second, ACCEPTED] });
    expect(read).toMatchObject([{ result: { orderId: "o-1" } }, { result: { orderId: "o-2" } }]);
  });

  test("without ids by place, if none is missing", async () => {
    const { client_order_id: _, ...nameless } = ACCEPTED;
    expect(await outcomes(nameless, second)).toEqual(["done", "done"]);
    expect(await outcomes(nameless)).toEqual(["unknown", "unknown"]);
    expect(await outcomes({ error: { code: "invalid_price" } }, second)).toEqual(["refused", "done"]);
  });

  test("leaves unknown what is missing, can't be read or failed inside the exchange", async () => {
    expect(await outcomes(ACCEPTED)).toEqual(["done", "unknown"]);
    expect(await outcomes(ACCEPTED, { ...second, fill_count: "?" })).toEqual(["done", "unknown"]);
    expect(
      await outcomes(ACCEPTED, { client_order_id: SECOND.clientOrderId, error: { code: "internal_server_error" } }),
    ).toEqual(["done", "unknown"]);
    expect(await outcomes()).toEqual(["unknown", "unknown"]);
    expect(await outcomes(null, 7)).toEqual(["unknown", "unknown"]);
  });
});

test("what can't be right is never sent", () => {
  const wrong: readonly (() => unknown)[] = [
    () => createOrder({ ...ORDER, price: price(0) }),
    () => createOrder({ ...ORDER, price: price(10_000) }),
    () => createOrder({ ...ORDER, quantity: quantity(0) }),
    () => createOrder({ ...ORDER, clientOrderId: "" }),
    () => createOrder({ ...ORDER, clientOrderId: "a b" }),
    () => createOrder({ ...ORDER, orderGroupId: "" }),
    () => createOrder({ ...ORDER, expiresAt: time(0) }),
    () => createOrders([]),
    () => createOrders(Array.from({ length: 1_001 }, () => ORDER)),
    () => amendOrder({ ...AMENDMENT, total: quantity(0) }),
    () => amendOrder({ ...AMENDMENT, price: price(10_000) }),
    () => amendOrder({ ...AMENDMENT, expiresAt: time(999) }),
    () => amendOrder({ ...AMENDMENT, orderId: "a/b" }),
    () => decreaseOrder({ orderId: "o-1", ticker, reduce: { by: -1 as never } }),
    () => cancelOrders([]),
    () => cancelOrder({ orderId: "..", ticker }),
    () => cancelAllOrders({ subaccount: 64 }),
    () => createOrderGroup({ limit: quantity(99) }),
    () => limitOrderGroup("g-1", quantity(100_000_001)),
    () => triggerOrderGroup("g/1"),
  ];
  for (const request of wrong) expect(request).toThrow(expect.objectContaining({ kind: "invalid-request" }));
});
