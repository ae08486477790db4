import type { VirtualTime } from "../../../ambient/virtual-time.ts";
import type { FeeSchedule, MarketEvent } from "../../../market/event.ts";
import { PriceGrid } from "../../../market/price-grid.ts";
import { type TakerOrder, totalQuantity } from "../../../market/taker-order.ts";
import { after, DOLLAR, type Money, type Time } from "../../../market/units.ts";
import { Exchange } from "../exchange.ts";
import { awaitResult } from "../result-timer.ts";
import type { ExchangeRules } from "../rules.ts";
import type { RecordedEvent } from "./recorded-event.ts";
import { TapeMaker } from "./tape-maker.ts";

const MAKER = "tape-maker";
const TAKER = "tape-taker";
const PURSE = (1_000_000_000 * DOLLAR) as Money; // more than any tape has traded
const LEAD_MS = 2_000; // from the start to the first trade: time to connect
const LOOK_MS = 5_000; // between the maker's looks at what was taken from him
const LAST_MS = 60_000; // from the last trade to the close, where nobody says when that was

export interface TapeReplayOptions {
  readonly recorded: RecordedEvent;
  /** Recorded seconds in one of the exchange's. */
  readonly speed: number;
  /** When the event closes, a whole second, whatever is left of the tape then; by default as on the tape. */
  readonly closeTime?: Time;
  readonly fees: FeeSchedule;
  readonly rules: Partial<ExchangeRules>;
}

const ABOUT = {
  frequency: "custom",
  category: "Entertainment",
  tags: [],
  subTitle: "Recorded",
  note: "Recorded trades, made again on the embedded exchange: no money is at stake.",
} as const;

/**
 * An exchange with one recorded event, whose trades are made again from now on: each of the tape's taker orders by one account, against
 * another that stands where it was filled. Nothing is drawn: what happens follows from the tape and from what others do.
 */
export class TapeReplay {
  readonly exchange: Exchange;
  readonly event: MarketEvent;
  readonly #recorded: RecordedEvent;
  readonly #speed: number;
  readonly #start: Time;
  readonly #makers: ReadonlyMap<string, TapeMaker>;

  constructor({ recorded, speed, closeTime, fees, rules }: TapeReplayOptions, start: Time) {
    this.#recorded = recorded;
    this.#speed = speed;
    this.#start = start;
    this.exchange = new Exchange(rules);
    this.event = this.#marketEvent(fees, closeTime);
    this.exchange.list(this.event, start);
    for (const account of [MAKER, TAKER]) {
      this.exchange.openAccount(account, { keepsRecords: false });
      this.exchange.deposit(account, PURSE);
    }
    this.#makers = new Map(
      recorded.legs.map(({ ticker }) => [ticker, new TapeMaker(this.exchange, MAKER, ticker)] as const),
    );
  }

  /** What is told of it beside its titles. */
  get about(): typeof ABOUT & { readonly seriesTitle: string } {
    return { ...ABOUT, seriesTitle: this.event.series };
  }

  /** When the last trade of the tape is made again. */
  get lastAt(): Time {
    return this.#timeOf(this.#recorded.orders.at(-1)!.at);
  }

  /** Plays the tape in `time`, which is at the start. */
  enter(time: VirtualTime): void {
    const { values } = this.#recorded;
    this.#awaitOrder(0, time);
    this.#awaitLook(time);
    if (values !== undefined)
      awaitResult({ exchange: this.exchange, time, eventTicker: this.event.ticker, values: () => values });
  }

  #awaitOrder(index: number, time: VirtualTime): void {
    const order = this.#recorded.orders[index];
    if (order === undefined) return;
    time.after(this.#timeOf(order.at) - time.now(), () => {
      this.#play(order, time.now());
      this.#awaitOrder(index + 1, time);
    });
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

  /** When something recorded happens again. */
  #timeOf(recorded: Time): Time {
    const since = recorded - this.#recorded.orders[0]!.at;
    return after(this.#start, LEAD_MS + Math.round(since / this.#speed));
  }

  #marketEvent(fees: FeeSchedule, closeTime: Time | undefined): MarketEvent {
    const { ticker, legs, mutuallyExclusive } = this.#recorded;
    const wanted = (recorded: Time | undefined): number => {
      const afterLast = after(this.lastAt, LAST_MS);
      return recorded === undefined ? afterLast : Math.max(this.#timeOf(recorded), this.lastAt + 1);
    };
    return {
      ticker,
      series: ticker.split("-", 1)[0]!,
      title: ticker,
      mutuallyExclusive,
      fees,
      legs: legs.map((leg) => ({
        ticker: leg.ticker,
        title: leg.title,
        status: "active",
        closeTime: closeTime ?? ((Math.ceil(wanted(leg.closeTime) / 1_000) * 1_000) as Time),
        priceRanges: PriceGrid.wholeCents().ranges,
      })),
    };
  }
}
