import type { Clock } from "../../ambient/clock.ts";
import type { Timer, Timers } from "../../ambient/timers.ts";
import type { VenueCommand } from "../../engine/command.ts";
import type { AccountReading } from "../../engine/input.ts";
import type { MarketEvent } from "../../market/event.ts";
import type { BookSnapshot } from "../../market/order-book.ts";
import type { TakerOrder } from "../../market/taker-order.ts";
import type { Money, Quantity, Time } from "../../market/units.ts";
import type { Latency } from "../local/latency.ts";
import { LocalExchange } from "../local/local-exchange.ts";
import { ToldBook } from "../local/told-book.ts";
import { meetPrinted, meetResting, type ToldMarket } from "../local/told-market.ts";
import type { VenueInput } from "../venue.ts";

export interface DryExchangeParts {
  readonly event: MarketEvent;
  readonly balance: Money;
  /** What the ids of fills begin with. */
  readonly name: string;
  readonly latency: Latency;
  /** The whole book of others as it is now; undefined while nobody knows it. */
  readonly book: (ticker: string) => BookSnapshot | undefined;
  /** How long a trade's print and its mark in the book may be apart. */
  readonly togetherMs: number;
  /** Contracts taken to rest where the book doesn't reach; none where it shows all. */
  readonly unseen: Quantity;
  /** Where the public side is told in rounds, nothing of ours happens between them, unless no round comes for so long. */
  readonly roundsWithinMs?: number | undefined;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly deliver: (input: VenueInput) => void;
}

/**
 * Our orders and our account in a dry run: the public side is the real exchange's, and what we send goes no further than here. News of the
 * public side passes through `take`, so that whoever hears of a trade hears next what it has filled of ours.
 */
export class DryExchange {
  readonly #parts: DryExchangeParts;
  readonly #local: LocalExchange;
  readonly #books = new Map<string, ToldBook>();
  #wake: Timer | undefined;
  #isOver = false;

  constructor(parts: DryExchangeParts) {
    this.#parts = parts;
    const { event, name, latency, balance, togetherMs, unseen } = parts;
    this.#local = new LocalExchange({
      event,
      name,
      latency,
      openingBalance: balance,
      fillModel: "queue",
      others: ({ ticker }) => this.#books.getOrInsertComputed(ticker, () => new ToldBook(togetherMs, unseen)),
    });
    for (const { ticker } of event.legs) this.#bookChanged(ticker, parts.clock.now());
  }

  /** The account as it is. */
  reading(): AccountReading {
    return this.#local.reading(this.#parts.clock.now());
  }

  /** Takes a command: it has its effect here, and its answer comes from here, after its latency. */
  send(command: VenueCommand): void {
    this.#local.send(command, this.#parts.clock.now());
    this.#watch();
  }

  /** Passes on what the public side tells, and what follows from it for us. */
  take(input: VenueInput): void {
    const { deliver, clock } = this.#parts;
    const now = clock.now();
    if (this.#parts.roundsWithinMs === undefined) this.runUntil(now);
    deliver(input);
    switch (input.type) {
      case "trade":
        this.#trade(input.order, now);
        return;
      case "book":
        this.#bookChanged(input.ticker, now);
        return;
      case "leg":
        this.#tell(this.#local.changeLeg(input.leg, now));
        return;
      case "fees":
        this.#local.fees = input.fees;
        return;
      case "exchange":
        if (input.trading) this.#local.resume();
        else this.#tell(this.#local.pause(now));
        return;
      case "settlement":
        this.#local.account.settle(input.ticker, input.value);
    }
  }

  /** The public side has been told up to this time: what is due by then happens. */
  runUntil(until: Time): void {
    while (!this.#isOver && (this.#local.nextAt ?? Number.POSITIVE_INFINITY) <= until) this.#tell(this.#local.next());
    this.#watch();
  }

  close(): void {
    this.#isOver = true;
    this.#wake?.cancel();
  }

  #trade(order: TakerOrder, now: Time): void {
    this.#tell(meetPrinted(this.#leg(order.ticker), order, now, (taker) => this.#local.meet(taker, now)));
  }

  #bookChanged(ticker: string, now: Time): void {
    const told = this.#parts.book(ticker);
    if (told === undefined) return; // nobody knows where anybody stands: where we stood is the best guess
    this.#tell(meetResting(this.#leg(ticker), told, now, (taker) => this.#local.meet(taker, now)));
  }

  #leg(ticker: string): ToldMarket {
    return { market: this.#local.market(ticker), book: this.#books.get(ticker)! };
  }

  #tell(inputs: readonly VenueInput[]): void {
    for (const input of inputs) if (!this.#isOver) this.#parts.deliver(input);
  }

  #watch(): void {
    const { clock, timers, roundsWithinMs = 0 } = this.#parts;
    this.#wake?.cancel();
    const { nextAt } = this.#local;
    if (nextAt === undefined || this.#isOver) return;
    this.#wake = timers.after(Math.max(0, nextAt + roundsWithinMs - clock.now()), () => this.runUntil(nextAt));
  }
}
