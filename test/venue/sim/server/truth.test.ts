import { afterEach, expect, it } from "vitest";
import { A, create, T0, TestServer } from "./open-server.ts";

let server: TestServer;
afterEach(() => server.close());

it("what rests, and what accounts have, is told without the lag of readings", async () => {
  server = new TestServer({ behaviour: { readLagMs: [60_000, 60_000] } });
  await server.get("/portfolio/orders?status=resting"); // a reading that stays as it is
  await server.place("bid", "0.4000", "2", { client_order_id: "mine" });
  await server.place("ask", "0.4000", "1", {}, server.two);
  expect((await server.get("/portfolio/orders?status=resting")).body.orders).toEqual([]);
  expect((await server.admin("GET", "/orders")).body).toMatchObject({
    time: new Date(T0).toISOString(),
    orders: [{ account: "key-one", client_order_id: "mine", ticker: A, status: "resting", remaining_count_fp: "1.00" }],
  });
  const { accounts } = (await server.admin("GET", "/accounts")).body;
  expect(accounts).toMatchObject([
    { account: "key-one", positions: [{ ticker: A, position_fp: "1.00" }] },
    { account: "key-two", positions: [{ ticker: A, position_fp: "-1.00" }] },
  ]);
  const spent = accounts.map(({ balance_dollars }: { balance_dollars: string }) => 1_000 - Number(balance_dollars));
  expect(spent[0]).toBeGreaterThanOrEqual(0.4); // a contract at 40c
  expect(spent[1]).toBeGreaterThan(0.6); // the other side of it, and a taker's fee
  expect(spent[0] + spent[1]).toBeLessThan(1.03);
});

it("a request is under way from its arrival to its answer", async () => {
  server = new TestServer({ faults: ["latency=20@POST", "answer-latency=30@POST"] });
  const underWay = async () => (await server.admin("GET", "/requests")).body.requests;
  expect(await underWay()).toEqual([]);
  const answer = server.send("POST", "/portfolio/events/orders", create("bid", "0.4000", "1"));
  while ((await underWay()).length === 0) await Bun.sleep(1);
  const first = { number: 1, request: "POST /trade-api/v2/portfolio/events/orders", since: new Date(T0).toISOString() };
  expect(await underWay()).toEqual([{ ...first, carried_out: false }]);
  server.pass(20);
  while (server.exchange.resting("key-one").length === 0) await Bun.sleep(1);
  expect(await underWay()).toEqual([{ ...first, carried_out: true }]);
  server.pass(30);
  expect((await answer).status).toBe(201);
  expect(await underWay()).toEqual([]);
});

it("one that a fault has swallowed isn't under way for ever", async () => {
  server = new TestServer({ faults: ["drop-request=next:1", "drop-answer=next:1"] });
  const lost = ["0.4000", "0.3000"].map((price) => {
    return server.send("POST", "/portfolio/events/orders", create("bid", price, "1"));
  });
  while ((await server.admin("GET", "/faults")).body.struck["drop-answer"] !== 1) await Bun.sleep(1);
  expect((await server.admin("GET", "/requests")).body.requests).toEqual([]);
  const { length } = lost;
  await server.close();
  expect((await Promise.allSettled(lost)).filter(({ status }) => status === "rejected")).toHaveLength(length);
});
