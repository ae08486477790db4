import type { VenueCommand } from "../engine/command.ts";
import type { AccountReading, Fill, SettlementInput } from "../engine/input.ts";
import type { MarketEvent } from "../market/event.ts";
import type { TakerOrder } from "../market/taker-order.ts";
import type { Money, Price, Quantity, Time } from "../market/units.ts";
import type { BookStep } from "../tape/recording/book-steps.ts";
import type { Latency } from "../venue/local/latency.ts";
import type { LocalAccount } from "../venue/local/local-account.ts";
import { LocalExchange } from "../venue/local/local-exchange.ts";
import { meetPrinted, meetResting, type ToldMarket } from "../venue/local/told-market.ts";
import type { VenueInput } from "../venue/venue.ts";
import type { BookColumns } from "./book-columns.ts";
import { QuoteClock, type QuoteTime } from "./quote-clock.ts";
import { RecordedBooks } from "./recorded-books.ts";
import type { TapeFillModel } from "./tape-fill-model.ts";
import { TapeOthers } from "./tape-others.ts";

export interface TapeVenueOptions {
  readonly event: MarketEvent;
  readonly fillModel: TapeFillModel;
  readonly latency: Latency;
  /** Contracts of others that are taken to rest at a price where we join them, where books aren't recorded. */
  readonly queueAhead: Quantity;
  /** What the fill model `book` needs. */
  readonly books?: Pick<BookColumns, "tickers"> | undefined;
  readonly openingBalance: Money;
  /** Of the tape's last order: how long quotes stood is counted until then. */
  readonly lastAt: Time;
}

/** One leg of the tape. */
interface TapeLeg {
  /** Undefined where books are recorded. */
  readonly others: TapeOthers | undefined;
  /** From its first order on. */
  clock: QuoteClock | undefined;
}

/**
 * An exchange of our own whose public side is a tape: the book of others is what the trades so far imply, or what was recorded.
 *
 * Synchronous: the driver asks for what is due with `nextAt` and `next`, and hands in the tape's orders with `trade`.
 */
export class TapeVenue {
  readonly account: LocalAccount;
  readonly #exchange: LocalExchange;
  readonly #legs = new Map<string, TapeLeg>();
  readonly #books: RecordedBooks | undefined;
  #isLive = false;

