import { afterEach, expect, it } from "vitest";
import { create, TestServer } from "./open-server.ts";

let server: TestServer;
afterEach(() => server.close());

const ORDERS = "/portfolio/events/orders";

/** Statuses of `count` requests, one after the other at one moment. */
async function statuses(count: number, send: () => Promise<{ readonly status: number }>): Promise<number[]> {
  const all: number[] = [];
  for (let sent = 0; sent < count; sent++) all.push((await send()).status);
  return all;
}

const of = (all: readonly number[], status: number) => all.filter((each) => each === status).length;

it("ten creates fit into a second of the basic tier, and the eleventh waits for its tokens", async () => {
  server = new TestServer();
  const send = () => server.send("POST", ORDERS, create("bid", "0.0100", "1"));
  const all = await statuses(11, send);
  expect([of(all, 201), all.at(-1)]).toEqual([10, 429]);
  server.pass(99);
  expect((await send()).status).toBe(429);
  server.pass(1);
  expect((await send()).status).toBe(201);
});

it("a cancel takes 2 tokens, so that fifty fit", async () => {
  server = new TestServer();
  const all = await statuses(51, () => server.send("DELETE", `${ORDERS}/none`));
  expect([of(all, 404), all.at(-1)]).toEqual([50, 429]);
});

it("reads have a bucket of their own, 600 deep, and a single order takes 2", async () => {
  server = new TestServer();
  const all = await statuses(61, () => server.get("/portfolio/balance"));
  expect([of(all, 200), all.at(-1)]).toEqual([60, 429]);
  expect((await server.send("DELETE", `${ORDERS}/none`)).status).toBe(404);
  server.pass(10);
  expect((await server.get("/portfolio/orders/none")).status).toBe(404);
  expect((await server.get("/portfolio/orders/none")).status).toBe(429);
});

it("each account has its own", async () => {
  server = new TestServer();
  await statuses(10, () => server.send("POST", ORDERS, create("bid", "0.0100", "1")));
  expect((await server.send("POST", ORDERS, create("bid", "0.0100", "1"), { key: server.two })).status).toBe(201);
});

it("a batch must fit as a whole: one that doesn't takes nothing and does nothing", async () => {
  server = new TestServer();
  const batch = (size: number) => ({ orders: Array.from({ length: size }, () => create("bid", "0.0100", "1")) });
  expect((await server.send("POST", `${ORDERS}/batched`, batch(11))).status).toBe(429);
  expect(server.exchange.resting("key-one")).toEqual([]);
  expect((await server.send("POST", `${ORDERS}/batched`, batch(10))).status).toBe(201);
  expect(server.exchange.resting("key-one")).toHaveLength(10);
  server.pass(1_000);
  const cancels = server.exchange.resting("key-one").map(({ orderId: order_id }) => ({ order_id }));
  expect((await server.send("DELETE", `${ORDERS}/batched`, { orders: cancels })).status).toBe(200);
  const all = await statuses(41, () => server.send("DELETE", `${ORDERS}/none`));
  expect([of(all, 404), all.at(-1)]).toEqual([40, 429]); // 100 - 10 x 2 = 40 x 2
});

it("costs and limits are told, and a tier can be set", async () => {
  server = new TestServer({ behaviour: { groupCallCost: 2 } });
  const costs = (await server.get("/account/endpoint_costs", { key: undefined })).body;
  expect(costs.default_cost).toBe(10);
  expect(costs.endpoint_costs).toContainEqual({
    method: "DELETE",
    path: "/trade-api/v2/portfolio/events/orders/:order_id",
    cost: 2,
  });
  expect(costs.endpoint_costs).toContainEqual({
    method: "POST",
    path: "/trade-api/v2/portfolio/order_groups/create",
    cost: 2,
  });
  expect(costs.endpoint_costs.map(({ path }: { path: string }) => path)).not.toContain(
    "/trade-api/v2/portfolio/balance",
  );
  const basic = (await server.get("/account/limits")).body;
  expect(basic).toMatchObject({ usage_tier: "basic", write: { refill_rate: 100, bucket_capacity: 100 } });
  await server.admin("PUT", "/switches", { switches: ["tier=advanced"] });
  const advanced = (await server.get("/account/limits")).body;
  expect(advanced).toMatchObject({ usage_tier: "advanced", read: { refill_rate: 300 }, write: { refill_rate: 300 } });
});

it("an unsigned request is charged to nobody's account", async () => {
  server = new TestServer();
  const all = await statuses(61, () => server.get("/exchange/status", { key: undefined }));
  expect(all.at(-1)).toBe(429);
  expect((await server.get("/portfolio/balance")).status).toBe(200);
});
