import type { PriceGrid } from "../market/price-grid.ts";
import { PRICE_ONE, type Price, parseFixedPoint, UnitError } from "../market/units.ts";
import { longHash } from "./byte-hash.ts";
import type { Column, TimeUnit, TradeColumn } from "./column-map.ts";
import { TapeError } from "./tape-error.ts";
import { BUY, SELL, type TradeBatch, UNKNOWN } from "./trade-batch.ts";
import { epochMicroseconds, isoTime, microseconds } from "./utc-time.ts";

/** What was read of tapes, and what was left out of the orders. */
export class TapeCounts {
  /** Trades that became part of an order. */
  trades = 0;
  /** Trades made outside the book. */
  blockTrades = 0;
  /** Rows of a trade that was already there, by its trade id. */
  repeatedTrades = 0;
}

/** A column of a file that may say something: its place in a row, its name and its unit. */
export interface BoundColumn extends Required<Column> {
  readonly index: number;
}

export type BoundColumns = Readonly<Record<TradeColumn, readonly BoundColumn[]>>;

/** A count of units of a number that isn't text may be off by this much: floating point, not a finer price. */
const TOLERANCE = 1e-3;

const SIDES: Readonly<Record<string, number>> = {
  yes: BUY,
  no: SELL,
  buy: BUY,
  sell: SELL,
  bid: BUY,
  ask: SELL,
  "": UNKNOWN,
};

const FLAGS: Readonly<Record<string, boolean>> = { true: true, false: false, "1": true, "0": false, "": false };

/** What a row of one file means, field by field, into a batch; the row that is not as it must be throws TapeError. */
export class TradeReader {
  /** Of the row before, which the next must not precede; and where it is, 0 before the first. */
  lastMicros = Number.NEGATIVE_INFINITY;
  lastLine = 0;
  /** Whether a price, in units, is on the grid. */
  readonly onGrid: Uint8Array;
  #blocks = 0;

  constructor(
    readonly columns: BoundColumns,
    readonly grid: PriceGrid,
    readonly counts: TapeCounts,
    readonly batch: TradeBatch,
  ) {
    this.onGrid = Uint8Array.from({ length: PRICE_ONE + 1 }, (_, ticks) => (grid.includes(ticks as Price) ? 1 : 0));
  }

  /** One row: its fields where `columns` says they are, undefined where it has none. */
  add(fields: readonly unknown[], line: number): void {
    if (this.#isBlock(fields, line)) {
      this.counts.blockTrades += 1;
      this.#blocks += 1;
      return;
    }
    const micros = this.#time(fields, line);
    const ticker = this.#name("ticker", fields, line);
    const event = this.#event(fields, ticker, line);
    const price = this.#price(fields, line);
    const quantity = this.#quantity(fields, line);
    const side = this.#side(fields, line);
    const { value: id } = this.#find("trade_id", fields);
    const { names } = this.batch;
    this.lastMicros = micros;
    this.lastLine = line;
    this.batch.push(micros, names.of(ticker), names.of(event), side, price, quantity, idHash(id), line);
  }

  /** When the trade of a row was made, in epoch microseconds; undefined when it doesn't say so. */
  timeOf(fields: readonly unknown[]): number | undefined {
    const { value, bound } = this.#find("created_time", fields);
    return bound === undefined ? undefined : microsecondsOf(value, bound);
  }

  /** Throws TapeError unless the file had a trade. `header` is the line of its header, if it has one. */
  finish(header?: number): void {
    if (this.lastLine > 0) return;
    const problem =
      this.#blocks > 0
        ? "the tape has only block trades, which no order of the book made; give one with others"
        : "the tape has no trades; give one with trades";
    throw new TapeError(this.batch.file, header, problem);
  }

