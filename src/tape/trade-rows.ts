import { PriceGrid } from "../market/price-grid.ts";
import { bindHeader } from "./bound-columns.ts";
import type { ColumnMap } from "./column-map.ts";
import { csvTrades } from "./csv-trades.ts";
import type { Names } from "./names.ts";
import { documentTrades, jsonLineTrades, parquetTrades } from "./object-trades.ts";
import { openTape, type TapeFile } from "./tape-file.ts";
import { TradeBatch } from "./trade-batch.ts";
import { type BoundColumns, TapeCounts, TradeReader } from "./trade-reader.ts";

/** How tapes are read. */
export interface TapeOptions {
  /** Prices that there can be; whole cents by default. */
  readonly grid?: PriceGrid;
  /** For tapes that call things otherwise than the exchange does. */
  readonly columns?: ColumnMap;
  /** Is filled in while the tapes are read. */
  readonly counts?: TapeCounts;
}

/**
 * The trades of a tape, exactly, in batches: CSV with a header, JSON (an object a line, or a response of the exchange as a document) or
 * Parquet, told by the content. A trade says
 *
 * - when: `created_time` (UTC), or `ts_ms`, or `ts` (epoch milliseconds, seconds);
 * - what: `ticker` or `market_ticker`; its event in `event_ticker`, else the ticker up to its last dash;
 * - the price of YES: `yes_price_dollars`, or `yes_price` in cents; and contracts: `count_fp` or `count`;
 * - if known, the taker's side: `taker_outcome_side` or `taker_side` (yes, no or blank), or `taker_book_side` (bid, ask);
 * - if known, `trade_id`; and `is_block_trade`: block trades are left out and counted.
 *
 * Other columns don't matter; `columns` names others that say the same. Throws TapeError with the file and the line, or the row of a
 * file without lines, at the first trade that is malformed, off the grid or earlier than the one before it, and for a tape without trades.
 */
export async function* tradeBatches(
  file: TapeFile,
  names: Names,
  { grid = PriceGrid.wholeCents(), columns = {}, counts = new TapeCounts() }: TapeOptions = {},
): AsyncGenerator<TradeBatch> {
  const { format, bytes } = await openTape(file);
  try {
    const batch = new TradeBatch(names, file.name, format === "csv" || format === "jsonl" ? "line" : "row");
    const open = (bound: BoundColumns): TradeReader => new TradeReader(bound, grid, counts, batch);
    const tape = { file, columns, open };
    if (format === "csv") {
      yield* csvTrades(file.name, bytes, (header) => open(bindHeader(file.name, columns, header)));
    } else if (format === "jsonl") yield* jsonLineTrades(tape, bytes);
    else if (format === "json") yield* documentTrades(tape, bytes);
    else yield* parquetTrades(tape);
  } finally {
    await bytes.return(undefined);
  }
}
