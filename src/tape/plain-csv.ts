import { type CsvPlace, type CsvRow, misfit } from "./csv-rows.ts";
import { PlainTrades } from "./plain-trades.ts";
import type { TradeReader } from "./trade-reader.ts";

const QUOTE = 0x22;
const CR = 0x0d;
const LF = 0x0a;
const BYTE_ORDER_MARK = "\uFEFF";
/** The start of a line, over pieces of the file; one that goes on for longer isn't plain. */
const LONGEST_CARRY = 1 << 15;

/** Makes the reader of a file once its header is known. Throws TapeError when the header won't do. */
export type OpenReader = (header: CsvRow) => TradeReader;

/** Cuts the pieces of a CSV file into lines for `PlainTrades`, for as long as there is no quote, no overlong line and no odd line end. */
export class PlainCsv {
  /** Undefined before the header. */
  reader: TradeReader | undefined;
  #trades: PlainTrades | undefined;
  #lines = 0; // before the header
  #rest: readonly Uint8Array[] = [];

  constructor(
    readonly file: string,
    readonly open: OpenReader,
  ) {}

  /**
   * Takes the next piece of the file; false when something in it is not for this reader, and `rest` is where another goes on. Throws
   * TapeError, after the rows before it are in the batch.
   */
  feed(chunk: Uint8Array): boolean {
    const carry = this.#rest[0] ?? new Uint8Array();
    if (chunk.includes(QUOTE)) {
      this.#rest = [carry, chunk];
      return false;
    }
    const end = chunk.lastIndexOf(LF) + 1;
    if (end === 0) return this.#carry(joined(carry, chunk));
    let at = 0;
    if (carry.length > 0) {
      at = chunk.indexOf(LF) + 1;
      const line = joined(carry, chunk.subarray(0, at));
      const stop = this.#read(line, 0, line.length);
      if (stop < line.length) {
        this.#rest = [line.subarray(stop), chunk.subarray(at)];
        return false;
      }
    }
    const stop = this.#read(chunk, at, end);
    if (stop < end) {
      this.#rest = [chunk.subarray(stop)];
      return false;
    }
    return this.#carry(chunk.slice(end));
  }

  /** What was taken and not read: from the start of a line on. */
  get rest(): readonly Uint8Array[] {
    return this.#rest;
  }

  /** Where `rest` is in the file; undefined for the whole file. */
  get place(): CsvPlace | undefined {
    if (this.#trades !== undefined) {
      const { line, lastRow, width } = this.#trades;
      return { lines: line - 1, lastRow, width };
    }
    return this.#lines === 0 ? undefined : { lines: this.#lines, lastRow: 0, width: undefined };
  }

  #carry(bytes: Uint8Array): boolean {
    this.#rest = bytes.length > 0 ? [bytes] : [];
    return bytes.length <= LONGEST_CARRY;
  }

  /** Reads whole lines; returns where it stopped. */
  #read(bytes: Uint8Array, start: number, whole: number): number {
    const end = beforeLoneReturn(bytes, start, whole);
    let at = start;
    while (this.#trades === undefined && at < end) {
      const feed = bytes.indexOf(LF, at);
      if (feed - at > LONGEST_CARRY) return at;
      const lineEnd = feed > at && bytes[feed - 1] === CR ? feed - 1 : feed;
      const text = Buffer.from(bytes.buffer, bytes.byteOffset + at, lineEnd - at).toString("utf8");
      this.#header(this.#lines === 0 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
      at = feed + 1;
    }
    return this.#trades === undefined ? at : this.#trades.read(bytes, at, end);
  }

  #header(text: string): void {
    this.#lines += 1;
    if (text === "") return;
    const fields = text.split(",");
    this.reader = this.open({ fields, line: this.#lines });
    const refuse = (row: readonly string[], line: number) => misfit(this.file, row, line, fields.length);
    this.#trades = new PlainTrades(this.reader, fields.length, this.#lines, refuse);
  }
}

/** The end of the last line before one with a carriage return inside, which the general parser counts as a line; `end` if there is none. */
function beforeLoneReturn(bytes: Uint8Array, start: number, end: number): number {
  for (let at = bytes.indexOf(CR, start); at >= 0 && at < end; at = bytes.indexOf(CR, at + 1)) {
    if (bytes[at + 1] !== LF) return Math.max(start, at === 0 ? 0 : bytes.lastIndexOf(LF, at - 1) + 1);
  }
  return end;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
