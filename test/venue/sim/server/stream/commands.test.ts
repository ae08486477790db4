import { describe, expect, it } from "vitest";
import { uuidOf } from "../../../../../src/venue/sim/server/identity.ts";
import { A, B, C, order, place } from "../../trading-floor.ts";
import { onFloor } from "./stream-floor.ts";

const BOOK = { channels: ["orderbook_delta"], market_ticker: A };

describe("subscribing", () => {
  it("is confirmed with a sid for each channel, in the order asked for", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      const id = client.ask("subscribe", { channels: ["trade", "fill"] });
      expect(await client.take()).toEqual([
        { type: "subscribed", id, msg: { channel: "trade", sid: 1 }, sending_ts_ms: floor.now() },
        { type: "subscribed", id, msg: { channel: "fill", sid: 2 }, sending_ts_ms: floor.now() },
      ]);
    });
  });

  it("a second time is merged: ok with all markets, which uses up a number, and snapshots of the new ones", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      expect(await client.subscribe("orderbook_delta", { market_ticker: A })).toMatchObject([
        { type: "subscribed", msg: { sid: 1 } },
        { type: "orderbook_snapshot", sid: 1, seq: 1, msg: { market_ticker: A } },
      ]);
      expect(await client.subscribe("orderbook_delta", { market_tickers: [A, B] })).toMatchObject([
        { type: "ok", id: 2, sid: 1, seq: 2, msg: { market_tickers: [A, B] } },
        { type: "orderbook_snapshot", sid: 1, seq: 3, msg: { market_ticker: B } },
      ]);
    });
  });

  it("a second time to a channel without numbers is answered without one", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("fill", { market_ticker: A });
      const [ok] = await client.subscribe("fill", { market_ticker: B });
      expect(ok).toMatchObject({ type: "ok", sid: 1, msg: { market_tickers: [A, B] } });
      expect(ok).not.toHaveProperty("seq");
    });
  });

  it("to every market swallows a choice of them", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("trade", { market_ticker: A });
      expect(await client.subscribe("trade")).toMatchObject([{ type: "ok", sid: 1, seq: 1, msg: {} }]);
      place(floor.exchange, "ann", { ...order("bid", 40, 1), ticker: C }, floor.now());
      place(floor.exchange, "bob", { ...order("ask", 40, 1), ticker: C }, floor.now());
      floor.advance(0);
      expect(await client.take()).toMatchObject([{ type: "trade", seq: 2, msg: { market_ticker: C } }]);
    });
  });

  it("can leave out the list of markets in its answers", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("ticker", { market_ticker: A, skip_ticker_ack: true });
      expect(await client.subscribe("ticker", { market_ticker: B })).toMatchObject([{ type: "ok", msg: {} }]);
    });
  });

  it("takes markets by their UUID on the ticker channel", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      const markets = { market_ids: [uuidOf("market", B)], send_initial_snapshot: true };
      expect(await client.subscribe("ticker", markets)).toMatchObject([
        { type: "subscribed" },
        { type: "ticker", msg: { market_ticker: B, market_id: uuidOf("market", B) } },
      ]);
    });
  });
});

describe("updating a subscription", () => {
  it("adds markets, with a snapshot of each that is new", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("orderbook_delta", { market_ticker: A });
      client.ask("update_subscription", { sids: [1], action: "add_markets", market_tickers: [B, A] });
      expect(await client.take()).toMatchObject([
        { type: "ok", sid: 1, seq: 2, msg: { market_tickers: [A, B] } },
        { type: "orderbook_snapshot", seq: 3, msg: { market_ticker: B } },
      ]);
    });
  });

  it("takes markets away: nothing is told of them any more", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("orderbook_delta", { market_tickers: [A, B] });
      client.ask("update_subscription", { sid: 1, action: "delete_markets", market_ticker: A });
      expect(await client.take()).toMatchObject([{ type: "ok", sid: 1, seq: 3, msg: { market_tickers: [B] } }]);
      for (const ticker of [A, B]) place(floor.exchange, "ann", { ...order("bid", 40, 1), ticker }, floor.now());
      floor.advance(0);
      expect(await client.take()).toMatchObject([{ type: "orderbook_delta", seq: 4, msg: { market_ticker: B } }]);
    });
  });

  it("sends a snapshot under the command's id and changes nothing", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("orderbook_delta", { market_ticker: A });
      const id = client.ask("update_subscription", { sid: 1, action: "get_snapshot", market_tickers: [A, B] });
      expect(await client.take()).toMatchObject([
        { type: "orderbook_snapshot", id, sid: 1, seq: 2, msg: { market_ticker: A } },
        { type: "orderbook_snapshot", id, sid: 1, seq: 3, msg: { market_ticker: B } },
      ]);
      place(floor.exchange, "ann", { ...order("bid", 40, 1), ticker: B }, floor.now());
      floor.advance(0);
      expect(await client.take()).toEqual([]);
    });
  });

  it("adds markets to a ticker with their snapshot where that is asked for", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("ticker", { market_ticker: A });
      client.ask("update_subscription", {
        sid: 1,
        action: "add_markets",
        market_ticker: B,
        send_initial_snapshot: true,
      });
      expect(await client.take()).toMatchObject([{ type: "ok" }, { type: "ticker", msg: { market_ticker: B } }]);
    });
  });
});

