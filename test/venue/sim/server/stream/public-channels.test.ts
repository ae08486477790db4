import { describe, expect, it } from "vitest";
import { PRICE_ONE, type Price } from "../../../../../src/market/units.ts";
import { uuidOf } from "../../../../../src/venue/sim/server/identity.ts";
import { A, B, C, event, later, order, place } from "../../trading-floor.ts";
import { onFloor, type StreamFloor } from "./stream-floor.ts";

const EVENT = event().ticker;

/** Ann sells two contracts at 45c and one at 46c; Bob takes two and a half of them. */
function trade(floor: StreamFloor): void {
  place(floor.exchange, "ann", order("ask", 45, 2), floor.now());
  place(floor.exchange, "ann", order("ask", 46, 1), floor.now());
  place(floor.exchange, "bob", order("bid", 46, 2.5), floor.now());
  floor.advance(0);
}

describe("trade", () => {
  it("tells each print with the side of the taker", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("trade", { market_ticker: A });
      trade(floor);
      const shared = { market_ticker: A, taker_outcome_side: "yes", taker_book_side: "bid", is_block_trade: false };
      const messages = await client.take();
      expect(messages).toMatchObject([
        { type: "trade", sid: 1, seq: 1, msg: { ...shared, yes_price_dollars: "0.4500", count_fp: "2.00" } },
        { type: "trade", sid: 1, seq: 2, msg: { ...shared, yes_price_dollars: "0.4600", count_fp: "0.50" } },
      ]);
      expect(messages.map(({ msg }) => msg.no_price_dollars)).toEqual(["0.5500", "0.5400"]);
      expect(new Set(messages.map(({ msg }) => msg.trade_id)).size).toBe(2);
    });
  });

  it("of other markets is not told to who has chosen some", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("trade", { market_ticker: B });
      trade(floor);
      expect(await client.take()).toEqual([]);
    });
  });
});

describe("ticker", () => {
  it("tells the top of the book and what has been traded, once for all that happens at a moment", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("ticker", { market_ticker: A });
      trade(floor);
      const [ticker, ...others] = await client.take();
      expect(others).toEqual([]);
      expect(ticker).not.toHaveProperty("seq");
      expect(ticker).toMatchObject({
        type: "ticker",
        sid: 1,
        msg: {
          market_ticker: A,
          market_id: uuidOf("market", A),
          price_dollars: "0.4600",
          yes_bid_dollars: "0.0000",
          yes_bid_size_fp: "0.00",
          yes_ask_dollars: "0.4600",
          yes_ask_size_fp: "0.50",
          last_trade_size_fp: "0.50",
          volume_fp: "2.50",
          open_interest_fp: "2.50",
          dollar_volume: 1,
          dollar_open_interest: 1,
          ts_ms: floor.now(),
        },
      });
    });
  });

  it("shows an empty side as a bid of $0 or an ask of $1", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      const [, ticker] = await client.subscribe("ticker", { market_ticker: A, send_initial_snapshot: true });
      expect(ticker?.msg).toMatchObject({
        yes_bid_dollars: "0.0000",
        yes_ask_dollars: "1.0000",
        price_dollars: "0.0000",
      });
    });
  });

  it("is silent about what doesn't show in it", async () => {
    await onFloor({}, async (floor) => {
      place(floor.exchange, "ann", order("bid", 40, 1), floor.now());
      const client = await floor.connect();
      await client.subscribe("ticker", { market_ticker: A });
      place(floor.exchange, "ann", order("bid", 39, 1), floor.now());
      floor.advance(0);
      await client.take(); // the first is of a market that nobody was told of
      place(floor.exchange, "ann", order("bid", 38, 1), floor.now());
      floor.advance(0);
      expect(await client.take()).toEqual([]);
    });
  });
});

