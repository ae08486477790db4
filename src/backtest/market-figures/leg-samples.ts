import { totalQuantity } from "../../market/taker-order.ts";
import { type Time, toCents, toContracts } from "../../market/units.ts";
import { newYorkDay } from "../../risk/new-york-day.ts";
import { ImpliedBook } from "../../tape/implied-book.ts";
import type { TapeOrder } from "../../tape/taker-orders.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LOOK_MS = 600_000; // between looks at what the book is
const WIDE_CENTS = 15;
const FAR_CENTS = 20; // of an isolated print
const CLOSE_MS = 60_000; // to the order before, in a burst
const LEAST_FOR_COUNTS = 100; // orders of a leg whose bursts are measured
const MOST_MOVE_CENTS = 20; // of an hour: one jump shall not be the whole figure
const NEWEST = 3; // orders whose middle price is the leg's
const NOON_HOURS = [11, 14] as const;

/** What the book is as far as trades give it away: how many looks found it so. */
export interface BookLooks {
  readonly looks: number;
  /** Both sides known, 15c apart or less. */
  readonly narrow: number;
  /** One side known, or both and further apart. */
  readonly oneSidedOrWide: number;
}

/** What is measured of one leg's taker orders. */
export interface LegSamples {
  /** Prints of whatever size, a day from the leg's first to the event's last order. */
  readonly tradesPerDay: number;
  readonly orders: number;
  /** Contracts of each taker order. */
  readonly sizes: readonly number[];
  readonly overTime: BookLooks;
  readonly atOrders: BookLooks;
  /** Prints 20c or more off both the one before and the one after, on the same side of them. */
  readonly isolated: number;
  /** Orders within a minute of the one before. */
  readonly close: number;
  /** Orders at another price than the one before. */
  readonly moved: number;
  /** Orders in every hour, and every day, from the first to the last; empty for a leg of few orders. */
  readonly hourlyCounts: readonly number[];
  readonly dailyCounts: readonly number[];
  /** Squares of the hourly price moves, cents^2: all, and those from 11:00 to 14:00 in New York. */
  readonly moves: number;
  readonly noonMoves: number;
  /** Squares of the price's moves from noon to noon, while it is between 5c and 95c, one for each day. */
  readonly dayMoves: readonly number[];
}

/** Measures the orders of one leg, in time order and with their sides, of an event whose last order is at `end`. */
export function legSamples(orders: readonly TapeOrder[], end: Time): LegSamples {
  const first = orders[0]!.order.at;
  const days = Math.max(1, (end - first) / DAY_MS);
  const prices = orders.map(({ order }) => toCents(order.prints.at(-1)!.price));
  const at = orders.map(({ order }) => order.at);
  const many = orders.length >= LEAST_FOR_COUNTS;
  return {
    tradesPerDay: orders.reduce((sum, { trades }) => sum + trades, 0) / days,
    orders: orders.length,
    sizes: orders.map(({ order }) => toContracts(totalQuantity(order))),
    ...bookLooks(orders),
    isolated: prices.filter((price, index) => isFar(prices[index - 1], price, prices[index + 1])).length,
    close: at.filter((time, index) => index > 0 && time - at[index - 1]! < CLOSE_MS).length,
    moved: prices.filter((price, index) => index > 0 && price !== prices[index - 1]).length,
    hourlyCounts: many ? counts(at, HOUR_MS) : [],
    dailyCounts: many ? counts(at, DAY_MS) : [],
    ...moves(at, prices),
  };
}

function isFar(before: number | undefined, price: number, after: number | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  const [up, down] = [price - before, price - after];
  return Math.min(Math.abs(up), Math.abs(down)) >= FAR_CENTS && Math.sign(up) === Math.sign(down);
}

function counts(at: readonly Time[], widthMs: number): readonly number[] {
  const first = Math.floor(at[0]! / widthMs);
  const found: number[] = Array(Math.floor(at.at(-1)! / widthMs) - first + 1).fill(0);
  for (const time of at) found[Math.floor(time / widthMs) - first]! += 1;
  return found;
}

/** The implied book every ten minutes from the first order to the last, and as each order meets it. */
function bookLooks(orders: readonly TapeOrder[]): Pick<LegSamples, "overTime" | "atOrders"> {
  const overTime = new Looks();
  const atOrders = new Looks();
  const book = new ImpliedBook();
  let look: number = orders[0]!.order.at;
  for (const { order } of orders) {
    for (; look < order.at; look += LOOK_MS) {
      book.age(look as Time);
      overTime.add(book);
    }
    book.age(order.at);
    atOrders.add(book);
    book.update(order);
  }
  return { overTime, atOrders };
}

class Looks implements BookLooks {
  looks = 0;
  narrow = 0;
  oneSidedOrWide = 0;

  add({ bid, ask }: ImpliedBook): void {
    this.looks += 1;
    if (bid === undefined && ask === undefined) return;
    const isNarrow = bid !== undefined && ask !== undefined && toCents(ask) - toCents(bid) <= WIDE_CENTS;
    if (isNarrow) this.narrow += 1;
    else this.oneSidedOrWide += 1;
  }
}

function moves(at: readonly Time[], prices: readonly number[]): Pick<LegSamples, "moves" | "noonMoves" | "dayMoves"> {
  const [from, to] = NOON_HOURS;
  let [all, noon] = [0, 0];
  const dayMoves: number[] = [];
  let passed = 0;
  let last: number | undefined;
  let lastNoon: number | undefined;
  for (let hour = Math.ceil(at[0]! / HOUR_MS) * HOUR_MS; hour <= at.at(-1)! + HOUR_MS; hour += HOUR_MS) {
    while (passed < at.length && at[passed]! <= hour) passed += 1;
    const price = middle(prices.slice(Math.max(0, passed - NEWEST), passed));
    const hourOfDay = Math.round((hour - newYorkDay(hour as Time).start) / HOUR_MS); // the move of the hour before it
    if (last !== undefined) {
      const square = Math.min(MOST_MOVE_CENTS, Math.abs(price - last)) ** 2;
      all += square;
      if (hourOfDay > from && hourOfDay <= to) noon += square;
    }
    last = price;
    if (hourOfDay !== 12) continue;
    if (lastNoon !== undefined && lastNoon >= 5 && lastNoon <= 95) dayMoves.push((price - lastNoon) ** 2);
    lastNoon = price;
  }
  return { moves: all, noonMoves: noon, dayMoves };
}

function middle(prices: readonly number[]): number {
  return prices.toSorted((a, b) => a - b)[prices.length >> 1]!;
}
