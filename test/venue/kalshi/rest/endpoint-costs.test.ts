import { expect, test } from "vitest";
import { costOf, type EndpointCosts } from "../../../../src/venue/kalshi/rest/account.ts";

const COSTS: EndpointCosts = {
  defaultCost: 10,
  costs: [
    { method: "DELETE", path: "/trade-api/v2/portfolio/events/orders/:order_id", cost: 2 },
    { method: "DELETE", path: "/trade-api/v2/portfolio/events/orders", cost: 2 },
    { method: "DELETE", path: "/trade-api/v2/portfolio/events/orders/batched", cost: 4 },
    { method: "GET", path: "/trade-api/v2/portfolio/orders/:order_id", cost: 2 },
    { method: "GET", path: "/trade-api/v2/cfbenchmarks/*path", cost: 50 },
    { method: "get", path: "/portfolio/orders/{order_id}/queue_position", cost: 3 },
  ],
};

test.each([
  ["DELETE", "/portfolio/events/orders/0f3a-11", 2],
  ["DELETE", "/portfolio/events/orders/{order_id}", 2],
  ["DELETE", "/portfolio/events/orders", 2],
  ["DELETE", "/portfolio/events/orders/batched", 4],
  ["POST", "/portfolio/events/orders", 10],
  ["POST", "/portfolio/events/orders/0f3a-11/amend", 10],
  ["GET", "/portfolio/orders/0f3a-11", 2],
  ["GET", "/portfolio/orders/0f3a-11/queue_position", 3],
  ["GET", "/portfolio/orders", 10],
  ["GET", "/cfbenchmarks/a/b/c", 50],
])("%s %s costs %i", (method, path, cost) => {
  expect(costOf(COSTS, method, path)).toBe(cost);
});
