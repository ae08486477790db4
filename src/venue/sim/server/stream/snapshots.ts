import { bookSnapshot } from "./book-message.ts";
import type { Dispatch } from "./dispatch.ts";
import type { Data } from "./outgoing.ts";
import type { Shown, ShownMarket } from "./shown-market.ts";
import type { StreamHall } from "./stream-hall.ts";
import type { Subscription } from "./subscription.ts";
import { stamped } from "./ticker-message.ts";

/** Sends markets whole: books, and tickers to those who ask for them. */
export class Snapshots {
  readonly #hall: StreamHall;
  readonly #dispatch: Dispatch;

  constructor(hall: StreamHall, dispatch: Dispatch) {
    this.#hall = hall;
    this.#dispatch = dispatch;
  }

  /** What a subscription gets of markets that are new to it. */
  first(subscription: Subscription, tickers: readonly string[], shown: Shown, withTickers: boolean): void {
    const { channel } = subscription;
    if (tickers.length === 0 || (channel !== "orderbook_delta" && !(channel === "ticker" && withTickers))) return;
    const { served, markets } = this.#hall;
    const lateMs = served.faults.delayMs("late-snapshot", { channel });
    if (lateMs === 0) this.send(subscription, tickers, shown, undefined);
    else
      served.time.after(lateMs, () => {
        const later = markets.shown(tickers);
        served.facts.enqueue(() => this.send(subscription, tickers, later, undefined));
      });
  }

  send(subscription: Subscription, tickers: readonly string[], shown: Shown, id: number | undefined): void {
    for (const ticker of tickers) {
      const market = shown.get(ticker);
      if (market !== undefined) this.#dispatch.send(subscription, this.#message(subscription, ticker, market, id));
    }
  }

  #message({ channel, useYesPrice }: Subscription, ticker: string, market: ShownMarket, id: number | undefined): Data {
    return channel === "ticker"
      ? { type: "ticker", id, msg: stamped(market.ticker, this.#hall.served.time.now()) }
      : { type: "orderbook_snapshot", id, msg: bookSnapshot(ticker, market.book, useYesPrice) };
  }
}
