import { flag, list, number, object, type Shape, text } from "../market/saved-state.ts";
import type { TakerOrder } from "../market/taker-order.ts";
import { CENT, type Price, type Time } from "../market/units.ts";
import type { PrintGuard } from "./guards.ts";

/** What is suspicious about each book, as plain data. */
export interface BookSuspicionState {
  readonly legs: readonly SuspectBookState[];
}

interface SuspectBookState {
  readonly ticker: string;
  readonly isCrossed: boolean;
  readonly outside: readonly Time[];
  readonly until: number;
}

export const BOOK_SUSPICION_STATE: Shape<BookSuspicionState> = object<BookSuspicionState>({
  legs: list(object<SuspectBookState>({ ticker: text(), isCrossed: flag(), outside: list(number()), until: number() })),
});

interface SuspectBook {
  isCrossed: boolean;
  /** When trades printed outside it. */
  outside: Time[];
  until: number;
}

/** Best prices of everybody, our own among them. */
export interface Touch {
  readonly bid: Price | undefined;
  readonly ask: Price | undefined;
}

/**
 * Books that can't be what we think: crossed (no exchange lets a bid at or above an ask rest), or contradicted by trades that print outside them
 * again and again. A leg with such a book is pulled, and a new one asked for.
 */
export class BookSuspicion {
  readonly #legs = new Map<string, SuspectBook>();

  constructor(private readonly guard: PrintGuard | undefined) {}

  /** A book of others. True when it is crossed and the last one wasn't: a new one is wanted. */
  shown(ticker: string, { bid, ask }: Touch): boolean {
    if (this.guard === undefined) return false;
    const isCrossed = bid !== undefined && ask !== undefined && bid >= ask;
    const book = this.#legs.get(ticker);
    if (book === undefined && !isCrossed) return false;
    const known = book ?? this.#add(ticker);
    const isNews = isCrossed && !known.isCrossed;
    known.isCrossed = isCrossed;
    return isNews;
  }

  /** A trade, against the book before it. True when it completes a row that makes the book suspect: a new one is wanted. */
  traded(order: TakerOrder, { bid, ask }: Touch): boolean {
    const first = order.prints[0]?.price; // the first print of a sweep is at the touch
    if (this.guard === undefined || first === undefined || (bid === undefined && ask === undefined)) return false;
    const { outsideCents, prints, windowMs, pullMs } = this.guard;
    const slack = outsideCents * CENT;
    const isOutside = (bid !== undefined && first < bid - slack) || (ask !== undefined && first > ask + slack);
    const book = this.#legs.get(order.ticker);
    if (!isOutside) {
      if (book !== undefined) book.outside = [];
      return false;
    }
    const known = book ?? this.#add(order.ticker);
    known.outside = [...known.outside.filter((at) => order.at - at < windowMs), order.at];
    if (known.outside.length < prints) return false;
    known.outside = [];
    known.until = order.at + pullMs;
    return true;
  }

  isCrossed(ticker: string): boolean {
    return this.#legs.get(ticker)?.isCrossed ?? false;
  }

  /** Until when a leg is pulled because trades disagree with its book; undefined when it isn't. */
  until(ticker: string, now: Time): Time | undefined {
    const until = this.#legs.get(ticker)?.until ?? 0;
    return until > now ? (until as Time) : undefined;
  }

  eachChange(at: (time: number) => void): void {
    for (const { until } of this.#legs.values()) if (until > 0) at(until);
  }

  #add(ticker: string): SuspectBook {
    const book = { isCrossed: false, outside: [], until: 0 };
    this.#legs.set(ticker, book);
    return book;
  }

  save(): BookSuspicionState {
    return { legs: Array.from(this.#legs, ([ticker, book]) => ({ ticker, ...book, outside: [...book.outside] })) };
  }

  restore({ legs }: BookSuspicionState): void {
    for (const { ticker, isCrossed, outside, until } of legs) {
      this.#legs.set(ticker, { isCrossed, outside: [...outside], until });
    }
  }
}
