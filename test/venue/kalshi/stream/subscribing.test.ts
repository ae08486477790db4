import { describe, expect, it } from "vitest";
import type { Channel } from "../../../../src/venue/kalshi/stream/channel.ts";
import { exchangeWith } from "./scripted-exchange.ts";
import { StreamSession } from "./stream-session.ts";

describe("subscribing", () => {
  it("asks for each channel by itself, books priced on YES, and is live when all is there", async () => {
    const exchange = exchangeWith("A", "B");
    const { stream } = new StreamSession(exchange.url);
    const markets = new Set(["A", "B"]);
    const everything: readonly Channel[] = [
      "fill",
      "user_orders",
      "market_positions",
      "market_lifecycle_v2",
      "order_group_updates",
    ];
    for (const channel of ["orderbook_delta", "trade", "ticker"] as const) stream.want(channel, markets);
    for (const channel of everything) stream.want(channel, "all");
    await stream.open();
    expect(stream.live).toBe(true);
    const { commands, headers } = exchange.peer;
    expect(commands.map(({ cmd, params }) => [cmd, params])).toEqual([
      ["subscribe", { channels: ["orderbook_delta"], market_tickers: ["A", "B"], use_yes_price: true }],
      ["subscribe", { channels: ["trade"], market_tickers: ["A", "B"] }],
      ["subscribe", { channels: ["ticker"], market_tickers: ["A", "B"] }],
      ...everything.map((channel) => ["subscribe", { channels: [channel] }]),
    ]);
    expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
    expect(headers.get("KALSHI-ACCESS-KEY")).toBe("key");
    expect(headers.get("KALSHI-ACCESS-SIGNATURE")).toBe("GET /trade-api/ws/v2");
  });

  it("keeps books by snapshots and changes", async () => {
    const exchange = exchangeWith("A");
    const session = new StreamSession(exchange.url);
    session.stream.want("orderbook_delta", new Set(["A"]));
    await session.stream.open();
    exchange.peer.delta("A", "yes", "0.4800", "1.50");
    exchange.peer.delta("A", "no", "0.5200", "-2.00");
    exchange.peer.delta("A", "no", "0.9990", "12.00");
    const book = await session.book("A", ({ asks }) => asks[0]?.price === 9_990);
    expect(book).toEqual({
      bids: [
        { price: 4_800, quantity: 150 },
        { price: 4_700, quantity: 300 },
      ],
      asks: [{ price: 9_990, quantity: 1_200 }],
    });
  });

  it("adds and takes away markets while it runs; the answers use up numbers and leave no gap", async () => {
    const exchange = exchangeWith("A", "B");
    const session = new StreamSession(exchange.url);
    session.stream.want("orderbook_delta", new Set(["A"]));
    await session.stream.open();
    session.stream.want("orderbook_delta", new Set(["A", "B"]));
    await session.book("B", () => true);
    exchange.peer.delta("A", "yes", "0.4800", "1.00");
    await session.book("A", ({ bids }) => bids[0]?.price === 4_800);
    session.stream.want("orderbook_delta", new Set(["B"]));
    await exchange.until(() => exchange.peer.commands.length === 3);
    exchange.peer.delta("B", "yes", "0.4900", "1.00");
    await session.book("B", ({ bids }) => bids[0]?.price === 4_900);
    expect(exchange.peer.commands.slice(1).map(({ params }) => params)).toEqual([
      { sids: [1], action: "add_markets", market_tickers: ["B"] },
      { sids: [1], action: "delete_markets", market_tickers: ["A"] },
    ]);
    expect(session.stream.book("A", 1)).toBeUndefined();
    expect([session.all("lost"), session.all("trouble")]).toEqual([[], []]);
  });

  it("takes an ok for an answer to a subscribe that was merged into a standing subscription, and counts its number", async () => {
    const exchange = exchangeWith("A");
    exchange.script = (peer, command) => {
      if (command.cmd !== "subscribe") return false;
      peer.sids.set("orderbook_delta", 7);
      peer.snapshot("A", [], []); // of the subscription that stands already
      peer.send({ type: "ok", id: command.id, sid: 7, seq: peer.next(7), msg: { market_tickers: ["A"] } });
      return true;
    };
    const session = new StreamSession(exchange.url);
    session.stream.want("orderbook_delta", new Set(["A"]));
    await session.stream.open();
    exchange.peer.delta("A", "yes", "0.4800", "1.00");
    await session.book("A", ({ bids }) => bids[0]?.price === 4_800);
    expect([session.all("lost"), session.all("trouble")]).toEqual([[], []]);
  });

  it("leaves out a market that the exchange refuses, says so, and goes on with the others", async () => {
    const exchange = exchangeWith("A");
    exchange.script = (peer, command) => {
      if (!command.params.market_tickers?.includes("NONE")) return false;
      peer.error(11, { id: command.id, market_ticker: "NONE" });
      return true;
    };
    const session = new StreamSession(exchange.url);
    session.stream.want("orderbook_delta", new Set(["A", "NONE"]));
    await session.stream.open();
    expect(session.all("trouble")).toMatchObject([
      { kind: "error", code: 11, tickers: ["NONE"] },
      { kind: "refused", tickers: ["NONE"], channel: "orderbook_delta" },
    ]);
    expect(session.stream.book("A", 1)).toBeDefined();
  });

  it("repeats a command that was refused for being one too many", async () => {
    const exchange = exchangeWith("A");
    exchange.script = (peer, command) => {
      if (peer.commands.length > 1) return false;
      peer.error(27, { id: command.id });
      return true;
    };
    const session = new StreamSession(exchange.url);
    session.stream.want("orderbook_delta", new Set(["A"]));
    await session.stream.open();
    expect(session.all("trouble")).toMatchObject([{ kind: "error", code: 27 }]);
    expect(exchange.peers).toHaveLength(1);
  });

  it("names what can't be asked for", () => {
    const { stream } = new StreamSession("ws://127.0.0.1:1/");
    expect(() => stream.want("orderbook_delta", "all")).toThrow(/orderbook_delta.*named/);
    expect(() => stream.want("market_lifecycle_v2", new Set(["A"]))).toThrow(/market_lifecycle_v2.*"all"/);
  });
});
