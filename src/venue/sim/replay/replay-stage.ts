import type { VirtualTime } from "../../../ambient/virtual-time.ts";
import type { FeeSchedule, Leg, MarketEvent } from "../../../market/event.ts";
import { after, DOLLAR, type Money, type Time } from "../../../market/units.ts";
import { Exchange } from "../exchange.ts";
import { awaitResult } from "../result-timer.ts";
import type { ExchangeRules } from "../rules.ts";
import type { RecordedEvent } from "./recorded-event.ts";

// What a replay stands on, be it of books or of trades alone.

/** Whose orders were resting, and whose came to meet them: nobody knows who it was. */
export const MAKER = "tape-maker";
export const TAKER = "tape-taker";

const PURSE = (1_000_000_000 * DOLLAR) as Money; // more than anybody has recorded
const LEAD_MS = 2_000; // from the start to what was recorded first: time to connect

/** How a replay is played. */
export interface ReplayTerms {
  /** Recorded seconds in one of the exchange's. */
  readonly speed: number;
  /** When the event closes, a whole second, whatever is left of the recording then; by default as it was recorded. */
  readonly closeTime?: Time;
  readonly fees: FeeSchedule;
  readonly rules: Partial<ExchangeRules>;
}

const ABOUT = { frequency: "custom", category: "Entertainment", tags: [], subTitle: "Recorded" } as const;

/** What is told of a replayed event beside its titles. */
export type AboutReplay = typeof ABOUT & { readonly note: string; readonly seriesTitle: string };

/** `played` tells what is played again: "Recorded trades, made again". */
export function aboutReplay(event: MarketEvent, played: string): AboutReplay {
  return { ...ABOUT, note: `${played} on the embedded exchange: no money is at stake.`, seriesTitle: event.series };
}

/** When what was recorded from `first` on happens again, from a start on. */
export class ReplayTime {
  readonly #first: Time;
  readonly #start: Time;
  readonly #speed: number;

  constructor(first: Time, start: Time, speed: number) {
    this.#first = first;
    this.#start = start;
    this.#speed = speed;
  }

  of(recorded: Time): Time {
    return after(this.#start, LEAD_MS + Math.round((recorded - this.#first) / this.#speed));
  }

  /** Plays steps from one on, each when it happens again. */
  playFrom<Step extends { readonly at: Time }>(
    steps: readonly Step[],
    from: number,
    time: VirtualTime,
    play: (step: Step, now: Time) => void,
  ): void {
    const step = steps[from];
    if (step === undefined) return;
    time.after(this.of(step.at) - time.now(), () => {
      play(step, time.now());
      this.playFrom(steps, from + 1, time, play);
    });
  }
}

/** The event as the exchange lists it: nothing is known of it but what was recorded. */
export function replayedEvent(
  { ticker, mutuallyExclusive }: RecordedEvent,
  fees: FeeSchedule,
  legs: readonly Leg[],
): MarketEvent {
  return { ticker, series: ticker.split("-", 1)[0]!, title: ticker, mutuallyExclusive, fees, legs };
}

/** A close at a whole second, no earlier than a time. */
export function wholeSecond(at: number): Time {
  return (Math.ceil(at / 1_000) * 1_000) as Time;
}

/** An exchange with one event, on which those who were recorded can afford whatever they did. */
export function replayExchange(event: MarketEvent, rules: Partial<ExchangeRules>, start: Time): Exchange {
  const exchange = new Exchange(rules);
  exchange.list(event, start);
  for (const account of [MAKER, TAKER]) {
    exchange.openAccount(account, { keepsRecords: false });
    exchange.deposit(account, PURSE);
  }
  return exchange;
}

/** Has the event's legs pay out what they did, where that is known. */
export function awaitRecordedResult(exchange: Exchange, { ticker, values }: RecordedEvent, time: VirtualTime): void {
  if (values !== undefined) awaitResult({ exchange, time, eventTicker: ticker, values: () => values });
}
