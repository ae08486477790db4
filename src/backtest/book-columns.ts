import type { Level } from "../market/order-book.ts";
import type { Price, Quantity, Time } from "../market/units.ts";
import type { BookStep } from "../tape/recording/book-steps.ts";

/**
 * Recorded books in columns, one entry a step and, after a snapshot, one a level: 15 bytes each, in memory that threads share. In time order.
 */
export interface BookColumns {
  readonly tickers: readonly string[];
  /** Epoch milliseconds. */
  readonly at: Float64Array;
  /** Index into `tickers`. */
  readonly leg: Uint16Array;
  /** What it is: LOST_ALL, LOST, SNAPSHOT, BID or ASK. */
  readonly kind: Uint8Array;
  readonly price: Uint16Array;
  /** 1/100 contract, signed; of a SNAPSHOT how many levels follow. */
  readonly by: Int32Array;
}

const LOST_ALL = 0;
const LOST = 1;
const SNAPSHOT = 2;
const BID = 3;
const ASK = 4;

/** Collects the books of one event into columns. */
export class BookColumnBuilder {
  readonly #legs = new Map<string, number>();
  readonly #at: number[] = [];
  readonly #leg: number[] = [];
  readonly #kind: number[] = [];
  readonly #price: number[] = [];
  readonly #by: number[] = [];

  add(step: BookStep): void {
    switch (step.type) {
      case "lost":
        this.#push(step.at, step.ticker, step.ticker === undefined ? LOST_ALL : LOST, 0, 0);
        break;
      case "snapshot":
        this.#push(step.at, step.ticker, SNAPSHOT, 0, step.bids.length + step.asks.length);
        for (const { price, quantity } of step.bids) this.#push(step.at, step.ticker, BID, price, quantity);
        for (const { price, quantity } of step.asks) this.#push(step.at, step.ticker, ASK, price, quantity);
        break;
      case "change":
        this.#push(step.at, step.ticker, step.side === "bid" ? BID : ASK, step.price, step.by);
    }
  }

  /** Undefined when there was nothing to collect. */
  columns(): BookColumns | undefined {
    const length = this.#at.length;
    if (length === 0) return undefined;
    const columns = {
      tickers: [...this.#legs.keys()],
      at: new Float64Array(new SharedArrayBuffer(8 * length)),
      leg: new Uint16Array(new SharedArrayBuffer(2 * length)),
      kind: new Uint8Array(new SharedArrayBuffer(length)),
      price: new Uint16Array(new SharedArrayBuffer(2 * length)),
      by: new Int32Array(new SharedArrayBuffer(4 * length)),
    };
    columns.at.set(this.#at);
    columns.leg.set(this.#leg);
    columns.kind.set(this.#kind);
    columns.price.set(this.#price);
    columns.by.set(this.#by);
    return columns;
  }

  #push(at: Time, ticker: string | undefined, kind: number, price: number, by: number): void {
    this.#at.push(at);
    this.#leg.push(ticker === undefined ? 0 : this.#legs.getOrInsertComputed(ticker, () => this.#legs.size));
    this.#kind.push(kind);
    this.#price.push(price);
    this.#by.push(by);
  }
}

/** The steps of the columns, in their order. */
export function* bookSteps({ tickers, at, leg, kind, price, by }: BookColumns): Generator<BookStep> {
  for (let row = 0; row < at.length; row++) {
    const moment = at[row]! as Time;
    const ticker = tickers[leg[row]!]!;
    if (kind[row] === LOST_ALL) yield { type: "lost", at: moment, ticker: undefined };
    else if (kind[row] === LOST) yield { type: "lost", at: moment, ticker };
    else if (kind[row] === SNAPSHOT) {
      const bids: Level[] = [];
      const asks: Level[] = [];
      for (const end = row + by[row]!; row < end; ) {
        row += 1;
        (kind[row] === BID ? bids : asks).push({ price: price[row]! as Price, quantity: by[row]! as Quantity });
      }
      yield { type: "snapshot", at: moment, ticker, bids, asks };
    } else {
      const side = kind[row] === BID ? "bid" : "ask";
      yield { type: "change", at: moment, ticker, side, price: price[row]! as Price, by: by[row]! };
    }
  }
}
