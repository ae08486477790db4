import type { Time } from "../market/units.ts";

/** An event without an order for so long is forgotten; one that comes back after that starts anew. */
const FORGOTTEN_AFTER_MS = 30 * 86_400_000;
const SWEEP_EVERY_MS = 86_400_000;

/** What is kept of each event of a tape that is read in time order: of those still trading only, however long the tape. */
export class EventStates<State> {
  readonly #states = new Map<string, { readonly state: State; lastAt: Time }>();
  readonly #make: (event: string) => State;
  readonly #forget: (state: State, event: string) => void;
  #sweepAt = 0;

  /** @param forget is told of every state that is given up, and in the end of all */
  constructor(make: (event: string) => State, forget: (state: State, event: string) => void = () => {}) {
    this.#make = make;
    this.#forget = forget;
  }

  /** The state of an event that has an order now; a new one for an event that is new, or was forgotten. */
  at(event: string, now: Time): State {
    if (now >= this.#sweepAt) this.#sweep(now);
    const known = this.#states.get(event);
    if (known !== undefined) {
      known.lastAt = now;
      return known.state;
    }
    const state = this.#make(event);
    this.#states.set(event, { state, lastAt: now });
    return state;
  }

  /** The tape is over: gives up every state, in the order in which they were made. */
  finish(): void {
    for (const [event, { state }] of this.#states) this.#forget(state, event);
    this.#states.clear();
  }

  #sweep(now: Time): void {
    this.#sweepAt = now + SWEEP_EVERY_MS;
    for (const [event, { state, lastAt }] of this.#states) {
      if (now - lastAt <= FORGOTTEN_AFTER_MS) continue;
      this.#forget(state, event);
      this.#states.delete(event);
    }
  }
}
