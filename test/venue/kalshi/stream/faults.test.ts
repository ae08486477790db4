import { describe, expect, it } from "vitest";
import { exchangeWith, type Peer, type ScriptedExchange } from "./scripted-exchange.ts";
import { StreamSession } from "./stream-session.ts";

/** A live stream on the books of A and B. */
async function watching(exchange: ScriptedExchange): Promise<StreamSession> {
  const session = new StreamSession(exchange.url);
  session.stream.want("orderbook_delta", new Set(["A", "B"]));
  await session.stream.open();
  return session;
}

/** Numbers are lost on the way. */
function lose(peer: Peer, channel: string, count: number): void {
  for (let lost = 0; lost < count; lost++) peer.next(peer.sid(channel));
}

const liveAgain = (session: StreamSession, from: number) => session.told("live", () => true, from);

describe("a gap in the sequence", () => {
  it("makes every book of the subscription doubtful until its new snapshot; changes before that don't count", async () => {
    const exchange = exchangeWith("A", "B");
    const session = await watching(exchange);
    const { peer } = exchange;
    const from = session.events.length;
    exchange.script = (_, command) => command.params.action === "get_snapshot"; // nothing comes yet
    lose(peer, "orderbook_delta", 2);
    peer.delta("A", "yes", "0.4800", "1.00");
    await exchange.until(() => peer.commands.length === 2);
    peer.delta("B", "yes", "0.4900", "1.00"); // the exchange's next snapshot holds it already
    expect(peer.commands[1]).toMatchObject({
      cmd: "update_subscription",
      params: { sids: [1], action: "get_snapshot", market_tickers: ["A", "B"] },
    });
    expect(session.all("lost")).toMatchObject([{ reason: { kind: "gap" } }]);
    expect(session.all("lost")[0]!.reason.reconnectMs).toBeUndefined();
    expect([session.stream.book("A", 1), session.stream.book("B", 1)]).toEqual([undefined, undefined]);
    exchange.books.set("B", { yes: [["0.4900", "1.00"]], no: [] });
    exchange.snapshots(peer, ["A"], { id: peer.commands[1]!.id });
    await session.book("A", () => true);
    expect([session.stream.live, session.stream.book("B", 1)]).toEqual([false, undefined]);
    exchange.snapshots(peer, ["B"], { id: peer.commands[1]!.id });
    await liveAgain(session, from);
    expect(session.stream.book("B", 5)).toEqual({ bids: [{ price: 4_900, quantity: 100 }], asks: [] });
    expect(exchange.peers).toHaveLength(1);
  });

  it.each(["repeats", "comes late"])("is also a number that %s, and what it says is not used", async (how) => {
    const exchange = exchangeWith("A", "B");
    const session = await watching(exchange);
    const { peer } = exchange;
    const from = session.events.length;
    peer.delta("A", "yes", "0.4800", "1.00");
    peer.seq.set(1, peer.seq.get(1)! - (how === "repeats" ? 1 : 2));
    exchange.books.set("A", { yes: [["0.4800", "1.00"]], no: [] });
    exchange.script = (_, command) => {
      if (command.params.action === "get_snapshot") peer.seq.set(1, 10);
      return false;
    };
    peer.delta("A", "yes", "0.4800", "1.00");
    await session.told("lost", ({ reason }) => reason.kind === "gap", from);
    await session.told("live", () => true, session.events.indexOf(session.all("lost")[0]!));
    await session.book("A", ({ bids }) => bids[0]?.quantity === 100);
  });

  it("in trades is told, so that they can be read over REST; books stand", async () => {
    const exchange = exchangeWith("A", "B");
    const session = await watching(exchange);
    session.stream.want("trade", "all");
    await exchange.until(() => exchange.peer.sids.has("trade"));
    const { peer } = exchange;
    const trade = (id: number): void => {
      const sid = peer.sid("trade");
      const sides = { taker_side: "yes", taker_outcome_side: "yes", taker_book_side: "bid" };
      const prices = { yes_price_dollars: "0.5200", no_price_dollars: "0.4800", count_fp: "1.00" };
      const trade_id = `00000000-0000-4000-8000-00000000000${id}`;
      const msg = { trade_id, market_ticker: "A", ...sides, ...prices, is_block_trade: false, ts: 1, ts_ms: 1_000 };
      peer.send({ type: "trade", sid, seq: peer.next(sid), msg });
    };
    trade(1);
    lose(peer, "trade", 1);
    trade(2);
    await session.told("message", ({ message }) => message.type === "trade" && message.tradeId.endsWith("2"));
    expect(session.all("message")).toHaveLength(2);
    expect(session.all("missed")).toMatchObject([{ channels: ["trade"] }]);
    expect(session.stream.live).toBe(true);
  });
});

