import type { BookSnapshot } from "../../../../market/order-book.ts";
import type { Quantity } from "../../../../market/units.ts";
import type { Exchange } from "../../exchange.ts";
import type { Fact } from "../../fact.ts";
import { uuidOf } from "../identity.ts";
import type { StreamCommand } from "./command.ts";
import { type TickerBody, tickerBody } from "./ticker-message.ts";

/** A market as it was at one moment. */
export interface ShownMarket {
  readonly book: BookSnapshot;
  readonly ticker: TickerBody;
}

/** Markets by ticker as they were when a command came in. */
export type Shown = ReadonlyMap<string, ShownMarket>;

/** The exchange's markets, as they are when asked for. */
export class ShownMarkets {
  readonly #exchange: Exchange;
  readonly #lastSizes = new Map<string, Quantity>();

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** To be told every fact: the size of the last trade is kept nowhere else. */
  apply(fact: Fact): void {
    if (fact.type === "trade") this.#lastSizes.set(fact.ticker, fact.prints.at(-1)!.quantity);
  }

  has(ticker: string): boolean {
    return this.#exchange.eventOf(ticker) !== undefined;
  }

  /** Its ticker, where there is a market with this UUID. */
  tickerOf(id: string): string | undefined {
    const legs = this.#exchange.events.flatMap((event) => this.#exchange.event(event).legs);
    return legs.find(({ ticker }) => uuidOf("market", ticker) === id)?.ticker;
  }

  /** The markets that a command names, those of them that there are. */
  shownFor(command: StreamCommand | undefined): Shown {
    if (command === undefined || !("markets" in command)) return new Map();
    const { tickers, ids } = command.markets;
    const named = [...tickers, ...ids.map((id) => this.tickerOf(id) ?? id)];
    return this.shown(named.filter((ticker) => this.has(ticker)));
  }

  /** Throws RangeError when there is no such market. */
  shown(tickers: readonly string[]): Shown {
    return new Map(
      tickers.map((ticker) => {
        const book = this.#exchange.book(ticker, Number.POSITIVE_INFINITY);
        return [ticker, { book, ticker: this.ticker(ticker) }];
      }),
    );
  }

  /** What a ticker message says. Throws RangeError when there is no such market. */
  ticker(ticker: string): TickerBody {
    const statistics = this.#exchange.statistics(ticker);
    return tickerBody(ticker, this.#exchange.book(ticker, 1), statistics, this.#lastSizes.get(ticker));
  }
}
