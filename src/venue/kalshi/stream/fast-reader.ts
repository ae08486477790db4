import type { Level } from "../../../market/order-book.ts";
import { PRICE_ONE, type Price, type Quantity, type Time } from "../../../market/units.ts";
import { readFixedPoint } from "./fixed-point.ts";
import type { DeltaMessage, HotMessage, SnapshotMessage, TickerMessage, TradeMessage } from "./message.ts";

/** A JSON object whose content isn't known yet. */
export type Fields = Readonly<Record<string, unknown>>;

const MOST = Number.MAX_SAFE_INTEGER;
const LATEST = 8_640_000_000_000_000; // the last millisecond that a Date can hold

/**
 * Reads a message that comes by the thousand from its parsed JSON, by hand because a schema takes as long again as parsing does. Undefined
 * when it is of another type or can't be read: it accepts exactly what the schemas in hot-schema.ts accept and gives the same (a test
 * holds the two together), so that those can say what is wrong with it.
 */
export function readHot(fields: Fields): HotMessage | undefined {
  const { type } = fields;
  if (type === "orderbook_delta") return readDelta(fields); // by far the most frequent first
  if (type === "ticker") return readTicker(fields);
  if (type === "trade") return readTrade(fields);
  return type === "orderbook_snapshot" ? readSnapshot(fields) : undefined;
}

function readDelta(fields: Fields): DeltaMessage | undefined {
  const msg = content(fields);
  if (msg === undefined) return undefined;
  const { sid, seq } = fields;
  const id = optionalInteger(fields["id"]);
  const sentAt = optionalTime(fields["sending_ts_ms"]);
  const ticker = msg["market_ticker"];
  const wireSide = msg["side"];
  const price = readPrice(msg["price_dollars"]);
  const change = readFixedPoint(msg["delta_fp"], 2);
  const at = optionalTime(msg["ts_ms"]);
  const clientOrderId = optionalText(msg["client_order_id"]);
  if (!isCount(sid) || !isCount(seq) || id === null || sentAt === null || !isName(ticker)) return undefined;
  if (wireSide !== "yes" && wireSide !== "no") return undefined;
  if (price < 0 || Number.isNaN(change) || at === null || clientOrderId === null) return undefined;
  const side = wireSide === "yes" ? "bid" : "ask";
  return { type: "orderbook_delta", sid, seq, id, sentAt, ticker, side, price, change, at, clientOrderId };
}

function readSnapshot(fields: Fields): SnapshotMessage | undefined {
  const msg = content(fields);
  if (msg === undefined) return undefined;
  const { sid, seq } = fields;
  const id = optionalInteger(fields["id"]);
  const sentAt = optionalTime(fields["sending_ts_ms"]);
  const ticker = msg["market_ticker"];
  const yes = readLevels(msg["yes_dollars_fp"]);
  const no = readLevels(msg["no_dollars_fp"]);
  if (!isCount(sid) || !isCount(seq) || id === null || sentAt === null || !isName(ticker)) return undefined;
  if (yes === undefined || no === undefined) return undefined;
  return { type: "orderbook_snapshot", sid, seq, id, sentAt, ticker, yes, no };
}

function readTicker(fields: Fields): TickerMessage | undefined {
  const msg = content(fields);
  if (msg === undefined) return undefined;
  const { sid } = fields;
  const seq = optionalCount(fields["seq"]);
  const id = optionalInteger(fields["id"]);
  const sentAt = optionalTime(fields["sending_ts_ms"]);
  const ticker = msg["market_ticker"];
  const last = readPrice(msg["price_dollars"]);
  const bid = readPrice(msg["yes_bid_dollars"]);
  const ask = readPrice(msg["yes_ask_dollars"]);
  const bidSize = readQuantity(msg["yes_bid_size_fp"]);
  const askSize = readQuantity(msg["yes_ask_size_fp"]);
  const volume = readQuantity(msg["volume_fp"]);
  const openInterest = readQuantity(msg["open_interest_fp"]);
  const at = msg["ts_ms"];
  if (!isCount(sid) || seq === null || id === null || sentAt === null || !isName(ticker) || !isTime(at))
    return undefined;
  if (last < 0 || bid < 0 || ask < 0 || bidSize < 0 || askSize < 0 || volume < 0 || openInterest < 0) return undefined;
  return {
    type: "ticker",
    sid,
    seq,
    id,
    sentAt,
    ticker,
    bid: bestLevel(bid, bidSize),
    ask: bestLevel(ask, askSize),
    lastPrice: last === 0 ? undefined : last,
    volume,
    openInterest,
    at: (at + 0) as Time,
  };
}

