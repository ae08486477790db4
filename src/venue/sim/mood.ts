import type { Clock } from "../../ambient/clock.ts";
import type { Random } from "../../ambient/random.ts";
import type { Time } from "../../market/units.ts";

/** How attention comes and goes: the log of it is an Ornstein-Uhlenbeck process, one part of the whole event, one of each market. */
export interface MoodStyle {
  /** Standard deviations of the log of the attention. */
  readonly eventDeviation: number;
  readonly marketDeviation: number;
  /** After this long a share of 1/e of a mood is left. */
  readonly memoryMs: number;
  /** More than so many times the mean never comes. */
  readonly most: number;
}

/** The attention that markets get: each as a share of the most there can be. */
export class Mood {
  readonly #style: MoodStyle;
  readonly #clock: Clock;
  readonly #event: Wave;
  readonly #markets: readonly Wave[];

  constructor(style: MoodStyle, markets: number, clock: Clock, random: Random) {
    this.#style = style;
    this.#clock = clock;
    const { eventDeviation, marketDeviation, memoryMs } = style;
    this.#event = new Wave(eventDeviation, memoryMs, clock.now(), random.fork("event"));
    this.#markets = Array.from({ length: markets }, (_, index) => {
      return new Wave(marketDeviation, memoryMs, clock.now(), random.fork(`market ${index}`));
    });
  }

  /** How many times the mean attention the most is. */
  get most(): number {
    return this.#style.most;
  }

  /** Between 0 and 1; its mean is about 1 / `most`, less what `most` cuts off. */
  share(index: number): number {
    const now = this.#clock.now();
    return Math.min(1, (this.#event.factor(now) * this.#markets[index]!.factor(now)) / this.#style.most);
  }
}

/** exp of a stationary Ornstein-Uhlenbeck process, with mean 1; exact at any set of times. */
class Wave {
  readonly #deviation: number;
  readonly #memoryMs: number;
  readonly #random: Random;
  #level: number;
  #at: Time;

  constructor(deviation: number, memoryMs: number, now: Time, random: Random) {
    this.#deviation = deviation;
    this.#memoryMs = memoryMs;
    this.#random = random;
    this.#level = random.normal(0, deviation);
    this.#at = now;
  }

  factor(now: Time): number {
    const left = Math.exp((this.#at - now) / this.#memoryMs);
    this.#level = left * this.#level + this.#random.normal(0, this.#deviation * Math.sqrt(1 - left * left));
    this.#at = now;
    return Math.exp(this.#level - this.#deviation ** 2 / 2);
  }
}
