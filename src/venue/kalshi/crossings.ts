import type { Clock } from "../../ambient/clock.ts";
import { after, type Time } from "../../market/units.ts";

/** SAFETY.md, Writing: three post-only refusals in a minute prove that the book isn't what we think it is. */
const WINDOW_MS = 60_000;
const SUSPECT = 3;

/** Counts post-only refusals, and has a market's book taken anew when there are too many. */
export class Crossings {
  readonly #clock: Clock;
  readonly #resnapshot: (ticker: string, detail: string) => void;
  readonly #times = new Map<string, readonly Time[]>();

  constructor(clock: Clock, resnapshot: (ticker: string, detail: string) => void) {
    this.#clock = clock;
    this.#resnapshot = resnapshot;
  }

  /** An order of ours would have crossed this market's book. */
  count(ticker: string): void {
    const now = this.#clock.now();
    const recent = [...(this.#times.get(ticker) ?? []).filter((at) => now < after(at, WINDOW_MS)), now];
    const isSuspect = recent.length >= SUSPECT;
    this.#times.set(ticker, isSuspect ? [] : recent);
    if (isSuspect) this.#resnapshot(ticker, `${SUSPECT} post-only refusals in a minute`);
  }
}
