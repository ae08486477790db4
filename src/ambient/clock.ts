import type { Time } from "../market/units.ts";

/** Where the present comes from: the real clock here, virtual time in rehearsals, replays and tests. */
export interface Clock {
  now(): Time;
}

/** The machine's clock. The only reader of it in the engine's process. */
export const systemClock: Clock = {
  now: () => Date.now() as Time,
};
