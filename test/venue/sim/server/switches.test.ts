import { afterEach, describe, expect, it } from "vitest";
import { parseSwitches } from "../../../../src/venue/sim/server/switches.ts";
import { A, create, T0, TestServer } from "./open-server.ts";

let server: TestServer;
let opened: TestServer | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

const ORDERS = "/portfolio/events/orders";
const GROUPS = "/portfolio/order_groups";
const SECOND = T0 / 1_000;

/** An exchange with these switches, as on the command line. */
async function reopen(...switches: readonly string[]): Promise<void> {
  await opened?.close();
  const { rules, behaviour, precision } = parseSwitches(switches);
  server = opened = new TestServer({ rules, behaviour, ...(precision !== undefined && { terms: { precision } }) });
}

const bid = (price: string, count: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  server.place("bid", price, count, more).then(({ order_id }) => order_id);
const take = (price: string, count: string) => server.place("ask", price, count, {}, server.two);
const order = async (id: string) => (await server.get(`/portfolio/orders/${id}`)).body.order;
const amend = (id: string, price: string, count: string, more: object = {}) =>
  server.send("POST", `${ORDERS}/${id}/amend`, { ticker: A, side: "bid", price, count, ...more });
const group = async (limit: number): Promise<string> =>
  (await server.send("POST", `${GROUPS}/create`, { contracts_limit: limit })).body.order_group_id;

describe("a switch decides", () => {
  it("post-only-amend: what becomes of a post-only order amended through the market", async () => {
    for (const [value, status, left] of [
      ["takes", 200, { status: "executed", fill_count_fp: "2.00" }],
      ["refused", 400, { status: "resting", yes_price_dollars: "0.4000", fill_count_fp: "0.00" }],
      ["cancelled", 200, { status: "canceled", fill_count_fp: "0.00" }],
    ] as const) {
      await reopen(`post-only-amend=${value}`);
      await take("0.5000", "3");
      const id = await bid("0.4000", "2", { post_only: true });
      expect((await amend(id, "0.5000", "2")).status, value).toBe(status);
      expect(await order(id), value).toMatchObject(left);
    }
  });

  it("expiry-amend-keeps-place: an order's place when only its expiry is amended", async () => {
    for (const [value, ahead] of [
      ["yes", "0.00"],
      ["no", "5.00"],
    ]) {
      await reopen(`expiry-amend-keeps-place=${value}`);
      const id = await bid("0.4000", "2");
      await server.place("bid", "0.4000", "5", {}, server.two);
      await amend(id, "0.4000", "2", { expiration_time: SECOND + 60 });
      const { body } = await server.get(`/portfolio/orders/${id}/queue_position`);
      expect(body.queue_position_fp, value).toBe(ahead);
    }
  });

  it("group-refusal-status: how a create into a triggered or deleted group is refused", async () => {
    for (const status of [409, 400, 403, 404]) {
      await reopen(`group-refusal-status=${status}`);
      const order_group_id = await group(5);
      const into = () => server.send("POST", ORDERS, create("bid", "0.4000", "1", { order_group_id }));
      await server.send("PUT", `${GROUPS}/${order_group_id}/trigger`, {});
      expect((await into()).status).toBe(status);
      await server.send("DELETE", `${GROUPS}/${order_group_id}`);
      expect((await into()).status).toBe(status);
    }
  });

  it("group-trips-at and group-window-ms: which fills trigger a group", async () => {
    const statusAfter = async (...counts: readonly string[]): Promise<string> => {
      const id = await bid("0.4000", "20", { order_group_id: await group(5) });
      for (const count of counts) {
        await take("0.4000", count);
        server.pass(10_000);
      }
      const { status } = await order(id);
      await server.send("DELETE", `${ORDERS}/${id}`); // out of the next one's way
      return status;
    };
    await reopen();
    expect([await statusAfter("4"), await statusAfter("4", "1")]).toEqual(["resting", "canceled"]);
    await reopen("group-trips-at=above-limit");
    expect([await statusAfter("5"), await statusAfter("5.01")]).toEqual(["resting", "canceled"]);
    await reopen("group-window-ms=9000");
    expect([await statusAfter("4", "1"), await statusAfter("5")]).toEqual(["resting", "canceled"]);
  });

  it("fee-cost-includes-rounding: whether a fill tells of the rounding that was charged", async () => {
    for (const [value, told] of [
      ["yes", "0.017500"],
      ["no", "0.014300"],
    ]) {
      await reopen("precision=cent", `fee-cost-includes-rounding=${value}`);
      await bid("0.4900", "20");
      await take("0.4900", "3.25"); // 0.0143 of fee, 0.0032 more to bring 1.5925 + 0.0143 to a cent
      expect((await server.get("/portfolio/fills")).body.fills).toMatchObject([{ fee_cost: told }]);
      expect((await server.get("/portfolio/balance")).body.balance_dollars).toBe("998.390000");
    }
  });

  it("reuse-after-execution: whether the id of an executed order is free again; that of a cancelled one never is", async () => {
    for (const [value, status] of [
      ["no", 409],
      ["yes", 201],
    ] as const) {
      await reopen(`reuse-after-execution=${value}`);
      const again = (client_order_id: string) =>
        server.send("POST", ORDERS, create("bid", "0.3000", "1", { client_order_id }));
      await bid("0.4000", "1", { client_order_id: "executed" });
      await take("0.4000", "1");
      expect((await again("executed")).status, value).toBe(status);
      const id = await bid("0.2000", "1", { client_order_id: "cancelled" });
      await server.send("DELETE", `${ORDERS}/${id}`);
      expect((await again("cancelled")).status, value).toBe(409);
    }
  });

  it("expiry-during-pause: whether orders expire while trading is paused, or when it resumes", async () => {
    for (const [value, status] of [
      ["no", "resting"],
      ["yes", "canceled"],
    ]) {
      await reopen(`expiry-during-pause=${value}`);
      const id = await bid("0.4000", "1", { expiration_time: SECOND + 10 });
      server.pass(9_999);
      expect((await order(id)).status).toBe("resting");
      await server.admin("POST", "/controls/pause-trading");
      server.pass(1);
      expect((await order(id)).status, value).toBe(status);
      await server.admin("POST", "/controls/resume");
      expect((await order(id)).status).toBe("canceled");
    }
  });

  it("amend-keeps-terms: whether an amended order is still cancelled on a pause and with its group", async () => {
    for (const [value, status] of [
      ["yes", "canceled"],
      ["no", "resting"],
    ]) {
      await reopen(`amend-keeps-terms=${value}`);
      const order_group_id = await group(50);
      const grouped = await bid("0.4000", "3", { order_group_id });
      const pausing = await bid("0.4000", "3", { cancel_order_on_pause: true });
      for (const id of [grouped, pausing]) await amend(id, "0.3900", "3");
      await server.send("PUT", `${GROUPS}/${order_group_id}/trigger`, {});
      await server.admin("POST", "/controls/pause-trading");
      expect([(await order(grouped)).status, (await order(pausing)).status], value).toEqual([status, status]);
    }
  });

  it("cancel-all-hits-new-groups and cancel-all-window-ms: what a cancel-all still cancels later", async () => {
    const survives = async (inNewGroup: boolean): Promise<boolean> => {
      await server.send("DELETE", ORDERS);
      server.pass(2_000);
      const id = await bid("0.4000", "1", inNewGroup ? { order_group_id: await group(50) } : {});
      server.pass(58_000);
      return (await order(id)).status === "resting";
    };
    await reopen();
    expect([await survives(false), await survives(true)]).toEqual([false, false]);
    await reopen("cancel-all-hits-new-groups=no");
    expect([await survives(false), await survives(true)]).toEqual([false, true]);
    await reopen("cancel-all-window-ms=1500");
    expect(await survives(false)).toBe(true);
  });

  it("close-sweep-ms: when a closed market's orders are taken off", async () => {
    await reopen("close-sweep-ms=20000");
    const id = await bid("0.4000", "1");
    server.pass(3_600_000 + 19_999);
    expect((await order(id)).status).toBe("resting");
    server.pass(1);
    expect((await order(id)).status).toBe("canceled");
  });
});
