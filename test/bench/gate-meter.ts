import { CENT, type Price, type Time } from "../../src/market/units.ts";
import type { Slot } from "./gate-exchange.ts";

/** A quote this near to where it is wanted is right. */
export const TOLERANCE_CENTS = 1;

interface State {
  wanted: Price | undefined;
  live: Price | undefined;
  since: number;
  /** Since when what rests hasn't been what is wanted; undefined while it is. */
  waitsSince: number | undefined;
}

export interface GateFigures {
  /** Shares of the time of all quotes together. */
  readonly quoted: number;
  readonly wrong: number;
  /** From when what rests stops being what is wanted until a new quote rests, or the old one is right again. */
  readonly longestWaitMs: number;
}

/** Measures how what rests follows what is wanted, from `start` on. */
export class GateMeter {
  readonly #slots = new Map<Slot, State>();
  #quotedMs = 0;
  #wrongMs = 0;
  #longestWaitMs = 0;

  constructor(private readonly start: Time) {}

  wanted(slot: Slot, price: Price | undefined, at: Time): void {
    const state = this.#upTo(slot, at);
    state.wanted = price;
    this.#judge(state, at);
  }

  live(slot: Slot, price: Price | undefined, at: Time): void {
    const state = this.#upTo(slot, at);
    state.live = price;
    if (price !== undefined) this.#served(state, at); // by now something else may be wanted: that is another wait
    this.#judge(state, at);
  }

  figures(end: Time): GateFigures {
    for (const [slot, state] of this.#slots) {
      this.#upTo(slot, end);
      this.#served(state, end);
    }
    const whole = this.#slots.size * (end - this.start);
    return { quoted: this.#quotedMs / whole, wrong: this.#wrongMs / whole, longestWaitMs: this.#longestWaitMs };
  }

  #upTo(slot: Slot, at: Time): State {
    const state = this.#slots.getOrInsertComputed(slot, () => ({
      wanted: undefined,
      live: undefined,
      since: this.start,
      waitsSince: undefined,
    }));
    const ms = Math.max(0, at - state.since);
    if (state.live !== undefined) this.#quotedMs += ms;
    if (state.live !== undefined && isWrong(state)) this.#wrongMs += ms;
    state.since = Math.max(state.since, at);
    return state;
  }

  #judge(state: State, at: Time): void {
    if (isWrong(state)) {
      state.waitsSince ??= at;
      return;
    }
    this.#served(state, at);
  }

  #served(state: State, at: Time): void {
    const { waitsSince } = state;
    state.waitsSince = undefined;
    if (waitsSince === undefined) return;
    this.#longestWaitMs = Math.max(this.#longestWaitMs, at - Math.max(waitsSince, this.start));
  }
}

function isWrong({ wanted, live }: State): boolean {
  if (wanted === undefined || live === undefined) return wanted !== live;
  return Math.abs(wanted - live) > TOLERANCE_CENTS * CENT;
}