describe("unsubscribing", () => {
  it("ends each subscription with a number of its own; the channel has a new sid when it is wanted again", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("trade");
      await client.subscribe("fill");
      const id = client.ask("unsubscribe", { sids: [1, 2] });
      expect(await client.take()).toMatchObject([
        { type: "unsubscribed", id, sid: 1, seq: 1 },
        { type: "unsubscribed", id, sid: 2, seq: 1 },
      ]);
      expect(await client.subscribe("trade")).toMatchObject([{ type: "subscribed", msg: { sid: 3 } }]);
    });
  });

  it("tells nothing more", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("orderbook_delta", { market_ticker: A });
      client.ask("unsubscribe", { sids: [1] });
      await client.take();
      place(floor.exchange, "ann", order("bid", 40, 1), floor.now());
      floor.advance(0);
      expect(await client.take()).toEqual([]);
    });
  });
});

it("subscriptions are listed", async () => {
  await onFloor({}, async (floor) => {
    const client = await floor.connect();
    await client.subscribe("trade");
    await client.subscribe("user_orders");
    const id = client.ask("list_subscriptions");
    const msg = [
      { channel: "trade", sid: 1 },
      { channel: "user_orders", sid: 2 },
    ];
    expect(await client.take()).toEqual([{ type: "ok", id, msg, sending_ts_ms: floor.now() }]);
  });
});

