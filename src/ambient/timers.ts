/** A call that has been asked for and may still be taken back. */
export interface Timer {
  cancel(): void;
}

/** How the program asks to be called later. */
export interface Timers {
  /** Calls `action` once, `delayMs` from now (at once, but not before this returns, when zero or less). */
  after(delayMs: number, action: () => void): Timer;
}

/** The runtime's own limit, 24.8 days: a longer delay it would take for none at all. */
const LONGEST_MS = 2 ** 31 - 1;

/** The machine's timers, for delays of any length. A pending one keeps the process alive. */
export const systemTimers: Timers = {
  after(delayMs, action) {
    let handle: ReturnType<typeof setTimeout>;
    const wait = (leftMs: number): void => {
      const isLast = !(leftMs > LONGEST_MS);
      handle = setTimeout(isLast ? action : () => wait(leftMs - LONGEST_MS), isLast ? leftMs : LONGEST_MS);
    };
    wait(Math.max(0, delayMs));
    return { cancel: () => clearTimeout(handle) };
  },
};
