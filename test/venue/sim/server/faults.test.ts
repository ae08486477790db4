import { afterEach, describe, expect, it } from "vitest";
import type { FaultName } from "../../../../src/venue/sim/server/fault-kinds.ts";
import { create, T0, TestServer } from "./open-server.ts";

let server: TestServer;
afterEach(() => server.close());

const ORDERS = "/portfolio/events/orders";
const bid = create("bid", "0.4000", "1", { client_order_id: "mine" });

const struck = async (name: FaultName): Promise<number> => (await server.admin("GET", "/faults")).body.struck[name];
const resting = (): number => server.exchange.resting("key-one").length;

/** Sends a request that a fault is to strike; true when it is answered all the same, soon after it was struck. */
async function isAnsweredInSpiteOf(name: FaultName): Promise<boolean> {
  let isAnswered = false;
  const answered = (): void => {
    isAnswered = true;
  };
  server.send("POST", ORDERS, bid).then(answered, answered);
  while ((await struck(name)) === 0 && !isAnswered) await Bun.sleep(1);
  await Bun.sleep(60);
  return isAnswered;
}

describe("a fault over HTTP", () => {
  it("drop-request: neither carried out nor answered", async () => {
    server = new TestServer({ faults: ["drop-request=next:1"] });
    expect(await isAnsweredInSpiteOf("drop-request")).toBe(false);
    expect([resting(), await struck("drop-request")]).toEqual([0, 1]);
    expect((await server.send("POST", ORDERS, bid)).status).toBe(201);
  });

  it("drop-answer: carried out and not answered", async () => {
    server = new TestServer({ faults: ["drop-answer=next:1"] });
    expect(await isAnsweredInSpiteOf("drop-answer")).toBe(false);
    expect([resting(), await struck("drop-answer")]).toEqual([1, 1]);
  });

  it("429: refused though tokens are left", async () => {
    server = new TestServer({ faults: ["429=next:2@POST"] });
    expect((await server.send("POST", ORDERS, bid)).status).toBe(429);
    expect((await server.get("/portfolio/balance")).status).toBe(200);
    expect((await server.send("POST", ORDERS, bid)).status).toBe(429);
    expect([resting(), await struck("429")]).toEqual([0, 2]);
    expect((await server.send("POST", ORDERS, bid)).status).toBe(201);
  });

  it("500-before: an error, and nothing was done", async () => {
    server = new TestServer({ faults: ["500-before=next:1"] });
    const { status, body } = await server.send("POST", ORDERS, bid);
    expect([status, body.error.code]).toEqual([500, "internal_server_error"]);
    expect([resting(), await struck("500-before")]).toEqual([0, 1]);
  });

  it("500 of the exchange's status is that status, as the real one answers it", async () => {
    server = new TestServer({ faults: ["500-before=next:1", "500-after=next:1"] });
    await server.admin("POST", "/controls/pause-trading");
    for (const status of [500, 500, 200]) {
      const answer = await server.get("/exchange/status");
      expect(answer).toMatchObject({ status, body: { exchange_active: true, trading_active: false } });
    }
  });

  it("500-after: an error, though it was done; the id is used up", async () => {
    server = new TestServer({ faults: ["500-after=next:1"] });
    expect((await server.send("POST", ORDERS, bid)).status).toBe(500);
    expect([resting(), await struck("500-after")]).toEqual([1, 1]);
    const { status, body } = await server.send("POST", ORDERS, bid);
    expect([status, body.error.code]).toEqual([409, "order_already_exists"]);
  });

  it("cut-answer: carried out, and the answer breaks off", async () => {
    server = new TestServer({ faults: ["cut-answer=next:1"] });
    await expect(server.sendPassing("POST", ORDERS, bid)).rejects.toThrow();
    expect([resting(), await struck("cut-answer")]).toEqual([1, 1]);
  });

  it("latency: carried out that much later, so that the signature may have grown too old", async () => {
    server = new TestServer({ faults: ["latency=500"] });
    const before = server.clock.now();
    const { body } = await server.sendPassing("POST", ORDERS, bid);
    expect(body.ts_ms).toBeGreaterThanOrEqual(before + 500);
    expect(resting()).toBe(1);
    await server.admin("PUT", "/faults", { faults: ["latency=9000..9500"] });
    const late = await server.sendPassing("POST", ORDERS, create("bid", "0.4000", "1"));
    expect([late.status, late.body.error.code]).toEqual([401, "header_timestamp_expired"]);
    expect([resting(), await struck("latency")]).toEqual([1, 2]);
  });

  it("answer-latency: carried out at once and answered later", async () => {
    server = new TestServer({ faults: ["answer-latency=300@POST/portfolio/events/orders"] });
    const { body } = await server.sendPassing("POST", ORDERS, bid);
    expect(server.clock.now() - body.ts_ms).toBeGreaterThanOrEqual(300);
    expect(await struck("answer-latency")).toBe(1);
  });

  it("clock-skew: the exchange's clock is another", async () => {
    server = new TestServer({ faults: ["clock-skew=-12000"] });
    const { status, body } = await server.get("/portfolio/balance");
    expect([status, body.error.code]).toEqual([401, "header_timestamp_expired"]);
    const { as_of_time } = (await server.get("/exchange/user_data_timestamp", { key: undefined })).body;
    expect(Date.parse(as_of_time)).toBe(T0 - 12_000);
    expect(await struck("clock-skew")).toBe(1);
  });

  it("clock-skew leaps ahead when it is switched on, and stands still when it is taken away", async () => {
    server = new TestServer();
    await server.admin("PUT", "/faults", { faults: ["clock-skew=3000"] });
    const time = async () => Date.parse((await server.admin("GET", "/state")).body.time);
    expect(await time()).toBe(T0 + 3_000);
    await server.admin("PUT", "/faults", { faults: [] });
    server.pass(2_000);
    expect(await time()).toBe(T0 + 3_000);
    server.pass(2_000);
    expect(await time()).toBe(T0 + 4_000);
  });
});

