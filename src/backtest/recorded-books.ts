import { type BookSnapshot, EMPTY_BOOK, sameBook } from "../market/order-book.ts";
import type { Time } from "../market/units.ts";
import type { BookStep } from "../tape/recording/book-steps.ts";
import { Depth } from "../tape/recording/depth.ts";
import { ToldBook } from "../venue/local/told-book.ts";

/** Levels that the engine is given, as in a live run. */
const DEPTH = 10;
const ALL_LEVELS = 10_000;
/** A trade and the change of the book by it may be stamped so far apart, in either order. */
const TOGETHER_MS = 1_000;

/** The recorded book of one leg. */
export interface RecordedLeg {
  readonly depth: Depth;
  /** What follows from it for our orders. */
  readonly told: ToldBook;
  /** A snapshot came, and nothing has been missing since. */
  isWhole: boolean;
  /** As the engine was told last. */
  shown: BookSnapshot;
}

/** The recorded books of an event's legs. */
export class RecordedBooks {
  readonly #legs = new Map<string, RecordedLeg>();
  /** Those that were ever recorded: the others aren't waited for. */
  readonly #recorded: ReadonlySet<string>;

  constructor(recorded: Iterable<string>) {
    this.#recorded = new Set(recorded);
  }

  leg(ticker: string): RecordedLeg {
    return this.#legs.getOrInsertComputed(ticker, () => {
      return { depth: new Depth(), told: new ToldBook(TOGETHER_MS), isWhole: false, shown: EMPTY_BOOK };
    });
  }

  /** Every book that was recorded is whole. */
  get isWhole(): boolean {
    for (const ticker of this.#recorded) if (this.#legs.get(ticker)?.isWhole === false) return false;
    return true;
  }

  /** Carries out steps of one moment; the tickers whose books are others now. */
  apply(steps: readonly BookStep[]): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const step of steps) {
      if (step.type === "lost") {
        for (const [ticker, leg] of this.#legs) {
          if (step.ticker !== undefined && step.ticker !== ticker) continue;
          leg.isWhole = false;
          leg.shown = EMPTY_BOOK;
          changed.delete(ticker);
        }
        continue;
      }
      const leg = this.#legs.get(step.ticker);
      if (leg === undefined) continue; // left out of the backtest
      if (step.type === "snapshot") {
        leg.depth.clear();
        for (const { price, quantity } of step.bids) leg.depth.change("bid", price, quantity);
        for (const { price, quantity } of step.asks) leg.depth.change("ask", price, quantity);
        leg.isWhole = true;
      } else if (!leg.isWhole || !leg.depth.change(step.side, step.price, step.by)) continue;
      changed.add(step.ticker);
    }
    return changed;
  }

  /** The engine knows none of them any more. */
  forget(): void {
    for (const leg of this.#legs.values()) leg.shown = EMPTY_BOOK;
  }

  /** All levels of a leg. */
  whole(ticker: string): BookSnapshot {
    return this.leg(ticker).depth.snapshot(ALL_LEVELS);
  }

  /** What the engine is to be told of a leg now, or undefined when it was told that already. */
  news(ticker: string): BookSnapshot | undefined {
    const leg = this.leg(ticker);
    const book = leg.depth.snapshot(DEPTH);
    if (sameBook(book, leg.shown)) return undefined;
    leg.shown = book;
    return book;
  }
}

/** What happened to books at one moment. */
export interface BookMoment {
  readonly at: Time;
  readonly steps: readonly BookStep[];
}

/** The steps of each moment together, in time order. */
export function* bookMoments(steps: Iterable<BookStep>): Generator<BookMoment> {
  let together: BookStep[] = [];
  for (const step of steps) {
    const [first] = together;
    if (first !== undefined && step.at !== first.at) {
      yield { at: first.at, steps: together };
      together = [];
    }
    together.push(step);
  }
  const [first] = together;
  if (first !== undefined) yield { at: first.at, steps: together };
}
