import type { Time } from "../../market/units.ts";

/** What the venue has to know of earlier starts, as far as anybody still knows it. */
export interface Past {
  /** Starts whose engines can't be alive: they had the state folder that is ours now. */
  readonly epochs: ReadonlySet<string>;
  /** Order groups that the last of them placed orders into. */
  readonly orderGroups: readonly string[];
  /** Up to when the account is known for sure. */
  readonly knownTo: Time | undefined;
  /** Orders of the last of them whose end isn't known were placed from here on. */
  readonly ordersFrom: Time | undefined;
  /** It placed orders without a group: until then one that was under way may still arrive. */
  readonly mayArriveUntil: Time | undefined;
}

/** Nobody knows anything. */
export const NO_PAST: Past = {
  epochs: new Set(),
  orderGroups: [],
  knownTo: undefined,
  ordersFrom: undefined,
  mayArriveUntil: undefined,
};
