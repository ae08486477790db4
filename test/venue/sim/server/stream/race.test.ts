import { describe, expect, it } from "vitest";
import { A, order, place } from "../../trading-floor.ts";
import type { Message, StreamClient } from "./stream-client.ts";
import { onFloor, type StreamFloor } from "./stream-floor.ts";

const PATH = "/trade-api/v2/portfolio/events/orders";

/** Ann bids 40c over HTTP; answers the status. */
async function create(floor: StreamFloor): Promise<number> {
  const request = {
    ticker: A,
    side: "bid",
    count: "1.00",
    price: "0.4000",
    time_in_force: "good_till_canceled",
    self_trade_prevention_type: "taker_at_cross",
  };
  const { status } = await fetch(`${floor.restUrl}/portfolio/events/orders`, {
    method: "POST",
    headers: { ...floor.headers("ann", 0, `POST${PATH}`), "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  return status;
}

async function subscribed(floor: StreamFloor): Promise<StreamClient> {
  const client = await floor.connect("ann");
  client.ask("subscribe", { channels: ["user_orders"] });
  await client.take(); // the command has arrived
  floor.advance(1_000);
  await client.take();
  return client;
}

describe("an answer and what the streams tell of it", () => {
  it("the answer may come first", async () => {
    await onFloor({ behaviour: { answerDelayMs: [0, 0], streamDelayMs: [100, 100] } }, async (floor) => {
      const client = await subscribed(floor);
      expect(await create(floor)).toBe(201);
      expect(await client.take()).toEqual([]);
      floor.advance(100);
      expect(await client.take()).toMatchObject([{ type: "user_order" }]);
    });
  });

  it("the stream may come first", async () => {
    await onFloor({ behaviour: { answerDelayMs: [100, 100], streamDelayMs: [0, 0] } }, async (floor) => {
      const client = await subscribed(floor);
      const answers: number[] = [];
      const answered = create(floor).then((status) => answers.push(status));
      let messages: readonly Message[] = [];
      while (messages.length === 0) messages = await client.take();
      expect(messages).toMatchObject([{ type: "user_order" }]);
      expect(answers).toEqual([]);
      floor.advance(100);
      await answered;
      expect(answers).toEqual([201]);
    });
  });

  it("a cancel is answered 404 while the fill that was before it is still to come", async () => {
    await onFloor({ behaviour: { answerDelayMs: [0, 0], streamDelayMs: [100, 100] } }, async (floor) => {
      const client = await floor.connect("ann");
      client.ask("subscribe", { channels: ["fill"] });
      await client.take();
      const { order: resting } = place(floor.exchange, "ann", order("bid", 40, 1), floor.now());
      floor.advance(1_000);
      await client.take();
      place(floor.exchange, "bob", order("ask", 40, 1), floor.now());
      const headers = floor.headers("ann", 0, `DELETE${PATH}/${resting.orderId}`);
      const cancel = await fetch(`${floor.restUrl}/portfolio/events/orders/${resting.orderId}`, {
        method: "DELETE",
        headers,
      });
      expect([cancel.status, await client.take()]).toEqual([404, []]);
      floor.advance(100);
      expect(await client.take()).toMatchObject([
        { type: "fill", msg: { order_id: resting.orderId, is_taker: false } },
      ]);
    });
  });

  it("which of them does is drawn, and both happen", async () => {
    const delays: number[] = [];
    await onFloor({ behaviour: { streamDelayMs: [0, 40] } }, async (floor) => {
      const client = await subscribed(floor);
      for (let n = 0; n < 40; n++) {
        const placedAt = floor.now();
        place(floor.exchange, "ann", order("bid", 40, 1), placedAt);
        floor.advance(1_000);
        for (const { sending_ts_ms: at } of await client.take()) delays.push(at! - placedAt);
      }
    });
    expect(delays).toHaveLength(40);
    expect(Math.min(...delays)).toBeLessThan(10);
    expect(Math.max(...delays)).toBeGreaterThan(30);
  });

  it("is the same for the same seed", async () => {
    const run = async (seed: number): Promise<readonly unknown[]> => {
      const stamps: unknown[] = [];
      await onFloor({ seed, behaviour: { streamDelayMs: [0, 40] } }, async (floor) => {
        const client = await subscribed(floor);
        for (let n = 0; n < 10; n++) place(floor.exchange, "ann", order("bid", 40, 1), floor.advance(50));
        floor.advance(1_000);
        stamps.push(...(await client.take()));
      });
      return stamps;
    };
    expect(await run(7)).toEqual(await run(7));
    expect(await run(7)).not.toEqual(await run(8));
  });
});
