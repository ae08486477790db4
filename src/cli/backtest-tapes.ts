import { machineCores } from "../ambient/workers.ts";
import { type Selection, TapeSelection } from "../backtest/event-tape.ts";
import { type RecordedFacts, recordedFacts } from "../backtest/recorded-event.ts";
import type { StoredTape } from "../backtest/tape-columns.ts";
import { TAPE_FILL_MODELS, type TapeFillModel } from "../backtest/tape-fill-model.ts";
import type { FeeType } from "../market/event.ts";
import { PriceGrid } from "../market/price-grid.ts";
import { PRICE_ONE, type Price } from "../market/units.ts";
import { type ColumnMap, parseColumnMap } from "../tape/column-map.ts";
import { readTapes } from "../tape/taker-orders.ts";
import { TapeCounts } from "../tape/trade-reader.ts";
import { FILL_MODELS } from "../venue/local/fills.ts";
import type { TradedOptions } from "./backtest-options.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import { Progress } from "./progress.ts";
import { namedSettlements, namedTapes } from "./tape-files.ts";

/** Orders times configurations that are worth a thread of their own: about a second of work. */
const WORTH_A_THREAD = 100_000;

/** Trades of a recording were made on the exchange's own grid, whatever that was. */
const FINEST = new PriceGrid([{ start: 0 as Price, end: PRICE_ONE, step: 1 }]);

/** What of the tapes is traded, and what makers are charged there. */
export interface SelectedEvents extends Selection {
  readonly feeType: FeeType;
}

/** Reads the tapes. Throws CommandFailure when no event on them can be traded, and what reading throws. */
export async function selectEvents(options: TradedOptions): Promise<SelectedEvents> {
  const { minTrades, unsettled } = options;
  const columns = columnMap(options.column ?? []);
  const { files: tapes, recordings } = namedTapes(options.tape);
  const facts: RecordedFacts[] = [];
  for (const recording of recordings) facts.push(await recordedFacts(recording));
  const feeType = options.feeType ?? recordedFeeType(facts, tapes.length > 0 && facts.length < options.tape.length);
  const named = await namedSettlements(options.settlements);
  const settlements = new Map([...facts.flatMap((each) => [...each.settlements]), ...named]);
  const collected = new TapeSelection();
  const progress = new Progress("orders");
  const counts = new TapeCounts();
  for await (const orders of readTapes(tapes, { columns, counts, ...(facts.length > 0 && { grid: FINEST }) })) {
    for (const order of orders) collected.add(order);
    await progress.add(orders.length);
  }
  progress.end();
  const selection = collected.select({ settlements, minTrades, feeType, unsettled, facts });
  if (selection.events.length > 0) return { ...selection, feeType, leftOutRows: counts };
  const why = selection.leftOut.map(({ reason, tickers }) => `${tickers.length} tickers: ${reason}`).join("; ");
  const mend = "see --settlements, --unsettled and --min-trades";
  throw new CommandFailure(`--tape: nothing on the tapes can be traded (${why}); ${mend}`, EXIT.usage);
}

/** What all recordings say the series charges; the dearer where they don't agree, or where other tapes say nothing. */
function recordedFeeType(facts: readonly RecordedFacts[], others: boolean): FeeType {
  const isFree = !others && facts.length > 0 && facts.every(({ fees }) => fees.type === "quadratic");
  return isFree ? "quadratic" : "quadratic_with_maker_fees";
}

/** How many threads to use for so many configurations over these events: what was asked for, or what is worth it. */
export function threadsFor(asked: number | undefined, events: readonly StoredTape[], configurations: number): number {
  if (asked !== undefined) return asked;
  const orders = events.reduce((sum, { columns }) => sum + columns.at.length, 0);
  return Math.max(1, Math.min(machineCores(), Math.ceil((orders * configurations) / WORTH_A_THREAD)));
}

/**
 * The fill models that were asked for, or all that the tapes allow: each once, from kind to strict, however they were asked for. Throws CommandFailure
 * for `book` without books.
 */
export function fillModelsFor(
  asked: readonly TapeFillModel[] | undefined,
  events: readonly StoredTape[],
): readonly TapeFillModel[] {
  const bare = events.find(({ books }) => books === undefined);
  if (asked === undefined) return bare === undefined ? TAPE_FILL_MODELS : FILL_MODELS;
  if (bare === undefined || !asked.includes("book")) return TAPE_FILL_MODELS.filter((each) => asked.includes(each));
  const mend = "give folders of recordings (tauroi record), made with a key";
  throw new CommandFailure(`--fills book: no books of ${bare.event.ticker} were recorded; ${mend}`, EXIT.usage);
}

function columnMap(words: readonly string[]): ColumnMap {
  try {
    return parseColumnMap(words);
  } catch (error) {
    throw new CommandFailure(`--column: ${error instanceof Error ? error.message : String(error)}`, EXIT.usage);
  }
}
