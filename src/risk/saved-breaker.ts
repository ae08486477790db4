import { list, number, object, orNull, type Shape, text } from "../market/saved-state.ts";
import type { Money, Time } from "../market/units.ts";

/** All that the breaker goes on from, as plain data; `BreakerState` is what another run of the same day needs of it. */
export interface SavedBreaker {
  /** The midnight that its New York day began at. */
  readonly dayStart: Time;
  readonly openingEquity: Money;
  readonly flows: Money;
  readonly halted: { readonly text: string; readonly until: Time } | null;
  /** The day's result in force. */
  readonly current: number;
  /** The same at the last whole seconds, oldest first. */
  readonly samples: readonly number[];
  readonly lowest: number;
  readonly alike: number;
  readonly nextSample: number;
}

export const SAVED_BREAKER: Shape<SavedBreaker> = object<SavedBreaker>({
  dayStart: number(),
  openingEquity: number(),
  flows: number(),
  halted: orNull(object<{ readonly text: string; readonly until: Time }>({ text: text(), until: number() })),
  current: number(),
  samples: list(number()),
  lowest: number(),
  alike: number(),
  nextSample: number(),
});
