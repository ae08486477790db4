import type { Leg } from "../../../market/event.ts";
import {
  type Price,
  parseFixedPoint,
  priceFromDollars,
  type Quantity,
  type Time,
  UnitError,
} from "../../../market/units.ts";
import { type BookStep, BookSteps } from "../../../tape/recording/book-steps.ts";
import type { Recording } from "../../../tape/recording/recording.ts";
import { recordedRows } from "../../../tape/recording/row-reader.ts";
import type { StreamRow } from "../../../tape/recording/rows.ts";

/** A print of the stream. */
export interface PlayedPrint {
  readonly type: "print";
  readonly at: Time;
  readonly ticker: string;
  readonly takerSide: "buy" | "sell";
  readonly price: Price;
  readonly quantity: Quantity;
}

export type PlayedStep = BookStep | PlayedPrint;

/** What was recorded of an event's stream, in the order in which it came. */
export interface PlayedStream {
  /** Times never go back. Never empty. */
  readonly steps: readonly PlayedStep[];
  /** The markets as the manifest has them. */
  readonly legs: ReadonlyMap<string, Pick<Leg, "title" | "priceRanges">>;
}

/** Reads the stream of a recording; undefined where none was recorded. Throws TapeError. */
export async function readPlayedStream({ manifest, stream }: Recording): Promise<PlayedStream | undefined> {
  const books = new BookSteps(manifest.use_yes_price);
  const steps: PlayedStep[] = [];
  let last = 0;
  for (const file of stream) {
    for await (const row of recordedRows(file, "stream")) {
      const print = printOf(row);
      for (const step of print === undefined ? books.take(row) : [print]) {
        last = Math.max(last, step.at);
        steps.push(step.at === last ? step : { ...step, at: last as Time });
      }
    }
  }
  if (steps.length === 0) return undefined;
  const legs = manifest.markets.map(({ ticker, title, price_ranges: ranges }) => {
    const priceRanges = ranges.map(({ start, end, step }) => {
      return { start: priceFromDollars(start), end: priceFromDollars(end), step: priceFromDollars(step) as number };
    });
    return [ticker, { title, priceRanges }] as const;
  });
  return { steps, legs: new Map(legs) };
}

function printOf({ type, market_ticker: ticker, msg, recv_ms: received }: StreamRow): PlayedPrint | undefined {
  if (type !== "trade" || msg["is_block_trade"] === true) return undefined;
  try {
    return {
      type: "print",
      at: (typeof msg["ts_ms"] === "number" ? msg["ts_ms"] : received) as Time,
      ticker,
      takerSide: msg["taker_book_side"] === "bid" ? "buy" : "sell",
      price: priceFromDollars(String(msg["yes_price_dollars"])),
      quantity: parseFixedPoint(String(msg["count_fp"]), 2, "count_fp") as Quantity,
    };
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    return undefined; // what can't be read wasn't heard
  }
}
