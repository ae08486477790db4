import { flag, number, object, oneOf, orNull, type Shape, text } from "../market/saved-state.ts";
import type { Side, Time } from "../market/units.ts";
import type { Effect, Reason, ReasonCode } from "./reasons.ts";

/** A reason as plain data, its words put together. */
export interface SavedReason {
  readonly code: ReasonCode;
  readonly effect: Effect;
  readonly side: Side | null;
  readonly text: string;
  readonly until: Time | null;
  readonly needsOperator: boolean;
  readonly multiplier: number | null;
}

export const SAVED_REASON: Shape<SavedReason> = object<SavedReason>({
  code: text(),
  effect: oneOf("widen", "withhold", "pull", "halted", "killed"),
  side: orNull(oneOf<Side>("bid", "ask")),
  text: text(),
  until: orNull(number()),
  needsOperator: flag(),
  multiplier: orNull(number()),
});

export function savedReason(reason: Reason): SavedReason {
  return {
    code: reason.code,
    effect: reason.effect,
    side: reason.side ?? null,
    text: reason.text,
    until: reason.until ?? null,
    needsOperator: reason.needsOperator ?? false,
    multiplier: reason.multiplier ?? null,
  };
}

export function restoredReason({ code, effect, side, text, until, needsOperator, multiplier }: SavedReason): Reason {
  return {
    code,
    effect,
    side: side ?? undefined,
    text,
    until: until ?? undefined,
    needsOperator,
    multiplier: multiplier ?? undefined,
  };
}
