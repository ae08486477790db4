import {
  CENT,
  type Money,
  type Position,
  PRICE_ONE,
  type Price,
  type Quantity,
  type Side,
  type Time,
} from "../market/units.ts";
import { type MarkSeries, markBetween } from "./marks.ts";

/** How long after a fill it is marked: five minutes, an hour. */
export const MARK_AFTER_MS = [300_000, 3_600_000] as const;

/**
 * Every fill of one leg, in time order: columns of equal length, about 35 bytes a fill, that cross between threads as they are. Prices and
 * fair values alike are in 1/100 cent, so that whatever is made of them is exact to the micro-dollar.
 */
export interface FillLog {
  /** When the taker order came that filled us, epoch milliseconds. */
  readonly at: Float64Array;
  /** +1: our bid, we bought. -1: our ask, we sold. */
  readonly sign: Int8Array;
  readonly price: Int16Array;
  /** 1/100 contract. */
  readonly quantity: Uint32Array;
  /** Micro-dollar. */
  readonly fee: Float64Array;
  /** Fair value at the fill, before the order that filled us was taken in. */
  readonly fair: Int16Array;
  /** Fair value from which the quote was made. */
  readonly quoteFair: Int16Array;
  /** Signed, 1/100 contract. */
  readonly positionBefore: Int32Array;
  /** One column for each of `MARK_AFTER_MS`: the volume-weighted price of the leg's last taker order by then, at the earliest of the fill's. */
  readonly marks: readonly Int16Array[];
}

/** A fill as it happens. Fair values are in cents, a real number. */
export interface FillEntry {
  readonly at: Time;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly fee: Money;
  readonly fairCents: number;
  readonly quoteFairCents: number;
  readonly positionBefore: Position;
}

/** Collects the fills of one leg while it is traded. */
export class FillRecorder {
  readonly #entries: FillEntry[] = [];

  /** Throws RangeError for a fair value that isn't one: it would be stored as another. */
  add(entry: FillEntry): void {
    checked("fairCents", entry.fairCents);
    checked("quoteFairCents", entry.quoteFairCents);
    this.#entries.push(entry);
  }

  /** The log, with each fill marked. A leg whose orders aren't known marks its fills at their own prices. */
  log(series: MarkSeries | undefined): FillLog {
    const count = this.#entries.length;
    const log = {
      at: new Float64Array(count),
      sign: new Int8Array(count),
      price: new Int16Array(count),
      quantity: new Uint32Array(count),
      fee: new Float64Array(count),
      fair: new Int16Array(count),
      quoteFair: new Int16Array(count),
      positionBefore: new Int32Array(count),
      marks: MARK_AFTER_MS.map(() => new Int16Array(count)),
    };
    for (let index = 0; index < count; index++) {
      const entry = this.#entries[index]!;
      log.at[index] = entry.at;
      log.sign[index] = entry.side === "bid" ? 1 : -1;
      log.price[index] = entry.price;
      log.quantity[index] = entry.quantity;
      log.fee[index] = entry.fee;
      log.fair[index] = Math.round(entry.fairCents * CENT);
      log.quoteFair[index] = Math.round(entry.quoteFairCents * CENT);
      log.positionBefore[index] = entry.positionBefore;
      for (let mark = 0; mark < MARK_AFTER_MS.length; mark++) {
        const until = entry.at + MARK_AFTER_MS[mark]!;
        const found = series === undefined ? undefined : markBetween(series, entry.at, until);
        log.marks[mark]![index] = found ?? entry.price;
      }
    }
    return log;
  }
}

function checked(name: string, cents: number): void {
  if (cents >= 0 && cents * CENT <= PRICE_ONE) return;
  throw new RangeError(
    `${name}: ${cents} is no fair value in cents (0 to ${PRICE_ONE / CENT}); record the last one known`,
  );
}
