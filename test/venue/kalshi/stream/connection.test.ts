import { describe, expect, it, onTestFinished } from "vitest";
import { HandshakeError } from "../../../../src/venue/kalshi/stream/handshake-error.ts";
import { FrailLine } from "./frail-line.ts";
import { exchangeWith } from "./scripted-exchange.ts";
import { StreamSession } from "./stream-session.ts";

const BOOK = new Set(["A"]);

describe("the handshake", () => {
  it.each([401, 403])("that is refused with %i is a typed error, and the end of it", async (status) => {
    const exchange = exchangeWith("A");
    exchange.refuse = status;
    const session = new StreamSession(exchange.url);
    const error = await session.stream.open().catch((problem: unknown) => problem);
    expect(error).toBeInstanceOf(HandshakeError);
    expect(error).toMatchObject({ status, message: expect.stringMatching(/check|scopes/) });
    expect(session.all("lost")).toMatchObject([{ reason: { kind: "handshake", status } }]);
  });

  it("is tried again with fresh headers when the exchange has trouble of its own", async () => {
    const exchange = exchangeWith("A");
    exchange.refuse = 503;
    let signed = 0;
    const session = new StreamSession(exchange.url, { sign: () => ({ "KALSHI-ACCESS-TIMESTAMP": String(++signed) }) });
    session.stream.want("orderbook_delta", BOOK);
    const opened = session.stream.open();
    await session.told("lost", ({ reason }) => reason.kind === "handshake" && reason.status === 503);
    exchange.refuse = undefined;
    await opened;
    expect(exchange.peer.headers.get("KALSHI-ACCESS-TIMESTAMP")).toBe(String(signed));
    expect(signed).toBeGreaterThan(1);
  });

  it("that is refused later doesn't end the stream: the clock may have been set, the key renewed", async () => {
    const exchange = exchangeWith("A");
    const session = new StreamSession(exchange.url);
    session.stream.want("orderbook_delta", BOOK);
    await session.stream.open();
    exchange.refuse = 401;
    exchange.peer.socket.terminate();
    await session.told("lost", ({ reason }) => reason.status === 401);
    const from = session.events.length;
    exchange.refuse = undefined;
    await session.told("live", () => true, from);
  });
});

describe("a lost connection", () => {
  it("is told, with what was missed once it is back; subscriptions and books are made anew, numbers forgotten", async () => {
    const exchange = exchangeWith("A");
    const session = new StreamSession(exchange.url);
    session.stream.want("orderbook_delta", BOOK);
    session.stream.want("fill", "all");
    session.stream.want("ticker", BOOK);
    await session.stream.open();
    exchange.peer.delta("A", "yes", "0.4800", "1.00");
    await session.book("A", ({ bids }) => bids[0]?.price === 4_800);
    const from = session.events.length;
    exchange.peer.socket.terminate();
    const lost = await session.told("lost", () => true, from);
    expect(lost.reason).toMatchObject({ kind: "closed", reconnectMs: expect.any(Number) });
    expect(session.stream.book("A", 1)).toBeUndefined();
    await session.told("live", () => true, from);
    expect(session.events.slice(from).filter(({ type }) => type === "missed")).toMatchObject([{ channels: ["fill"] }]);
    expect(session.stream.book("A", 1)).toEqual({
      bids: [{ price: 4_700, quantity: 300 }],
      asks: [{ price: 5_200, quantity: 200 }],
    });
    expect(exchange.peer.commands.map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  it("may be cut in the middle of a message", async () => {
    const exchange = exchangeWith("A");
    const line = new FrailLine(exchange.server.port!);
    const session = new StreamSession(line.url);
    session.stream.want("orderbook_delta", BOOK);
    await session.stream.open();
    const from = session.events.length;
    line.cutAfter(40);
    exchange.peer.delta("A", "yes", "0.4800", "1.00");
    await session.told("live", () => true, from);
    expect(session.all("trouble")).toEqual([]);
    expect(session.all("lost")).toMatchObject([{ reason: { kind: "closed" } }]);
    expect(exchange.peers).toHaveLength(2);
  });

  it("is noticed by silence: nothing comes, not even a ping or an answer to ours", async () => {
    const exchange = exchangeWith("A");
    const line = new FrailLine(exchange.server.port!);
    const session = new StreamSession(line.url);
    session.stream.want("orderbook_delta", BOOK);
    await session.stream.open();
    const from = session.events.length;
    line.silence();
    session.skip(60_000);
    await session.told("live", () => true, from);
    expect(session.all("lost")).toMatchObject([{ reason: { kind: "silent" } }]);
    expect(exchange.peers).toHaveLength(2);
  });

  it("isn't suspected while pings come, and those are answered", async () => {
    const exchange = exchangeWith("A");
    const session = new StreamSession(exchange.url);
    session.stream.want("orderbook_delta", BOOK);
    await session.stream.open();
    for (let pings = 1; pings <= 5; pings++) {
      exchange.peer.socket.ping("heartbeat");
      await exchange.until(() => exchange.pongs.filter((body) => body === "heartbeat").length === pings);
      session.skip(50_000);
      await session.told("pulse", () => true, session.events.length);
    }
    expect(session.all("lost")).toEqual([]);
  });

  it("follows from a command that isn't answered", async () => {
    const exchange = exchangeWith("A");
    exchange.script = (peer) => peer === exchange.peers[0];
    const session = new StreamSession(exchange.url, { timing: { answerMs: 30 } });
    session.stream.want("orderbook_delta", BOOK);
    await session.stream.open();
    expect(session.all("lost")).toMatchObject([
      { reason: { kind: "protocol", detail: expect.stringContaining("subscribe") } },
    ]);
    expect(exchange.peers).toHaveLength(2);
  });

  it("and each attempt after it waits longer, up to a bound, by a drawn part", async () => {
    const exchange = exchangeWith("A");
    exchange.refuse = 500;
    const reconnect = { attempts: Infinity, firstDelayMs: 2, longestDelayMs: 16 };
    const session = new StreamSession(exchange.url, { timing: { reconnect } });
    session.stream.open().catch(() => undefined);
    await session.told("lost", () => session.all("lost").length >= 7);
    const waits = session.all("lost").map(({ reason }) => reason.reconnectMs!);
    [2, 4, 8, 16, 16, 16].forEach((most, attempt) => {
      expect(waits[attempt]).toBeGreaterThanOrEqual(most / 2);
      expect(waits[attempt]).toBeLessThanOrEqual(most);
    });
  });
});

describe("closing", () => {
  it("ends everything: the connection, attempts to make one, and what is told", async () => {
    const exchange = exchangeWith("A");
    const session = new StreamSession(exchange.url);
    session.stream.want("orderbook_delta", BOOK);
    await session.stream.open();
    const told = session.events.length;
    session.stream.close();
    await exchange.until(() => exchange.closed > 0);
    await Bun.sleep(40);
    expect([session.events.length, exchange.peers.length, session.stream.live]).toEqual([told, 1, false]);
  });

  it("before the first connection rejects what waits for it", async () => {
    const server = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
    onTestFinished(() => server.stop(true));
    const session = new StreamSession(`ws://127.0.0.1:${server.port}/trade-api/ws/v2`);
    const opened = session.stream.open();
    session.stream.close();
    await expect(opened).rejects.toThrow(/closed/);
  });
});
