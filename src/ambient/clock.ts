import type { Time } from "../market/units.ts";

/** Where the present comes from: the real clock here, virtual time in rehearsals, replays and tests. */
export interface Clock {
  now(): Time;
}

/** The machine's clock. The only reader of it in the engine's process. */
export const systemClock: Clock = {
  now: () => Date.now() as Time,
};

/**
 * The machine's time as it was when the process started, counted on by a counter that nobody can set. Where orders rest: a clock that is set forward must
 * not lengthen what is asked of the exchange, nor one that is set back hold up what is due.
 */
export const steadyClock: Clock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()) as Time,
};
