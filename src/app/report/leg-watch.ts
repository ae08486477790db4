import { QuoteClock, type QuoteTime } from "../../backtest/quote-clock.ts";
import { NONE, StepRecorder, type Steps } from "../../backtest/trace/steps.ts";
import type { Desk } from "../../engine/desk.ts";
import type { LegState } from "../../engine/leg-state.ts";
import type { Order } from "../../engine/order.ts";
import type { TakerOrder } from "../../market/taker-order.ts";
import { vwapCents } from "../../market/taker-order.ts";
import { CENT, PRICE_ONE, type Price, type Side, type Time } from "../../market/units.ts";
import type { Period } from "./period.ts";

/** What was seen of one market over all runs. */
export interface WatchedLeg {
  readonly ticker: string;
  readonly event: string;
  readonly title: string;
  /** Fair value and our best resting prices, within the period. */
  readonly fair: Steps;
  readonly bid: Steps;
  readonly ask: Steps;
  /** Others' trades within the period: average prices of taker orders, 1/100 cent. */
  readonly prints: Steps;
  /**
   * The market's price, all along: the middle between the others' best where both are there, else the last trade's. Once it has settled, what it paid.
   */
  readonly market: Steps;
  /** When runs looked at it, all along. */
  readonly seen: readonly { readonly from: number; readonly to: number }[];
  /** When it was first known to have paid out; undefined if it isn't. */
  readonly settledAt: number | undefined;
  /** How long our quotes stood in the period, for each run. */
  readonly quoteTimes: readonly QuoteTime[];
}

/** Watches one market. */
export class LegWatch {
  readonly #fair = new StepRecorder();
  readonly #bid = new StepRecorder();
  readonly #ask = new StepRecorder();
  readonly #market = new StepRecorder();
  readonly #printAt: number[] = [];
  readonly #printValue: number[] = [];
  readonly #quoteTimes: QuoteTime[] = [];
  readonly #seen: { from: number; to: number }[] = [];
  #isSeen = false;
  #settledAt: number | undefined;
  #clock: QuoteClock | undefined;
  #clockFrom = 0;
  #resting: Readonly<Record<Side, boolean>> = { bid: false, ask: false };

  constructor(
    private readonly ticker: string,
    private readonly event: string,
    private readonly title: string,
    private readonly period: Period,
  ) {}

  trade(order: TakerOrder): void {
    if (!this.#isWithin(order.at)) return;
    this.#printAt.push(order.at);
    this.#printValue.push(Math.round(vwapCents(order) * CENT));
  }

  /** Looks at the market as it is after an input. */
  look(leg: LegState, desk: Desk): void {
    const { now } = desk;
    this.#market.add(now, marketPrice(leg));
    if (leg.settledAt !== undefined) this.#settledAt ??= now;
    if (this.#isSeen) this.#seen.at(-1)!.to = now;
    else this.#seen.push({ from: now, to: now });
    this.#isSeen = true;
    if (!this.#isWithin(now)) {
      this.#stand(Math.min(now, this.period.to) as Time);
      return;
    }
    if (leg.fairCents !== undefined) this.#fair.add(now, clamped(leg.fairCents * CENT));
    const [bid, ask] = [bestResting(leg.live.bid, "bid"), bestResting(leg.live.ask, "ask")];
    this.#bid.add(now, bid);
    this.#ask.add(now, ask);
    this.#count(now, leg, bid !== NONE, ask !== NONE);
  }

  /** It has paid out while no run looked on. */
  settle(at: Time, value: Price): void {
    this.#market.add(at, value);
    this.#settledAt ??= at;
  }

  /** A run has ended: nothing of its stands any more, and nobody looks on. */
  end(at: Time): void {
    this.#isSeen = false;
    this.#stand(at);
  }

  /** Quotes have stood until then. */
  #stand(at: Time): void {
    if (this.#clock === undefined) return;
    this.#clock.change(at, false, false);
    const { bidMs, askMs, bothMs } = this.#clock.total();
    const from = this.#clockFrom as Time;
    this.#quoteTimes.push({ from, to: Math.max(at, from) as Time, bidMs, askMs, bothMs });
    this.#clock = undefined;
    this.#resting = { bid: false, ask: false };
    this.#bid.add(at, NONE);
    this.#ask.add(at, NONE);
  }

  get watched(): WatchedLeg {
    const { ticker, event, title } = this;
    return {
      ticker,
      event,
      title,
      fair: this.#fair.steps,
      bid: this.#bid.steps,
      ask: this.#ask.steps,
      prints: { at: Float64Array.from(this.#printAt), value: Int16Array.from(this.#printValue) },
      market: this.#market.steps,
      seen: this.#seen,
      settledAt: this.#settledAt,
      quoteTimes: this.#quoteTimes,
    };
  }

  /** Time in which the market trades counts; what comes after its close or its payout doesn't. */
  #count(now: Time, leg: LegState, bid: boolean, ask: boolean): void {
    const isOver = leg.settledAt !== undefined || now >= leg.leg.closeTime;
    if (isOver) {
      this.#stand(Math.min(now, Math.max(leg.leg.closeTime, this.#clockFrom)) as Time);
      return;
    }
    if (this.#clock === undefined) {
      this.#clockFrom = now;
      this.#clock = new QuoteClock(now, Number.MAX_SAFE_INTEGER as Time);
    }
    if (bid === this.#resting.bid && ask === this.#resting.ask) return;
    this.#resting = { bid, ask };
    this.#clock.change(now, bid, ask);
  }

  #isWithin(at: number): boolean {
    return at >= this.period.from && at < this.period.to;
  }
}

/** In 1/100 cent; `NONE` where nobody knows. */
function marketPrice({ settledAt, others: { bid, ask }, lastTrade }: LegState): number {
  if (settledAt !== undefined) return settledAt;
  if (bid !== undefined && ask !== undefined) return Math.round((bid + ask) / 2);
  return lastTrade?.price ?? NONE;
}

/** Of the orders that the exchange has acknowledged and may still fill. */
function bestResting(orders: readonly Order[], side: Side): number {
  let best = NONE;
  for (const { state, price } of orders) {
    if (state !== "resting" && state !== "cancelling") continue;
    if (best === NONE || (side === "bid" ? price > best : price < best)) best = price;
  }
  return best;
}

function clamped(value: number): number {
  return Math.max(0, Math.min(PRICE_ONE, Math.round(value)));
}
