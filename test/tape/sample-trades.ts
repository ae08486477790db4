import { parquetWriteBuffer } from "hyparquet-writer";
import { readTapes, type TapeOrder } from "../../src/tape/taker-orders.ts";
import type { TapeFile } from "../../src/tape/tape-file.ts";
import type { TapeOptions } from "../../src/tape/trade-rows.ts";

/** A trade as the REST interface gives it. */
const trade = (id: number, at: string, ticker: string, dollars: string, count: string, side: string) => ({
  trade_id: `00000000-0000-4000-8000-${String(id).padStart(12, "0")}`,
  ticker,
  count_fp: count,
  yes_price_dollars: dollars,
  no_price_dollars: (1 - Number(dollars)).toFixed(4),
  taker_outcome_side: side,
  taker_book_side: side === "yes" ? "bid" : "ask",
  created_time: at,
  is_block_trade: false,
});

/** Two orders, of three makers and of one, then one at another leg. */
export const TRADES = [
  trade(1, "2025-06-04T14:02:03.221164Z", "KXE-25JUN-A", "0.4700", "1.00", "yes"),
  trade(2, "2025-06-04T14:02:03.221164Z", "KXE-25JUN-A", "0.4700", "2.50", "yes"),
  trade(3, "2025-06-04T14:02:03.221164Z", "KXE-25JUN-A", "0.4900", "3.00", "yes"),
  trade(4, "2025-06-04T14:02:03.5Z", "KXE-25JUN-A", "0.4600", "10.00", "no"),
  trade(5, "2025-06-04T14:02:04Z", "KXE-25JUN-B", "0.0100", "1.00", "no"),
];

export const at = (...time: [number, number]) => Date.UTC(2025, 5, 4, 14, 2, ...time);
export const prints = (...pairs: (readonly [number, number])[]) =>
  pairs.map(([price, quantity]) => ({ price, quantity }));
export const EXPECTED = [
  {
    event: "KXE-25JUN",
    trades: 3,
    order: { ticker: "KXE-25JUN-A", at: at(3, 221), side: "buy", prints: prints([4_700, 350], [4_900, 300]) },
  },
  {
    event: "KXE-25JUN",
    trades: 1,
    order: { ticker: "KXE-25JUN-A", at: at(3, 500), side: "sell", prints: prints([4_600, 1_000]) },
  },
  {
    event: "KXE-25JUN",
    trades: 1,
    order: { ticker: "KXE-25JUN-B", at: at(4, 0), side: "sell", prints: prints([100, 100]) },
  },
];

export async function read(options: TapeOptions, ...files: readonly TapeFile[]): Promise<readonly TapeOrder[]> {
  const orders: TapeOrder[] = [];
  for await (const batch of readTapes(files, options)) orders.push(...batch);
  return orders;
}

export const lines = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");
export const csv = (rows: readonly Readonly<Record<string, unknown>>[]) =>
  [Object.keys(rows[0]!).join(","), ...rows.map((row) => Object.values(row).join(","))].join("\n");

export type ParquetOptions = Partial<Parameters<typeof parquetWriteBuffer>[0]>;

export function parquet(rows: readonly Readonly<Record<string, unknown>>[], options: ParquetOptions = {}): Uint8Array {
  const columnData = Object.keys(rows[0]!).map((name) => ({ name, data: rows.map((row) => row[name]) }));
  return new Uint8Array(parquetWriteBuffer({ columnData, ...options }));
}

/** The trades as WebSocket messages, which have milliseconds only, between others. */
export const MESSAGES = TRADES.flatMap(({ ticker, created_time, ...rest }, seq) => [
  { type: "ticker", sid: 1, msg: { market_ticker: ticker, price_dollars: "0.4700", ts_ms: 5 } },
  { type: "trade", sid: 2, seq, msg: { ...rest, market_ticker: ticker, ts_ms: Date.parse(created_time) } },
]);
