import type { BookSnapshot } from "../../../market/order-book.ts";
import type { Time } from "../../../market/units.ts";
import { MarketBook, type NoPricing } from "./market-book.ts";
import type { DeltaMessage, SnapshotMessage } from "./message.ts";
import { type OwnOrder, OwnSize } from "./own-size.ts";

/**
 * How long a book may stay crossed. The exchange reports one order's doings as several changes, sometimes what comes to rest before what it
 * took, so a book can be crossed from one message to the next.
 */
export const CROSSED_MS = 250;

/** One market's book and what is known of its worth. */
interface Entry {
  readonly ticker: string;
  readonly book: MarketBook;
  readonly own: OwnSize;
  /** Good since a snapshot; false before the first and after a doubt. */
  whole: boolean;
  /** When it became crossed, by our clock; undefined when it isn't. */
  crossedAt: Time | undefined;
  /** Another than when it was last told of. */
  changed: boolean;
  /** The ticker as a list, made once. */
  readonly alone: readonly string[];
}

const NONE: readonly string[] = [];

/** A book that contradicts itself: a new snapshot is needed. */
export interface Doubt {
  readonly ticker: string;
  readonly detail: string;
}

/**
 * The books of the markets that are watched. A book is trusted from its snapshot on until something is missing from its subscription's
 * sequence, or it contradicts itself; changes to one that isn't are thrown away, for the snapshot that ends the doubt has a later
 * number and so holds them already.
 */
export class Books {
  readonly #noPricing: NoPricing;
  readonly #entries = new Map<string, Entry>();
  /** The one last looked up: changes of one market often come in a row. */
  #recent: Entry | undefined;
  readonly #changed: Entry[] = [];
  /** Markets with a crossed book. */
  readonly #crossed = new Set<string>();

  constructor(noPricing: NoPricing) {
    this.#noPricing = noPricing;
  }

  /** Markets that are watched. */
  get tickers(): Iterable<string> {
    return this.#entries.keys();
  }

  /** Begins to watch a market. */
  add(ticker: string): void {
    if (this.#entries.has(ticker)) return;
    const book = new MarketBook(this.#noPricing);
    const own = new OwnSize();
    this.#entries.set(ticker, {
      ticker,
      book,
      own,
      whole: false,
      crossedAt: undefined,
      changed: false,
      alone: [ticker],
    });
  }

  remove(ticker: string): void {
    this.#entries.delete(ticker);
    this.#recent = undefined;
    this.#crossed.delete(ticker);
    const changed = this.#changed.findIndex((entry) => entry.ticker === ticker);
    if (changed >= 0) this.#changed.splice(changed, 1);
  }

  /** Whether a snapshot is there and nothing is known against what followed. */
  whole(ticker: string): boolean {
    return this.#entries.get(ticker)?.whole ?? false;
  }

  /** Whether it may be used now: whole, and not crossed at this moment. */
  trusted(ticker: string): boolean {
    const entry = this.#entries.get(ticker);
    return entry?.whole === true && entry.crossedAt === undefined;
  }

  /** Replaces a book. False for a market that isn't watched. */
  load(message: SnapshotMessage, now: Time): boolean {
    const entry = this.#entries.get(message.ticker);
    if (entry === undefined) return false;
    entry.book.load(message.yes, message.no);
    entry.whole = true;
    this.#look(entry, now);
    this.#change(entry);
    return true;
  }

