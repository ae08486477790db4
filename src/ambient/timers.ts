/** A call that has been asked for and may still be taken back. */
export interface Timer {
  cancel(): void;
}

/** How the program asks to be called later. */
export interface Timers {
  /** Calls `action` once, `delayMs` from now (at once, but not before this returns, when zero or less). */
  after(delayMs: number, action: () => void): Timer;
}

/** The machine's timers. A pending one keeps the process alive. */
export const systemTimers: Timers = {
  after(delayMs, action) {
    const handle = setTimeout(action, Math.max(0, delayMs));
    return { cancel: () => clearTimeout(handle) };
  },
};