describe("market_lifecycle_v2", () => {
  async function told(act: (floor: StreamFloor) => void): Promise<readonly unknown[]> {
    let bodies: readonly unknown[] = [];
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      await client.subscribe("market_lifecycle_v2");
      act(floor);
      floor.advance(0);
      const messages = await client.take();
      expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
      bodies = messages.map(({ msg }) => msg);
    });
    return bodies;
  }

  it("tells of a market that is created", async () => {
    const leg = { ...event().legs[0]!, ticker: "EVENT-D", title: "Dora" };
    const bodies = await told((floor) => floor.exchange.addLeg(EVENT, leg, floor.now()));
    expect(bodies).toMatchObject([
      {
        market_ticker: "EVENT-D",
        event_type: "created",
        exchange_index: 0,
        close_ts: leg.closeTime / 1_000,
        price_level_structure: "linear_cent",
        price_ranges: [{ start: "0.0000", end: "1.0000", step: "0.0100" }],
        additional_metadata: { yes_sub_title: "Dora", event_ticker: EVENT },
      },
    ]);
  });

  it("tells of an event before its first market", async () => {
    const next = { ...event(), ticker: "NEXT", legs: [{ ...event().legs[0]!, ticker: "NEXT-A" }] };
    const bodies = await told((floor) => floor.exchange.list(next, floor.now()));
    expect(bodies).toMatchObject([
      { event_ticker: "NEXT", series_ticker: "SERIES", collateral_return_type: "MECNET" },
      { event_type: "created", market_ticker: "NEXT-A" },
    ]);
  });

  it("tells of a pause of a market and its end", async () => {
    const bodies = await told((floor) => {
      floor.exchange.changeLeg(A, { status: "inactive" }, floor.now());
      floor.exchange.changeLeg(A, { status: "active" }, floor.now());
    });
    expect(bodies).toEqual([
      { market_ticker: A, event_type: "deactivated", is_deactivated: true },
      { market_ticker: A, event_type: "activated", is_deactivated: false },
    ]);
  });

  it("tells of a close that has moved", async () => {
    const closeTime = later(1_800_000);
    const bodies = await told((floor) => floor.exchange.changeLeg(A, { closeTime }, floor.now()));
    expect(bodies).toEqual([{ market_ticker: A, event_type: "close_date_updated", close_ts: closeTime / 1_000 }]);
  });

  it("tells of a new grid", async () => {
    const priceRanges = [
      { start: 0 as Price, end: 1_000 as Price, step: 10 },
      { start: 1_000 as Price, end: 9_000 as Price, step: 100 },
      { start: 9_000 as Price, end: PRICE_ONE, step: 10 },
    ];
    const bodies = await told((floor) => floor.exchange.changeLeg(A, { priceRanges }, floor.now()));
    expect(bodies).toEqual([
      {
        market_ticker: A,
        event_type: "price_level_structure_updated",
        price_level_structure: "tapered_deci_cent",
        price_ranges: [
          { start: "0.0000", end: "0.1000", step: "0.0010" },
          { start: "0.1000", end: "0.9000", step: "0.0100" },
          { start: "0.9000", end: "1.0000", step: "0.0010" },
        ],
      },
    ]);
  });

  it("tells of a name that has changed", async () => {
    const bodies = await told((floor) => floor.exchange.changeLeg(B, { title: "Bea" }, floor.now()));
    expect(bodies).toEqual([{ market_ticker: B, event_type: "metadata_updated", yes_sub_title: "Bea" }]);
  });

  it("tells of a result and of the payout", async () => {
    const bodies = await told((floor) => {
      floor.advance(3_600_000);
      floor.exchange.results.determine(EVENT, { [A]: 5_000 as Price, [B]: 5_000 as Price }, floor.now());
      floor.exchange.results.finalize(EVENT, floor.advance(2_000));
    });
    const at = later(3_600_000) / 1_000;
    const tied = { event_type: "determined", result: "scalar", settlement_value: "0.5000", determination_ts: at };
    const lost = { event_type: "determined", result: "no", settlement_value: "0.0000", determination_ts: at };
    expect(bodies.slice(0, 3)).toEqual([
      { market_ticker: A, ...tied },
      { market_ticker: B, ...tied },
      { market_ticker: C, ...lost },
    ]);
    const paid = [A, B, C].map((ticker) => ({ market_ticker: ticker, event_type: "settled", settled_ts: at + 2 }));
    expect(bodies.slice(3)).toEqual(expect.arrayContaining(paid));
    expect(bodies).toHaveLength(6);
  });

  it("tells again of a result that is decided anew after a dispute, and not of the dispute", async () => {
    const bodies = await told((floor) => {
      floor.advance(3_600_000);
      floor.exchange.results.determine(EVENT, { [A]: PRICE_ONE }, floor.now());
      floor.exchange.results.dispute(EVENT, floor.now());
      floor.exchange.results.amend(EVENT, { [B]: PRICE_ONE }, floor.now());
    });
    const results = (bodies as { market_ticker: string; result: string }[]).map(({ market_ticker, result }) => [
      market_ticker,
      result,
    ]);
    expect(results).toEqual([
      [A, "yes"],
      [B, "no"],
      [C, "no"],
      [A, "no"],
      [B, "yes"],
      [C, "no"],
    ]);
  });

  it("tells of an event's own fees, and of their end", async () => {
    const bodies = await told((floor) => {
      floor.exchange.fees.changeEvent(EVENT, { type: "quadratic", multiplier: 0 }, floor.now(), floor.now());
      floor.exchange.fees.changeEvent(EVENT, undefined, floor.now(), floor.now());
    });
    expect(bodies).toEqual([
      { event_ticker: EVENT, fee_type_override: "quadratic", fee_multiplier_override: 0 },
      { event_ticker: EVENT, fee_type_override: null, fee_multiplier_override: null },
    ]);
  });

  it("is silent when an open or a close time passes", async () => {
    const leg = { ...event().legs[0]!, ticker: "EVENT-D", status: "initialized" as const };
    const bodies = await told((floor) => {
      floor.exchange.addLeg(EVENT, leg, floor.now(), { openTime: later(60_000) });
      floor.advance(3_610_000);
      expect(floor.exchange.leg("EVENT-D").status).toBe("closed");
    });
    expect(bodies).toMatchObject([{ event_type: "created", open_ts: later(60_000) / 1_000 }]);
  });
});
