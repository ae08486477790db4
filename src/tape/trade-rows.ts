import type { PriceGrid } from "../market/price-grid.ts";
import type { TakerSide } from "../market/taker-order.ts";
import { type Price, parseFixedPoint, type Quantity, toCents, UnitError } from "../market/units.ts";
import { type CsvRow, openCsv, type TapeFile } from "./csv-rows.ts";
import { TapeError } from "./tape-error.ts";
import { microseconds } from "./utc-time.ts";

/** One print of a tape. */
export interface TradeRow {
  /** Epoch microseconds, as the exchange stamps it. */
  readonly micros: number;
  readonly ticker: string;
  readonly event: string;
  readonly side: TakerSide;
  readonly price: Price;
  readonly quantity: Quantity;
}

const REQUIRED = ["created_time", "ticker", "yes_price", "count"] as const;

const SIDES: Readonly<Record<string, TakerSide>> = { yes: "buy", no: "sell", "": "unknown" };

/**
 * The rows of a tape in CSV, in batches, exactly: `created_time` (UTC), `ticker`, `yes_price` (cents of YES) and `count` (contracts) must
 * be there; `event_ticker` and `taker_side` (yes, no or blank) may be; other columns don't matter. Throws TapeError with file and
 * line at the first row that is malformed, off the grid or earlier than the row before it, and for a tape without trades.
 */
export async function* tradeRows(file: TapeFile, grid: PriceGrid): AsyncGenerator<readonly TradeRow[]> {
  const { columns, batches } = await openCsv(file, REQUIRED);
  const reader = new RowReader(file.name, columns, grid);
  for await (const batch of batches) {
    const rows: TradeRow[] = [];
    let failure: unknown;
    for (const row of batch) {
      try {
        rows.push(reader.read(row));
      } catch (error) {
        failure = error;
        break;
      }
    }
    if (rows.length > 0) yield rows;
    if (failure !== undefined) throw failure;
  }
  if (reader.lastLine === 0)
    throw new TapeError(file.name, 1, "the tape has a header and no trades; give one with trades");
}

class RowReader {
  lastLine = 0;
  #lastMicros = 0;
  #lastTime = "";
  readonly #names = new Map<string, string>(); // one string per name, however many rows have it
  readonly #at: Readonly<Record<(typeof REQUIRED)[number], number>>;
  readonly #eventAt: number | undefined;
  readonly #sideAt: number | undefined;

  constructor(
    readonly file: string,
    columns: ReadonlyMap<string, number>,
    readonly grid: PriceGrid,
  ) {
    const place = (name: string): number => columns.get(name)!;
    this.#at = {
      created_time: place("created_time"),
      ticker: place("ticker"),
      yes_price: place("yes_price"),
      count: place("count"),
    };
    this.#eventAt = columns.get("event_ticker");
    this.#sideAt = columns.get("taker_side");
  }

  read({ fields, line }: CsvRow): TradeRow {
    const micros = this.#time(fields[this.#at.created_time]!, line);
    const ticker = this.#name(fields[this.#at.ticker]!, "ticker", line);
    const event =
      this.#eventAt === undefined
        ? this.#name(ticker.slice(0, Math.max(0, ticker.lastIndexOf("-"))) || ticker, "ticker", line)
        : this.#name(fields[this.#eventAt]!, "event_ticker", line);
    const price = this.#price(fields[this.#at.yes_price]!, line);
    const quantity = this.#quantity(fields[this.#at.count]!, line);
    const side = this.#side(this.#sideAt === undefined ? "" : fields[this.#sideAt]!, line);
    this.lastLine = line;
    return { micros, ticker, event, side, price, quantity };
  }

  #time(text: string, line: number): number {
    if (text === this.#lastTime) return this.#lastMicros; // most rows of a sweep
    const micros = microseconds(text);
    if (micros === undefined)
      this.#refuse(line, "created_time", text, "is not a UTC time such as 2025-06-04T14:02:03.221164Z");
    if (micros < this.#lastMicros) {
      const mend = `goes back before ${this.#lastTime} of line ${this.lastLine}; sort the tape by time`;
      this.#refuse(line, "created_time", text, mend);
    }
    this.#lastMicros = micros;
    this.#lastTime = text;
    return micros;
  }

  #name(text: string, column: string, line: number): string {
    if (text === "") this.#refuse(line, column, text, "is blank; name the contract");
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    this.#names.set(text, text);
    return text;
  }

  #price(text: string, line: number): Price {
    const ticks = this.#fixedPoint(text, "yes_price", "is not a number of cents", line);
    const { lowest, highest } = this.grid;
    if (ticks < lowest || ticks > highest) {
      const range = `${toCents(lowest)} to ${toCents(highest)}`;
      this.#refuse(line, "yes_price", text, `is out of range; a price in cents of YES is from ${range}`);
    }
    if (!this.grid.includes(ticks as Price)) {
      const below = toCents(this.grid.floor(ticks / 100)!);
      const above = toCents(this.grid.ceil(ticks / 100)!);
      this.#refuse(line, "yes_price", text, `is off the price grid; the nearest prices are ${below} and ${above}`);
    }
    return ticks as Price;
  }

  #quantity(text: string, line: number): Quantity {
    const hundredths = this.#fixedPoint(text, "count", "is not a number of contracts", line);
    if (hundredths <= 0) this.#refuse(line, "count", text, "is not positive; a trade has at least 0.01 contracts");
    return hundredths as Quantity;
  }

  #side(text: string, line: number): TakerSide {
    return SIDES[text] ?? this.#refuse(line, "taker_side", text, "is none of yes, no and blank");
  }

  #fixedPoint(text: string, column: string, problem: string, line: number): number {
    try {
      return parseFixedPoint(text, 2, column);
    } catch (error) {
      if (!(error instanceof UnitError)) throw error;
      return this.#refuse(line, column, text, `${problem} with at most two decimals`);
    }
  }

  #refuse(line: number, column: string, value: string, mend: string): never {
    throw new TapeError(this.file, line, `${column} ${JSON.stringify(value)} ${mend}`);
  }
}
