import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import { type BookSnapshot, EMPTY_BOOK, sameBook } from "../../market/order-book.ts";
import type { TakerOrder } from "../../market/taker-order.ts";
import { after, type Time } from "../../market/units.ts";
import type { VenueInput } from "../venue.ts";
import { KalshiError } from "./rest/error.ts";
import type { ReadClient } from "./rest/read-client.ts";
import type { PublicTrade } from "./rest/trades.ts";
import type { KalshiStream } from "./stream/kalshi-stream.ts";
import type { TradeMessage } from "./stream/message.ts";
import type { StreamEvent } from "./stream/stream-event.ts";
import { Sweeps } from "./sweeps.ts";
import { takerOrders } from "./taker-orders.ts";
import { readTrades } from "./trade-history.ts";

/** Levels of a book that the engine is given. */
const DEPTH = 10;
/** Missed trades are read from so long before the last one that was told, twice, so long apart, for a listing may lag; a failed reading is repeated. */
const MARGIN_MS = 2_000;
const CATCH_UPS = 2;
const AGAIN_AFTER_MS = 3_000;
/** No trade was made later than now, by a clock that may be off by this much. */
const MOST_AHEAD_MS = 5_000;

interface MarketDataParts {
  readonly client: ReadClient;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly tickers: readonly string[];
  readonly stream: Pick<KalshiStream, "book" | "live">;
  readonly emit: (input: VenueInput) => void;
}

/**
 * Public data for the engine: taker orders, books of others, and whether the feed can be trusted. Before `begin` it only collects, so that nothing is
 * missed and nothing told twice between the history that was read and the stream.
 */
export class MarketData {
  readonly #parts: MarketDataParts;
  readonly #sweeps: Sweeps;
  /** Prints from before `begin`; undefined afterwards. */
  #early: TradeMessage[] | undefined = [];
  #lastTradeAt: Time;
  readonly #told = new Map<string, BookSnapshot>();

  constructor(parts: MarketDataParts) {
    this.#parts = parts;
    this.#lastTradeAt = parts.clock.now();
    this.#sweeps = new Sweeps(parts.timers, (order) => this.#tellTrade(order));
  }

  /** The history as taker orders, prints that came meanwhile included. What comes from now on is told by the sink. */
  begin(history: readonly PublicTrade[]): readonly TakerOrder[] {
    for (const { tradeId } of history) this.#sweeps.remember(tradeId);
    const early = (this.#early ?? []).filter(({ tradeId, block }) => !block && this.#sweeps.remember(tradeId));
    this.#early = undefined;
    return takerOrders([...history, ...early.map(publicTrade)]).map((order) => this.#made(order));
  }

  /** The books as they are now. */
  books(): readonly { readonly ticker: string; readonly book: BookSnapshot }[] {
    const books: { ticker: string; book: BookSnapshot }[] = [];
    for (const ticker of this.#parts.tickers) {
      const book = this.#parts.stream.book(ticker, DEPTH);
      if (book === undefined) continue;
      this.#told.set(ticker, book);
      books.push({ ticker, book });
    }
    return books;
  }

  /** Tells how things stand: for the first time, after everything that was waited for. */
  tell(): void {
    const { stream, clock, emit, tickers } = this.#parts;
    emit({ type: "heartbeat", at: clock.now(), feed: stream.live ? "live" : "lost", lagMs: 0 });
    if (stream.live) for (const ticker of tickers) this.#tellBook(ticker);
  }

  take(event: StreamEvent): void {
    if (event.type === "message") {
      if (event.message.type === "trade") this.#take(event.message);
      return;
    }
    if (this.#early !== undefined) return; // `tell` says how things stand then
    const { clock, emit, stream } = this.#parts;
    const at = clock.now();
    switch (event.type) {
      case "book":
        this.#tellBook(event.ticker);
        return;
      case "live":
        emit({ type: "heartbeat", at, feed: "live", lagMs: 0 });
        return;
      case "lost":
        this.#told.clear(); // the engine forgets its books with this
        emit({ type: "heartbeat", at, feed: "lost", lagMs: 0 });
        return;
      case "pulse":
        if (stream.live)
          emit({ type: "heartbeat", at, feed: "live", lagMs: Math.max(0, Math.round(event.lagMs ?? 0)) });
        return;
      case "missed":
        if (!event.channels.includes("trade")) return;
        this.#sweeps.flush();
        void this.#catchUp(after(this.#lastTradeAt, -MARGIN_MS), 0);
    }
  }

  #take(message: TradeMessage): void {
    if (!this.#parts.tickers.includes(message.ticker)) return;
    if (this.#early !== undefined) this.#early.push(message);
    else this.#sweeps.take(message);
  }

  /** A book that can't be trusted is told as empty: nobody is known to quote there, so neither do we. */
  #tellBook(ticker: string): void {
    const { stream, clock, emit } = this.#parts;
    const book = stream.book(ticker, DEPTH) ?? EMPTY_BOOK;
    const told = this.#told.get(ticker);
    if (told !== undefined && sameBook(book, told)) return;
    this.#told.set(ticker, book);
    emit({ type: "book", at: clock.now(), ticker, book });
  }

  /** One that is stamped with a time to come counts as made now: for the model time never goes back, and all that follow would wait there with it. */
  #made(order: TakerOrder): TakerOrder {
    const now = this.#parts.clock.now();
    return order.at > after(now, MOST_AHEAD_MS) ? { ...order, at: now } : order;
  }

  #tellTrade(told: TakerOrder): void {
    const { clock, emit } = this.#parts;
    const order = this.#made(told);
    if (order.at > this.#lastTradeAt) this.#lastTradeAt = order.at;
    emit({ type: "trade", at: clock.now(), order });
  }

  /** Reads the trades that the stream may have lost; each is told once, by whoever tells it first. */
  async #catchUp(from: Time, read: number): Promise<void> {
    const { client, tickers, timers } = this.#parts;
    let isWhole = false;
    try {
      const missed = await readTrades(client, tickers, from);
      const fresh = missed.filter(({ tradeId }) => this.#sweeps.remember(tradeId));
      for (const order of takerOrders(fresh)) this.#tellTrade(order);
      isWhole = true;
    } catch (error) {
      if (!(error instanceof KalshiError)) throw error;
    }
    const reads = isWhole ? read + 1 : read;
    if (reads < CATCH_UPS) timers.after(AGAIN_AFTER_MS, () => void this.#catchUp(from, reads));
  }
}

/** A print of the stream as readings have them. */
function publicTrade({ tradeId, ticker, at, price, quantity, takerSide, block }: TradeMessage): PublicTrade {
  return { tradeId, ticker, micros: at * 1_000, price, quantity, takerSide, isBlockTrade: block };
}
