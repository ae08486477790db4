import type { Print, TakerOrder } from "../market/taker-order.ts";
import type { Price, Quantity, Time } from "../market/units.ts";
import { enlarged, type Names } from "./names.ts";
import { RepeatedTrades } from "./repeated-trades.ts";
import { sweep } from "./sweep.ts";
import { SELL, SIDES, type TradeBatch, UNKNOWN } from "./trade-batch.ts";
import type { TapeCounts } from "./trade-reader.ts";

/** A taker order with what the tape says about it. */
export interface TapeOrder {
  /** Ticker of the event that the leg belongs to. */
  readonly event: string;
  readonly order: TakerOrder;
  /** Rows of the tape that are this order. */
  readonly trades: number;
}

/** Joins rows in time order, of whatever tape, to taker orders: those of one microsecond with equal ticker and side are one. */
export class OrderAssembly {
  readonly #repeated = new RepeatedTrades();
  // The rows of the microsecond.
  #micros = Number.NaN;
  #count = 0;
  #ofOneOrder = true;
  #tickers = new Int32Array(64);
  #events = new Int32Array(64);
  #sides = new Uint8Array(64);
  #prices = new Int32Array(64);
  #quantities = new Float64Array(64);

  constructor(
    readonly names: Names,
    readonly counts: TapeCounts,
  ) {}

  /** The rows of a batch from `start` to `end`; the orders that are complete by then go `into`. Throws as `RepeatedTrades` does. */
  add(batch: TradeBatch, start: number, end: number, into: TapeOrder[]): void {
    for (let row = start; row < end; row += 1) {
      if (this.#repeated.repeats(batch, row)) {
        this.counts.repeatedTrades += 1;
        continue;
      }
      const micros = batch.micros[row]!;
      if (micros !== this.#micros) {
        this.finish(into);
        this.#micros = micros;
      }
      const place = this.#count;
      if (place === this.#tickers.length) this.#grow();
      this.#tickers[place] = batch.ticker[row]!;
      this.#events[place] = batch.event[row]!;
      this.#sides[place] = batch.side[row]!;
      this.#prices[place] = batch.price[row]!;
      this.#quantities[place] = batch.quantity[row]!;
      this.#count = place + 1;
      if (this.#tickers[place] !== this.#tickers[0] || this.#sides[place] !== this.#sides[0]) this.#ofOneOrder = false;
    }
  }

  /** The orders of the last microsecond, in the order of their first rows. */
  finish(into: TapeOrder[]): void {
    const count = this.#count;
    if (count === 0) return;
    this.counts.trades += count;
    if (count === 1) into.push(this.#order(0, 1, [this.#print(0)]));
    else if (this.#ofOneOrder) into.push(this.#order(0, count, this.#prints(0, count)));
    else this.#several(into);
    this.#count = 0;
    this.#ofOneOrder = true;
  }

  #several(into: TapeOrder[]): void {
    const orders = new Map<number, number[]>();
    for (let row = 0; row < this.#count; row += 1) {
      const key = this.#tickers[row]! * SIDES.length + this.#sides[row]!;
      const rows = orders.get(key);
      if (rows === undefined) orders.set(key, [row]);
      else rows.push(row);
    }
    for (const rows of orders.values()) {
      const prints = rows.map((row) => this.#print(row));
      into.push(this.#order(rows[0]!, rows.length, sweep(prints, SIDES[this.#sides[rows[0]!]!]!)));
    }
  }

  #order(first: number, trades: number, prints: readonly Print[]): TapeOrder {
    const ticker = this.names.text(this.#tickers[first]!);
    const side = SIDES[this.#sides[first]!]!;
    const at = Math.floor(this.#micros / 1000) as Time;
    return { event: this.names.text(this.#events[first]!), order: { ticker, at, side, prints }, trades };
  }

  #print(row: number): Print {
    return { price: this.#prices[row] as Price, quantity: this.#quantities[row] as Quantity };
  }

  /** The prints of rows that are one order. Those of a tape stand in sweep order as a rule. */
  #prints(start: number, end: number): readonly Print[] {
    const side = this.#sides[start]!;
    const prints: Print[] = [];
    let price = this.#prices[start]!;
    let quantity = this.#quantities[start]!;
    for (let row = start + 1; row < end; row += 1) {
      const next = this.#prices[row]!;
      if (next === price) {
        quantity += this.#quantities[row]!;
        continue;
      }
      if (side !== UNKNOWN && next < price !== (side === SELL)) return this.#sorted(start, end);
      prints.push({ price: price as Price, quantity: quantity as Quantity });
      price = next;
      quantity = this.#quantities[row]!;
    }
    prints.push({ price: price as Price, quantity: quantity as Quantity });
    return prints;
  }

  #sorted(start: number, end: number): readonly Print[] {
    const prints: Print[] = [];
    for (let row = start; row < end; row += 1) prints.push(this.#print(row));
    return sweep(prints, SIDES[this.#sides[start]!]!);
  }

  #grow(): void {
    this.#tickers = enlarged(this.#tickers);
    this.#events = enlarged(this.#events);
    this.#sides = enlarged(this.#sides);
    this.#prices = enlarged(this.#prices);
    this.#quantities = enlarged(this.#quantities);
  }
}
