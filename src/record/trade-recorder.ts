import type { Time } from "../market/units.ts";
import type { TradeRow } from "../tape/recording/rows.ts";
import { microseconds } from "../tape/utc-time.ts";
import type { RestClient } from "../venue/kalshi/rest/client.ts";
import type { PublicTrade } from "../venue/kalshi/rest/trades.ts";
import type { RecordingStore } from "./recording-store.ts";
import { CutoffWatch, readTradesOf, tradeRows } from "./trade-reading.ts";

/** A trade is written no sooner than this after it was made: until then another may still be listed that comes before it. */
const SETTLE_MS = 5_000;
/** What the exchange lists later than that is looked for so long. */
const OVERLAP_MS = 120_000;
const DAY_US = 86_400e6;

/** What is recorded of trades, and how far that is. */
export interface TradeProgress {
  /** Epoch milliseconds: every trade from `from` on, up to `upTo`, is recorded. */
  readonly from: number;
  readonly upTo: number;
  /** The whole history ends here, for now. */
  readonly until: number;
}

interface Parts {
  readonly client: RestClient;
  readonly store: RecordingStore;
  readonly event: string;
  /** Where the history begins, for a recording that is new. */
  readonly from: Time;
  /** Read and made certain at once, at most. */
  readonly windowMs: number;
}

/**
 * Reads trades over REST into a recording, from the oldest on, in stretches of time: a stretch is read whole, of all markets, put in time order and made
 * certain together with how far that goes. So an interruption costs at most a stretch, which is read again.
 */
export class TradeRecorder {
  readonly #parts: Parts;
  readonly #cutoff: CutoffWatch;
  readonly #from: number;
  /** Epoch microseconds: everything before is recorded. */
  #upTo: number;
  #until: number;
  /** Markets whose trades were recorded from their beginning on. */
  readonly #known = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#cutoff = new CutoffWatch(parts.client);
    const { store } = parts;
    this.#from = Number(store.note("trades from") ?? parts.from * 1_000);
    this.#upTo = Number(store.note("trades to") ?? this.#from);
    this.#until = this.#upTo;
    if (store.note("trades from") === undefined) {
      store.setNote("trades from", String(this.#from));
      store.setNote("trades to", String(this.#upTo));
    }
    for (const ticker of JSON.parse(store.note("tickers") ?? "[]") as string[]) this.#known.add(ticker);
  }

  get progress(): TradeProgress {
    return { from: this.#from / 1_000, upTo: this.#upTo / 1_000, until: this.#until / 1_000 };
  }

  /**
   * Reads and commits the next stretch of these markets, whose names are with the openings of those that are new. False when there is none yet.
   * Throws KalshiError, and nothing of the stretch is kept then.
   */
  async next(markets: readonly { readonly ticker: string; readonly openAt: Time }[], now: Time): Promise<boolean> {
    const { client, store, event, windowMs } = this.#parts;
    const until = (now - SETTLE_MS) * 1_000;
    this.#until = Math.max(until, this.#upTo);
    const to = Math.min(until, Math.floor(this.#upTo / DAY_US + 1) * DAY_US, this.#upTo + windowMs * 1_000);
    if (to <= this.#upTo) return false;
    const cutoff = await this.#cutoff.at(now);
    const fresh = markets.filter(({ ticker }) => !this.#known.has(ticker));
    const read: PublicTrade[] = [];
    for (const { ticker, openAt } of markets) {
      const isNew = this.#upTo > this.#from && !this.#known.has(ticker);
      const back = isNew ? openAt * 1_000 : this.#upTo - OVERLAP_MS * 1_000;
      const from = Math.max(this.#from, Math.min(back, this.#upTo));
      read.push(...(await readTradesOf(client, ticker, { from, to }, cutoff)));
    }
    const rows = store.fresh(tradeRows(event, read));
    const [late, inOrder] = split(rows, this.#upTo);
    if (inOrder.length > 0) store.addTrades(inOrder);
    if (late.length > 0) store.addLateTrades(late);
    for (const { ticker } of fresh) this.#known.add(ticker);
    if (fresh.length > 0) store.setNote("tickers", JSON.stringify([...this.#known]));
    store.setNote("trades to", String(to));
    store.commit();
    this.#upTo = to;
    return true;
  }
}

/** Rows from before a moment, in microseconds, and those from then on. */
function split(
  rows: readonly TradeRow[],
  at: number,
): readonly [before: readonly TradeRow[], after: readonly TradeRow[]] {
  const first = rows.findIndex((row) => microseconds(row.created_time)! >= at);
  return first < 0 ? [rows, []] : [rows.slice(0, first), rows.slice(first)];
}
