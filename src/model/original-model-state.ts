import { list, number, object, orNull, type Shape } from "../market/saved-state.ts";
import type { Time } from "../market/units.ts";
import type { FairValue } from "./fair-value-model.ts";

/** The original's filter as plain data. */
export interface OriginalFilterState {
  /** The squared increments, oldest first. */
  readonly squares: readonly number[];
  /** Log-odds of the last print; null before the first. */
  readonly last: number | null;
  readonly mean: number;
  readonly variance: number;
}

/** The original's model as plain data. */
export interface OriginalModelState {
  readonly filter: OriginalFilterState;
  readonly levels: readonly number[];
  readonly at: Time;
  readonly orders: number;
  readonly anchor: number;
  readonly weight: number;
  readonly squares: number;
  readonly hours: number;
  /** Null before the first order. */
  readonly estimate: FairValue | null;
}

export const ORIGINAL_MODEL_STATE: Shape<OriginalModelState> = object<OriginalModelState>({
  filter: object<OriginalFilterState>({
    squares: list(number()),
    last: orNull(number()),
    mean: number(),
    variance: number(),
  }),
  levels: list(number()),
  at: number(),
  orders: number(),
  anchor: number(),
  weight: number(),
  squares: number(),
  hours: number(),
  estimate: orNull(
    object<FairValue>({
      fairCents: number(),
      sdCents: orNull(number()),
      jumpProbability: orNull(number()),
      zMove: orNull(number()),
    }),
  ),
});
