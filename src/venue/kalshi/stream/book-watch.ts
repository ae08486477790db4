import type { BookSnapshot } from "../../../market/order-book.ts";
import type { Quantity, Time } from "../../../market/units.ts";
import { Books, type Doubt } from "./books.ts";
import type { Markets } from "./command.ts";
import type { NoPricing } from "./market-book.ts";
import type { DeltaMessage, OrderMessage, SnapshotMessage } from "./message.ts";
import type { OwnOrder } from "./own-size.ts";
import { type Escalation, Snapshots } from "./snapshots.ts";

/** What time has brought out about the books. */
export interface BookReview {
  readonly doubts: readonly Doubt[];
  /** Markets whose snapshot did not come in time. */
  readonly vain: readonly string[];
  readonly escalation: Escalation;
}

/** The books of the markets that are watched, and the snapshots they wait for. */
export class BookWatch {
  readonly #books: Books;
  readonly #snapshots: Snapshots;

  /** `snapshotMs`: how long a snapshot may take. */
  constructor(snapshotMs: number, noPricing: NoPricing = "on-yes") {
    this.#books = new Books(noPricing);
    this.#snapshots = new Snapshots(snapshotMs);
  }

  /** Sets the markets that are watched. */
  watch(markets: ReadonlySet<string>): void {
    this.drop([...this.#books.tickers].filter((ticker) => !markets.has(ticker)));
    for (const ticker of markets) this.#books.add(ticker);
  }

  /** Watches these no more. */
  drop(tickers: readonly string[]): void {
    for (const ticker of tickers) {
      this.#books.remove(ticker);
      this.#snapshots.forget(ticker);
    }
  }

  /** Whether every book is there, but for markets that never send one. */
  get complete(): boolean {
    let whole = 0;
    let mute = 0;
    for (const ticker of this.#books.tickers) {
      if (this.#books.whole(ticker)) whole++;
      else if (this.#snapshots.mute(ticker)) mute++;
      else return false;
    }
    return whole > 0 || mute === 0;
  }

  /** Takes in a message. What it shows to be wrong with its book. */
  take(message: SnapshotMessage | DeltaMessage, now: Time): Doubt | undefined {
    if (message.type === "orderbook_snapshot") {
      if (this.#books.load(message, now)) this.#snapshots.came(message.ticker);
      return undefined;
    }
    const doubt = this.#books.apply(message, now);
    if (doubt) this.#snapshots.need(doubt.ticker, now);
    return doubt;
  }

  /** Stops trusting a book until its next snapshot. */
  doubt(ticker: string, detail: string, now: Time): void {
    if (!this.#books.whole(ticker)) return;
    this.#books.doubt(ticker, detail);
    this.#snapshots.need(ticker, now);
  }

  /** Stops trusting all of them until their next snapshots. */
  doubtAll(now: Time): void {
    this.#books.doubtAll();
    for (const ticker of this.#books.tickers) this.#snapshots.need(ticker, now);
  }

  /** The subscription covers these markets now: their snapshots come by themselves. */
  covered(markets: Markets, now: Time): void {
    if (markets === "all") return;
    for (const ticker of markets) if (!this.#books.whole(ticker)) this.#snapshots.need(ticker, now, true);
  }

  /** The subscription is gone: nothing comes until there is a new one. */
  ended(): void {
    this.#books.doubtAll();
    this.#snapshots.lost();
  }

  /** Has `ask` request the snapshots that are due; it returns false when it can't now. */
  request(now: Time, ask: (tickers: readonly string[]) => boolean): void {
    const due = this.#snapshots.due(now);
    if (due.length > 0 && ask(due)) this.#snapshots.asked(due, now);
  }

  review(now: Time): BookReview {
    const doubts = this.#books.review(now);
    for (const { ticker } of doubts) this.#snapshots.need(ticker, now);
    return { doubts, ...this.#snapshots.review(now) };
  }

  /** Whether a market has been given up: it never sends a book. */
  mute(ticker: string): boolean {
    return this.#snapshots.mute(ticker);
  }

  /** Whether a book may be used now. */
  trusted(ticker: string): boolean {
    return this.#books.trusted(ticker);
  }

  /** The books that changed since the last call. */
  takeChanged(): readonly string[] {
    return this.#books.takeChanged();
  }

  others(ticker: string, depth: number): BookSnapshot | undefined {
    return this.#books.others(ticker, depth);
  }

  all(ticker: string, depth: number): BookSnapshot | undefined {
    return this.#books.all(ticker, depth);
  }

  /** Takes in what the stream itself says of an own order. */
  takeOrder(message: OrderMessage, now: Time): void {
    const { ticker, clientOrderId, orderId, side, price, filled, status } = message;
    const over = status === "canceled" || status === "executed";
    const remaining = over ? (0 as Quantity) : message.remaining;
    this.#books.tellOwn(ticker, { clientOrderId: clientOrderId ?? orderId, side, price, filled, remaining }, now);
  }

  tellOwn(ticker: string, order: OwnOrder, now: Time): void {
    this.#books.tellOwn(ticker, order, now);
  }

  tellAllOwn(orders: readonly (OwnOrder & { readonly ticker: string })[], asOf: Time, now: Time): void {
    const byTicker = Map.groupBy(orders, ({ ticker }) => ticker);
    for (const ticker of this.#books.tickers) this.#books.tellAllOwn(ticker, byTicker.get(ticker) ?? [], asOf, now);
  }
}
