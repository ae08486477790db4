import { ColumnBuilder, type EventTape, type StoredTape } from "../../src/backtest/tape-columns.ts";
import type { TakerOrder } from "../../src/market/taker-order.ts";
import type { Time } from "../../src/market/units.ts";
import { LEGS, manySteps, ordersOf, tapeOf } from "./generated-tape.ts";

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2025, 0, 1); // of the generated tapes
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/** A tape as a selection would keep it. */
export function stored({ orders, ...tape }: EventTape): StoredTape {
  const columns = new ColumnBuilder();
  for (const order of orders) columns.add(order);
  return { ...tape, columns: columns.columns(new Set(tape.event.legs.map(({ ticker }) => ticker))) };
}

/** A made-up event of so many days after New Year's Day 2025 (less than a day long), called by its date. The first leg wins. */
export function eventOn(day: number, seed: number, orders = 60, series = "E"): StoredTape {
  const date = new Date(FIRST_DAY + day * DAY_MS);
  const called = `${date.getUTCFullYear() - 2000}${MONTHS[date.getUTCMonth()]}${String(date.getUTCDate()).padStart(2, "0")}`;
  const rename = (ticker: string): string => ticker.replace("E-1JAN", `${series}-${called}`);
  const moved = ordersOf(manySteps(seed, orders)).map(
    (order): TakerOrder => ({ ...order, ticker: rename(order.ticker), at: (order.at + day * DAY_MS) as Time }),
  );
  const { event, settlements } = tapeOf([]);
  return stored({
    event: {
      ...event,
      ticker: rename(event.ticker),
      series,
      legs: event.legs.map((leg) => ({ ...leg, ticker: rename(leg.ticker) })),
    },
    orders: moved,
    trades: new Map(LEGS.map((leg) => [rename(leg), moved.filter(({ ticker }) => ticker === rename(leg)).length])),
    settlements: new Map([...settlements].map(([ticker, value]) => [rename(ticker), value])),
  });
}
