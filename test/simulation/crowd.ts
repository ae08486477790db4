import type { Random } from "../../src/ambient/random.ts";
import type { VirtualTime } from "../../src/ambient/virtual-time.ts";
import type { MarketEvent } from "../../src/market/event.ts";
import {
  after,
  DOLLAR,
  money,
  opposite,
  PRICE_ONE,
  type Price,
  type Quantity,
  type Side,
  type Time,
} from "../../src/market/units.ts";
import { Exchange } from "../../src/venue/sim/exchange.ts";
import type { ExchangeRules } from "../../src/venue/sim/rules.ts";
import type { Stage } from "../../src/venue/sim/server/served-exchange.ts";

export const SERIES = "KXSIMULATED";
export const EVENT = "KXSIMULATED-26NOV";

const MAKER = "other-maker";
const TAKER = "other-taker";
const PURSE = money(1_000_000 * DOLLAR);
const BACK_MS = 30 * 60_000;
const PRINTS = 40; // of the past, in each market
const CENT = 100;

export interface CrowdOptions {
  readonly start: Time;
  readonly random: Random;
  readonly legs: number;
  /** Whose orders are taken now and then. */
  readonly account: string;
  readonly closeTime: Time;
  readonly rules: Partial<ExchangeRules>;
  /** In cents, of the others' book. */
  readonly halfSpread: number;
  readonly takesEveryMs: number;
  readonly movesEveryMs: number;
}

/**
 * A small event in which two others trade: one keeps a book around a price that wanders, the other takes from it, and often from us. So a
 * bot that quotes inside that book is filled in parts, moves and holds positions, at little cost of computing.
 */
export class Crowd implements Stage {
  readonly exchange: Exchange;
  readonly event = { ticker: EVENT };
  readonly tickers: readonly string[];
  readonly #options: CrowdOptions;
  readonly #random: Random;
  readonly #middles = new Map<string, number>();
  readonly #books = new Map<string, string[]>();
  /** How long a market's book has been left alone. */
  readonly quotedAt = new Map<string, Time>();
  #time: VirtualTime | undefined;

  constructor(options: CrowdOptions) {
    this.#options = options;
    this.#random = options.random;
    const names = ["A", "B", "C", "D"].slice(0, options.legs);
    this.tickers = names.map((name) => `${EVENT}-${name}`);
    for (const [at, ticker] of this.tickers.entries())
      this.#middles.set(ticker, Math.round(6_000 / (at + 1.5) / CENT) * CENT);
    this.exchange = new Exchange(options.rules);
    this.exchange.list(eventOf(this.tickers, options.closeTime), after(options.start, -2 * BACK_MS));
    for (const name of [MAKER, TAKER]) {
      this.exchange.openAccount(name, { keepsRecords: false });
      this.exchange.deposit(name, PURSE);
    }
  }

  readonly enter = (time: VirtualTime): void => {
    this.#time = time;
    const { start, takesEveryMs, movesEveryMs } = this.#options;
    for (let print = 0; print < PRINTS; print++) {
      const at = after(start, Math.floor(-BACK_MS + (print * BACK_MS) / PRINTS));
      for (const ticker of this.tickers) this.#print(ticker, at);
    }
    for (const ticker of this.tickers) this.#quote(ticker, start);
    this.#every(takesEveryMs, () => this.#take());
    this.#every(movesEveryMs, () => this.#move(this.#random.choice(this.tickers), this.#random.chance(0.5) ? 1 : -1));
  };

