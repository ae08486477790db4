import type { Clock } from "../../ambient/clock.ts";
import type { Random } from "../../ambient/random.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { VenueInput } from "../venue.ts";

/** How long a message takes, drawn anew for each. */
export type LatencyMs = readonly [low: number, high: number];

/** What is sent down a line, once it is known when it arrives. */
export type Message = (at: VenueInput["at"], lagMs: number) => VenueInput;

/** A connection that delivers in order: each message takes its own time, but none overtakes another. */
export class DeliveryLine {
  readonly #time: Clock & Timers;
  readonly #random: Random;
  readonly #latency: LatencyMs;
  readonly #deliver: (input: VenueInput) => void;
  #lastAt = 0;

  constructor(time: Clock & Timers, random: Random, latency: LatencyMs, deliver: (input: VenueInput) => void) {
    this.#time = time;
    this.#random = random;
    this.#latency = latency;
    this.#deliver = deliver;
  }

  send(message: Message): void {
    const now = this.#time.now();
    this.#lastAt = Math.max(this.#lastAt, now + this.#random.integer(...this.#latency));
    const lagMs = this.#lastAt - now;
    this.#time.after(lagMs, () => this.#deliver(message(this.#time.now(), lagMs)));
  }
}
