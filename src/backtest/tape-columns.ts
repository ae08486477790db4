import type { MarketEvent } from "../market/event.ts";
import type { Print, TakerOrder, TakerSide } from "../market/taker-order.ts";
import type { Price, Quantity, Time } from "../market/units.ts";
import type { BookColumns } from "./book-columns.ts";

/** All that is traded of one event, and how it ended. */
export interface EventTape {
  readonly event: MarketEvent;
  /** Of all legs, in time order, each with its side, which is inferred where the tape has none. */
  readonly orders: readonly TakerOrder[];
  /** Rows of the tape by leg. */
  readonly trades: ReadonlyMap<string, number>;
  /** What a leg paid; a leg that is not in here is marked at its last print. */
  readonly settlements: ReadonlyMap<string, Price>;
  /** The books of others, where they were recorded. */
  readonly books?: BookColumns | undefined;
}

/** The same with its orders in columns: 15 bytes an order and 6 a print, in memory that threads share. */
export interface StoredTape extends Omit<EventTape, "orders"> {
  readonly columns: TapeColumns;
}

/**
 * Taker orders in columns, one entry an order, in time order; `firstPrint` has one entry more than there are orders, `price` and
 * `quantity` one a print, in the order of the sweep.
 */
export interface TapeColumns {
  readonly tickers: readonly string[];
  /** Epoch milliseconds. */
  readonly at: Float64Array;
  /** Index into `tickers`. */
  readonly leg: Uint16Array;
  /** Index into `SIDES`. */
  readonly side: Uint8Array;
  readonly firstPrint: Uint32Array;
  readonly price: Uint16Array;
  readonly quantity: Uint32Array;
}

const SIDES: readonly TakerSide[] = ["buy", "sell", "unknown"];

/** The event's tape with its orders as objects: for as long as they are needed. */
export function openTape({ columns, ...rest }: StoredTape): EventTape {
  return { ...rest, orders: ordersOf(columns) };
}

/** The orders of the columns, as objects. */
export function ordersOf({ tickers, at, leg, side, firstPrint, price, quantity }: TapeColumns): readonly TakerOrder[] {
  return Array.from(at, (time, index): TakerOrder => {
    const prints: Print[] = [];
    for (let print = firstPrint[index]!; print < firstPrint[index + 1]!; print++) {
      prints.push({ price: price[print] as Price, quantity: quantity[print] as Quantity });
    }
    return { ticker: tickers[leg[index]!]!, at: time as Time, side: SIDES[side[index]!]!, prints };
  });
}

/** Collects the orders of one event into columns. Orders come in time order. */
export class ColumnBuilder {
  readonly #legs = new Map<string, number>();
  readonly #at: number[] = [];
  readonly #leg: number[] = [];
  readonly #side: number[] = [];
  readonly #prints: number[] = [];
  readonly #price: number[] = [];
  readonly #quantity: number[] = [];

  add({ ticker, at, side, prints }: TakerOrder): void {
    let leg = this.#legs.get(ticker);
    if (leg === undefined) {
      leg = this.#legs.size;
      this.#legs.set(ticker, leg);
    }
    this.#at.push(at);
    this.#leg.push(leg);
    this.#side.push(SIDES.indexOf(side));
    this.#prints.push(prints.length);
    for (const { price, quantity } of prints) {
      this.#price.push(price);
      this.#quantity.push(quantity);
    }
  }

  /** The columns of the orders of some of the legs. */
  columns(wanted: ReadonlySet<string>): TapeColumns {
    const tickers = [...this.#legs.keys()].filter((ticker) => wanted.has(ticker));
    const newLeg = [...this.#legs.keys()].map((ticker) => tickers.indexOf(ticker)); // -1: left out
    let orders = 0;
    let prints = 0;
    for (const [index, leg] of this.#leg.entries()) {
      if (newLeg[leg]! < 0) continue;
      orders++;
      prints += this.#prints[index]!;
    }
    const columns = {
      tickers,
      at: new Float64Array(new SharedArrayBuffer(8 * orders)),
      leg: new Uint16Array(new SharedArrayBuffer(2 * orders)),
      side: new Uint8Array(new SharedArrayBuffer(orders)),
      firstPrint: new Uint32Array(new SharedArrayBuffer(4 * (orders + 1))),
      price: new Uint16Array(new SharedArrayBuffer(2 * prints)),
      quantity: new Uint32Array(new SharedArrayBuffer(4 * prints)),
    };
    let order = 0;
    let print = 0;
    let from = 0;
    for (const [index, leg] of this.#leg.entries()) {
      const until = from + this.#prints[index]!;
      if (newLeg[leg]! >= 0) {
        columns.at[order] = this.#at[index]!;
        columns.leg[order] = newLeg[leg]!;
        columns.side[order] = this.#side[index]!;
        columns.firstPrint[order] = print;
        for (let at = from; at < until; at++, print++) {
          columns.price[print] = this.#price[at]!;
          columns.quantity[print] = this.#quantity[at]!;
        }
        order++;
      }
      from = until;
    }
    columns.firstPrint[order] = print;
    return columns;
  }
}
