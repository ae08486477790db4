import type { Clock } from "../../../../ambient/clock.ts";
import type { Timers } from "../../../../ambient/timers.ts";

/** What is on its way to one subscriber: each takes its own time and none overtakes another. */
export class Line {
  readonly #time: Clock & Timers;
  readonly #waiting: (() => void)[] = [];
  #lastAt = 0;

  constructor(time: Clock & Timers) {
    this.#time = time;
  }

  /** Does `action` when it has travelled for `delayMs` and all before it have arrived; at once when nothing is to be waited for. */
  send(delayMs: number, action: () => void): void {
    const now = this.#time.now();
    this.#lastAt = Math.max(this.#lastAt, now + delayMs);
    if (this.#lastAt <= now && this.#waiting.length === 0) {
      action();
      return;
    }
    // the machine's timers may go off in another order than asked for, so each lets through whatever is first
    this.#waiting.push(action);
    this.#time.after(this.#lastAt - now, () => this.#waiting.shift()!());
  }
}