  constructor(readonly options: TapeVenueOptions) {
    const { fillModel } = options;
    const books = fillModel === "book" ? new RecordedBooks(options.books?.tickers ?? []) : undefined;
    this.#books = books;
    this.#exchange = new LocalExchange({
      ...options,
      fillModel: fillModel === "book" ? "queue" : fillModel,
      name: "tape",
      others: ({ ticker }) => {
        if (books !== undefined) {
          this.#legs.set(ticker, { others: undefined, clock: undefined });
          return books.leg(ticker).told;
        }
        const others = new TapeOthers(options.queueAhead);
        this.#legs.set(ticker, { others, clock: undefined });
        return others;
      },
      changed: (ticker, now) => this.#count(ticker, now),
    });
    this.account = this.#exchange.account;
  }

  /** Takes a command of time `at`; its effect and its answer come later, from `next`. */
  send(command: VenueCommand, at: Time): void {
    // A price that reaches the others when it is decided on is refused, whatever they do until it arrives.
    const crossed =
      command.type === "place" && this.#exchange.market(command.ticker).crossesOthers(command.side, command.price);
    this.#exchange.send(command, at, crossed);
  }

  /** When the earliest pending command takes effect, or an order expires; undefined when nothing is pending. */
  get nextAt(): Time | undefined {
    return this.#exchange.nextAt;
  }

  /** Lets the earliest pending effect happen, at its time, and tells what we hear of it. */
  next(): readonly VenueInput[] {
    return this.#exchange.next();
  }

  /**
   * A taker order of the tape; everything due up to its time must have happened. What we hear: the order with the book of others that it
   * left behind, and what it filled of ours. Public news comes first, so that what we answer to a fill is thought up knowing all of it.
   */
  trade(order: TakerOrder): readonly VenueInput[] {
    const leg = this.#leg(order.ticker);
    const { closeTime } = this.#exchange.market(order.ticker).leg;
    leg.clock ??= new QuoteClock(order.at, Math.min(this.options.lastAt, closeTime) as Time);
    if (this.#books !== undefined)
      return [{ type: "trade", at: order.at, order }, ...this.#meetByBook(this.#books, order)];
    const fills = this.#exchange.meet(order, order.at);
    leg.others?.update(order);
    const news: VenueInput =
      leg.others === undefined
        ? { type: "trade", at: order.at, order }
        : { type: "trade", at: order.at, order, book: leg.others.book() };
    return fills.length === 0 ? [news] : [news, ...fills];
  }

  /**
   * Steps of the recorded books, all of one moment; everything due up to it must have happened. What we hear: whether the books can be trusted, those
   * that have changed, and what was filled of ours by orders that came to rest beyond them.
   */
  step(steps: readonly BookStep[], at: Time): readonly VenueInput[] {
    const books = this.#books;
    if (books === undefined) return [];
    const changed = books.apply(steps);
    const fills = [...changed].flatMap((ticker) => this.#bookChanged(books, ticker, at));
    const inputs: VenueInput[] = [];
    const isLive = books.isWhole;
    if (isLive !== this.#isLive) inputs.push({ type: "heartbeat", at, feed: isLive ? "live" : "lost", lagMs: 0 });
    // When the feed is lost the engine forgets its books: once it is back it is told of all.
    const told = !isLive ? [] : this.#isLive ? changed : this.#legs.keys();
    this.#isLive = isLive;
    for (const ticker of told) {
      const book = books.news(ticker);
      if (book !== undefined) inputs.push({ type: "book", at, ticker, book });
    }
    if (!isLive) books.forget();
    return [...inputs, ...fills];
  }

  #meetByBook(books: RecordedBooks, order: TakerOrder): readonly Fill[] {
    const leg = this.#toldMarket(books, order.ticker);
    return meetPrinted(leg, order, order.at, (taker) => this.#exchange.meet(taker, order.at));
  }

  #bookChanged(books: RecordedBooks, ticker: string, at: Time): readonly Fill[] {
    const leg = this.#toldMarket(books, ticker);
    return meetResting(leg, books.whole(ticker), at, (taker) => this.#exchange.meet(taker, at));
  }

  #toldMarket(books: RecordedBooks, ticker: string): ToldMarket {
    return { market: this.#exchange.market(ticker), book: books.leg(ticker).told };
  }

  /** Our best resting prices in a leg. */
  quotes(ticker: string): { readonly bid: Price | undefined; readonly ask: Price | undefined } {
    const market = this.#exchange.market(ticker);
    return { bid: market.own("bid")[0]?.price, ask: market.own("ask")[0]?.price };
  }

  /** How long our quotes stood in a leg; asked for when all is over. */
  quoteTime(ticker: string): QuoteTime {
    const { lastAt } = this.options;
    return (this.#leg(ticker).clock ?? new QuoteClock(lastAt, lastAt)).total();
  }

  /** Pays out a leg. */
  settle(ticker: string, value: Price, at: Time): SettlementInput {
    return this.#exchange.settle(ticker, value, at);
  }

  /** Everything the account has, complete and up to the moment. */
  reading(at: Time): AccountReading {
    return this.#exchange.reading(at);
  }

  /** Which sides of a leg stand from now on. */
  #count(ticker: string, now: Time): void {
    const market = this.#exchange.market(ticker);
    this.#leg(ticker).clock?.change(now, market.isQuoted("bid"), market.isQuoted("ask"));
  }

  #leg(ticker: string): TapeLeg {
    const leg = this.#legs.get(ticker);
    if (leg === undefined) throw new Error(`${ticker} is no leg of ${this.options.event.ticker}`);
    return leg;
  }
}
