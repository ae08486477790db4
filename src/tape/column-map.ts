/** What a row of a tape says, under the name that our own tapes use. */
export type TradeColumn =
  | "created_time"
  | "ticker"
  | "event_ticker"
  | "yes_price"
  | "count"
  | "taker_side"
  | "trade_id"
  | "is_block_trade";

/** How a time is written: as text (`iso`), or counted from the epoch. */
export type TimeUnit = "iso" | "s" | "ms" | "us" | "ns";
/** Of YES. */
export type PriceUnit = "cents" | "dollars";

/** A column of a file. Without a unit it is the one of our own tapes. */
export interface Column {
  readonly name: string;
  readonly unit?: TimeUnit | PriceUnit;
}

/** Which columns of somebody else's tape say what. What is not in here is found under the names that the exchange uses. */
export type ColumnMap = Readonly<Partial<Record<TradeColumn, Column>>>;

const TIME_UNITS: readonly string[] = ["iso", "s", "ms", "us", "ns"] satisfies readonly TimeUnit[];
const PRICE_UNITS: readonly string[] = ["cents", "dollars"] satisfies readonly PriceUnit[];

/** The exchange's own names, over its REST interface, its WebSocket and our tapes. The first that a tape has counts. */
const KNOWN: Readonly<Record<TradeColumn, readonly Column[]>> = {
  created_time: [{ name: "created_time" }, { name: "ts_ms", unit: "ms" }, { name: "ts", unit: "s" }],
  ticker: [{ name: "ticker" }, { name: "market_ticker" }],
  event_ticker: [{ name: "event_ticker" }],
  yes_price: [{ name: "yes_price_dollars", unit: "dollars" }, { name: "yes_price" }],
  count: [{ name: "count_fp" }, { name: "count" }],
  taker_side: [{ name: "taker_outcome_side" }, { name: "taker_side" }, { name: "taker_book_side" }],
  trade_id: [{ name: "trade_id" }],
  is_block_trade: [{ name: "is_block_trade" }],
};

const COLUMNS = Object.keys(KNOWN) as readonly TradeColumn[];

/** The columns that may say each thing, the best first, each with its unit. */
export function candidates(map: ColumnMap): Readonly<Record<TradeColumn, readonly Required<Column>[]>> {
  return Object.fromEntries(
    COLUMNS.map((column) => {
      const mapped = map[column];
      const unit = column === "yes_price" ? "cents" : "iso"; // of the others it is never looked at
      return [column, (mapped === undefined ? KNOWN[column] : [mapped]).map((one) => ({ unit, ...one }))];
    }),
  ) as unknown as Readonly<Record<TradeColumn, readonly Required<Column>[]>>;
}

/**
 * The column map that words such as `created_time=when:ms`, `yes_price=px:dollars` and `ticker=symbol` ask for; the unit may follow a
 * colon where there are several. Throws Error with the word and the mend.
 */
export function parseColumnMap(words: readonly string[]): ColumnMap {
  const map: Partial<Record<TradeColumn, Column>> = {};
  for (const word of words) {
    const [, ours = "", theirs = ""] = /^([^=]*)=(.+)$/s.exec(word) ?? [];
    const column = COLUMNS.find((known) => known === ours);
    if (theirs === "") throw new Error(`${JSON.stringify(word)} names no column; write one as created_time=when`);
    if (column === undefined) throw new Error(`${JSON.stringify(ours)} is none of ${COLUMNS.join(", ")}`);
    if (map[column] !== undefined) throw new Error(`${column} is given twice; give it once`);
    map[column] = withUnit(column, theirs);
  }
  return map;
}

function withUnit(column: TradeColumn, text: string): Column {
  const units = column === "created_time" ? TIME_UNITS : column === "yes_price" ? PRICE_UNITS : [];
  const colon = text.lastIndexOf(":");
  if (colon < 0 || units.length === 0) return { name: text };
  const unit = text.slice(colon + 1);
  if (!units.includes(unit))
    throw new Error(`${column}=${text}: the unit ${JSON.stringify(unit)} is none of ${units.join(", ")}`);
  return { name: text.slice(0, colon), unit: unit as TimeUnit | PriceUnit };
}
