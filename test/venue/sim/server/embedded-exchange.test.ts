import { afterEach, describe, expect, it } from "vitest";
import { VirtualTime } from "../../../../src/ambient/virtual-time.ts";
import { DOLLAR, money, price, quantity, time } from "../../../../src/market/units.ts";
import { openEmbeddedExchange } from "../../../../src/venue/sim/server/embedded-exchange.ts";
import { FaultError } from "../../../../src/venue/sim/server/fault-rule.ts";
import type { HttpServer } from "../../../../src/venue/sim/server/http-server.ts";
import { KeyError } from "../../../../src/venue/sim/server/key-ring.ts";
import { SwitchError } from "../../../../src/venue/sim/server/switches.ts";
import { signature, T0, testKey } from "./open-server.ts";

const KEY = testKey("key-one");

let server: HttpServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

function signed(method: string, path: string, at: number): Record<string, string> {
  return {
    "KALSHI-ACCESS-KEY": KEY.keyId,
    "KALSHI-ACCESS-TIMESTAMP": String(at),
    "KALSHI-ACCESS-SIGNATURE": signature(KEY, `${at}${method}${path}`),
  };
}

interface Opened {
  readonly time: VirtualTime;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came over the wire
  readonly get: (path: string) => Promise<any>;
  readonly control: (name: string, body?: object) => Promise<number>;
}

function open(more: Partial<Parameters<typeof openEmbeddedExchange>[0]> = {}): Opened {
  const time = new VirtualTime(T0);
  const opened = openEmbeddedExchange({
    seed: 5,
    clock: time,
    timers: time,
    port: 0,
    accounts: [KEY],
    balance: money(1_000 * DOLLAR),
    fees: { type: "quadratic", multiplier: 1 },
    faults: [],
    switches: ["answer-delay-ms=0"],
    ...more,
  });
  server = opened;
  return {
    time,
    get: async (path) => (await fetch(`${opened.restUrl}${path}`)).json(),
    control: async (name, body = {}) => {
      return (await fetch(`${opened.adminUrl}/controls/${name}`, { method: "POST", body: JSON.stringify(body) }))
        .status;
    },
  };
}

describe("the simulated event", () => {
  it("is served with its past, and its crowd goes on trading as time does", async () => {
    const { time, get } = open();
    const { markets } = await get("/markets?series_ticker=KXTOPMONTHLY&status=open");
    expect(markets).toHaveLength(10);
    expect((await get(`/markets/trades?limit=1000&max_ts=${T0 / 1_000}`)).trades.length).toBeGreaterThan(50);
    const since = async () => (await get(`/markets/trades?limit=1000&min_ts=${T0 / 1_000 + 1}`)).trades.length;
    expect(await since()).toBe(0);
    time.runUntil((time.now() + 600_000) as typeof T0);
    expect(await since()).toBeGreaterThan(0);
    const { trades } = await get("/markets/trades?limit=1");
    expect(Date.parse(trades[0].created_time)).toBeGreaterThan(T0);
  });

  it("is the same from the same seed", async () => {
    const run = async (seed: number): Promise<string> => {
      const { time, get } = open({ seed });
      time.runUntil((time.now() + 60_000) as typeof T0);
      const seen = JSON.stringify([await get("/markets"), await get("/markets/trades?limit=1000")]);
      await server!.close();
      return seen;
    };
    const first = await run(5);
    expect(await run(5)).toBe(first);
    expect(await run(6)).not.toBe(first);
  });

  it("closes, is decided and paid by itself", async () => {
    const { time, get } = open({ closeInMs: 60_000 });
    const status = async () => (await get("/markets?limit=1")).markets[0].status;
    time.runUntil((T0 + 61_000) as typeof T0);
    expect(await status()).toBe("closed");
    time.runUntil((T0 + 61_000 + 300_000) as typeof T0);
    expect(await status()).toBe("determined");
    time.runUntil((T0 + 61_000 + 600_000) as typeof T0);
    expect(await status()).toBe("finalized");
    const { markets } = await get("/markets?status=settled");
    expect(markets.filter(({ result }: { result: string }) => result === "yes")).toHaveLength(1);
  });

  it("leaves it to an operator who decides, disputes or moves the close first", async () => {
    const { time, get, control } = open({ closeInMs: 60_000 });
    const status = async () => (await get("/markets?limit=1")).markets[0].status;
    await control("close-time", { in_ms: 600_000 });
    time.runUntil((T0 + 500_000) as typeof T0);
    expect(await status()).toBe("active");
    time.runUntil((T0 + 601_000) as typeof T0);
    expect(await control("determine", { winner: "KXTOPMONTHLY-26SEP-LIND" })).toBe(200);
    expect(await control("dispute")).toBe(200);
    time.runUntil((T0 + 3_000_000) as typeof T0);
    expect(await status()).toBe("disputed");
    expect(await control("amend-result")).toBe(200);
    time.runUntil((T0 + 4_000_000) as typeof T0);
    expect(await status()).toBe("finalized");
    expect((await get("/markets")).markets.map(({ result }: { result: string }) => result)).toEqual(
      Array(10).fill("no"),
    );
  });
});

