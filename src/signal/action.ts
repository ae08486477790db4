/** What a source asks for on a contract now, and until when it stays so. */
export interface Action {
  readonly severity: "none" | "widen" | "pull";
  /** Of the half-spread, above 1 and at most 2 where it widens; else 1. */
  readonly multiplier: number;
  /** The next moment, in epoch milliseconds, at which something else may be asked for; infinite when none is known. */
  readonly until: number;
  /** For the panel: why. */
  readonly reason: string;
}

/** Nothing is asked for, for as long as is known. */
export function noAction(reason: string, until = Number.POSITIVE_INFINITY): Action {
  return { severity: "none", multiplier: 1, until, reason };
}

/** What several actions ask for together: the strongest, until the first of them changes. */
export function strongestAction(actions: readonly Action[]): Action {
  let top = noAction("nothing");
  let { until } = top;
  for (const action of actions) {
    until = Math.min(until, action.until);
    if (strength(action) > strength(top)) top = action;
  }
  return { ...top, until };
}

function strength({ severity, multiplier }: Action): number {
  return severity === "pull" ? Number.POSITIVE_INFINITY : severity === "widen" ? multiplier : 0;
}