describe("what can't be carried out is answered with an error", () => {
  const cases: readonly (readonly [string, number, string])[] = [
    ["text that is no JSON", 1, "{"],
    ["a list", 1, "[]"],
    ["a command without params", 2, `{"id":9,"cmd":"subscribe"}`],
    ["a subscription to nothing", 3, `{"id":9,"cmd":"subscribe","params":{}}`],
    ["an empty list of channels", 3, `{"id":9,"cmd":"subscribe","params":{"channels":[]}}`],
    ["an end of no subscription", 4, `{"id":9,"cmd":"unsubscribe","params":{}}`],
    ["an unknown command", 5, `{"id":9,"cmd":"sing"}`],
    ["an unknown sid to end", 7, `{"id":9,"cmd":"unsubscribe","params":{"sids":[77]}}`],
    ["an unknown sid to update", 7, `{"id":9,"cmd":"update_subscription","params":{"sid":77,"action":"add_markets"}}`],
    ["an unknown channel", 8, `{"id":9,"cmd":"subscribe","params":{"channels":["trade","gossip"]}}`],
    ["an id that is no number", 11, `{"id":"nine","cmd":"list_subscriptions"}`],
    [
      "tickers that are no list",
      11,
      `{"id":9,"cmd":"subscribe","params":{"channels":["fill"],"market_tickers":"${A}"}}`,
    ],
    [
      "a ticker beside tickers",
      11,
      `{"id":9,"cmd":"subscribe","params":{"channels":["fill"],"market_ticker":"${A}","market_tickers":["${B}"]}}`,
    ],
    [
      "a market that isn't there",
      11,
      `{"id":9,"cmd":"subscribe","params":{"channels":["fill"],"market_ticker":"NONE"}}`,
    ],
    [
      "a UUID where tickers are asked for",
      11,
      `{"id":9,"cmd":"subscribe","params":{"channels":["fill"],"market_id":"${uuidOf("market", A)}"}}`,
    ],
    ["a flag that is none", 11, `{"id":9,"cmd":"subscribe","params":{"channels":["trade"],"send_initial_snapshot":1}}`],
    ["an update of no subscription", 12, `{"id":9,"cmd":"update_subscription","params":{"action":"add_markets"}}`],
    ["an update of two", 12, `{"id":9,"cmd":"update_subscription","params":{"sids":[1,2],"action":"add_markets"}}`],
    ["a book of no market", 14, `{"id":9,"cmd":"subscribe","params":{"channels":["orderbook_delta"]}}`],
    ["an update without an action", 15, `{"id":9,"cmd":"update_subscription","params":{"sid":1}}`],
  ];

  it.each(cases)("%s: %d", async (_, code, text) => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      client.sendText(text);
      const [error, ...others] = await client.take();
      expect(error).toMatchObject({ type: "error", msg: { code } });
      expect(error?.id).toBe(text.includes(`"id":9`) ? 9 : undefined);
      expect(others).toEqual([]);
      client.ask("list_subscriptions");
      expect(await client.take()).toMatchObject([{ msg: [] }]);
    });
  });

  const updates: readonly (readonly [string, number, object])[] = [
    ["an unknown action", 13, { action: "paint" }],
    ["no markets", 14, { action: "add_markets" }],
    ["a snapshot asked for by anything but a list", 14, { action: "get_snapshot", market_ticker: A }],
    ["a market that isn't there", 11, { action: "add_markets", market_ticker: "NONE" }],
  ];

  it.each(updates)("an update with %s: %d, in the subscription's own count", async (_, code, params) => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("orderbook_delta", { market_ticker: A });
      const id = client.ask("update_subscription", { sid: 1, ...params });
      expect(await client.take()).toMatchObject([{ type: "error", id, sid: 1, seq: 2, msg: { code } }]);
    });
  });

  it.each(["trade", "ticker", "fill"])("a snapshot of %s: 13", async (channel) => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe(channel, { market_ticker: A });
      client.ask("update_subscription", { sid: 1, action: "get_snapshot", market_tickers: [A] });
      expect(await client.take()).toMatchObject([{ type: "error", msg: { code: 13 } }]);
    });
  });

  it("markets for a channel that has none: 13", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("order_group_updates");
      client.ask("update_subscription", { sid: 1, action: "add_markets", market_tickers: [A] });
      expect(await client.take()).toMatchObject([{ type: "error", sid: 1, seq: 1, msg: { code: 13 } }]);
    });
  });

  it("markets that are not there are named", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      const [error] = await client.subscribe("orderbook_delta", { market_tickers: [A, "NONE", "NEITHER"] });
      expect(error?.msg).toMatchObject({ code: 11, market_tickers: ["NONE", "NEITHER"] });
    });
  });

  it("too many markets: 26", async () => {
    await onFloor({ limits: { markets: 2 } }, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("orderbook_delta", { market_tickers: [A, B] });
      client.ask("update_subscription", { sid: 1, action: "add_markets", market_tickers: [C] });
      client.ask("subscribe", { channels: ["trade"], market_tickers: [A, B, C] });
      expect(await client.take()).toMatchObject([{ msg: { code: 26 } }, { msg: { code: 26 } }]);
    });
  });

  it("too many commands in a second: 27", async () => {
    await onFloor({ limits: { commandsPerSecond: 2 } }, async (floor) => {
      const client = await floor.connect();
      for (let n = 0; n < 3; n++) client.ask("list_subscriptions");
      expect((await client.take()).map(({ msg }) => msg.code)).toEqual([undefined, undefined, 27]);
      floor.advance(1_000);
      client.ask("list_subscriptions");
      expect(await client.take()).toMatchObject([{ type: "ok" }]);
    });
  });

  it("another use_yes_price than the subscription's: 11", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("orderbook_delta", { market_ticker: A, use_yes_price: true });
      const again = { market_ticker: B, use_yes_price: false };
      expect(await client.subscribe("orderbook_delta", again)).toMatchObject([{ type: "error", msg: { code: 11 } }]);
    });
  });

  it("a command under the number 0 is answered without one", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      client.sendText(JSON.stringify({ id: 0, cmd: "subscribe", params: BOOK }));
      const [subscribed] = await client.take();
      expect(subscribed).not.toHaveProperty("id");
    });
  });
});
