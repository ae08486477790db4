import type { Timer, Timers } from "../../ambient/timers.ts";

/** Does something again and again, each time so long after the last was done, for as long as its timers run. */
export class Repeating {
  readonly #timers: Timers;
  readonly #everyMs: number;
  readonly #act: () => Promise<void>;
  #timer: Timer | undefined;
  #isRunning = false;
  #isWantedAgain = false;

  constructor(timers: Timers, everyMs: number, act: () => Promise<void>) {
    this.#timers = timers;
    this.#everyMs = everyMs;
    this.#act = act;
    this.#await(everyMs);
  }

  /** Does it now; once more afterwards if it is being done. */
  now(): void {
    if (this.#isRunning) this.#isWantedAgain = true;
    else void this.#run();
  }

  /** Does it then, if that is sooner than usual. */
  within(delayMs: number): void {
    if (!this.#isRunning && delayMs < this.#everyMs) this.#await(Math.max(0, delayMs));
  }

  #await(delayMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#timers.after(delayMs, () => void this.#run());
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    this.#timer?.cancel();
    await this.#act();
    this.#isRunning = false;
    if (!this.#isWantedAgain) return this.#await(this.#everyMs);
    this.#isWantedAgain = false;
    void this.#run();
  }
}
