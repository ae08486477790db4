import type { Price, Quantity, Side } from "../../market/units.ts";
import type { BookStep } from "../../tape/recording/book-steps.ts";

/** A price level of a recorded book grew or shrank. */
export interface DepthEvent {
  readonly at: number;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  /** 1/100 contract, signed. */
  readonly by: number;
  /** What was there before. */
  readonly before: Quantity;
  /** It was the best price of its side then. */
  readonly isBest: boolean;
  /** Why it shrank, as far as that can be told; what grew is an `add`. */
  why: "add" | "trade" | "cancel" | "unknown";
}

/** What is said of trades beside the books. */
export type TradeNews =
  /** A print of the stream: the side and price of whom it met. */
  | {
      readonly type: "print";
      readonly at: number;
      readonly ticker: string;
      readonly side: Side;
      readonly price: Price;
      readonly quantity: Quantity;
    }
  /** All that was ever traded in a market, as its ticker has it. */
  | { readonly type: "volume"; readonly at: number; readonly ticker: string; readonly volume: number };

/** One market from a snapshot on, as long as nothing is missing. */
export interface Stretch {
  readonly ticker: string;
  readonly events: DepthEvent[];
  readonly news: TradeNews[];
  /** Events before each piece of news: what came first. */
  readonly newsAfter: number[];
}

/** Collects the stretches of a recording. */
export class StretchBuilder {
  readonly #open = new Map<string, Stretch>();
  readonly #done: Stretch[] = [];

  /** A step of the books, with what stood at its level before. */
  step(step: BookStep, before: Quantity, isBest: boolean): void {
    if (step.type === "lost") {
      for (const [ticker, stretch] of this.#open) {
        if (step.ticker !== undefined && step.ticker !== ticker) continue;
        this.#open.delete(ticker);
        this.#done.push(stretch);
      }
    } else if (step.type === "snapshot") {
      const there = this.#open.get(step.ticker);
      if (there !== undefined) this.#done.push(there);
      this.#open.set(step.ticker, { ticker: step.ticker, events: [], news: [], newsAfter: [] });
    } else {
      const { at, ticker, side, price, by } = step;
      const why = by > 0 ? "add" : "unknown";
      this.#open.get(ticker)?.events.push({ at, ticker, side, price, by, before, isBest, why });
    }
  }

  news(news: TradeNews): void {
    const stretch = this.#open.get(news.ticker);
    if (stretch === undefined) return;
    stretch.news.push(news);
    stretch.newsAfter.push(stretch.events.length);
  }

  /** What is open is over. */
  end(): void {
    this.#done.push(...this.#open.values());
    this.#open.clear();
  }

  /** All of them; nothing may be added any more. */
  stretches(): readonly Stretch[] {
    return [...this.#done, ...this.#open.values()].filter(({ events }) => events.length > 0);
  }
}
