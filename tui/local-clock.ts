/** The viewer's own time: only for ages, countdowns and the pace of frames, never compared with the engine's clock. */
export interface LocalClock {
  /** Milliseconds since some moment, never going back. */
  now(): number;
  /** Calls `tick` every `ms` until the returned function is called. */
  every(ms: number, tick: () => void): () => void;
}

export const localClock: LocalClock = {
  now: () => performance.now(),
  every(ms, tick) {
    const handle = setInterval(tick, ms);
    return () => clearInterval(handle);
  },
};
