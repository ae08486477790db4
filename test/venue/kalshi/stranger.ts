import { Random } from "../../../src/ambient/random.ts";
import type { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import type { MarketEvent } from "../../../src/market/event.ts";
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
} from "../../../src/market/units.ts";
import { Exchange } from "../../../src/venue/sim/exchange.ts";
import type { ExchangeRules } from "../../../src/venue/sim/rules.ts";
import type { Stage } from "../../../src/venue/sim/server/served-exchange.ts";

export const SERIES = "KXTESTS";
export const EVENT = "KXTESTS-26NOV";
export const TICKERS = [`${EVENT}-A`, `${EVENT}-B`, `${EVENT}-C`] as const;

export const MAKER = "other-maker";
export const TAKER = "other-taker";
const HOUR_MS = 3_600_000;
const BACK_MS = 30 * 60_000;
const PRINTS = 80; // of the past, in each market
const HALF_SPREAD = 400; // of the others' book, in 1/100 cent
const TAKES_EVERY_MS = 900;
const MOVES_EVERY_MS = 4_000;

export interface StrangerOptions {
  readonly start: Time;
  readonly seed: number;
  /** Whose orders are taken. */
  readonly account: string;
  readonly closeInMs: number;
  readonly rules: Partial<ExchangeRules>;
  /** After the past nobody trades any more. */
  readonly isQuiet: boolean;
}

/**
 * A small event in which two others trade: one keeps a wide book around a price that wanders by a cent, the other takes a part of whatever we have
 * resting, some times a second. So a bot that quotes inside that book is filled in many small parts and has to move all the time.
 */
export class Stranger implements Stage {
  readonly exchange: Exchange;
  /** What is served now. */
  event = { ticker: EVENT };
  readonly #start: Time;
  readonly #random: Random;
  readonly #account: string;
  readonly #isQuiet: boolean;
  readonly #middles = new Map<string, number>(TICKERS.map((ticker, at) => [ticker, 4_500 - 1_000 * at]));
  readonly #books = new Map<string, string[]>();

  constructor(options: StrangerOptions) {
    const { start, seed, account, closeInMs, rules, isQuiet } = options;
    this.#start = start;
    this.#random = Random.seeded(seed).fork("stranger");
    this.#account = account;
    this.#isQuiet = isQuiet;
    this.exchange = new Exchange(rules);
    this.exchange.list(eventOf(after(start, closeInMs)), after(start, -HOUR_MS));
    for (const name of [MAKER, TAKER]) {
      this.exchange.openAccount(name);
      this.exchange.deposit(name, money(1_000_000 * DOLLAR));
    }
  }

  readonly enter = (time: VirtualTime): void => {
    const pastMs = BACK_MS / PRINTS;
    for (let print = 0; print < PRINTS; print++) {
      const at = after(this.#start, Math.floor(-BACK_MS + print * pastMs));
      for (const ticker of TICKERS) this.#print(ticker, at);
    }
    for (const ticker of TICKERS) this.#quote(ticker, this.#start);
    if (this.#isQuiet) return;
    const every = (ms: number, act: () => void): void => {
      time.after(ms, () => {
        every(ms, act);
        if (this.exchange.state === "open") act();
      });
    };
    every(TAKES_EVERY_MS, () => this.#take(time.now()));
    every(MOVES_EVERY_MS, () => {
      const ticker = this.#random.choice(TICKERS);
      const middle = this.#middles.get(ticker)! + (this.#random.chance(0.5) ? 100 : -100);
      this.#middles.set(ticker, Math.min(6_000, Math.max(1_500, middle)));
      this.#quote(ticker, time.now());
      this.#print(ticker, time.now());
    });
  };

  /** A trade between the two, at the middle, unless somebody else is there first. */
  #print(ticker: string, now: Time): void {
    const side: Side = this.#random.chance(0.5) ? "bid" : "ask";
    const price = (this.#middles.get(ticker)! + (side === "bid" ? 50 : -50) - 50) as Price;
    const quantity = 100 as Quantity;
    const rests = this.#create(MAKER, { ticker, side: opposite(side), price, quantity, rests: true }, now);
    this.#create(TAKER, { ticker, side, price, quantity, rests: false }, now);
    if (rests !== undefined) this.exchange.cancel(MAKER, rests, now);
  }

  #quote(ticker: string, now: Time): void {
    for (const orderId of this.#books.get(ticker) ?? []) this.exchange.cancel(MAKER, orderId, now);
    const middle = this.#middles.get(ticker)!;
    const quoted = (["bid", "ask"] as const).flatMap((side) =>
      [HALF_SPREAD, 2 * HALF_SPREAD].map((off) => {
        const price = (middle + (side === "bid" ? -off : off)) as Price;
        return this.#create(MAKER, { ticker, side, price, quantity: 20_000 as Quantity, rests: true }, now);
      }),
    );
    this.#books.set(
      ticker,
      quoted.filter((orderId) => orderId !== undefined),
    );
  }

  #take(now: Time): void {
    const resting = this.exchange.resting(this.#account);
    if (resting.length === 0) return;
    const { ticker, side, price } = this.#random.choice(resting);
    const quantity = (25 * this.#random.integer(1, 10)) as Quantity;
    this.#create(TAKER, { ticker, side: opposite(side), price, quantity, rests: false }, now);
  }

  #create(
    account: string,
    order: { ticker: string; side: Side; price: Price; quantity: Quantity; rests: boolean },
    now: Time,
  ): string | undefined {
    const { rests, ...terms } = order;
    const timeInForce = rests ? "good-till-canceled" : "immediate-or-cancel";
    const answer = this.exchange.create(account, { ...terms, timeInForce, postOnly: rests }, now);
    return answer.ok ? answer.order.orderId : undefined;
  }
}

function eventOf(closeTime: Time): MarketEvent {
  return {
    ticker: EVENT,
    series: SERIES,
    title: "Who wins?",
    mutuallyExclusive: true,
    fees: { type: "quadratic_with_maker_fees", multiplier: 1 },
    legs: TICKERS.map((ticker) => ({
      ticker,
      title: `Artist ${ticker.at(-1)}`,
      status: "active",
      closeTime,
      priceRanges: [{ start: 0 as Price, end: PRICE_ONE, step: 100 }],
    })),
  };
}
