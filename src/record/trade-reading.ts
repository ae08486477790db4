import type { Time } from "../market/units.ts";
import type { TradeRow } from "../tape/recording/rows.ts";
import { isoTime } from "../tape/utc-time.ts";
import type { RestClient } from "../venue/kalshi/rest/client.ts";
import { type HistoricalCutoff, historicalCutoff } from "../venue/kalshi/rest/historical-cutoff.ts";
import { historicalTrades, type PublicTrade, trades } from "../venue/kalshi/rest/trades.ts";
import { priceText, quantityText } from "../venue/kalshi/wire-numbers.ts";

/** The archive moves on: what lies so long behind its end is looked for on both sides. */
const CUTOFF_MARGIN_MS = 24 * 3_600_000;
const SIDES = { buy: "yes", sell: "no", unknown: "" } as const;

/** A stretch of time, epoch microseconds: from `from` up to but without `to`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The public trades of one market in a stretch of time, live and archived ones, block trades among them, each once. In whole: all pages or, by a
 * KalshiError, nothing.
 */
export async function readTradesOf(
  client: RestClient,
  ticker: string,
  { from, to }: Stretch,
  cutoff: HistoricalCutoff,
): Promise<readonly PublicTrade[]> {
  const filter = {
    ticker,
    minSeconds: Math.floor(from / 1e6),
    maxSeconds: Math.ceil(to / 1e6) + 1, // whether the bounds belong to it isn't told: what is outside is left out below
    limit: 1_000,
  };
  const isOld = from / 1_000 < cutoff.tradesBefore + CUTOFF_MARGIN_MS;
  const lists = isOld ? [trades(filter), historicalTrades(filter)] : [trades(filter)];
  const found = new Map<string, PublicTrade>();
  for (const list of lists) {
    for (const trade of await client.all(list)) {
      if (trade.ticker === ticker && trade.micros >= from && trade.micros < to) found.set(trade.tradeId, trade);
    }
  }
  return [...found.values()];
}

/** Where the archive ends, looked at again every so often. */
export class CutoffWatch {
  readonly #client: RestClient;
  #known: { readonly cutoff: HistoricalCutoff; readonly at: Time } | undefined;

  constructor(client: RestClient) {
    this.#client = client;
  }

  async at(now: Time): Promise<HistoricalCutoff> {
    if (this.#known === undefined || now - this.#known.at > AGAIN_AFTER_MS) {
      this.#known = { cutoff: await this.#client.read(historicalCutoff()), at: now };
    }
    return this.#known.cutoff;
  }
}

const AGAIN_AFTER_MS = 3_600_000;

/** Trades as rows, in time order; those of one microsecond by ticker, then as they were listed, oldest first. */
export function tradeRows(event: string, read: readonly PublicTrade[]): readonly TradeRow[] {
  return [...read]
    .reverse() // lists have the newest first
    .sort(
      (one, other) => one.micros - other.micros || (one.ticker < other.ticker ? -1 : one.ticker > other.ticker ? 1 : 0),
    )
    .map(({ micros, ticker, price, quantity, takerSide, isBlockTrade, tradeId }) => ({
      created_time: isoTime(micros),
      event_ticker: event,
      ticker,
      yes_price_dollars: priceText(price),
      count_fp: quantityText(quantity),
      taker_outcome_side: SIDES[takerSide],
      is_block_trade: isBlockTrade,
      trade_id: tradeId,
    }));
}