  #find(
    column: TradeColumn,
    fields: readonly unknown[],
  ): { readonly value: unknown; readonly bound: BoundColumn | undefined } {
    for (const bound of this.columns[column]) {
      const value = fields[bound.index];
      if (value !== undefined && value !== null) return { value, bound };
    }
    return { value: undefined, bound: this.columns[column][0] };
  }

  /** As `#find`, of a column that every row must have. */
  #demand(
    column: TradeColumn,
    fields: readonly unknown[],
    line: number,
  ): { readonly value: unknown; readonly bound: BoundColumn } {
    const { value, bound } = this.#find(column, fields);
    if (bound === undefined || value === undefined) {
      const names = this.columns[column].map(({ name }) => name).join(" nor ");
      throw new TapeError(
        this.batch.file,
        line,
        `the trade has no ${names || column}; mend or remove it`,
        this.batch.place,
      );
    }
    return { value, bound };
  }

  #isBlock(fields: readonly unknown[], line: number): boolean {
    const { value, bound } = this.#find("is_block_trade", fields);
    if (bound === undefined || value === undefined) return false;
    const word = String(value).toLowerCase();
    const flag = Object.hasOwn(FLAGS, word) ? FLAGS[word] : undefined;
    return flag ?? this.#refuse(line, bound.name, value, "is none of true, false and blank");
  }

  #time(fields: readonly unknown[], line: number): number {
    const { value, bound } = this.#demand("created_time", fields, line);
    const micros = microsecondsOf(value, bound);
    if (micros === undefined) {
      const mend =
        bound.unit === "iso"
          ? "is not a UTC time such as 2025-06-04T14:02:03.221164Z"
          : `is not a time after 1999 in ${bound.unit} since 1970; is it another unit?`;
      this.#refuse(line, bound.name, value, mend);
    }
    if (micros < this.lastMicros) {
      const before = `${isoTime(this.lastMicros)} of ${this.batch.place} ${this.lastLine}`;
      this.#refuse(line, bound.name, value, `goes back before ${before}; sort the tape by time`);
    }
    return micros;
  }

  #name(column: "ticker" | "event_ticker", fields: readonly unknown[], line: number): string {
    const { value, bound } = this.#demand(column, fields, line);
    if (typeof value !== "string") this.#refuse(line, bound.name, value, "is not text; name the contract");
    if (value === "") this.#refuse(line, bound.name, value, "is blank; name the contract");
    return value;
  }

  #event(fields: readonly unknown[], ticker: string, line: number): string {
    if (this.#find("event_ticker", fields).value !== undefined) return this.#name("event_ticker", fields, line);
    return eventOf(ticker);
  }

  #price(fields: readonly unknown[], line: number): number {
    const { value, bound } = this.#demand("yes_price", fields, line);
    const inDollars = bound.unit === "dollars";
    const what = inDollars ? "dollars" : "cents";
    const decimals = inDollars ? 4 : 2;
    const ticks = this.#units(value, bound.name, decimals, `is not a number of ${what}`, line);
    const { lowest, highest } = this.grid;
    const shown = (price: number): number => (inDollars ? price / PRICE_ONE : price / 100);
    if (ticks < lowest || ticks > highest) {
      const range = `${shown(lowest)} to ${shown(highest)}`;
      this.#refuse(line, bound.name, value, `is out of range; a price in ${what} of YES is from ${range}`);
    }
    if (this.onGrid[ticks] !== 1) {
      const nearest = `${shown(this.grid.floor(ticks / 100)!)} and ${shown(this.grid.ceil(ticks / 100)!)}`;
      this.#refuse(line, bound.name, value, `is off the price grid; the nearest prices are ${nearest}`);
    }
    return ticks;
  }

  #quantity(fields: readonly unknown[], line: number): number {
    const { value, bound } = this.#demand("count", fields, line);
    const hundredths = this.#units(value, bound.name, 2, "is not a number of contracts", line);
    if (hundredths <= 0) this.#refuse(line, bound.name, value, "is not positive; a trade has at least 0.01 contracts");
    return hundredths;
  }

  #side(fields: readonly unknown[], line: number): number {
    const { value, bound } = this.#find("taker_side", fields);
    if (bound === undefined || value === undefined) return UNKNOWN;
    const side = typeof value === "string" && Object.hasOwn(SIDES, value) ? SIDES[value] : undefined;
    return side ?? this.#refuse(line, bound.name, value, "is none of yes, no (or buy, sell, bid, ask) and blank");
  }

  /** A decimal number as a count of 10^-decimals. */
  #units(value: unknown, column: string, decimals: number, problem: string, line: number): number {
    const refuse = (): never => {
      const most = decimals === 2 ? "two" : "four";
      return this.#refuse(line, column, value, `${problem} with at most ${most} decimals`);
    };
    if (typeof value === "number") {
      const scaled = value * 10 ** decimals;
      const units = Math.round(scaled);
      return Number.isSafeInteger(units) && Math.abs(units - scaled) <= TOLERANCE ? units : refuse();
    }
    if (typeof value !== "string" && typeof value !== "bigint") return refuse();
    try {
      return parseFixedPoint(String(value), decimals, column);
    } catch (error) {
      if (!(error instanceof UnitError)) throw error;
      return refuse();
    }
  }

  #refuse(line: number, column: string, value: unknown, mend: string): never {
    const shown = typeof value === "bigint" ? String(value) : JSON.stringify(value);
    throw new TapeError(this.batch.file, line, `${column} ${shown} ${mend}`, this.batch.place);
  }
}

/** The event of a leg where the tape doesn't name it: the ticker up to its last dash. */
export function eventOf(ticker: string): string {
  return ticker.slice(0, Math.max(0, ticker.lastIndexOf("-"))) || ticker;
}

function idHash(id: unknown): number {
  return id === undefined || id === "" ? 0 : longHash(String(id));
}

function microsecondsOf(value: unknown, { unit }: BoundColumn): number | undefined {
  if (unit === "iso") return typeof value === "string" ? microseconds(value) : undefined;
  return epochMicroseconds(String(value), unit as Exclude<TimeUnit, "iso">);
}
