import type { Time } from "../../../market/units.ts";

/** What a period's messages said of the way they took. */
export interface PulseReading {
  readonly lagMs: number | undefined;
  readonly leastLagMs: number | undefined;
}

/** Whether the connection lives, and how old messages are when they are handled: the largest and the smallest age of a period. */
export class PulseMeter {
  #alive = false;
  #most = -Infinity;
  #least = Infinity;

  /** Something came, be it a ping. */
  beat(): void {
    this.#alive = true;
  }

  /** A message that was sent at `sentAt` is handled at `now`, both by the exchange's clock. */
  observe(sentAt: Time, now: Time): void {
    const lagMs = now - sentAt;
    if (lagMs > this.#most) this.#most = lagMs;
    if (lagMs < this.#least) this.#least = lagMs;
  }

  /** What came since the last call; undefined when nothing did. */
  take(): PulseReading | undefined {
    const measured = this.#most >= this.#least;
    const reading = {
      lagMs: measured ? this.#most : undefined,
      leastLagMs: measured ? this.#least : undefined,
    };
    const alive = this.#alive;
    this.#alive = false;
    this.#most = -Infinity;
    this.#least = Infinity;
    return alive ? reading : undefined;
  }
}