describe("faults", () => {
  it("strike only where their scope says: method, route, or all routes under one", async () => {
    server = new TestServer({ faults: ["500-before=1@GET/portfolio/orders/:order_id", "429=1@/markets/*"] });
    expect((await server.get("/portfolio/orders/x")).status).toBe(500);
    expect((await server.get("/portfolio/orders")).status).toBe(200);
    expect((await server.get("/markets/trades")).status).toBe(429);
    expect((await server.get("/markets")).status).toBe(200);
  });

  it("strike with their probability, the same way from the same seed", async () => {
    const run = async (): Promise<string> => {
      server = new TestServer({
        faults: ["429=0.3"],
        behaviour: {
          tier: { name: "x", read: { refillRate: 1, capacity: 9_999 }, write: { refillRate: 1, capacity: 1 } },
        },
      });
      let outcome = "";
      for (let sent = 0; sent < 200; sent++)
        outcome += (await server.get("/exchange/status")).status === 429 ? "x" : ".";
      expect(await struck("429")).toBe(outcome.replaceAll(".", "").length);
      await server.close();
      return outcome;
    };
    const first = await run();
    expect(await run()).toBe(first);
    const share = first.replaceAll(".", "").length / 200;
    expect(Math.abs(share - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 200));
  });

  it("are counted each for itself, and set and shown over the operator's side", async () => {
    server = new TestServer({ faults: ["429=next:1@GET", "429=next:2@DELETE"] });
    await server.get("/exchange/status");
    await server.send("DELETE", `${ORDERS}/x`);
    await server.send("DELETE", `${ORDERS}/x`);
    await server.get("/exchange/status");
    const { faults, struck: counts } = (await server.admin("GET", "/faults")).body;
    expect(faults).toEqual([
      { fault: "429=next:1@GET", struck: 1 },
      { fault: "429=next:2@DELETE", struck: 2 },
    ]);
    expect(counts["429"]).toBe(3);
    const { body } = await server.admin("PUT", "/faults", { faults: [] });
    expect(body.faults).toEqual([]);
    expect(body.struck["429"]).toBe(3);
  });

  it("that can't be read are refused with what would be right, and those that were on stay on", async () => {
    server = new TestServer({ faults: ["429=next:1"] });
    for (const [text, mend] of [
      ["nonsense", "NAME=VALUE"],
      ["sabotage=1", "is unknown; there are"],
      ["429=1.5", "a probability from 0 to 1, or next:N"],
      ["429=250..300", "a probability"],
      ["latency=0.5", "milliseconds such as 250"],
      ["latency=900..100", "milliseconds"],
      ["429=1@fill", "a method, a route or both"],
      ["duplicate=1@POST", "a channel such as fill"],
      ["clock-skew=5@GET", "there is one clock"],
    ] as const) {
      const { status, body } = await server.admin("PUT", "/faults", { faults: ["latency=10", text] });
      expect([status, body.error], text).toEqual([400, expect.stringContaining(mend)]);
    }
    expect((await server.admin("GET", "/faults")).body.faults).toEqual([{ fault: "429=next:1", struck: 0 }]);
  });
});

describe("answers and the streams", () => {
  it("draw their delays apart, so that either comes first", async () => {
    server = new TestServer({ behaviour: { answerDelayMs: [0, 50], streamDelayMs: [0, 50] } });
    const first = new Set<string>();
    for (let sent = 0; sent < 12; sent++) {
      let streamedAt = Infinity;
      const unsubscribe = server.exchange.subscribe(({ type }) => {
        if (type !== "accepted") return;
        server.served.facts.enqueue(() => {
          streamedAt = server.clock.now();
        });
      });
      let answeredAt = Infinity;
      const answer = server.send("POST", ORDERS, create("bid", "0.0100", "1")).then(() => {
        answeredAt = server.clock.now();
      });
      while (answeredAt === Infinity || streamedAt === Infinity) {
        server.pass(1);
        await Bun.sleep(1);
      }
      await answer;
      unsubscribe();
      first.add(answeredAt < streamedAt ? "answer" : "stream");
      server.pass(100);
    }
    expect([...first].sort()).toEqual(["answer", "stream"]);
  });
});
