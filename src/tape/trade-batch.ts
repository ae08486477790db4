import type { TakerSide } from "../market/taker-order.ts";
import { enlarged, type Names } from "./names.ts";
import type { Place } from "./tape-error.ts";

/** The sides as a batch has them. */
export const SIDES: readonly TakerSide[] = ["unknown", "buy", "sell"];
export const UNKNOWN = 0;
export const BUY = 1;
export const SELL = 2;

/**
 * Prints of a tape, column by column, so that a million of them are no objects. A reader fills the same batch again and again: what
 * is in it is good until the next one is asked for.
 */
export class TradeBatch {
  length = 0;
  /** Epoch microseconds, as the exchange stamps it. */
  micros = new Float64Array(1024);
  /** Numbers in `names`. */
  ticker = new Int32Array(1024);
  event = new Int32Array(1024);
  /** Places in SIDES. */
  side = new Uint8Array(1024);
  /** Price units. */
  price = new Int32Array(1024);
  /** Quantity units. */
  quantity = new Float64Array(1024);
  /** A hash of the trade id, 0 where the tape has none. */
  id = new Float64Array(1024);
  /** The line or row of the file, from 1. */
  line = new Float64Array(1024);

  constructor(
    readonly names: Names,
    readonly file: string,
    readonly place: Place,
  ) {}

  push(
    micros: number,
    ticker: number,
    event: number,
    side: number,
    price: number,
    quantity: number,
    id: number,
    line: number,
  ): void {
    const row = this.length;
    if (row === this.micros.length) this.#grow();
    this.micros[row] = micros;
    this.ticker[row] = ticker;
    this.event[row] = event;
    this.side[row] = side;
    this.price[row] = price;
    this.quantity[row] = quantity;
    this.id[row] = id;
    this.line[row] = line;
    this.length = row + 1;
  }

  #grow(): void {
    this.micros = enlarged(this.micros);
    this.ticker = enlarged(this.ticker);
    this.event = enlarged(this.event);
    this.side = enlarged(this.side);
    this.price = enlarged(this.price);
    this.quantity = enlarged(this.quantity);
    this.id = enlarged(this.id);
    this.line = enlarged(this.line);
  }
}
