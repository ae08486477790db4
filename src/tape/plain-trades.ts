import { hashBytes, longHashBytes } from "./byte-hash.ts";
import type { TradeColumn } from "./column-map.ts";
import { PlainFields } from "./plain-fields.ts";
import { BUY, SELL, UNKNOWN } from "./trade-batch.ts";
import { eventOf, type TradeReader } from "./trade-reader.ts";

const COMMA = 0x2c;
const CR = 0x0d;
const LF = 0x0a;
/** Far below what the general reader takes, whatever it counts: longer lines are its affair. */
const LONGEST_LINE = 1 << 15;

const KINDS: Readonly<Record<TradeColumn, number>> = {
  created_time: 1,
  ticker: 2,
  event_ticker: 3,
  yes_price: 4,
  count: 5,
  taker_side: 6,
  trade_id: 7,
  is_block_trade: 8,
};
const FALSE = [0x66, 0x61, 0x6c, 0x73, 0x65] as const; // in small letters

/**
 * Reads rows of a CSV file without quotes from the bytes, without a string or an object a row. What isn't spelt in the commonest way
 * goes through `TradeReader.add` as text, so that both say the same.
 */
export class PlainTrades {
  readonly #fields = new PlainFields();
  readonly #kinds: Uint8Array;
  readonly #simple: boolean;
  readonly #priceDecimals: number;
  readonly #hasEvents: boolean;
  readonly #eventOfTicker: number[] = []; // -1 where it isn't known yet
  /** The physical line, from 1, that comes next. */
  line: number;
  /** The last line that was a row, or the header. */
  lastRow: number;

  /** `width` fields are in a row, as in the header, which is on line `header`. */
  constructor(
    readonly reader: TradeReader,
    readonly width: number,
    header: number,
    readonly misfit: (fields: readonly string[], line: number) => Error,
  ) {
    this.line = header + 1;
    this.lastRow = header;
    const { columns } = reader;
    this.#kinds = new Uint8Array(width);
    const used = (Object.keys(KINDS) as TradeColumn[]).flatMap((column) => {
      const [bound] = columns[column];
      if (bound === undefined) return [];
      this.#kinds[bound.index] = KINDS[column];
      return [bound.index];
    });
    // A column that says two things, or a time that is counted, is for the general reader.
    this.#simple = new Set(used).size === used.length && columns.created_time[0]?.unit === "iso";
    this.#priceDecimals = columns.yes_price[0]?.unit === "dollars" ? 4 : 2;
    this.#hasEvents = columns.event_ticker.length > 0;
  }

  /**
   * Reads the lines of `bytes` from `start` to `end`, each of which has its line feed. Returns where it stopped: at `end`, or at the
   * start of a line too long for it.
   */
  read(bytes: Uint8Array, start: number, end: number): number {
    this.#fields.use(bytes);
    for (let at = start; at < end; this.line += 1) {
      const blank = blankLine(bytes, at);
      if (blank > 0) {
        at += blank;
        continue;
      }
      const next = this.#simple ? this.#row(at) : -1;
      if (next >= 0) {
        this.lastRow = this.line;
        at = next;
        continue;
      }
      const feed = bytes.indexOf(LF, at);
      if (feed - at > LONGEST_LINE) return at;
      this.#general(bytes, at, bytes[feed - 1] === CR ? feed - 1 : feed);
      this.lastRow = this.line;
      at = feed + 1;
    }
    return end;
  }

  #general(bytes: Uint8Array, start: number, end: number): void {
    const fields = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
      .toString("utf8")
      .split(",");
    if (fields.length !== this.width) throw this.misfit(fields, this.line);
    this.reader.add(fields, this.line);
  }

  /** One row; the start of the next, or -1 where nothing was taken and the general reader must see it. */
  #row(start: number): number {
    const { width, reader } = this;
    const fields = this.#fields;
    const { bytes, view } = fields;
    const kinds = this.#kinds;
    const { batch } = reader;
    let at = start;
    let micros = 0;
    let ticker = 0;
    let event = -1;
    let price = 0;
    let quantity = 0;
    let side = UNKNOWN;
    let id = 0;
    for (let column = 0; column < width; column += 1) {
      switch (kinds[column]) {
        case 1:
          micros = fields.isoTime(at);
          if (micros < reader.lastMicros || micros < 0) return -1;
          break;
        case 2:
          fields.text(at);
          if (fields.end === at) return -1;
          ticker = batch.names.ofBytes(bytes, at, fields.end, hashBytes(view, at, fields.end));
          break;
        case 3:
          fields.text(at);
          if (fields.end === at) return -1;
          event = batch.names.ofBytes(bytes, at, fields.end, hashBytes(view, at, fields.end));
          break;
        case 4:
          price = fields.decimal(at, this.#priceDecimals);
          if (price < 0 || reader.onGrid[price] !== 1) return -1;
          break;
        case 5:
          quantity = fields.decimal(at, 2);
          if (quantity <= 0) return -1;
          break;
        case 6:
          fields.text(at);
          side = sideOf(bytes, at, fields.end);
          if (side < 0) return -1;
          break;
        case 7:
          fields.text(at);
          if (!fields.ascii) return -1; // it may not even be UTF-8
          id = fields.end === at ? 0 : longHashBytes(view, at, fields.end);
          break;
        case 8:
          fields.text(at);
          if (!isFalse(bytes, at, fields.end)) return -1;
          break;
        default:
          fields.text(at);
      }
      at = fields.end;
      if (column < width - 1) {
        if (bytes[at] !== COMMA) return -1;
        at += 1;
      }
    }
    if (bytes[at] === CR) at += 1;
    if (bytes[at] !== LF || at - start > LONGEST_LINE) return -1;
    if (!this.#hasEvents) {
      event = this.#eventOfTicker[ticker] ?? -1;
      if (event < 0) event = this.#learnEvent(ticker);
    }
    reader.lastMicros = micros;
    reader.lastLine = this.line;
    batch.push(micros, ticker, event, side, price, quantity, id, this.line);
    return at + 1;
  }

  #learnEvent(ticker: number): number {
    const { names } = this.reader.batch;
    const event = names.of(eventOf(names.text(ticker)));
    while (this.#eventOfTicker.length <= ticker) this.#eventOfTicker.push(-1);
    this.#eventOfTicker[ticker] = event;
    return event;
  }
}

/** The length of a line with nothing on it, 0 for any other. */
function blankLine(bytes: Uint8Array, at: number): number {
  if (bytes[at] === LF) return 1;
  return bytes[at] === CR && bytes[at + 1] === LF ? 2 : 0;
}

function sideOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length === 0) return UNKNOWN;
  if (length === 3 && bytes[start] === 0x79 && bytes[start + 1] === 0x65 && bytes[start + 2] === 0x73) return BUY; // yes
  if (length === 2 && bytes[start] === 0x6e && bytes[start + 1] === 0x6f) return SELL; // no
  return -1;
}

/** Whether it is `false`, in letters large or small, or nothing. */
function isFalse(bytes: Uint8Array, start: number, end: number): boolean {
  if (end === start) return true;
  if (end - start !== FALSE.length) return false;
  for (let k = 0; k < FALSE.length; k += 1) if ((bytes[start + k]! | 0x20) !== FALSE[k]) return false;
  return true;
}
