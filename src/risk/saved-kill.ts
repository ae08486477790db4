import { number, object, oneOf, orNull, type Shape, text } from "../market/saved-state.ts";
import type { Time } from "../market/units.ts";
import type { KillGrade } from "./kill.ts";

/** A kill and how far its proof has got, as plain data. */
export interface SavedKill {
  readonly at: Time;
  readonly by: string;
  readonly grade: KillGrade;
  readonly mayRest: number;
  readonly stillResting: number;
  readonly pastClose: number;
  readonly lastExpiry: Time | null;
  readonly confirmedAt: Time | null;
  readonly createsInFlight: number;
  readonly evidenceAfter: Time;
  readonly firstClean: { readonly at: Time; readonly asOf: Time } | null;
}

export const SAVED_KILL: Shape<SavedKill> = object<SavedKill>({
  at: number(),
  by: text(),
  grade: oneOf("LOCAL", "CONFIRMED", "BY BOUND"),
  mayRest: number(),
  stillResting: number(),
  pastClose: number(),
  lastExpiry: orNull(number()),
  confirmedAt: orNull(number()),
  createsInFlight: number(),
  evidenceAfter: number(),
  firstClean: orNull(object<{ readonly at: Time; readonly asOf: Time }>({ at: number(), asOf: number() })),
});
