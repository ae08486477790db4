import { flag, list, number, object, orNull, type Shape, text } from "../market/saved-state.ts";
import type { Time } from "../market/units.ts";

/** What earlier readings of the account have left, as plain data. */
export interface ReconciliationState {
  readonly askedAt: Time | null;
  readonly lastAt: Time | null;
  readonly lastAsOf: Time | null;
  /** Differences that have been seen: since when there is one of this, and since when it is this one. */
  readonly suspected: readonly SuspectState[];
  readonly last: ComparedState | null;
  readonly cleanAt: Time | null;
}

interface SuspectState {
  readonly what: string;
  readonly since: Time;
  readonly value: string;
  readonly valueSince: Time;
}

interface ComparedState {
  readonly at: Time;
  readonly ok: boolean;
  readonly detail: string;
}

export const RECONCILIATION_STATE: Shape<ReconciliationState> = object<ReconciliationState>({
  askedAt: orNull(number()),
  lastAt: orNull(number()),
  lastAsOf: orNull(number()),
  suspected: list(object<SuspectState>({ what: text(), since: number(), value: text(), valueSince: number() })),
  last: orNull(object<ComparedState>({ at: number(), ok: flag(), detail: text() })),
  cleanAt: orNull(number()),
});
