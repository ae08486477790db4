import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import { type BookSnapshot, sameBook } from "../../market/order-book.ts";
import type { Time } from "../../market/units.ts";
import type { DeliveryLine, Message } from "./delivery-line.ts";
import { type Fact, takerOrderOf } from "./fact.ts";
import type { Simulation } from "./simulation.ts";

const DEPTH = 10; // levels of a book that are sent
const HEARTBEAT_MS = 1_000;

/** Public data as one account gets it: trades, books without its own orders, what becomes of legs, heartbeats. */
export class MarketFeed {
  readonly #simulation: Simulation;
  readonly #account: string;
  readonly #time: Clock & Timers;
  readonly #line: DeliveryLine;
  /** What was last sent of each market. */
  readonly #sent = new Map<string, BookSnapshot>();
  readonly #stale = new Set<string>();
  readonly #unsubscribe: () => void;
  #open = true;

  constructor(simulation: Simulation, account: string, time: Clock & Timers, line: DeliveryLine) {
    this.#simulation = simulation;
    this.#account = account;
    this.#time = time;
    this.#line = line;
    for (const { ticker } of simulation.event.legs) this.#sent.set(ticker, this.#book(ticker));
    this.#unsubscribe = simulation.exchange.subscribe((fact) => this.#tell(fact));
    this.#sendStatus(time.now());
    this.#awaitHeartbeat();
  }

  /** The books with which the feed begins. */
  get books(): readonly { readonly ticker: string; readonly book: BookSnapshot }[] {
    return [...this.#sent].map(([ticker, book]) => ({ ticker, book }));
  }

  close(): void {
    this.#open = false;
    this.#unsubscribe();
  }

  #tell(fact: Fact): void {
    if (fact.type === "book") this.#awaitBook(fact.ticker);
    else if (fact.type === "status") this.#sendStatus(fact.at);
    else {
      const message = publicMessage(fact);
      if (message) this.#line.send(message);
    }
  }

  /** Many changes at one moment make one book. */
  #awaitBook(ticker: string): void {
    if (this.#stale.has(ticker)) return;
    this.#stale.add(ticker);
    this.#time.after(0, () => {
      this.#stale.delete(ticker);
      const book = this.#book(ticker);
      if (!this.#open || sameBook(book, this.#sent.get(ticker)!)) return;
      this.#sent.set(ticker, book);
      this.#line.send((at) => ({ type: "book", at, ticker, book }));
    });
  }

  #book(ticker: string): BookSnapshot {
    return this.#simulation.exchange.book(ticker, DEPTH, this.#account);
  }

  #sendStatus(now: Time): void {
    const trading = this.#simulation.exchange.state === "open";
    const next = this.#simulation.pauseAfter(now);
    this.#line.send((at) => ({ type: "exchange", at, trading, ...(next !== undefined && { nextPauseAt: next }) }));
  }

  #awaitHeartbeat(): void {
    this.#time.after(HEARTBEAT_MS, () => {
      if (!this.#open) return;
      this.#line.send((at, lagMs) => ({ type: "heartbeat", at, feed: "live", lagMs }));
      this.#awaitHeartbeat();
    });
  }
}

/** What everybody is told of a fact as it is; undefined for what is private or is told otherwise. */
function publicMessage(fact: Fact): Message | undefined {
  switch (fact.type) {
    case "trade": {
      const order = takerOrderOf(fact);
      return (at) => ({ type: "trade", at, order });
    }
    case "leg":
      return (at) => ({ type: "leg", at, leg: fact.leg });
    case "settled":
      return (at) => ({ type: "settlement", at, ticker: fact.ticker, value: fact.value });
    default:
      return undefined;
  }
}
