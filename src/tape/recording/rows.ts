/** What a recording is made of: trades as the exchange lists them, and messages of its stream as they came. */
export type RowKind = "trades" | "stream";

/** A public trade, in the exchange's own names and decimals: what every reader of tapes takes (see trade-rows.ts). */
export interface TradeRow {
  /** UTC, to the microsecond. */
  readonly created_time: string;
  readonly event_ticker: string;
  readonly ticker: string;
  readonly yes_price_dollars: string;
  readonly count_fp: string;
  /** "yes", "no", or "" where the exchange doesn't say. */
  readonly taker_outcome_side: string;
  /** Agreed off the book. */
  readonly is_block_trade: boolean;
  readonly trade_id: string;
}

/** A message of the stream. */
export interface StreamRow {
  /** When the recorder had it, epoch milliseconds by its own clock. */
  readonly recv_ms: number;
  /** Counts connections: within one, nothing is missing that the numbers (`sid`, `seq`) don't show. */
  readonly segment: number;
  readonly type: string;
  readonly sid: number | null;
  readonly seq: number | null;
  /** When the exchange queued it, by its own clock, where it says so. */
  readonly sending_ts_ms: number | null;
  readonly market_ticker: string;
  /** Its content as it came. */
  readonly msg: Readonly<Record<string, unknown>>;
}

export interface RowsOf {
  readonly trades: TradeRow;
  readonly stream: StreamRow;
}

/** How a value is kept where columns have types; `json` is text there, and an object in JSON lines. */
export type ColumnType = "text" | "integer" | "flag" | "json";

export interface RowColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
}

const text = (name: string): RowColumn => ({ name, type: "text", nullable: false });
const integer = (name: string, nullable = false): RowColumn => ({ name, type: "integer", nullable });

/** The columns of each kind, in their order in every format. */
export const ROW_COLUMNS: Readonly<Record<RowKind, readonly RowColumn[]>> = {
  trades: [
    text("created_time"),
    text("event_ticker"),
    text("ticker"),
    text("yes_price_dollars"),
    text("count_fp"),
    text("taker_outcome_side"),
    { name: "is_block_trade", type: "flag", nullable: false },
    text("trade_id"),
  ],
  stream: [
    integer("recv_ms"),
    integer("segment"),
    text("type"),
    integer("sid", true),
    integer("seq", true),
    integer("sending_ts_ms", true),
    text("market_ticker"),
    { name: "msg", type: "json", nullable: false },
  ],
};
