import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { BookSnapshot } from "../../market/order-book.ts";
import { after, PRICE_ONE, type Time } from "../../market/units.ts";
import { Repeating } from "../kalshi/repeating.ts";
import { orderBook } from "../kalshi/rest/books.ts";
import { KalshiError } from "../kalshi/rest/error.ts";
import { oneEvent } from "../kalshi/rest/events.ts";
import type { Market } from "../kalshi/rest/market.ts";
import type { ReadClient } from "../kalshi/rest/read-client.ts";
import { type PublicTrade, trades } from "../kalshi/rest/trades.ts";
import type { StreamEvent } from "../kalshi/stream/stream-event.ts";

/** A round begins so long after the last one ended. */
export const ROUND_MS = 1_000;
/** Contracts whose trades and book are read in a round: those that have changed, longest unread first, and one more in turn. */
export const READ_IN_A_ROUND = 4;
/** Without a round for so long, nothing that was read counts any more. */
const LOST_AFTER_MS = 10_000;
/** Trades are read from so long before the last that was told: a listing may lag, and its filter is of whole seconds. */
const MARGIN_MS = 3_000;
const MOST_TRADES = 1_000;

export interface PolledFeedParts {
  readonly client: ReadClient;
  /** The exchange's. */
  readonly clock: Clock;
  readonly timers: Timers;
  readonly event: string;
  readonly tickers: readonly string[];
  /** Everything public has been told up to this time of the exchange's. */
  readonly roundEnded: (until: Time) => void;
}

/** A contract as it was last read. */
interface Polled {
  book: BookSnapshot | undefined;
  /** What the event's list said of it when it was read: while that is the same, so are its best prices and its trades. */
  seen: string;
  tradesFrom: Time;
  readAt: number;
}

/**
 * Public data by reading again and again, for whoever has no key: the stream wants one. Told in the stream's own words. A round reads the event's list of
 * contracts, which says which of them have changed, then the trades and the book of those: at most nine requests in a second or more.
 */
export class PolledFeed {
  readonly #parts: PolledFeedParts;
  readonly #take: (event: StreamEvent) => void;
  readonly #contracts: ReadonlyMap<string, Polled>;
  readonly #opened = Promise.withResolvers<void>();
  #live = false;
  #showsAll = true;
  #lastRoundAt: Time;
  #rounds = 0;
  #isOver = false;