describe("a book that contradicts itself", () => {
  it("is alone in doubt and gets a new snapshot", async () => {
    const exchange = exchangeWith("A", "B");
    const session = await watching(exchange);
    exchange.books.set("A", { yes: [["0.4000", "1.00"]], no: [] });
    exchange.peer.delta("A", "yes", "0.4700", "-3.01");
    await session.book("A", ({ bids }) => bids[0]?.price === 4_000);
    expect(session.all("trouble")).toMatchObject([{ kind: "doubt", tickers: ["A"] }]);
    expect(session.all("book").filter(({ ticker, trusted }) => ticker === "A" && !trusted)).toHaveLength(1);
    expect([session.all("lost"), session.stream.live]).toEqual([[], true]);
    expect(exchange.peer.commands.at(-1)!.params).toMatchObject({ action: "get_snapshot", market_tickers: ["A"] });
  });

  it("may be doubted from outside", async () => {
    const exchange = exchangeWith("A", "B");
    const session = await watching(exchange);
    exchange.books.set("B", { yes: [["0.4000", "1.00"]], no: [] });
    session.stream.resnapshot("B", "a post-only order was refused");
    expect(session.stream.book("B", 1)).toBeUndefined();
    await session.book("B", ({ bids }) => bids[0]?.price === 4_000);
  });
});

describe("a snapshot that doesn't come", () => {
  it("is asked for again, then the subscription is made anew, then the connection; then the market counts as mute", async () => {
    const exchange = exchangeWith("A"); // B has no book
    const session = new StreamSession(exchange.url, { timing: { snapshotMs: 1_000 } });
    session.stream.want("orderbook_delta", new Set(["A", "B"]));
    const opened = session.stream.open();
    let from = 0;
    for (const [connection, commands] of [
      [0, 1],
      [0, 2],
      [0, 4],
      [1, 1],
    ] as const) {
      await exchange.until(() => exchange.peers[connection]?.commands.length === commands);
      if (commands !== 2) await session.told("book", ({ ticker, trusted }) => ticker === "A" && trusted, from);
      from = session.events.length;
      session.skip(1_000);
    }
    await opened;
    const [first, second] = exchange.peers.map(({ commands }) =>
      commands.map(({ cmd, params }) => params.action ?? cmd),
    );
    expect(first).toEqual(["subscribe", "get_snapshot", "unsubscribe", "subscribe"]);
    expect(second![0]).toBe("subscribe");
    expect(session.all("lost")).toMatchObject([{ reason: { kind: "protocol" } }]);
    expect(session.all("trouble").at(-1)).toMatchObject({ kind: "mute", tickers: ["B"] });
    expect([session.stream.live, session.stream.book("B", 1)]).toEqual([true, undefined]);
  });
});

