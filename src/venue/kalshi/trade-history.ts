import { after, type Time } from "../../market/units.ts";
import { historicalCutoff } from "./rest/historical-cutoff.ts";
import type { ReadClient } from "./rest/read-client.ts";
import { historicalTrades, type PublicTrade, trades } from "./rest/trades.ts";

/** How far back trades are read: what the model is fitted to. */
export const HISTORY_MS = 7 * 24 * 3_600_000;
/** Of one market; the calibrator itself uses a few hundred taker orders. */
const MOST_PRINTS = 5_000;

/** Public prints of markets from a moment on, archived ones included, newest first within a market; at most some thousand of each. */
export async function readTrades(
  client: ReadClient,
  tickers: readonly string[],
  from: Time,
): Promise<readonly PublicTrade[]> {
  const { tradesBefore } = await client.read(historicalCutoff());
  const read: PublicTrade[] = [];
  for (const ticker of tickers) {
    const filter = { ticker, minSeconds: Math.floor(from / 1_000) };
    const lists = from < tradesBefore ? [trades(filter), historicalTrades(filter)] : [trades(filter)];
    let count = 0;
    for (const list of lists) {
      for await (const page of client.pages(list)) {
        read.push(...page);
        count += page.length;
        if (count >= MOST_PRINTS) break;
      }
    }
  }
  return read;
}

/** Where the history of an event begins. */
export function historyFrom(now: Time): Time {
  return after(now, -HISTORY_MS);
}