  constructor(parts: PolledFeedParts, take: (event: StreamEvent) => void) {
    this.#parts = parts;
    this.#take = take;
    const now = parts.clock.now();
    this.#lastRoundAt = now;
    this.#contracts = new Map(
      parts.tickers.map((ticker) => [ticker, { book: undefined, seen: "", tradesFrom: now, readAt: 0 }]),
    );
  }

  /** Whether what `book` gives can be trusted. */
  get live(): boolean {
    return this.#live;
  }

  /** Whether books are whole. Where the exchange shows them to holders of keys alone, all that is known are the best prices and what rests there. */
  get showsAll(): boolean {
    return this.#showsAll;
  }

  /** The best `depth` levels of a contract's book as it was last read; undefined while it can't be trusted. */
  book(ticker: string, depth: number): BookSnapshot | undefined {
    const book = this.#live ? this.#contracts.get(ticker)?.book : undefined;
    return book && { bids: book.bids.slice(0, depth), asks: book.asks.slice(0, depth) };
  }

  /** Begins; resolves when every book has been read once. */
  open(): Promise<void> {
    new Repeating(this.#parts.timers, ROUND_MS, () => this.#round()).now();
    return this.#opened.promise;
  }

  /** The book can't be right: it is read in the next round. */
  resnapshot(ticker: string): void {
    const contract = this.#contracts.get(ticker);
    if (contract !== undefined) contract.seen = "";
  }

  close(): void {
    this.#isOver = true;
    this.#live = false;
    this.#opened.promise.catch(() => undefined);
    this.#opened.reject(new Error("the feed was closed"));
  }

  async #round(): Promise<void> {
    const { client, clock, event, roundEnded } = this.#parts;
    if (this.#isOver) return;
    const begunAt = clock.now();
    try {
      const { markets } = await client.read(oneEvent(event));
      const all = [...this.#contracts.values()];
      const isFirst = all.some(({ book }) => book === undefined);
      for (const market of this.#due(markets, isFirst ? this.#contracts.size : READ_IN_A_ROUND))
        await this.#read(market);
      if (this.#isOver) return;
      this.#lastRoundAt = clock.now();
      if (!this.#live && all.every(({ book }) => book !== undefined)) this.#begin();
      this.#take({ type: "pulse", at: clock.now(), lagMs: clock.now() - begunAt, leastLagMs: clock.now() - begunAt });
      roundEnded(begunAt);
    } catch (error) {
      if (!(error instanceof KalshiError)) throw error;
      if (!this.#isOver) this.#failed(error);
    }
  }

  #begin(): void {
    this.#live = true;
    this.#take({ type: "live", at: this.#parts.clock.now() });
    for (const ticker of this.#contracts.keys()) this.#tellBook(ticker);
    this.#opened.resolve();
  }

  #failed(error: KalshiError): void {
    const now = this.#parts.clock.now();
    if (!this.#live || now - this.#lastRoundAt <= LOST_AFTER_MS) return;
    this.#live = false;
    for (const contract of this.#contracts.values()) contract.book = undefined;
    this.#take({ type: "lost", at: now, reason: { kind: "silent", detail: `it can't be read: ${error.message}` } });
  }

  /** Which contracts are read now: changed ones, longest unread first; and the one that has waited longest though nothing shows. */
  #due(markets: readonly Market[], most: number): readonly Market[] {
    const waiting = markets
      .flatMap((market) => {
        const contract = this.#contracts.get(market.ticker);
        return contract === undefined ? [] : [{ market, contract, changed: contract.seen !== stamp(market) }];
      })
      .sort((one, other) => one.contract.readAt - other.contract.readAt);
    const changed = waiting.filter((each) => each.changed).slice(0, most);
    const quiet = waiting.find((each) => !each.changed);
    return [...changed, ...(quiet !== undefined && changed.length < most ? [quiet] : [])].map(({ market }) => market);
  }

  async #read(market: Market): Promise<void> {
    const { ticker } = market;
    const contract = this.#contracts.get(ticker)!;
    for (const trade of await this.#tradesSince(ticker, contract.tradesFrom)) {
      const at = Math.floor(trade.micros / 1_000) as Time;
      if (at > contract.tradesFrom) contract.tradesFrom = at;
      this.#tellTrade(trade, at);
    }
    const book = await this.#readBook(market);
    if (this.#isOver) return;
    contract.book = book;
    contract.seen = stamp(market);
    contract.readAt = ++this.#rounds;
    if (this.#live) this.#tellBook(ticker);
  }

  async #readBook(market: Market): Promise<BookSnapshot> {
    try {
      if (this.#showsAll) return await this.#parts.client.read(orderBook(market.ticker));
    } catch (error) {
      if (!(error instanceof KalshiError) || (error.status !== 401 && error.status !== 403)) throw error;
      this.#showsAll = false;
    }
    return bestOf(market);
  }

  /** Oldest first; some were told before. */
  async #tradesSince(ticker: string, from: Time): Promise<readonly PublicTrade[]> {
    const minSeconds = Math.floor(after(from, -MARGIN_MS) / 1_000);
    const read: PublicTrade[] = [];
    for await (const page of this.#parts.client.pages(trades({ ticker, minSeconds }))) {
      read.push(...page);
      if (read.length >= MOST_TRADES) break;
    }
    return read.sort((one, other) => one.micros - other.micros);
  }

  #tellTrade({ tradeId, ticker, price, quantity, takerSide, isBlockTrade: block }: PublicTrade, at: Time): void {
    if (takerSide === "unknown" || this.#isOver) return;
    const print = { type: "trade", tradeId, ticker, price, quantity, takerSide, block, at } as const;
    const message = { ...print, sid: undefined, seq: undefined, id: undefined, sentAt: undefined };
    this.#take({ type: "message", at: this.#parts.clock.now(), message });
  }

  #tellBook(ticker: string): void {
    this.#take({ type: "book", at: this.#parts.clock.now(), ticker, trusted: true });
  }
}

/** What the list of contracts says of a book: an empty side stands at 0 or $1. */
function bestOf({ yesBid, yesBidSize, yesAsk, yesAskSize }: Market): BookSnapshot {
  return {
    bids: yesBid > 0 && yesBidSize > 0 ? [{ price: yesBid, quantity: yesBidSize }] : [],
    asks: yesAsk < PRICE_ONE && yesAskSize > 0 ? [{ price: yesAsk, quantity: yesAskSize }] : [],
  };
}

/** All that the event's list says of a contract's market: it is another text when anything at its best prices has changed, or something was traded. */
function stamp({ yesBid, yesAsk, yesBidSize, yesAskSize, volume }: Market): string {
  return `${yesBid} ${yesBidSize} ${yesAsk} ${yesAskSize} ${volume}`;
}
