import type { VirtualTime } from "../../../ambient/virtual-time.ts";
import type { FeeSchedule, MarketEvent } from "../../../market/event.ts";
import type { Level } from "../../../market/order-book.ts";
import { PriceGrid } from "../../../market/price-grid.ts";
import { after, opposite, type Price, type Quantity, type Side, type Time } from "../../../market/units.ts";
import { Depth } from "../../../tape/recording/depth.ts";
import type { Exchange } from "../exchange.ts";
import type { DepthPlace } from "../played-depth.ts";
import type { PlayedPrint, PlayedStep, PlayedStream } from "./played-stream.ts";
import type { RecordedEvent } from "./recorded-event.ts";
import {
  type AboutReplay,
  aboutReplay,
  awaitRecordedResult,
  MAKER,
  type ReplayTerms,
  ReplayTime,
  replayExchange,
  replayedEvent,
  TAKER,
  wholeSecond,
} from "./replay-stage.ts";

const LAST_MS = 60_000; // from the last message to the close, where nobody says when that was
const ALL_LEVELS = 10_000;

export interface BookReplayOptions extends ReplayTerms {
  readonly recorded: RecordedEvent & { readonly played: PlayedStream };
}

/**
 * An exchange with one recorded event whose books change as they did, message for message, and whose prints are told again. Whoever trades here stands among
 * the recorded orders, behind those that were there first: a print that would have met an order of his meets it, as does what
 * came to rest beyond it. The recorded books know nothing of him and go on as they were.
 */
export class BookReplay {
  readonly exchange: Exchange;
  readonly event: MarketEvent;
  readonly #recorded: BookReplayOptions["recorded"];
  readonly #time: ReplayTime;
  /** What the recording has at each price. */
  readonly #books = new Map<string, Depth>();
  /** What a print has taken of the house already, before its change of the book came. */
  readonly #taken = new Map<string, number>();

  constructor({ recorded, speed, closeTime, fees, rules }: BookReplayOptions, start: Time) {
    this.#recorded = recorded;
    this.#time = new ReplayTime(recorded.played.steps[0]!.at, start, speed);
    this.event = this.#marketEvent(fees, closeTime);
    this.exchange = replayExchange(this.event, rules, start);
  }

  /** What is told of it beside its titles. */
  get about(): AboutReplay {
    return aboutReplay(this.event, "Recorded books and trades, played again");
  }

  /** Plays the recording in `time`, which is at the start. The books that it begins with are there at once. */
  enter(time: VirtualTime): void {
    const { played } = this.#recorded;
    let index = 0;
    for (; played.steps[index]?.type === "snapshot"; index++) this.#play(played.steps[index]!, time.now());
    this.#time.playFrom(played.steps, index, time, (step, now) => this.#play(step, now));
    awaitRecordedResult(this.exchange, this.#recorded, time);
  }

  #play(step: PlayedStep, now: Time): void {
    if (step.type === "lost" || this.exchange.eventOf(step.ticker) === undefined) return; // as it was, until the next snapshot
    if (this.exchange.status(step.ticker) !== "active") return;
    if (step.type === "print") this.#print(step, now);
    else if (step.type === "change") this.#change(step, step.by, now);
    else {
      this.#level(step.ticker, "bid", step.bids, now);
      this.#level(step.ticker, "ask", step.asks, now);
    }
  }

  /** Brings a side of a book to what a snapshot says. */
  #level(ticker: string, side: Side, levels: readonly Level[], now: Time): void {
    const book = this.#book(ticker).snapshot(ALL_LEVELS);
    const before = side === "bid" ? book.bids : book.asks;
    const wanted = new Map<Price, number>(levels.map(({ price, quantity }) => [price, quantity]));
    for (const { price, quantity } of before) {
      const by = (wanted.get(price) ?? 0) - quantity;
      wanted.delete(price);
      if (by !== 0) this.#change({ ticker, side, price }, by, now);
    }
    for (const [price, quantity] of wanted) this.#change({ ticker, side, price }, quantity, now);
  }

  #change(place: DepthPlace, by: number, now: Time): void {
    const { ticker, side, price } = place;
    const book = this.#book(ticker);
    if (!book.change(side, price, by)) return;
    if (by > 0) {
      if (this.#meetsSomebody(place)) {
        this.#create(MAKER, place, by as Quantity, "good-till-canceled", now); // it meets them, and what is left rests
      } else this.exchange.played.grow(MAKER, place, by as Quantity, now);
      return;
    }
    const key = `${ticker} ${side} ${price}`;
    const taken = Math.min(this.#taken.get(key) ?? 0, -by);
    if (taken > 0) this.#taken.set(key, this.#taken.get(key)! - taken);
    const most = book.quantityAt(side, price);
    const there = this.exchange.played.quantityAt(MAKER, place);
    const gone = Math.min(there, Math.max(-by - taken, there - most)) as Quantity;
    if (gone > 0) this.exchange.played.shrink(MAKER, place, gone, now);
  }

  /** Where nobody else is in its way a print is only told: the changes of the book come by themselves. */
  #print({ ticker, takerSide, price, quantity }: PlayedPrint, now: Time): void {
    const side: Side = takerSide === "buy" ? "ask" : "bid";
    if (!this.#standsAt({ ticker, side, price })) {
      this.exchange.played.print(ticker, takerSide, price, quantity, now);
      return;
    }
    const place = { ticker, side, price };
    const before = this.exchange.played.quantityAt(MAKER, place);
    this.#create(TAKER, { ticker, side: opposite(side), price }, quantity, "immediate-or-cancel", now);
    const taken = before - this.exchange.played.quantityAt(MAKER, place);
    const key = `${ticker} ${side} ${price}`;
    this.#taken.set(key, (this.#taken.get(key) ?? 0) + taken);
  }

  /** Whether an order that isn't recorded rests on this side at this price or a better one. */
  #standsAt({ ticker, side, price }: DepthPlace): boolean {
    const { bids, asks } = this.exchange.book(ticker, ALL_LEVELS, MAKER);
    return side === "bid" ? bids.some((level) => level.price >= price) : asks.some((level) => level.price <= price);
  }

  /** Whether what comes to this side at this price meets an order that isn't recorded. */
  #meetsSomebody({ ticker, side, price }: DepthPlace): boolean {
    return this.#standsAt({ ticker, side: opposite(side), price });
  }

  #create(
    account: string,
    { ticker, side, price }: DepthPlace,
    quantity: Quantity,
    timeInForce: "good-till-canceled" | "immediate-or-cancel",
    now: Time,
  ): void {
    this.exchange.create(
      account,
      { ticker, side, price, quantity, timeInForce, postOnly: false, selfTradePrevention: "maker" },
      now,
    );
  }

  #book(ticker: string): Depth {
    return this.#books.getOrInsertComputed(ticker, () => new Depth());
  }

  #marketEvent(fees: FeeSchedule, closeTime: Time | undefined): MarketEvent {
    const { played, legs } = this.#recorded;
    const closes = closeTime ?? wholeSecond(after(this.#time.of(played.steps.at(-1)!.at), LAST_MS));
    const tickers = [...new Set([...legs.map((leg) => leg.ticker), ...played.legs.keys()])];
    return replayedEvent(
      this.#recorded,
      fees,
      tickers.map((name) => ({
        ticker: name,
        title: played.legs.get(name)?.title ?? legs.find((leg) => leg.ticker === name)?.title ?? name,
        status: "active",
        closeTime: closes,
        priceRanges: played.legs.get(name)?.priceRanges ?? PriceGrid.wholeCents().ranges,
      })),
    );
  }
}
