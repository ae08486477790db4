import fc from "fast-check";

// Messages as the exchange writes them, for tests to generate.

export const MARKET_ID = "9b0f6b43-5b68-4f9f-9f02-9a2d1b8ac1a1";

/** A decimal with four, two or as many decimals as are needed, zeros behind them as the exchange may add. */
function decimal(integer: fc.Arbitrary<number>, decimals: number): fc.Arbitrary<string> {
  return fc.tuple(integer, fc.constantFrom("", "0", "00")).map(([count, zeros]) => {
    const digits = String(Math.abs(count)).padStart(decimals + 1, "0");
    return `${count < 0 ? "-" : ""}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}${zeros}`;
  });
}

export const wirePrice = decimal(fc.integer({ min: 0, max: 10_000 }), 4);
export const wireSize = decimal(fc.integer({ min: 0, max: 10_000_000 }), 2);
export const wireChange = decimal(fc.integer({ min: -10_000_000, max: 10_000_000 }), 2);

const ticker = fc.constantFrom("KXTOPMONTHLY-26NOV-BRU", "KXTOPMONTHLY-26NOV-WEE", "A");
const time = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 });
const count = fc.integer({ min: 1, max: 1_000_000 });
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> =>
  fc.option(fc.option(value, { nil: undefined }), { nil: null, freq: 5 });

const envelope = { sid: count, seq: count, sending_ts_ms: optional(time) };

export const wireDelta = fc.record({
  ...envelope,
  type: fc.constant("orderbook_delta"),
  msg: fc.record({
    market_ticker: ticker,
    market_id: fc.constant(MARKET_ID),
    price_dollars: wirePrice,
    delta_fp: wireChange,
    side: fc.constantFrom("yes", "no"),
    ts_ms: optional(time),
    client_order_id: optional(fc.constantFrom("", "tauroi-1-1")),
  }),
});

export const wireSnapshot = fc.record({
  ...envelope,
  type: fc.constant("orderbook_snapshot"),
  id: optional(fc.nat()),
  msg: fc.record({
    market_ticker: ticker,
    market_id: fc.constant(MARKET_ID),
    yes_dollars_fp: optional(fc.array(fc.tuple(wirePrice, wireSize), { maxLength: 4 })),
    no_dollars_fp: optional(fc.array(fc.tuple(wirePrice, wireSize), { maxLength: 4 })),
  }),
});

export const wireTicker = fc.record({
  sid: count,
  sending_ts_ms: optional(time),
  type: fc.constant("ticker"),
  msg: fc.record({
    market_ticker: ticker,
    price_dollars: wirePrice,
    yes_bid_dollars: fc.oneof(wirePrice, fc.constant("0.0000")),
    yes_ask_dollars: fc.oneof(wirePrice, fc.constant("1.0000")),
    yes_bid_size_fp: wireSize,
    yes_ask_size_fp: wireSize,
    volume_fp: wireSize,
    open_interest_fp: wireSize,
    dollar_volume: fc.nat(),
    ts_ms: time,
  }),
});

export const wireTrade = fc.record({
  ...envelope,
  type: fc.constant("trade"),
  msg: fc.record({
    trade_id: fc.uuid(),
    market_ticker: ticker,
    yes_price_dollars: wirePrice,
    no_price_dollars: wirePrice,
    count_fp: wireSize,
    taker_book_side: fc.constantFrom("bid", "ask"),
    is_block_trade: optional(fc.boolean()),
    ts_ms: time,
  }),
});

export const wireHot = fc.oneof(wireDelta, wireSnapshot, wireTicker, wireTrade);
