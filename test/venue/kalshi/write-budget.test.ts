import { describe, expect, test } from "vitest";
import { price, quantity, time } from "../../../src/market/units.ts";
import { type AccountLimits, accountLimits, endpointCosts } from "../../../src/venue/kalshi/rest/account.ts";
import { cancelAllOrders, cancelOrder } from "../../../src/venue/kalshi/rest/cancel-order.ts";
import { amendOrder } from "../../../src/venue/kalshi/rest/change-order.ts";
import { createOrder } from "../../../src/venue/kalshi/rest/create-order.ts";
import { writeTokensOf } from "../../../src/venue/kalshi/write-budget.ts";

const V2 = "/trade-api/v2";

const limits = (write: { refill_rate: number; bucket_capacity: number }): AccountLimits =>
  accountLimits().answer.parse({
    usage_tier: "basic",
    read: { refill_rate: 200, bucket_capacity: 600 },
    write,
    grants: [],
  });

const table = (costs: readonly (readonly [method: string, path: string, cost: number])[], usual = 10) =>
  endpointCosts().answer.parse({
    default_cost: usual,
    endpoint_costs: costs.map(([method, path, cost]) => ({ method, path, cost })),
  });

const BASIC = limits({ refill_rate: 100, bucket_capacity: 100 });

/** What the exchange is known to list. */
const KNOWN = table([
  ["DELETE", `${V2}/portfolio/events/orders/:order_id`, 2],
  ["DELETE", `${V2}/portfolio/events/orders`, 2],
  ["DELETE", `${V2}/portfolio/events/orders/batched`, 2],
  ["GET", `${V2}/portfolio/orders/:order_id`, 2],
  ["POST", `${V2}/account/api_usage_level/upgrade`, 30],
  ["GET", `${V2}/cfbenchmarks/*path`, 50],
]);

describe("the write budget of an account", () => {
  test("a Basic one, with the costs that the exchange lists", () => {
    expect(writeTokensOf(BASIC, KNOWN)).toEqual({
      perSecond: 100,
      capacity: 100,
      reserve: 30,
      costs: { place: 10, amend: 10, cancel: 2, cancelAll: 2 },
    });
  });

  test("an Advanced one holds two seconds of its tokens", () => {
    const advanced = writeTokensOf(limits({ refill_rate: 300, bucket_capacity: 600 }), KNOWN);
    expect(advanced).toMatchObject({ perSecond: 300, capacity: 600, reserve: 30 });
  });

  test("what isn't listed costs the default", () => {
    expect(writeTokensOf(BASIC, table([], 7)).costs).toEqual({ place: 7, amend: 7, cancel: 7, cancelAll: 7 });
  });

  test("a rest of a path stands for all below it", () => {
    const { costs } = writeTokensOf(BASIC, table([["POST", `${V2}/portfolio/events/orders/:order_id/*rest`, 4]]));
    expect(costs).toMatchObject({ place: 10, amend: 4, cancel: 10 });
  });

  test("each command has the price of the request that it becomes", () => {
    const priced = table([
      ["POST", `${V2}/portfolio/events/orders`, 11],
      ["POST", `${V2}/portfolio/events/orders/:order_id/amend`, 12],
      ["DELETE", `${V2}/portfolio/events/orders/:order_id`, 13],
      ["DELETE", `${V2}/portfolio/events/orders`, 14],
      ["DELETE", `${V2}/portfolio/orders/:order_id`, 15],
    ]);
    const order = { orderId: "o-1", ticker: "T-A", side: "bid" as const, price: price(5_000) };
    const requests = {
      place: createOrder({
        ...order,
        clientOrderId: "tauroi-e-1",
        quantity: quantity(100),
        expiresAt: time(1_790_000_000_000),
        orderGroupId: "g-1",
      }),
      amend: amendOrder({ ...order, total: quantity(100) }),
      cancel: cancelOrder(order),
      cancelAll: cancelAllOrders(),
    };
    const listed = Object.entries(requests).map(([command, { method, path }]) => {
      const pattern = path.replace("o-1", ":order_id");
      const cost = priced.costs.find((entry) => entry.method === method && entry.path === `${V2}${pattern}`)?.cost;
      return [command, cost];
    });
    expect(writeTokensOf(BASIC, priced).costs).toEqual(Object.fromEntries(listed));
  });

  test("a bucket that can't hold the reserve and an order is refused", () => {
    const tiny = limits({ refill_rate: 10, bucket_capacity: 35 });
    expect(() => writeTokensOf(tiny, KNOWN)).toThrow(/holds 35 tokens; quoting needs 40/);
  });
});
