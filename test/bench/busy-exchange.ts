import { systemClock } from "../../src/ambient/clock.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { after, DOLLAR, money, type Price, price, quantity, type Side } from "../../src/market/units.ts";
import { Exchange } from "../../src/venue/sim/exchange.ts";
import { TIERS } from "../../src/venue/sim/server/behaviour.ts";
import { serveExchange } from "../../src/venue/sim/server/exchange-server.ts";
import type { HttpServer } from "../../src/venue/sim/server/http-server.ts";
import { ServedExchange } from "../../src/venue/sim/server/served-exchange.ts";
import { StreamServer } from "../../src/venue/sim/server/stream/stream-server.ts";

const HOUR_MS = 3_600_000;
const EVENT = "KXBUSY-26NOV";
export const TICKERS = Array.from({ length: 15 }, (_, index) => `${EVENT}-L${index + 1}`);

const TURN_MS = 10;
/** Where the others' orders come and go: behind their best, so that nobody has a reason to quote anew. */
const DEPTH: readonly (readonly [Side, number])[] = [
  ["bid", 3_000],
  ["ask", 6_500],
];
const BEST_BID = price(4_500);
const BEST_ASK = price(5_100);
const TRADED_AT = price(4_800);

/**
 * The exchange of `tauroi exchange`, in this process and in real time, with fifteen contracts, each of whose books changes so often a
 * second, and an account to trade there.
 */
export class BusyExchange {
  readonly #exchange = new Exchange();
  readonly #served: ServedExchange;
  readonly server: HttpServer;
  /** Orders of others that are about to go, oldest first. */
  readonly #fleeting: string[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  #turns = 0;
  #made = 0;

  constructor(account: { readonly keyId: string; readonly publicKeyPem: string }) {
    const openedAt = after(systemClock.now(), -HOUR_MS);
    this.#list(openedAt);
    this.#served = new ServedExchange({
      stage: { exchange: this.#exchange, event: { ticker: EVENT }, enter: () => undefined },
      seed: 1,
      clock: systemClock,
      timers: systemTimers,
      behaviour: { answerDelayMs: [0, 0], streamDelayMs: [0, 0], readLagMs: [0, 0], tier: TIERS.at(-1)! },
    });
    const attestedUntil = after(systemClock.now(), 30 * 24 * HOUR_MS);
    this.#served.openAccount(account.keyId, { ...account, attestedUntil, balance: money(10_000 * DOLLAR) });
    this.server = serveExchange({
      served: this.#served,
      streams: new StreamServer(this.#served),
      openedAt,
      port: 0,
    });
  }

  get event(): string {
    return EVENT;
  }

  /** Has others quote every contract, and trade it as often as it takes to have a fair value. */
  async warmUp(): Promise<void> {
    for (let n = 0; n < 12; n++) {
      for (const ticker of TICKERS) {
        this.#create("maker", ticker, "ask", TRADED_AT);
        this.#create("taker", ticker, "bid", TRADED_AT, true);
      }
      await Bun.sleep(150);
    }
    for (const ticker of TICKERS) {
      this.#create("maker", ticker, "bid", BEST_BID);
      this.#create("maker", ticker, "ask", BEST_ASK);
    }
  }

  /** From now on each contract's book changes so often a second. */
  stir(updatesPerSecond: number): void {
    const startedAt = performance.now();
    this.#timer = setInterval(() => {
      const due = ((performance.now() - startedAt) / 1_000) * updatesPerSecond * TICKERS.length;
      for (; this.#turns < due; this.#turns++) this.#change();
      this.#served.catchUp();
    }, TURN_MS);
  }

  /** Changes of books so far. */
  get changes(): number {
    return this.#turns;
  }

  /** How many orders of the account rest in each contract, for contracts with any. */
  resting(account: string): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { ticker } of this.#exchange.resting(account)) counts.set(ticker, (counts.get(ticker) ?? 0) + 1);
    return counts;
  }

  /** The contract of an order, wherever it is now. */
  tickerOf(orderId: string): string | undefined {
    return this.#exchange.order(orderId)?.ticker;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.server.close();
  }

  #change(): void {
    const oldest = this.#fleeting.length >= 2 * TICKERS.length ? this.#fleeting.shift() : undefined;
    if (oldest !== undefined) {
      this.#exchange.cancel("maker", oldest, this.#served.catchUp());
      if (this.#turns % 2 === 0) return;
    }
    const [side, from] = DEPTH[this.#made % 2]!;
    const ticker = TICKERS[this.#made % TICKERS.length]!;
    this.#made += 1;
    this.#fleeting.push(this.#create("maker", ticker, side, price(from + 100 * (this.#made % 7))));
  }

  #create(account: "maker" | "taker", ticker: string, side: Side, at: Price, takes = false): string {
    const timeInForce = takes ? "immediate-or-cancel" : "good-till-canceled";
    const request = { ticker, side, price: at, quantity: quantity(1_000), timeInForce, postOnly: !takes } as const;
    const answer = this.#exchange.create(account, request, this.#served.catchUp());
    if (!answer.ok) throw new Error(`${account} on ${ticker}: ${answer.code}`);
    return answer.order.orderId;
  }

  #list(openedAt: ReturnType<typeof after>): void {
    const legs = TICKERS.map((ticker) => ({
      ticker,
      title: ticker,
      status: "active" as const,
      closeTime: after(openedAt, 240 * HOUR_MS),
      priceRanges: [{ start: price(0), end: price(10_000), step: 100 }],
    }));
    const fees = { type: "quadratic_with_maker_fees", multiplier: 1 } as const;
    const event = { ticker: EVENT, series: "KXBUSY", title: "Busy", mutuallyExclusive: true, fees, legs };
    this.#exchange.list(event, openedAt);
    for (const name of ["maker", "taker"]) {
      this.#exchange.openAccount(name);
      this.#exchange.deposit(name, money(1_000_000 * DOLLAR));
    }
  }
}
