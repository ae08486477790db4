import type { Clock } from "../../ambient/clock.ts";
import type { Random } from "../../ambient/random.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { Time } from "../../market/units.ts";
import { type Candidate, EventProcess, type Horizon } from "./event-process.ts";

const HOUR_MS = 3_600_000;
const REMEMBERED = 64; // ticks: the longest lag with which anybody sees the truth
const NOON_MS = 16 * HOUR_MS; // of a day in UTC: noon in New York in summer, when the simulation takes place
const DAY_MS = 24 * HOUR_MS;

/** A piece of news that comes at a set time, such as what a release does to an artist's chances. */
export interface ScriptedNews {
  /** The candidate it is about. */
  readonly index: number;
  readonly at: Time;
  /** The evidence in it, logit^2: its square root is about how far the log-odds move. */
  readonly variance: number;
}

/** At what times the truth moves beside news. */
export interface TruthPace {
  readonly tickMs: number;
  /** Evidence about everybody that comes at noon every day, logit^2; 0: none. */
  readonly dailyVariance: number;
}

/**
 * The event process in the time of the simulation: it moves at every tick, once a second as a rule, and with each piece of news, at times that
 * nobody's trading changes. So the truth is the same whoever trades.
 */
export class Truth {
  readonly #process: EventProcess;
  readonly #candidates: readonly Candidate[];
  readonly #time: Clock & Timers;
  readonly #start: Time;
  readonly #past: Float64Array[];
  readonly #listeners: ((index: number | undefined) => void)[] = [];
  readonly #tickMs: number;
  #ticks = 0;

  constructor(
    list: readonly Candidate[],
    end: Horizon,
    time: Clock & Timers,
    random: Random,
    scripted: readonly ScriptedNews[] = [],
    { tickMs, dailyVariance }: TruthPace = { tickMs: 1_000, dailyVariance: 0 },
  ) {
    this.#candidates = list;
    this.#process = new EventProcess(list, end, random);
    this.#time = time;
    this.#tickMs = tickMs;
    this.#start = time.now();
    this.#past = Array.from({ length: REMEMBERED }, () => Float64Array.from(this.#process.probabilities));
    this.#awaitTick();
    if (dailyVariance > 0) this.#awaitNoon(dailyVariance);
    for (const [index, { newsPerHour }] of list.entries()) {
      if (newsPerHour > 0) this.#awaitNews(index, HOUR_MS / newsPerHour, random.fork(`news ${index}`));
    }
    for (const { index, at, variance } of scripted) {
      time.after(at - time.now(), () => this.#news(index, variance));
    }
  }

  get winner(): number {
    return this.#process.winner;
  }

  /** The true probability of a candidate now. */
  now(index: number): number {
    return this.#process.probabilities[index]!;
  }

  /** The true probability as it was `lagMs` ago, to the tick and at most 63 of them. */
  seen(index: number, lagMs: number): number {
    const ticks = Math.min(Math.ceil(lagMs / this.#tickMs), REMEMBERED - 1, this.#ticks);
    return this.#past[(this.#ticks - ticks) % REMEMBERED]![index]!;
  }

  /** About the standard deviation of a candidate's log-odds over an hour at the present rate. */
  hourlyDeviation(index: number): number {
    return Math.sqrt(2 * this.#candidates[index]!.variancePerHour * this.#process.rate);
  }

  /** Calls `listener` with the candidate's index when news about him has come, with none when there is some about everybody. */
  onNews(listener: (index: number | undefined) => void): void {
    this.#listeners.push(listener);
  }

  #awaitTick(): void {
    this.#time.after(this.#tickMs, () => {
      this.#move();
      this.#past[++this.#ticks % REMEMBERED]!.set(this.#process.probabilities);
      if (!this.#process.decided) this.#awaitTick();
    });
  }

  #awaitNoon(variance: number): void {
    const now = this.#time.now();
    this.#time.after(DAY_MS - ((((now - NOON_MS) % DAY_MS) + DAY_MS) % DAY_MS), () => {
      this.#move();
      if (this.#process.decided) return;
      for (const index of this.#candidates.keys()) this.#process.news(index, variance);
      for (const listener of this.#listeners) listener(undefined);
      this.#awaitNoon(variance);
    });
  }

  #awaitNews(index: number, meanMs: number, random: Random): void {
    this.#time.after(random.exponential(meanMs), () => {
      if (this.#news(index)) this.#awaitNews(index, meanMs, random);
    });
  }

  /** News about a candidate, now. False when everything is known already. */
  #news(index: number, variance?: number): boolean {
    this.#move();
    if (this.#process.decided) return false;
    this.#process.news(index, variance);
    for (const listener of this.#listeners) listener(index);
    return true;
  }

  #move(): void {
    this.#process.moveTo((this.#time.now() - this.#start) / HOUR_MS);
  }
}
