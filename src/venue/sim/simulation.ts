import type { Clock } from "../../ambient/clock.ts";
import { Random } from "../../ambient/random.ts";
import type { Timer, Timers } from "../../ambient/timers.ts";
import { VirtualTime } from "../../ambient/virtual-time.ts";
import type { FeeSchedule, MarketEvent } from "../../market/event.ts";
import type { TakerOrder } from "../../market/taker-order.ts";
import { after, PRICE_ONE, type Time } from "../../market/units.ts";
import type { Crowd } from "./crowds/crowd.ts";
import { LIVELY } from "./crowds/lively.ts";
import { Exchange } from "./exchange.ts";
import { takerOrderOf } from "./fact.ts";
import { populate } from "./population.ts";
import { awaitResult } from "./result-timer.ts";
import type { ResultValues } from "./results.ts";
import type { ExchangeRules } from "./rules.ts";
import { candidates, lateLegs, simulatedEvent } from "./simulated-event.ts";
import { type ScriptedNews, Truth } from "./truth.ts";
import type { World } from "./world.ts";

const HOUR_MS = 3_600_000;
const SECOND_MS = 1_000;
const MOST_HISTORY = 5_000; // taker orders kept, the newest: more than two days of them

export interface SimulationOptions {
  readonly seed: number;
  /** When the event closes; a whole second. */
  readonly closeTime: Time;
  /** How long the others have been trading when the simulation begins. */
  readonly preHistoryMs: number;
  readonly fees: FeeSchedule;
  readonly rules: Partial<ExchangeRules>;
  /** Trading pauses, in order. */
  readonly pauses: readonly { readonly from: Time; readonly to: Time }[];
  /** News beside what comes by chance. */
  readonly news?: readonly ScriptedNews[];
  /** Who trades what: the lively crowd unless said. */
  readonly crowd?: Crowd;
}

/**
 * An exchange with one event, its true probabilities and everybody who trades it. Its past, up to the present of the
 * time it is given to, is simulated on a time of its own, in one go.
 */
export class Simulation {
  readonly exchange: Exchange;
  readonly truth: Truth;
  readonly random: Random;
  readonly #event: MarketEvent;
  readonly #options: SimulationOptions;
  readonly #history: TakerOrder[] = [];
  #time: VirtualTime;

  constructor(options: SimulationOptions, start: Time) {
    this.#options = options;
    this.#time = new VirtualTime(after(start, -options.preHistoryMs));
    this.random = Random.seeded(options.seed);
    this.exchange = new Exchange(options.rules);
    const { crowd = LIVELY } = options;
    const late = lateLegs(crowd.event, this.random.fork("late legs"));
    this.#event = withLateLegs(simulatedEvent(crowd.event, options.closeTime, options.fees), late);
    this.exchange.list(this.#event, this.#time.now());
    this.exchange.subscribe((fact) => {
      if (fact.type !== "trade") return;
      this.#history.push(takerOrderOf(fact));
      if (this.#history.length > 2 * MOST_HISTORY) this.#history.splice(0, MOST_HISTORY);
    });

    const time = {
      now: () => this.#time.now(),
      after: (delayMs: number, action: () => void): Timer => this.#time.after(delayMs, action),
    };
    const hours = (options.closeTime - this.#time.now()) / HOUR_MS;
    const end = { hours, resolvingHours: crowd.event.resolvingHours };
    const openings = late.map(({ index, share }) => {
      const at = after(this.#time.now(), Math.round((share * hours * HOUR_MS) / SECOND_MS) * SECOND_MS);
      return { index, at, variance: crowd.event.lateNewsVariance };
    });
    const news = [...openings, ...(options.news ?? [])];
    this.truth = new Truth(candidates(crowd.event), end, time, this.random.fork("truth"), news, crowd.event);
    const tickers = this.#event.legs.map(({ ticker }) => ticker);
    const world: World = { exchange: this.exchange, time, truth: this.truth, tickers, closeTime: options.closeTime };
    populate(world, crowd, this.random.fork("population"));
    for (const { index, at } of openings) {
      const open = { status: "active" } as const;
      this.#at(at, (now) => this.exchange.changeLeg(tickers[index]!, open, now));
    }
    this.#schedule(time);
  }

  /** Lives through the past up to now, and goes on in `time`. */
  enter(time: VirtualTime): void {
    this.#time.runUntil(time.now());
    time.adopt(this.#time);
    this.#time = time;
  }

  /** The event as the exchange has it now. */
  get event(): MarketEvent {
    return { ...this.#event, legs: this.#event.legs.map(({ ticker }) => this.exchange.leg(ticker)) };
  }

  /** Ticker of the leg that will win. */
  get winner(): string {
    return this.#event.legs[this.truth.winner]!.ticker;
  }

  /** Taker orders so far, oldest first; only the newest where there are very many. */
  get history(): readonly TakerOrder[] {
    return this.#history.slice(-MOST_HISTORY);
  }

  /** The next pause that is not over; undefined when none is to come. */
  pauseAfter(now: Time): Time | undefined {
    return this.#options.pauses.find(({ from }) => from > now)?.from;
  }

  #schedule(time: Clock & Timers): void {
    const { pauses } = this.#options;
    this.#awaitSecond();
    for (const { from, to } of pauses) {
      this.#at(from, (now) => this.exchange.setState("trading-paused", now));
      this.#at(to, (now) => this.exchange.setState("open", now));
    }
    const values = (): ResultValues => ({ [this.winner]: PRICE_ONE });
    awaitResult({ exchange: this.exchange, time, eventTicker: this.#event.ticker, values });
  }

  #at(at: Time, action: (now: Time) => void): void {
    this.#time.after(at - this.#time.now(), () => action(this.#time.now()));
  }

  /** Expiries and closes fall on whole seconds. */
  #awaitSecond(): void {
    this.#time.after(SECOND_MS - (this.#time.now() % SECOND_MS), () => {
      this.exchange.advance(this.#time.now());
      this.#awaitSecond();
    });
  }
}

/** The event as it is listed first: late legs are there, and not open. */
function withLateLegs(event: MarketEvent, late: readonly { readonly index: number }[]): MarketEvent {
  const closed = new Set(late.map(({ index }) => index));
  const legs = event.legs.map((leg, index) => (closed.has(index) ? { ...leg, status: "initialized" as const } : leg));
  return { ...event, legs };
}
