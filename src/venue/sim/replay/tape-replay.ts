import type { VirtualTime } from "../../../ambient/virtual-time.ts";
import type { FeeSchedule, MarketEvent } from "../../../market/event.ts";
import { PriceGrid } from "../../../market/price-grid.ts";
import { type TakerOrder, totalQuantity } from "../../../market/taker-order.ts";
import { after, type Time } from "../../../market/units.ts";
import type { Exchange } from "../exchange.ts";
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
import { TapeMaker } from "./tape-maker.ts";

const LOOK_MS = 5_000; // between the maker's looks at what was taken from him
const LAST_MS = 60_000; // from the last trade to the close, where nobody says when that was

export interface TapeReplayOptions extends ReplayTerms {
  readonly recorded: RecordedEvent;
}

/**
 * An exchange with one recorded event, whose trades are made again from now on: each of the tape's taker orders by one account, against
 * another that stands where it was filled. Nothing is drawn: what happens follows from the tape and from what others do.
 */
export class TapeReplay {
  readonly exchange: Exchange;
  readonly event: MarketEvent;
  readonly #recorded: RecordedEvent;
  readonly #time: ReplayTime;
  readonly #makers: ReadonlyMap<string, TapeMaker>;

  constructor({ recorded, speed, closeTime, fees, rules }: TapeReplayOptions, start: Time) {
    this.#recorded = recorded;
    this.#time = new ReplayTime(recorded.orders[0]!.at, start, speed);
    this.event = this.#marketEvent(fees, closeTime);
    this.exchange = replayExchange(this.event, rules, start);
    this.#makers = new Map(
      recorded.legs.map(({ ticker }) => [ticker, new TapeMaker(this.exchange, MAKER, ticker)] as const),
    );
  }

  /** What is told of it beside its titles. */
  get about(): AboutReplay {
    return aboutReplay(this.event, "Recorded trades, made again");
  }

  /** When the last trade of the tape is made again. */
  get lastAt(): Time {
    return this.#time.of(this.#recorded.orders.at(-1)!.at);
  }

  /** Plays the tape in `time`, which is at the start. */
  enter(time: VirtualTime): void {
    this.#time.playFrom(this.#recorded.orders, 0, time, (order, now) => this.#play(order, now));
    this.#awaitLook(time);
    awaitRecordedResult(this.exchange, this.#recorded, time);
  }

  #awaitLook(time: VirtualTime): void {
    time.after(LOOK_MS, () => {
      for (const maker of this.#makers.values()) maker.quote(time.now());
      this.#awaitLook(time);
    });
  }

  #play(order: TakerOrder, now: Time): void {
    const { ticker, side, prints } = order;
    const maker = this.#makers.get(ticker)!;
    maker.stand(order, now);
    const terms = { timeInForce: "immediate-or-cancel", postOnly: false } as const;
    const wanted = { side: side === "buy" ? "bid" : "ask", price: prints.at(-1)!.price } as const;
    this.exchange.create(TAKER, { ticker, ...wanted, quantity: totalQuantity(order), ...terms }, now);
    maker.learn(order);
    maker.quote(now);
  }

  #marketEvent(fees: FeeSchedule, closeTime: Time | undefined): MarketEvent {
    const wanted = (recorded: Time | undefined): number => {
      const afterLast = after(this.lastAt, LAST_MS);
      return recorded === undefined ? afterLast : Math.max(this.#time.of(recorded), this.lastAt + 1);
    };
    return replayedEvent(
      this.#recorded,
      fees,
      this.#recorded.legs.map(({ ticker, title, closeTime: recorded }) => ({
        ticker,
        title,
        status: "active",
        closeTime: closeTime ?? wholeSecond(wanted(recorded)),
        priceRanges: PriceGrid.wholeCents().ranges,
      })),
    );
  }
}