  /** A burst of takers who know something: they take from one side of a market, and the book follows. */
  burst(ticker: string, side: Side, cents: number): void {
    const time = this.#time!;
    for (let n = 0; n < 6; n++) {
      time.after(n * this.#random.integer(5, 120), () => {
        if (!this.#isOpen(ticker)) return;
        const quantity = (CENT * this.#random.integer(1, 4)) as Quantity;
        this.#create(TAKER, { ticker, side, price: this.#far(side), quantity, rests: false });
      });
    }
    time.after(600, () => this.#move(ticker, side === "bid" ? cents : -cents));
  }

  /** Somebody takes from one of our orders, in part or in whole. */
  pick(): void {
    const resting = this.exchange.resting(this.#options.account).filter(({ ticker }) => this.#isOpen(ticker));
    if (resting.length === 0) return;
    const { ticker, side, price, remaining } = this.#random.choice(resting);
    const part = this.#random.chance(0.5)
      ? remaining
      : (Math.max(1, Math.floor(remaining * this.#random.uniform())) as Quantity);
    this.#create(TAKER, { ticker, side: opposite(side), price, quantity: part, rests: false });
  }

  /** The book of a market moves to where it meets what we have resting there: the next post-only create of ours would take. */
  crossUs(): void {
    const ticker = this.#random.choice(this.tickers);
    this.#move(ticker, this.#random.chance(0.5) ? 6 : -6);
  }

  #every(meanMs: number, act: () => void): void {
    const again = (): void => {
      this.#time!.after(Math.max(50, this.#random.exponential(meanMs)), () => {
        again();
        act();
      });
    };
    again();
  }

  #take(): void {
    const now = this.#random.uniform();
    if (now < 0.55) {
      this.pick();
      return;
    }
    const ticker = this.#random.choice(this.tickers);
    if (!this.#isOpen(ticker)) return;
    const side: Side = this.#random.chance(0.5) ? "bid" : "ask";
    const quantity = (CENT * this.#random.integer(1, 3)) as Quantity;
    this.#create(TAKER, { ticker, side, price: this.#far(side), quantity, rests: false });
  }

  #move(ticker: string, cents: number): void {
    if (!this.#isOpen(ticker)) return;
    const middle = this.#middles.get(ticker)! + cents * CENT;
    this.#middles.set(ticker, Math.min(8_000, Math.max(1_200, middle)));
    this.#quote(ticker, this.#time!.now());
    if (this.#random.chance(0.5)) this.#print(ticker, this.#time!.now());
  }

  #isOpen(ticker: string): boolean {
    return this.exchange.state === "open" && this.exchange.status(ticker) === "active";
  }

  /** A trade between the two, near the middle, unless somebody else is there first. */
  #print(ticker: string, now: Time): void {
    const side: Side = this.#random.chance(0.5) ? "bid" : "ask";
    const price = this.#middles.get(ticker)! as Price;
    const quantity = CENT as Quantity;
    const rests = this.#create(MAKER, { ticker, side: opposite(side), price, quantity, rests: true }, now);
    this.#create(TAKER, { ticker, side, price, quantity, rests: false }, now);
    if (rests !== undefined) this.exchange.cancel(MAKER, rests, now);
  }

  #quote(ticker: string, now: Time): void {
    for (const orderId of this.#books.get(ticker) ?? []) this.exchange.cancel(MAKER, orderId, now);
    const middle = this.#middles.get(ticker)!;
    const off = this.#options.halfSpread * CENT;
    const quoted = (["bid", "ask"] as const).flatMap((side) =>
      [off, 2 * off].map((distance) => {
        const price = (middle + (side === "bid" ? -distance : distance)) as Price;
        return this.#create(MAKER, { ticker, side, price, quantity: 20_000 as Quantity, rests: true }, now);
      }),
    );
    this.#books.set(
      ticker,
      quoted.filter((orderId) => orderId !== undefined),
    );
    this.quotedAt.set(ticker, now);
  }

  #far(side: Side): Price {
    return (side === "bid" ? PRICE_ONE - CENT : CENT) as Price;
  }

  #create(
    account: string,
    order: { ticker: string; side: Side; price: Price; quantity: Quantity; rests: boolean },
    now: Time = this.#time!.now(),
  ): string | undefined {
    const { rests, ...terms } = order;
    const timeInForce = rests ? "good-till-canceled" : "immediate-or-cancel";
    const answer = this.exchange.create(account, { ...terms, timeInForce, postOnly: rests }, now);
    return answer.ok ? answer.order.orderId : undefined;
  }
}

function eventOf(tickers: readonly string[], closeTime: Time): MarketEvent {
  return {
    ticker: EVENT,
    series: SERIES,
    title: "Who wins?",
    mutuallyExclusive: true,
    fees: { type: "quadratic_with_maker_fees", multiplier: 1 },
    legs: tickers.map((ticker) => ({
      ticker,
      title: `Artist ${ticker.at(-1)}`,
      status: "active",
      closeTime,
      priceRanges: [{ start: 0 as Price, end: PRICE_ONE, step: CENT }],
    })),
  };
}
