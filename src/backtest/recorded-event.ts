import type { FeeSchedule, Leg } from "../market/event.ts";
import { PRICE_ONE, type Price, priceFromDollars, type Time } from "../market/units.ts";
import { BookSteps } from "../tape/recording/book-steps.ts";
import type { RecordedMarket } from "../tape/recording/manifest.ts";
import type { Recording } from "../tape/recording/recording.ts";
import { recordedRows } from "../tape/recording/row-reader.ts";
import type { LegRecord } from "../tape/settlements.ts";
import { BookColumnBuilder, type BookColumns } from "./book-columns.ts";

/** What a recording tells of its event beside the trades. */
export interface RecordedFacts {
  readonly event: string;
  readonly series: string;
  readonly title: string;
  readonly mutuallyExclusive: boolean;
  readonly fees: FeeSchedule;
  readonly legs: ReadonlyMap<string, Pick<Leg, "title" | "closeTime" | "priceRanges">>;
  /** Results of legs that are decided, and what else is known of each. */
  readonly settlements: ReadonlyMap<string, LegRecord>;
  /** Undefined where the stream wasn't recorded. */
  readonly books: BookColumns | undefined;
}

/** Reads all that a recording has beside its trades. Throws TapeError. */
export async function recordedFacts({ manifest, stream }: Recording): Promise<RecordedFacts> {
  const { event, series, title, mutually_exclusive: mutuallyExclusive, markets } = manifest;
  const steps = new BookSteps(manifest.use_yes_price);
  const books = new BookColumnBuilder();
  for (const file of stream) {
    for await (const row of recordedRows(file, "stream")) for (const step of steps.take(row)) books.add(step);
  }
  for (const step of steps.end()) books.add(step);
  const decided = markets.some((market) => valueOfMarket(market) !== undefined);
  return {
    event,
    series,
    title,
    mutuallyExclusive,
    fees: {
      type: manifest.fee_type === "quadratic" ? "quadratic" : "quadratic_with_maker_fees",
      multiplier: manifest.fee_multiplier,
    },
    legs: new Map(markets.map((market) => [market.ticker, legOf(market)])),
    settlements: new Map(decided ? markets.map((market) => [market.ticker, recordOf(market, event)]) : []),
    books: books.columns(),
  };
}

function legOf({
  title,
  close_time: closeTime,
  price_ranges: ranges,
}: RecordedMarket): Pick<Leg, "title" | "closeTime" | "priceRanges"> {
  const priceRanges = ranges.map(({ start, end, step }) => {
    return { start: priceFromDollars(start), end: priceFromDollars(end), step: priceFromDollars(step) as number };
  });
  return { title, closeTime: Date.parse(closeTime) as Time, priceRanges };
}

function recordOf(market: RecordedMarket, event: string): LegRecord {
  const { ticker, title, close_time: closeTime } = market;
  return { ticker, value: valueOfMarket(market), closeTime: Date.parse(closeTime) as Time, title, event };
}

function valueOfMarket({ result, settlement_value_dollars: value }: RecordedMarket): Price | undefined {
  if (value !== null) return priceFromDollars(value);
  return result === "yes" ? PRICE_ONE : result === "no" ? (0 as Price) : undefined;
}
