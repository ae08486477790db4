import type { Level } from "../../market/order-book.ts";
import {
  PRICE_ONE,
  type Price,
  parseFixedPoint,
  priceFromDollars,
  type Quantity,
  type Side,
  type Time,
  UnitError,
} from "../../market/units.ts";
import { Depth } from "./depth.ts";
import type { StreamRow } from "./rows.ts";

/** What becomes of recorded books. Times are the exchange's, as far as messages tell them, and never go back. */
export type BookStep =
  /** From now on a market's book is these levels, in whatever order. */
  | {
      readonly type: "snapshot";
      readonly at: Time;
      readonly ticker: string;
      readonly bids: readonly Level[];
      readonly asks: readonly Level[];
    }
  /** One level has grown or shrunk by this much (1/100 contract, signed). */
  | {
      readonly type: "change";
      readonly at: Time;
      readonly ticker: string;
      readonly side: Side;
      readonly price: Price;
      readonly by: number;
    }
  /** Nothing is known any more of a market, or of any: something is missing. Until the next snapshot. */
  | { readonly type: "lost"; readonly at: Time; readonly ticker: string | undefined };

/**
 * Follows the messages of a recording and tells what they make of the books: those of a market count from its snapshot on, until the connection ends, a
 * number is missing, or the book contradicts itself.
 */
export class BookSteps {
  readonly #noOnYes: boolean;
  readonly #books = new Map<string, Depth>();
  #segment: number | undefined;
  /** Of the subscription to books. */
  #seq: number | undefined;
  #at = 0;
  /** Of the last message of whatever kind. */
  #heardAt = 0;
  /** The exchange's clock less the recorder's, by the last message that was stamped. */
  #aheadMs = 0;

  /** `noOnYes`: levels of the NO side were recorded in prices of YES. */
  constructor(noOnYes: boolean) {
    this.#noOnYes = noOnYes;
  }

  /** The markets whose books are known. */
  get known(): ReadonlyMap<string, Depth> {
    return this.#books;
  }

  /** What a message says. One that isn't about a book, or can't be read, says nothing; the latter breaks its book. */
  take(row: StreamRow): readonly BookStep[] {
    const { type, segment, seq } = row;
    const steps: BookStep[] = [];
    if (segment !== this.#segment) {
      // Since when nothing was heard nobody can tell: since the last message, at worst.
      this.#lose(steps, Math.max(this.#at, this.#heardAt) as Time);
      this.#segment = segment;
      this.#seq = undefined;
    }
    if (type !== "orderbook_snapshot" && type !== "orderbook_delta") {
      this.#heardAt = Math.max(this.#heardAt, this.#told(row));
      return steps;
    }
    this.#at = Math.max(this.#at, this.#told(row));
    const at = this.#at as Time;
    if (seq !== null && this.#seq !== undefined && seq !== this.#seq + 1) this.#lose(steps, at);
    this.#seq = seq ?? undefined;
    try {
      const step = type === "orderbook_snapshot" ? this.#snapshot(row, at) : this.#change(row, at);
      if (step !== undefined) steps.push(step);
    } catch (error) {
      if (!(error instanceof UnitError)) throw error;
      if (this.#books.delete(row.market_ticker)) steps.push({ type: "lost", at, ticker: row.market_ticker });
    }
    return steps;
  }

  /** There are no more messages: nothing is known from the last one on. */
  end(): readonly BookStep[] {
    const steps: BookStep[] = [];
    this.#lose(steps, Math.max(this.#at, this.#heardAt) as Time);
    return steps;
  }

  #snapshot({ market_ticker: ticker, msg }: StreamRow, at: Time): BookStep {
    const bids = levelsOf(msg["yes_dollars_fp"], (price) => price);
    const asks = levelsOf(msg["no_dollars_fp"], (price) => this.#onYes("ask", price));
    const book = new Depth();
    for (const { price, quantity } of bids) book.change("bid", price, quantity);
    for (const { price, quantity } of asks) book.change("ask", price, quantity);
    this.#books.set(ticker, book);
    return { type: "snapshot", at, ticker, bids, asks };
  }

  #change({ market_ticker: ticker, msg }: StreamRow, at: Time): BookStep | undefined {
    const book = this.#books.get(ticker);
    if (book === undefined) return undefined;
    const side = msg["side"] === "yes" ? "bid" : "ask";
    const price = this.#onYes(side, priceFromDollars(String(msg["price_dollars"]), "price_dollars"));
    const by = parseFixedPoint(String(msg["delta_fp"]), 2, "delta_fp");
    if (book.change(side, price, by)) return { type: "change", at, ticker, side, price, by };
    this.#books.delete(ticker);
    return { type: "lost", at, ticker };
  }

  #onYes(side: Side, price: Price): Price {
    return side === "ask" && !this.#noOnYes ? ((PRICE_ONE - price) as Price) : price;
  }

  #lose(steps: BookStep[], at: Time): void {
    this.#at = Math.max(this.#at, at);
    if (this.#books.size > 0) steps.push({ type: "lost", at, ticker: undefined });
    this.#books.clear();
  }

  /** A message's time by the exchange's clock. */
  #told({ msg, sending_ts_ms: sent, recv_ms: received }: StreamRow): number {
    const told = typeof msg["ts_ms"] === "number" ? msg["ts_ms"] : sent;
    if (told !== null) this.#aheadMs = told - received;
    return told ?? received + this.#aheadMs;
  }
}

/** Throws UnitError for what are no levels. */
function levelsOf(value: unknown, onYes: (price: Price) => Price): readonly Level[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new UnitError("levels", value, "are no levels");
  return value.map((level: unknown) => {
    const [price, quantity] = Array.isArray(level) ? level : [];
    return {
      price: onYes(priceFromDollars(String(price), "price")),
      quantity: parseFixedPoint(String(quantity), 2, "quantity") as Quantity,
    };
  });
}
