import { describe, expect, it } from "vitest";
import { A, B, order, place } from "../../trading-floor.ts";
import { ClientBook } from "./client-book.ts";
import { onFloor, type StreamFloor } from "./stream-floor.ts";

/** Ann rests one contract at each of these cents. */
function rest(floor: StreamFloor, ...cents: readonly number[]): void {
  for (const at of cents) place(floor.exchange, "ann", order("bid", at, 1), floor.served.catchUp());
  floor.advance(0);
}

describe("faults of the streams", () => {
  it("sequence-gap: a message is lost and its number with it", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("orderbook_delta", { market_ticker: A });
      floor.served.faults.set(["sequence-gap=next:1"]);
      rest(floor, 40, 41, 42);
      expect((await client.take()).map(({ seq }) => seq)).toEqual([3, 4]);
      expect(floor.served.faults.struck["sequence-gap"]).toBe(1);
    });
  });

  it("a client that has missed something is right again after get_snapshot", async () => {
    await onFloor({ faults: ["sequence-gap=0.5@orderbook_delta"] }, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("orderbook_delta", { market_ticker: A });
      rest(floor, 40, 41, 42, 43, 44, 45, 46);
      const book = new ClientBook(false);
      for (const message of await client.take()) book.take(message);
      expect(floor.served.faults.struck["sequence-gap"]).toBeGreaterThan(0);
      floor.served.faults.set([]);
      client.ask("update_subscription", { sid: 1, action: "get_snapshot", market_tickers: [A] });
      for (const message of await client.take()) book.take(message);
      rest(floor, 47);
      for (const message of await client.take()) book.take(message);
      expect(book.shown.bids).toEqual([47, 46, 45, 44, 43, 42, 41, 40].map((cents) => [cents * 100, 100]));
    });
  });

  it("drop-message: a message without a number is lost, and nothing shows it", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("user_orders");
      await client.subscribe("orderbook_delta", { market_ticker: A });
      floor.served.faults.set(["drop-message=next:2"]);
      rest(floor, 40, 41, 42);
      const messages = await client.take();
      expect(messages.filter(({ type }) => type === "user_order")).toHaveLength(1);
      expect(messages.filter(({ type }) => type === "orderbook_delta")).toHaveLength(3);
      expect(floor.served.faults.struck["drop-message"]).toBe(2);
    });
  });

  it("duplicate: a message comes twice, with the same number", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("orderbook_delta", { market_ticker: A });
      floor.served.faults.set(["duplicate=next:1"]);
      rest(floor, 40, 41);
      const [first, again, next] = await client.take();
      expect(again).toEqual(first);
      expect([first?.seq, next?.seq]).toEqual([2, 3]);
      expect(floor.served.faults.struck.duplicate).toBe(1);
    });
  });

  it("reorder: a message comes after the one that follows it", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("orderbook_delta", { market_ticker: A });
      floor.served.faults.set(["reorder=next:1"]);
      rest(floor, 40, 41, 42);
      expect((await client.take()).map(({ seq }) => seq)).toEqual([3, 2, 4]);
      expect(floor.served.faults.struck.reorder).toBe(1);
    });
  });

  it("reorder: where none follows, the message comes late", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("orderbook_delta", { market_ticker: A });
      floor.served.faults.set(["reorder=next:1"]);
      rest(floor, 40);
      expect(await client.take()).toEqual([]);
      floor.advance(1_000);
      expect((await client.take()).map(({ seq }) => seq)).toEqual([2]);
    });
  });

  it("stream-latency: a message comes later, and none of its channel before it; another channel's do", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("user_orders");
      await client.subscribe("orderbook_delta", { market_ticker: A });
      floor.served.faults.set(["stream-latency=500@user_orders"]);
      rest(floor, 40);
      floor.served.faults.set([]);
      rest(floor, 41);
      expect((await client.take()).map(({ type }) => type)).toEqual(["orderbook_delta", "orderbook_delta"]);
      floor.advance(500);
      expect((await client.take()).map(({ msg }) => msg.yes_price_dollars)).toEqual(["0.4000", "0.4100"]);
    });
  });

  it("late-snapshot: deltas of a market come before its first snapshot, which has them in it", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      floor.served.faults.set(["late-snapshot=100"]);
      await client.subscribe("orderbook_delta", { market_ticker: A });
      rest(floor, 40, 41);
      expect((await client.take()).map(({ type, seq }) => [type, seq])).toEqual([
        ["orderbook_delta", 1],
        ["orderbook_delta", 2],
      ]);
      floor.advance(100);
      const [snapshot, ...others] = await client.take();
      expect(others).toEqual([]);
      expect(snapshot).toMatchObject({ type: "orderbook_snapshot", seq: 3 });
      expect(snapshot?.msg.yes_dollars_fp).toEqual([
        ["0.4000", "1.00"],
        ["0.4100", "1.00"],
      ]);
    });
  });

  it("cut-frame: the connection ends in the middle of a message", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("orderbook_delta", { market_ticker: A });
      floor.served.faults.set(["cut-frame=next:1"]);
      rest(floor, 40, 41);
      expect(await client.closed()).toBe(1006); // without a word of farewell
      expect(await client.take()).toEqual([]);
      expect(floor.served.faults.struck["cut-frame"]).toBe(1);
      const again = await floor.connect();
      const [, snapshot] = await again.subscribe("orderbook_delta", { market_ticker: A });
      expect(snapshot?.msg.yes_dollars_fp).toHaveLength(2);
    });
  });

  it("channel-error: the subscription ends with error 10 in its own count; it can be had again", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("orderbook_delta", { market_ticker: A });
      await client.subscribe("trade");
      floor.served.faults.set(["channel-error=next:1"]);
      rest(floor, 40, 41);
      expect(await client.take()).toMatchObject([{ type: "error", sid: 1, seq: 2, msg: { code: 10 } }]);
      client.ask("list_subscriptions");
      expect(await client.take()).toMatchObject([{ msg: [{ channel: "trade", sid: 2 }] }]);
      expect(await client.subscribe("orderbook_delta", { market_ticker: A })).toMatchObject([
        { type: "subscribed", msg: { sid: 3 } },
        { type: "orderbook_snapshot", sid: 3, seq: 1 },
      ]);
    });
  });

  it("slow-consumer: what isn't taken waits, and comes whole when there is room for it", async () => {
    await onFloor({ limits: { unreadMessages: 10 } }, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("orderbook_delta", { market_ticker: A });
      floor.served.faults.set(["slow-consumer=1000"]);
      rest(floor, 40, 41, 42);
      floor.served.faults.set([]);
      expect(await client.take()).toEqual([]);
      floor.advance(1_000);
      expect((await client.take()).map(({ seq }) => seq)).toEqual([2, 3, 4]);
    });
  });

  it("slow-consumer: a subscription that overflows ends with error 25, and only that one", async () => {
    await onFloor({ limits: { unreadMessages: 3 } }, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("orderbook_delta", { market_ticker: A });
      await client.subscribe("ticker", { market_ticker: A });
      floor.served.faults.set(["slow-consumer=1000"]);
      rest(floor, 45, 44, 43, 42, 41, 40); // one top of the book, six levels
      expect(floor.served.faults.struck["slow-consumer"]).toBe(1);
      floor.served.faults.set([]);
      floor.advance(1_000);
      const messages = await client.take();
      const [error, ...others] = messages.filter(({ sid }) => sid === 1);
      expect(error).toMatchObject({ type: "error", sid: 1, seq: 6, msg: { code: 25 } });
      expect(others).toEqual([]);
      expect(messages.filter(({ sid }) => sid === 2)).toMatchObject([{ type: "ticker" }]);
      client.ask("list_subscriptions");
      expect(await client.take()).toMatchObject([{ msg: [{ channel: "ticker", sid: 2 }] }]);
    });
  });

  it("clock-skew: messages are stamped by the exchange's own clock", async () => {
    await onFloor({ faults: ["clock-skew=2500"] }, async (floor) => {
      const client = await floor.connect();
      const [, snapshot] = await client.subscribe("orderbook_delta", { market_ticker: A });
      expect(snapshot?.sending_ts_ms).toBe(floor.now() + 2_500);
      expect(floor.served.faults.struck["clock-skew"]).toBeGreaterThan(0);
    });
  });

  it("strike on the channel they are switched on for and on no other", async () => {
    await onFloor({ faults: ["sequence-gap=1@trade"] }, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("orderbook_delta", { market_tickers: [A, B] });
      rest(floor, 40);
      expect((await client.take()).map(({ seq }) => seq)).toEqual([3]);
    });
  });

  it("leave answers to commands alone", async () => {
    const faults = ["sequence-gap=1", "drop-message=1", "duplicate=1", "reorder=1", "cut-frame=1", "channel-error=1"];
    await onFloor({ faults }, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("trade");
      client.ask("update_subscription", { sid: 1, action: "paint" });
      client.ask("unsubscribe", { sids: [1] });
      expect(await client.take()).toMatchObject([
        { type: "error", seq: 1 },
        { type: "unsubscribed", seq: 2 },
      ]);
    });
  });
});
