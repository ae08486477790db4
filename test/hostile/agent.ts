import type { Random } from "../../src/ambient/random.ts";
import type { Timers } from "../../src/ambient/timers.ts";
import type { BookSnapshot, Level } from "../../src/market/order-book.ts";
import {
  opposite,
  type Price,
  type Quantity,
  type Side,
  type Time,
  toCents,
  toContracts,
} from "../../src/market/units.ts";
import type { Exchange } from "../../src/venue/sim/exchange.ts";
import { centAbove, centBelow, wholeContracts } from "../../src/venue/sim/world.ts";

/** His accounts: one takes, the other rests what is to be taken. */
export const PRINTER = "hostile-printer";
export const DECOY = "hostile-decoy";

/**
 * How far he goes: prints once; prints again, in more contracts, so that others seem to confirm the price; and, beside that, quotes a book of his own
 * around it.
 */
export const TACTICS = ["print", "confirmed", "staged"] as const;

export type Tactic = (typeof TACTICS)[number];

const ATTEMPT_MS = 180_000;
const MOVE_CENTS = [30, 60] as const;
const BUDGET_CENTS = 200; // for what is in the way, beyond what he takes it to be worth
const CONFIRMS_AFTER_MS = [20_000, 65_000, 95_000] as const;
const STAGED = 10; // contracts on each side of his own book
const STAGE_CENTS = 3;
const WATCHES_MS = 240_000;
const LOOK_MS = 1_000;
const REMEMBERS_MS = 30_000;
const NARROW_CENTS = 10;
const WORTH_CENTS = 4; // beyond what he takes it to be worth: the fees, and something
const MOST_CONTRACTS = 20;

export interface AgentParts {
  readonly exchange: Exchange;
  readonly time: { now(): Time } & Timers;
  readonly tickers: readonly string[];
  readonly tactic: Tactic;
  /** Contracts that he trades with himself to confirm a price: what convinces those he is after. */
  readonly confirming: number;
  readonly random: Random;
}

/**
 * Someone who prints away from the market where little stands in the way, and trades against whoever then quotes around his print. He doesn't know the
 * truth: what a contract is worth to him is the middle of the last narrow book there was before he began.
 */
export class HostileAgent {
  /** How often he has printed, and traded with somebody who followed. */
  prints = 0;
  harvests = 0;
  readonly #parts: AgentParts;
  /** Cents, by market. */
  readonly #worth = new Map<string, number>();
  #isBusy = false;
  #rests: string[] = [];

  constructor(parts: AgentParts) {
    this.#parts = parts;
    this.#remember();
    this.#awaitAttempt();
  }

  #remember(): void {
    const { exchange, time, tickers } = this.#parts;
    if (!this.#isBusy)
      for (const ticker of tickers) {
        const worth = middle(exchange.book(ticker, 1));
        if (worth !== undefined) this.#worth.set(ticker, worth);
      }
    time.after(REMEMBERS_MS, () => this.#remember());
  }

  #awaitAttempt(): void {
    const { time, random } = this.#parts;
    time.after(random.exponential(ATTEMPT_MS), () => {
      this.#isBusy = true;
      this.#attempt();
      time.after(WATCHES_MS, () => {
        this.#isBusy = false;
        this.#awaitAttempt();
      });
    });
  }

  #attempt(): void {
    const { tickers, random } = this.#parts;
    const side: Side = random.choice(["bid", "ask"] as const);
    const from = random.integer(0, tickers.length - 1);
    for (let step = 0; step < tickers.length; step++)
      if (this.#print(tickers[(from + step) % tickers.length]!, side)) return;
  }

