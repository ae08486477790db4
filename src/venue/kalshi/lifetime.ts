import type { Timer, Timers } from "../../ambient/timers.ts";

/** Timers of something that ends: at its end all that wait are cancelled, and none are begun any more. */
export class Lifetime implements Timers {
  readonly #timers: Timers;
  readonly #waiting = new Set<Timer>();
  #isOver = false;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  after(delayMs: number, action: () => void): Timer {
    if (this.#isOver) return { cancel: () => undefined };
    const timer = this.#timers.after(delayMs, () => {
      this.#waiting.delete(handle);
      action();
    });
    const handle: Timer = {
      cancel: () => {
        this.#waiting.delete(handle);
        timer.cancel();
      },
    };
    this.#waiting.add(handle);
    return handle;
  }

  end(): void {
    this.#isOver = true;
    for (const timer of [...this.#waiting]) timer.cancel();
  }
}