function readTrade(fields: Fields): TradeMessage | undefined {
  const msg = content(fields);
  if (msg === undefined) return undefined;
  const { sid, seq } = fields;
  const id = optionalInteger(fields["id"]);
  const sentAt = optionalTime(fields["sending_ts_ms"]);
  const { trade_id: tradeId, market_ticker: ticker, taker_book_side: taker, is_block_trade: block, ts_ms: at } = msg;
  const price = readPrice(msg["yes_price_dollars"]);
  const quantity = readQuantity(msg["count_fp"]);
  if (!isCount(sid) || !isCount(seq) || id === null || sentAt === null || !isName(ticker) || !isTime(at))
    return undefined;
  if (!isName(tradeId) || price < 0 || quantity < 0) return undefined;
  if (taker !== "bid" && taker !== "ask") return undefined;
  if (block !== undefined && block !== null && typeof block !== "boolean") return undefined;
  const takerSide = taker === "bid" ? "buy" : "sell";
  return {
    type: "trade",
    sid,
    seq,
    id,
    sentAt,
    tradeId,
    ticker,
    price,
    quantity,
    takerSide,
    block: block === true,
    at: (at + 0) as Time,
  };
}

/** The level that a ticker names; it says "0.0000" and "1.0000" when a side is empty. */
export function bestLevel(price: Price, quantity: Quantity): Level | undefined {
  return price === 0 || price === PRICE_ONE ? undefined : { price, quantity };
}

function content(fields: Fields): Fields | undefined {
  const { msg } = fields;
  return typeof msg === "object" && msg !== null && !Array.isArray(msg) ? (msg as Fields) : undefined;
}

/** A price, or -1. */
function readPrice(value: unknown): Price {
  const price = readFixedPoint(value, 4);
  return (price >= 0 && price <= PRICE_ONE ? price : -1) as Price;
}

/** A quantity, or -1. */
function readQuantity(value: unknown): Quantity {
  const quantity = readFixedPoint(value, 2);
  return (quantity >= 0 ? quantity : -1) as Quantity;
}

const NO_LEVELS: readonly number[] = [];

/** Price and quantity in turn; nothing for a side that isn't there; undefined when it can't be read. */
function readLevels(value: unknown): readonly number[] | undefined {
  if (value === undefined || value === null) return NO_LEVELS;
  if (!Array.isArray(value)) return undefined;
  const levels: number[] = [];
  for (const level of value as readonly unknown[]) {
    if (!Array.isArray(level)) return undefined;
    const price = readPrice(level[0]);
    const quantity = readQuantity(level[1]);
    if (price < 0 || quantity < 0) return undefined;
    levels.push(price, quantity);
  }
  return levels;
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length > 0;
}

/** A safe integer (Number.isSafeInteger takes ten times as long). */
function isWhole(value: unknown): value is number {
  return typeof value === "number" && Math.floor(value) === value && value <= MOST && value >= -MOST;
}

/** A number that the exchange counts from one. */
function isCount(value: unknown): value is number {
  return isWhole(value) && value >= 1;
}

function isTime(value: unknown): value is number {
  return isWhole(value) && value >= 0 && value <= LATEST;
}

// What may be absent gives undefined then, and null when it is there and can't be read.

function optionalCount(value: unknown): number | undefined | null {
  return value === undefined || value === null ? undefined : isCount(value) ? value : null;
}

function optionalInteger(value: unknown): number | undefined | null {
  if (value === undefined || value === null) return undefined;
  return isWhole(value) && value >= 0 ? value + 0 : null;
}

function optionalTime(value: unknown): Time | undefined | null {
  return value === undefined || value === null ? undefined : isTime(value) ? ((value + 0) as Time) : null;
}

function optionalText(value: unknown): string | undefined | null {
  return value === undefined || value === null || value === "" ? undefined : typeof value === "string" ? value : null;
}