  /** Prints far above (`bid`: buying) or below the middle of this market, if that costs little. */
  #print(ticker: string, side: Side): boolean {
    const { exchange, time, random, tactic, confirming } = this.#parts;
    if (exchange.status(ticker) !== "active") return false;
    const book = exchange.book(ticker, 99);
    const worth = this.#worth.get(ticker);
    if (worth === undefined) return false;
    const move = random.uniform(...MOVE_CENTS);
    const price = side === "bid" ? centAbove(worth + move) : centBelow(worth - move);
    if (Math.abs(toCents(price) - worth) < MOVE_CENTS[0]) return false;
    const inTheWay = levelsFor(book, side).filter((level) => !isWorse(level.price, price, side));
    const contracts = inTheWay.reduce((sum, { quantity }) => sum + toContracts(quantity), 0);
    const cost = inTheWay.reduce(
      (sum, { quantity, price: at }) => sum + toContracts(quantity) * Math.abs(toCents(at) - worth),
      0,
    );
    if (cost > BUDGET_CENTS) return false;
    this.prints += 1;
    this.#wash(ticker, side, price, 1, contracts);
    if (tactic !== "print")
      for (const ms of CONFIRMS_AFTER_MS) time.after(ms, () => this.#wash(ticker, side, price, confirming, 0));
    if (tactic === "staged") this.#stage(ticker, toCents(price));
    const until = time.now() + WATCHES_MS;
    const look = (): void => {
      this.#harvest(ticker, side, worth);
      if (time.now() < until) time.after(LOOK_MS, look);
      else this.#strike();
    };
    time.after(LOOK_MS, look);
    return true;
  }

  /** Trades with himself at this price, and takes what is in the way. */
  #wash(ticker: string, side: Side, price: Price, contracts: number, inTheWay: number): void {
    const decoy = this.#rest(ticker, opposite(side), price, contracts);
    if (decoy === undefined) return; // somebody stands there on the other side by now
    this.#take(ticker, side, price, wholeContracts(contracts + inTheWay));
    this.#parts.exchange.cancel(DECOY, decoy, this.#parts.time.now());
  }

  /** A book of his own around a price. */
  #stage(ticker: string, cents: number): void {
    const bid = this.#rest(ticker, "bid", centBelow(cents - STAGE_CENTS), STAGED);
    const ask = this.#rest(ticker, "ask", centAbove(cents + STAGE_CENTS), STAGED);
    for (const order of [bid, ask]) if (order !== undefined) this.#rests.push(order);
  }

  #strike(): void {
    const { exchange, time } = this.#parts;
    for (const order of this.#rests) exchange.cancel(DECOY, order, time.now());
    this.#rests = [];
  }

  /** Having printed above, sells to the bids of others well above what it is worth; having printed below, buys. */
  #harvest(ticker: string, printed: Side, worth: number): void {
    const { exchange } = this.#parts;
    const side = opposite(printed);
    const [best] = levelsFor(exchange.book(ticker, 1, DECOY), side);
    if (best === undefined) return;
    const gain = side === "ask" ? toCents(best.price) - worth : worth - toCents(best.price);
    if (gain < WORTH_CENTS) return;
    this.#strike(); // his own orders would be met first
    this.harvests += 1;
    const contracts = Math.min(MOST_CONTRACTS, toContracts(best.quantity));
    this.#take(ticker, side, best.price, wholeContracts(contracts));
  }

  #rest(ticker: string, side: Side, price: Price, contracts: number): string | undefined {
    const { exchange, time } = this.#parts;
    const order = { ticker, side, price, quantity: wholeContracts(contracts) };
    const answer = exchange.create(DECOY, { ...order, timeInForce: "good-till-canceled", postOnly: true }, time.now());
    return answer.ok ? answer.order.orderId : undefined;
  }

  #take(ticker: string, side: Side, price: Price, quantity: Quantity): void {
    const { exchange, time } = this.#parts;
    const terms = { timeInForce: "immediate-or-cancel", postOnly: false } as const;
    exchange.create(PRINTER, { ticker, side, price, quantity, ...terms }, time.now());
  }
}

/** The middle of a narrow book, in cents. */
function middle({ bids, asks }: BookSnapshot): number | undefined {
  const [bid] = bids;
  const [ask] = asks;
  if (bid === undefined || ask === undefined || toCents(ask.price) - toCents(bid.price) > NARROW_CENTS)
    return undefined;
  return (toCents(bid.price) + toCents(ask.price)) / 2;
}

/** The levels that a taker on this side meets, best first. */
function levelsFor({ bids, asks }: BookSnapshot, side: Side): readonly Level[] {
  return side === "bid" ? asks : bids;
}

/** Whether a taker on this side who goes up to `limit` doesn't reach a price. */
function isWorse(price: Price, limit: Price, side: Side): boolean {
  return side === "bid" ? price > limit : price < limit;
}
