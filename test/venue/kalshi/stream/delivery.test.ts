import { describe, expect, it } from "vitest";
import { price, quantity, type Time } from "../../../../src/market/units.ts";
import { SETTLE_MS } from "../../../../src/venue/kalshi/stream/own-size.ts";
import { exchangeWith, type ScriptedExchange } from "./scripted-exchange.ts";
import { StreamSession } from "./stream-session.ts";

const UUID = "9b0f6b43-5b68-4f9f-9f02-9a2d1b8ac1a2";

const order = {
  order_id: UUID,
  user_id: UUID,
  ticker: "A",
  exchange_index: 0,
  status: "resting",
  side: "yes",
  is_yes: true,
  outcome_side: "yes",
  book_side: "bid",
  yes_price_dollars: "0.4700",
  fill_count_fp: "0.00",
  remaining_count_fp: "1.00",
  initial_count_fp: "1.00",
  taker_fill_cost_dollars: "0.000000",
  maker_fill_cost_dollars: "0.000000",
  taker_fees_dollars: "0.000000",
  maker_fees_dollars: "0.004375",
  client_order_id: "tauroi-e-1",
  order_group_id: "group",
  created_time: null,
  created_ts_ms: 1_000,
  expiration_ts_ms: 46_000,
};

const fill = {
  trade_id: UUID,
  order_id: UUID,
  client_order_id: "tauroi-e-1",
  market_ticker: "A",
  exchange_index: 0,
  is_taker: false,
  side: "yes",
  action: "buy",
  purchased_side: "yes",
  outcome_side: "yes",
  book_side: "bid",
  yes_price_dollars: "0.4700",
  count_fp: "0.50",
  fee_cost: "0.004375",
  post_position_fp: "-3.50",
  ts: 1,
  ts_ms: 1_500,
};

describe("what is handed on", () => {
  it("is in exact units", async () => {
    const exchange = exchangeWith("A");
    const session = new StreamSession(exchange.url);
    for (const channel of [
      "fill",
      "user_orders",
      "market_positions",
      "market_lifecycle_v2",
      "order_group_updates",
    ] as const) {
      session.stream.want(channel, "all");
    }
    await session.stream.open();
    const { peer } = exchange;
    const numbered = (channel: string) => ({ sid: peer.sid(channel), seq: peer.next(peer.sid(channel)) });
    peer.send({ type: "fill", sid: peer.sid("fill"), msg: fill });
    peer.send({ type: "user_order", sid: peer.sid("user_orders"), msg: { ...order, last_update_reason: "Trade" } });
    const position = {
      user_id: UUID,
      market_ticker: "A",
      position_fp: "-3.50",
      volume_fp: "9.00",
      fees_paid_dollars: "0.010000",
    };
    const costs = {
      position_cost_dollars: "1.000000",
      realized_pnl_dollars: "0.000000",
      position_fee_cost_dollars: "0.000000",
    };
    peer.send({ type: "market_position", sid: peer.sid("market_positions"), msg: { ...position, ...costs } });
    const ranges = { price_level_structure: "deci_cent", price_ranges: [{ start: "0", end: "1.00", step: "0.0010" }] };
    const change = { event_type: "price_level_structure_updated", market_ticker: "A", ...ranges };
    peer.send({ type: "market_lifecycle_v2", ...numbered("market_lifecycle_v2"), msg: change });
    const close = { event_type: "close_date_updated", market_ticker: "A", close_ts: 1_700_000_000 };
    peer.send({ type: "market_lifecycle_v2", ...numbered("market_lifecycle_v2"), msg: close });
    const fees = { event_ticker: "E", fee_type_override: null, fee_multiplier_override: 0.5 };
    peer.send({ type: "event_fee_update", ...numbered("market_lifecycle_v2"), msg: fees });
    const group = { event_type: "triggered", order_group_id: "group", ts_ms: 2_000 };
    peer.send({ type: "order_group_updates", ...numbered("order_group_updates"), msg: group });
    await session.told("message", ({ message }) => message.type === "order_group_updates");
    const [filled, ordered, positioned, regridded, moved, charged, triggered] = session
      .all("message")
      .map((it) => it.message);
    expect(filled).toMatchObject({
      side: "bid",
      price: 4_700,
      quantity: 50,
      fee: 4_375,
      position: -350,
      taker: false,
      at: 1_500,
    });
    expect(ordered).toMatchObject({
      status: "resting",
      remaining: 100,
      fees: 4_375,
      groupId: "group",
      expiresAt: 46_000,
      reason: "Trade",
    });
    expect(positioned).toMatchObject({ ticker: "A", position: -350, volume: 900, feesPaid: 10_000 });
    expect(regridded).toMatchObject({ priceRanges: [{ start: 0, end: 10_000, step: 10 }], closeTime: undefined });
    expect(moved).toMatchObject({ change: "close_date_updated", closeTime: 1_700_000_000_000 });
    expect(charged).toMatchObject({ eventTicker: "E", feeType: undefined, multiplier: 0.5 });
    expect(triggered).toMatchObject({ change: "triggered", groupId: "group", limit: undefined });
    expect(session.all("trouble")).toEqual([]);
  });

  it("leaves our own size out of the book of others", async () => {
    const exchange = exchangeWith("A");
    const session = new StreamSession(exchange.url);
    session.stream.want("orderbook_delta", new Set(["A"]));
    session.stream.want("user_orders", "all");
    await session.stream.open();
    const { peer } = exchange;
    peer.delta("A", "yes", "0.4800", "1.00", { client_order_id: "tauroi-e-1" });
    peer.delta("A", "yes", "0.4600", "1.00");
    const book = await session.book("A", ({ bids }) => bids.length === 2);
    expect(book.bids).toEqual([
      { price: 4_700, quantity: 300 },
      { price: 4_600, quantity: 100 },
    ]);
    expect(session.stream.wholeBook("A", 1)!.bids).toEqual([{ price: 4_800, quantity: 100 }]);
    const others = { order_id: UUID, client_order_id: "tauroi-e-2", remaining_count_fp: "3.00" };
    peer.send({ type: "user_order", sid: peer.sid("user_orders"), msg: { ...order, ...others } });
    await session.book("A", ({ bids }) => bids[0]?.price === 4_600); // at 4,700 all is ours, though the book never said so
    session.stream.tellOwnOrder("A", {
      clientOrderId: "tauroi-e-3",
      side: "ask",
      price: price(5_200),
      remaining: quantity(50),
      filled: quantity(0),
    });
    await session.book("A", ({ asks }) => asks[0]?.quantity === 150);
    session.stream.tellOwnOrders([], session.now); // nothing of ours rests, and the book goes on showing it: it may lack a change
    session.skip(SETTLE_MS);
    await session.book("A", ({ bids }) => bids.length === 1 && bids[0]?.price === 4_700 && bids[0].quantity === 300);
    expect(peer.commands.at(-1)!.params).toMatchObject({ action: "get_snapshot", market_tickers: ["A"] });
  });

  it("is measured by the exchange's clock", async () => {
    const exchange = exchangeWith("A");
    const session = new StreamSession(exchange.url, {
      exchangeClock: { now: () => 1_669_149_842_000 as Time },
      timing: { pulseMs: 30_000 },
    });
    session.stream.want("orderbook_delta", new Set(["A"]));
    await session.stream.open();
    session.skip(30_000);
    await session.told("pulse");
    const from = session.events.length;
    const { peer } = exchange;
    const sent = (ms: number) => {
      const sid = peer.sid("orderbook_delta");
      const level = { price_dollars: "0.1000", delta_fp: "1.00", side: "yes", ts_ms: 1_669_149_830_000 };
      const msg = { market_ticker: "A", market_id: UUID, ...level };
      peer.send({ type: "orderbook_delta", sid, seq: peer.next(sid), sending_ts_ms: 1_669_149_842_000 - ms, msg });
    };
    for (const ms of [40, 700, -5]) sent(ms);
    peer.delta("A", "yes", "0.1000", "1.00", { ts_ms: 1_669_149_841_900 }); // says only when it happened
    await session.book("A", ({ bids }) => bids[1]?.quantity === 400);
    session.skip(30_000);
    expect(await session.told("pulse", ({ lagMs }) => lagMs !== undefined, from)).toMatchObject({
      lagMs: 700,
      leastLagMs: -5,
    });
  });
});