describe("errors of the exchange", () => {
  it.each([10, 25])("that end a subscription (%i) have it made anew", async (code) => {
    const exchange = exchangeWith("A", "B");
    const session = await watching(exchange);
    const from = session.events.length;
    const { peer } = exchange;
    peer.send({ type: "error", sid: 1, seq: peer.next(1), msg: { code, msg: "over" } });
    await liveAgain(session, from);
    expect(session.all("lost")).toMatchObject([{ reason: { kind: "resubscribing" } }]);
    expect(session.all("trouble")).toMatchObject([{ kind: "error", code, channel: "orderbook_delta" }]);
    expect(peer.commands.map(({ cmd }) => cmd)).toEqual(["subscribe", "subscribe"]);
    expect(exchange.peers).toHaveLength(1);
  });

  it("that come again and again, or name no subscription, have the connection made anew", async () => {
    const exchange = exchangeWith("A", "B");
    const session = await watching(exchange);
    let from = session.events.length;
    exchange.peer.error(25);
    await liveAgain(session, from);
    expect(exchange.peers).toHaveLength(2);
    for (let times = 0; times < 3; times++) {
      from = session.events.length;
      exchange.peer.error(25, { sid: exchange.peer.sid("orderbook_delta") });
      await liveAgain(session, from);
    }
    expect(exchange.peers).toHaveLength(3);
    const kinds = session.all("lost").map(({ reason }) => reason.kind);
    expect(kinds).toEqual(["protocol", "resubscribing", "resubscribing", "resubscribing", "protocol"]);
  });

  it("tell the owner what was missed once a private channel is subscribed to again", async () => {
    const exchange = exchangeWith("A", "B");
    const session = await watching(exchange);
    session.stream.want("fill", "all");
    await exchange.until(() => exchange.peer.sids.has("fill"));
    exchange.peer.error(10, { sid: exchange.peer.sid("fill") });
    expect(await session.told("missed")).toMatchObject({ channels: ["fill"] });
    expect(exchange.peer.commands.map(({ params }) => params.channels?.[0])).toEqual([
      "orderbook_delta",
      "fill",
      "fill",
    ]);
    expect(session.stream.live).toBe(true);
  });

  it("don't matter when they are only told", async () => {
    const exchange = exchangeWith("A", "B");
    const session = await watching(exchange);
    exchange.peer.error(5, { id: 99 });
    expect(await session.told("trouble")).toMatchObject({ kind: "error", code: 5 });
    expect(session.stream.live).toBe(true);
  });
});

describe("what can't be read", () => {
  it("once is a gap in everything, three times in a row the end of the connection", async () => {
    const exchange = exchangeWith("A", "B");
    const session = await watching(exchange);
    session.stream.want("fill", "all");
    await exchange.until(() => exchange.peer.sids.has("fill"));
    let from = session.events.length;
    exchange.peer.raw('{"type":"orderbook_delta","sid":');
    await liveAgain(session, from);
    expect(session.all("missed")).toMatchObject([{ channels: ["fill"] }]);
    expect(session.all("trouble")).toMatchObject([{ kind: "garbage" }]);
    expect(exchange.peers).toHaveLength(1);
    from = session.events.length;
    for (const text of ["", "[]", "null"]) exchange.peer.raw(text);
    await liveAgain(session, from);
    expect(exchange.peers).toHaveLength(2);
  });

  it("of a known type leaves a gap where it stood; of an unknown type it is told once and counts", async () => {
    const exchange = exchangeWith("A", "B");
    const session = await watching(exchange);
    const { peer } = exchange;
    for (const _ of [1, 2, 3])
      peer.raw(JSON.stringify({ type: "orderbook_weather", sid: 1, seq: peer.next(1), msg: {} }));
    peer.delta("A", "yes", "0.4800", "1.00");
    await session.book("A", ({ bids }) => bids[0]?.price === 4_800);
    expect(session.all("trouble")).toMatchObject([{ kind: "unknown-type" }]);
    expect(session.all("lost")).toEqual([]);
    const from = session.events.length;
    const msg = { market_ticker: "A", price_dollars: 0.48, delta_fp: "1.00", side: "yes" };
    peer.raw(JSON.stringify({ type: "orderbook_delta", sid: 1, seq: peer.next(1), msg }));
    await liveAgain(session, from);
    expect(session.all("trouble").at(-1)).toMatchObject({
      kind: "unreadable",
      detail: expect.stringContaining("price_dollars"),
    });
  });

  it("for its size is not read", async () => {
    const exchange = exchangeWith("A", "B");
    const session = new StreamSession(exchange.url, { bounds: { messageCharacters: 1_000 } });
    session.stream.want("orderbook_delta", new Set(["A", "B"]));
    await session.stream.open();
    exchange.peer.raw(JSON.stringify({ type: "x".repeat(1_000) }));
    expect(await session.told("trouble")).toMatchObject({ kind: "garbage", detail: expect.stringContaining("1000") });
  });
});
