import type { PriceGrid } from "../../../market/price-grid.ts";
import type { TakerOrder } from "../../../market/taker-order.ts";
import { PRICE_ONE, type Time } from "../../../market/units.ts";
import type { LegRecord } from "../../../tape/settlements.ts";
import { SideInference } from "../../../tape/side-inference.ts";
import { sweep } from "../../../tape/sweep.ts";
import { readTapes } from "../../../tape/taker-orders.ts";
import type { TapeFile } from "../../../tape/tape-file.ts";
import type { ResultValues } from "../results.ts";
import type { PlayedStream } from "./played-stream.ts";

/** One leg of a recorded event. */
export interface RecordedLeg {
  readonly ticker: string;
  readonly title: string;
  /** When its trading ended, where the settlements say so. */
  readonly closeTime: Time | undefined;
}

/** One event of a tape: who traded what, and what became of it. */
export interface RecordedEvent {
  readonly ticker: string;
  /** In time order, each with a side and its prints in sweep order. Never empty. */
  readonly orders: readonly TakerOrder[];
  /** Rows of the tape that are those orders. */
  readonly trades: number;
  /** Every leg that was traded, in the order of their first trades, then those that only the settlements know of. */
  readonly legs: readonly RecordedLeg[];
  /** What each YES paid; undefined where it isn't known. */
  readonly values: ResultValues | undefined;
  /** Whether at most one leg wins. */
  readonly mutuallyExclusive: boolean;
  /** What was recorded of its stream; undefined for a tape of trades. */
  readonly played?: PlayedStream;
}

/** What is on a tape. */
export interface TapeContents {
  readonly recorded: RecordedEvent;
  /** Rows by event, in the order of their first trades. */
  readonly tradesByEvent: ReadonlyMap<string, number>;
}

/**
 * Reads one event from tapes: `event`, or the one with the most trades, for which the tapes are read twice. Orders without a side get the
 * side that their prices suggest. Throws RangeError where there is no such event, and TapeError for what can't be read.
 */
export async function readRecordedEvent(
  tapes: readonly TapeFile[],
  settlements: ReadonlyMap<string, LegRecord>,
  event?: string,
  grid?: PriceGrid,
): Promise<TapeContents> {
  const { tradesByEvent, orders } = await read(tapes, event, grid);
  const busiest = [...tradesByEvent].reduce((most, each) => (each[1] > most[1] ? each : most))[0];
  const ticker = event ?? busiest;
  const trades = tradesByEvent.get(ticker);
  if (trades === undefined) {
    const there = [...tradesByEvent.keys()].join(", ");
    throw new RangeError(
      `event ${ticker} is not on the tape; there ${tradesByEvent.size === 1 ? "is" : "are"} ${there}`,
    );
  }
  const chosen = event === undefined ? (await read(tapes, ticker, grid)).orders : orders;
  return { recorded: { ticker, orders: chosen, trades, ...outcome(ticker, chosen, settlements) }, tradesByEvent };
}

/** How much there is of each event, and the orders of one of them. */
async function read(
  tapes: readonly TapeFile[],
  event: string | undefined,
  grid: PriceGrid | undefined,
): Promise<{ readonly tradesByEvent: Map<string, number>; readonly orders: readonly TakerOrder[] }> {
  const tradesByEvent = new Map<string, number>();
  const inference = new SideInference();
  const orders: TakerOrder[] = [];
  for await (const batch of readTapes(tapes, grid && { grid })) {
    for (const { event: of, order, trades } of batch) {
      tradesByEvent.set(of, (tradesByEvent.get(of) ?? 0) + trades);
      if (of === event) orders.push(sided(inference.infer(order)));
    }
  }
  return { tradesByEvent, orders };
}

/** The first order of a leg may be of either side. */
function sided(order: TakerOrder): TakerOrder {
  return order.side === "unknown" ? { ...order, side: "buy", prints: sweep(order.prints, "buy") } : order;
}

function outcome(
  event: string,
  orders: readonly TakerOrder[],
  settlements: ReadonlyMap<string, LegRecord>,
): Pick<RecordedEvent, "legs" | "values" | "mutuallyExclusive"> {
  const traded = orders.map(({ ticker }) => ticker);
  const settled = [...settlements.values()].filter((record) => record.event === event).map(({ ticker }) => ticker);
  const tickers = [...new Set([...traded, ...settled])];
  const legs = tickers.map((ticker) => {
    const record = settlements.get(ticker);
    return { ticker, title: record?.title ?? suffixOf(ticker, event), closeTime: record?.closeTime };
  });
  const known = tickers.flatMap((ticker) => {
    const value = settlements.get(ticker)?.value;
    return value === undefined ? [] : [[ticker, value] as const];
  });
  const total = known.reduce((sum, [, value]) => sum + value, 0);
  const isWhole = known.length === tickers.length || total === PRICE_ONE; // a winner leaves nothing to the others
  return { legs, values: isWhole ? Object.fromEntries(known) : undefined, mutuallyExclusive: total <= PRICE_ONE };
}

/** What a ticker says beyond its event's. */
function suffixOf(ticker: string, event: string): string {
  return ticker.startsWith(`${event}-`) ? ticker.slice(event.length + 1) : ticker;
}