describe("a burst", () => {
  /** Sends so many changes at once, and a fill among them. */
  function burst(exchange: ScriptedExchange, count: number): void {
    const { peer } = exchange;
    peer.socket.cork(() => {
      for (let sent = 0; sent < count; sent++) {
        peer.delta("A", "yes", "0.4800", "0.01");
        if (sent === count >> 1) peer.send({ type: "fill", sid: peer.sid("fill"), msg: fill });
      }
    });
    exchange.books.set("A", { yes: [["0.4800", `${count / 100}`]], no: [] });
  }

  async function live(exchange: ScriptedExchange, inboxMessages: number): Promise<StreamSession> {
    const session = new StreamSession(exchange.url, { bounds: { turnMessages: 10, inboxMessages } });
    session.stream.want("orderbook_delta", new Set(["A"]));
    session.stream.want("fill", "all");
    await session.stream.open();
    return session;
  }

  it("is handled in turns, and books are told of less often than they change", async () => {
    const exchange = exchangeWith("A");
    const session = await live(exchange, 10_000);
    burst(exchange, 1_000);
    await session.book("A", ({ bids }) => bids[0]?.quantity === 1_000);
    await session.told("message");
    expect(session.all("book").length).toBeLessThan(500);
    expect([session.all("trouble"), session.all("lost")]).toEqual([[], []]);
  });

  it("that is too large costs book messages only, and a new snapshot makes good for them", async () => {
    const exchange = exchangeWith("A");
    const session = await live(exchange, 100);
    const from = session.events.length;
    burst(exchange, 2_000);
    await session.told("message", ({ message }) => message.type === "fill");
    await session.told("live", () => true, from);
    await session.book("A", ({ bids }) => bids[0]?.quantity === 2_000);
    expect(session.all("trouble")[0]).toMatchObject({ kind: "shed" });
    expect(session.all("lost")[0]).toMatchObject({ reason: { kind: "overrun" } });
    expect(exchange.peers).toHaveLength(1);
  });

  it("of what can't be thrown away ends the connection rather than grow", async () => {
    const exchange = exchangeWith("A");
    const session = await live(exchange, 100);
    const from = session.events.length;
    const { peer } = exchange;
    peer.socket.cork(() => {
      for (let sent = 0; sent < 500; sent++) peer.send({ type: "fill", sid: peer.sid("fill"), msg: fill });
    });
    await session.told("live", () => true, from);
    expect(session.all("lost")[0]).toMatchObject({ reason: { kind: "overrun", reconnectMs: expect.any(Number) } });
    expect(session.all("missed")).toMatchObject([{ channels: ["fill"] }]);
    expect(session.all("message").length).toBeLessThan(500);
  });
});
