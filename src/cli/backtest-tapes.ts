import { machineCores } from "../ambient/workers.ts";
import { type Selection, TapeSelection } from "../backtest/event-tape.ts";
import type { StoredTape } from "../backtest/tape-columns.ts";
import { type ColumnMap, parseColumnMap } from "../tape/column-map.ts";
import { readTapes } from "../tape/taker-orders.ts";
import type { TradedOptions } from "./backtest-options.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import { Progress } from "./progress.ts";
import { namedSettlements, namedTapes } from "./tape-files.ts";

/** Orders times configurations that are worth a thread of their own: about a second of work. */
const WORTH_A_THREAD = 100_000;

/** Reads the tapes. Throws CommandFailure when no event on them can be traded, and what reading throws. */
export async function selectEvents(options: TradedOptions): Promise<Selection> {
  const { minTrades, feeType, unsettled } = options;
  const columns = columnMap(options.column ?? []);
  const tapes = namedTapes(options.tape);
  const settlements = await namedSettlements(options.settlements);
  const collected = new TapeSelection();
  const progress = new Progress("orders");
  for await (const orders of readTapes(tapes, { columns })) {
    for (const order of orders) collected.add(order);
    await progress.add(orders.length);
  }
  progress.end();
  const selection = collected.select({ settlements, minTrades, feeType, unsettled });
  if (selection.events.length > 0) return selection;
  const why = selection.leftOut.map(({ reason, tickers }) => `${tickers.length} tickers: ${reason}`).join("; ");
  const mend = "see --settlements, --unsettled and --min-trades";
  throw new CommandFailure(`--tape: nothing on the tapes can be traded (${why}); ${mend}`, EXIT.usage);
}

/** How many threads to use for so many configurations over these events: what was asked for, or what is worth it. */
export function threadsFor(asked: number | undefined, events: readonly StoredTape[], configurations: number): number {
  if (asked !== undefined) return asked;
  const orders = events.reduce((sum, { columns }) => sum + columns.at.length, 0);
  return Math.max(1, Math.min(machineCores(), Math.ceil((orders * configurations) / WORTH_A_THREAD)));
}

function columnMap(words: readonly string[]): ColumnMap {
  try {
    return parseColumnMap(words);
  } catch (error) {
    throw new CommandFailure(`--column: ${error instanceof Error ? error.message : String(error)}`, EXIT.usage);
  }
}
