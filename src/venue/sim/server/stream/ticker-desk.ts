import type { Fact } from "../../fact.ts";
import type { ServedExchange } from "../served-exchange.ts";
import { type Notice, told } from "./notice.ts";
import type { ShownMarkets } from "./shown-market.ts";
import { stamped, type TickerBody } from "./ticker-message.ts";

/** Tells what is new of a market's top of book and trades: once for all that happens at one moment. */
export class TickerDesk {
  readonly #served: ServedExchange;
  readonly #markets: ShownMarkets;
  readonly #tell: (notice: Notice) => void;
  readonly #last = new Map<string, TickerBody>();
  readonly #stale = new Set<string>();

  constructor(served: ServedExchange, markets: ShownMarkets, tell: (notice: Notice) => void) {
    this.#served = served;
    this.#markets = markets;
    this.#tell = tell;
  }

  apply(fact: Fact): void {
    if (fact.type !== "book" && fact.type !== "trade") return;
    const { ticker } = fact;
    if (this.#stale.has(ticker)) return;
    this.#stale.add(ticker);
    this.#served.time.after(0, () => {
      this.#stale.delete(ticker);
      this.#look(ticker);
    });
  }

  #look(ticker: string): void {
    const body = this.#markets.ticker(ticker);
    const last = this.#last.get(ticker);
    if (last && Object.keys(body).every((field) => body[field] === last[field])) return;
    this.#last.set(ticker, body);
    this.#tell(told("ticker", "ticker", stamped(body, this.#served.time.now()), ticker));
  }
}
