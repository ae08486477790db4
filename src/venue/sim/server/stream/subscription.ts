import type { Clock } from "../../../../ambient/clock.ts";
import type { Timers } from "../../../../ambient/timers.ts";
import { type Channel, type ChannelRules, rulesOf } from "./channel.ts";
import { Line } from "./line.ts";

/** What a client wants to be told of on one channel of its connection. */
export class Subscription {
  readonly rules: ChannelRules;
  readonly line: Line;
  /** Nothing of it is sent any more. */
  ended = false;
  /** Undefined is every market there is. */
  #markets: Set<string> | undefined;
  #sequence = 0;

  constructor(
    readonly sid: number,
    readonly channel: Channel,
    /** NO levels of a book in prices of YES. */
    readonly useYesPrice: boolean,
    /** Answers leave out the list of markets. */
    readonly skipsMarketList: boolean,
    markets: readonly string[] | undefined,
    time: Clock & Timers,
  ) {
    this.rules = rulesOf(channel);
    this.line = new Line(time);
    this.#markets = markets && new Set(markets);
  }

  /** In the order in which they were asked for; undefined for every market. */
  get markets(): readonly string[] | undefined {
    return this.#markets && [...this.#markets];
  }

  /** Whether it is told of a market, or of what concerns none. */
  wants(ticker: string | undefined): boolean {
    return ticker === undefined || this.#markets === undefined || this.#markets.has(ticker);
  }

  /** Which of these markets are new to it. They are added to what it has; undefined makes it every market. */
  add(tickers: readonly string[] | undefined): readonly string[] {
    if (tickers === undefined) this.#markets = undefined;
    const fresh = tickers?.filter((ticker) => !this.wants(ticker)) ?? [];
    for (const ticker of fresh) this.#markets!.add(ticker);
    return fresh;
  }

  delete(tickers: readonly string[]): void {
    for (const ticker of tickers) this.#markets?.delete(ticker);
  }

  /** The number of its next message. */
  nextSequence(): number {
    return ++this.#sequence;
  }
}