  /** Applies a change, if the book can take one. What it finds wrong with the book then. */
  apply(message: DeltaMessage, now: Time): Doubt | undefined {
    const { ticker, side, change } = message;
    if (this.#recent?.ticker !== ticker) this.#recent = this.#entries.get(ticker);
    const entry = this.#recent;
    if (entry === undefined) return undefined;
    if (message.clientOrderId !== undefined || !entry.own.empty) {
      entry.own.change(side, entry.book.onYes(side, message.price), change, message.clientOrderId, now);
    }
    if (!entry.whole) return undefined;
    if (!entry.book.change(side, message.price, change)) {
      const held = entry.book.quantityAt(side, entry.book.onYes(side, message.price));
      return this.doubt(ticker, `${side} of ${held} at ${message.price} can't change by ${change}`);
    }
    if (entry.crossedAt !== undefined || entry.book.crossed) this.#look(entry, now);
    this.#change(entry);
    return undefined;
  }

  /** Stops trusting a book until its next snapshot. */
  doubt(ticker: string, detail: string): Doubt {
    const entry = this.#entries.get(ticker);
    if (entry?.whole) {
      entry.whole = false;
      entry.crossedAt = undefined;
      this.#crossed.delete(ticker);
      this.#change(entry);
    }
    return { ticker, detail };
  }

  /** Stops trusting all of them. */
  doubtAll(): void {
    for (const ticker of this.#entries.keys()) this.doubt(ticker, "");
  }

  /** What time alone brings out: books crossed for too long, own orders that the book never showed, or shows for too long. */
  review(now: Time): Doubt[] {
    const doubts: Doubt[] = [];
    for (const ticker of this.#crossed) {
      const entry = this.#entries.get(ticker);
      const crossedMs = now - (entry?.crossedAt ?? now);
      if (crossedMs >= CROSSED_MS) doubts.push(this.doubt(ticker, `crossed for ${crossedMs} ms`));
    }
    for (const entry of this.#entries.values()) {
      const { own, ticker, whole } = entry;
      if (own.empty || (own.settlesAt ?? Infinity) > now) continue;
      const settled = own.settle(now);
      if (settled !== "same") this.#change(entry);
      if (settled === "book-behind" && whole)
        doubts.push(this.doubt(ticker, "it shows orders of ours that are filled or gone"));
    }
    return doubts;
  }

  /** The books that changed since the last call. A crossed one is told of when it no longer is. */
  takeChanged(): readonly string[] {
    const changed = this.#changed;
    if (changed.length === 0) return NONE;
    const first = changed[0]!;
    if (changed.length === 1 && first.crossedAt === undefined) {
      first.changed = false;
      changed.pop();
      return first.alone;
    }
    const told: string[] = [];
    let kept = 0;
    for (const entry of changed) {
      if (entry.crossedAt !== undefined) changed[kept++] = entry;
      else {
        entry.changed = false;
        told.push(entry.ticker);
      }
    }
    changed.length = kept;
    return told;
  }

  /** The book of others, our own size taken out, up to `depth` levels a side; undefined while it can't be trusted. */
  others(ticker: string, depth: number): BookSnapshot | undefined {
    return this.#snapshot(ticker, depth, true);
  }

  /** The whole book, ours included; undefined while it can't be trusted. */
  all(ticker: string, depth: number): BookSnapshot | undefined {
    return this.#snapshot(ticker, depth, false);
  }

  #snapshot(ticker: string, depth: number, others: boolean): BookSnapshot | undefined {
    if (!this.trusted(ticker)) return undefined;
    const { book, own } = this.#entries.get(ticker)!;
    if (!others || own.empty) return { bids: book.levels("bid", depth), asks: book.levels("ask", depth) };
    return {
      bids: book.levels("bid", depth, (price) => own.at("bid", price)),
      asks: book.levels("ask", depth, (price) => own.at("ask", price)),
    };
  }

  /** Tells of an own order in a market (see OwnSize). */
  tellOwn(ticker: string, order: OwnOrder, now: Time): void {
    const entry = this.#entries.get(ticker);
    if (entry === undefined) return;
    entry.own.tell(order, now);
    this.#change(entry);
  }

  /** Tells of all own orders in a market, as they were at `asOf` by our clock (see OwnSize). */
  tellAllOwn(ticker: string, orders: readonly OwnOrder[], asOf: Time, now: Time): void {
    const entry = this.#entries.get(ticker);
    if (entry === undefined || (orders.length === 0 && entry.own.empty)) return;
    entry.own.tellAll(orders, asOf, now);
    this.#change(entry);
  }

  #change(entry: Entry): void {
    if (entry.changed) return;
    entry.changed = true;
    this.#changed.push(entry);
  }

  #look(entry: Entry, now: Time): void {
    if (entry.book.crossed) {
      entry.crossedAt ??= now;
      this.#crossed.add(entry.ticker);
    } else {
      entry.crossedAt = undefined;
      this.#crossed.delete(entry.ticker);
    }
  }
}