describe("a recorded event", () => {
  const print = (cents: number, contracts: number) => ({
    price: price(cents * 100),
    quantity: quantity(contracts * 100),
  });
  const order = (ticker: string, side: "buy" | "sell", atMs: number, ...prints: ReturnType<typeof print>[]) => {
    return { ticker, side, at: time(1_750_000_000_000 + atMs), prints };
  };
  const legs = ["KXOLD-25JUN-ANN", "KXOLD-25JUN-BEN"].map((ticker) => ({
    ticker,
    title: ticker,
    closeTime: undefined,
  }));
  const [ann, ben] = legs.map(({ ticker }) => ticker) as [string, string];
  const recorded = {
    ticker: "KXOLD-25JUN",
    orders: [order(ann, "buy", 0, print(40, 5), print(41, 2)), order(ben, "sell", 30_000, print(12, 7))],
    trades: 3,
    legs,
    values: { [ben]: price(10_000) },
    mutuallyExclusive: true,
  };

  it("is listed, quoted, traded again over REST and WebSocket, and paid as it was", async () => {
    const { time: clock, get } = open({ tape: { recorded, speed: 10 } });
    const until = (ms: number) => clock.runUntil((T0 + ms) as typeof T0);
    const { events } = await get("/events?with_nested_markets=true&series_ticker=KXOLD&status=open");
    expect(events).toMatchObject([{ event_ticker: "KXOLD-25JUN", sub_title: "Recorded" }]);
    expect(events[0].markets.map(({ ticker }: { ticker: string }) => ticker)).toEqual([ann, ben]);
    expect((await get("/series/KXOLD")).series).toMatchObject({ title: "KXOLD", frequency: "custom" });

    const headers = signed("GET", "/trade-api/ws/v2", clock.now());
    const socket = new WebSocket(server!.webSocketUrl, { headers });
    const heard: { type: string; msg: { channel?: string; market_ticker: string; yes_price_dollars: string } }[] = [];
    socket.onmessage = ({ data }) => void heard.push(JSON.parse(String(data)));
    await new Promise((resolve) => socket.addEventListener("open", resolve));
    socket.send(JSON.stringify({ id: 1, cmd: "subscribe", params: { channels: ["trade"] } }));
    const hear = async (count: number): Promise<void> => {
      for (let at = clock.now(); heard.length < count; at = time(at + 1)) {
        if (clock.now() < at) clock.runUntil(at);
        await Bun.sleep(0);
      }
    };
    await hear(1);
    expect(await get("/markets/trades")).toEqual({ trades: [], cursor: "" });
    until(6_000);
    await hear(4);
    expect(heard.slice(1).map(({ type, msg }) => [type, msg.market_ticker, msg.yes_price_dollars])).toEqual([
      ["trade", ann, "0.4000"],
      ["trade", ann, "0.4100"],
      ["trade", ben, "0.1200"],
    ]);
    socket.close();

    const { trades } = await get("/markets/trades");
    expect(trades).toMatchObject([
      { ticker: ben, yes_price_dollars: "0.1200", count_fp: "7.00", taker_book_side: "ask" },
      { ticker: ann, yes_price_dollars: "0.4100", count_fp: "2.00", taker_book_side: "bid" },
      { ticker: ann, yes_price_dollars: "0.4000", count_fp: "5.00", taker_book_side: "bid" },
    ]);
    expect(Date.parse(trades[0].created_time) - Date.parse(trades[1].created_time)).toBe(3_000);
    expect((await get(`/markets/${ann}`)).market).toMatchObject({
      yes_bid_dollars: "0.3900",
      yes_ask_dollars: "0.4100",
    });
    until(5_000 + 61_000 + 600_000);
    const { markets } = await get("/markets?status=settled");
    expect(markets.map(({ result }: { result: string }) => result)).toEqual(["no", "yes"]);
  });

  it("closes when it is told to", async () => {
    const { time: clock, get } = open({ tape: { recorded, speed: 1 }, closeInMs: 10_000 });
    clock.runUntil((T0 + 40_000) as typeof T0);
    expect((await get(`/markets/${ann}`)).market.status).toBe("closed");
    expect((await get("/markets/trades")).trades).toHaveLength(2);
  });
});

describe("what can't be served", () => {
  it("is refused before anything listens", () => {
    expect(() => open({ faults: ["chaos=1"] })).toThrow(FaultError);
    expect(() => open({ switches: ["post-only-cross=perhaps"] })).toThrow(SwitchError);
    expect(() => open({ accounts: [KEY, KEY] })).toThrow(KeyError);
    expect(() => open({ accounts: [{ keyId: "x", publicKeyPem: "nonsense" }] })).toThrow(KeyError);
    const { privateKey } = testKey("key-two");
    const secret = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
    expect(() => open({ accounts: [{ keyId: "x", publicKeyPem: secret }] })).toThrow(
      /private key; keep it to yourself/,
    );
    expect(() => open({ accounts: [{ keyId: "maker-quick", publicKeyPem: KEY.publicKeyPem }] })).toThrow(RangeError);
  });

  it("is a port that is taken", () => {
    open();
    const taken = server!;
    const port = Number(new URL(taken.restUrl).port);
    expect(() => open({ port })).toThrow(/in use/i);
    server = taken;
  });
});
