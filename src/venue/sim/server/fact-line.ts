import type { Clock } from "../../../ambient/clock.ts";
import type { Random } from "../../../ambient/random.ts";
import type { Timers } from "../../../ambient/timers.ts";

/** From and to how many milliseconds something takes, drawn anew each time. */
export type DelayMs = readonly [low: number, high: number];

/**
 * The way of what has happened to the streams: in order, each after a delay of its own, and none overtakes another. An
 * answer over HTTP draws another delay, so that either may come first.
 */
export class FactLine {
  readonly #time: Clock & Timers;
  readonly #random: Random;
  readonly #delayMs: () => DelayMs;
  #lastAt = 0;

  constructor(time: Clock & Timers, random: Random, delayMs: () => DelayMs) {
    this.#time = time;
    this.#random = random;
    this.#delayMs = delayMs;
  }

  /**
   * Has `action` done when all that was enqueued before has been done, and before all that comes later: a snapshot shows
   * the exchange as it is when this is called. Never done before this returns.
   */
  enqueue(action: () => void): void {
    const now = this.#time.now();
    this.#lastAt = Math.max(this.#lastAt, now + this.#random.integer(...this.#delayMs()));
    this.#time.after(this.#lastAt - now, action);
  }
}
