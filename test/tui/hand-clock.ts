import type { LocalClock } from "../../tui/local-clock.ts";

/** A clock that moves only when told to. */
export class HandClock implements LocalClock {
  #now = 1_000;
  readonly #beats: { readonly everyMs: number; readonly tick: () => void; next: number }[] = [];

  now(): number {
    return this.#now;
  }

  every(ms: number, tick: () => void): () => void {
    const beat = { everyMs: ms, tick, next: this.#now + ms };
    this.#beats.push(beat);
    return () => {
      this.#beats.splice(this.#beats.indexOf(beat), 1);
    };
  }

  /** Lets `ms` pass, beat by beat. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#beats.filter(({ next }) => next <= end).sort((a, b) => a.next - b.next)[0];
      if (due === undefined) break;
      this.#now = due.next;
      due.next += due.everyMs;
      due.tick();
    }
    this.#now = end;
  }

  get beats(): number {
    return this.#beats.length;
  }
}
