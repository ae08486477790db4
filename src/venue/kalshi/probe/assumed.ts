import { SIGNATURE_BOUND_MS } from "../../../engine/reconciliation.ts";
import type { FactName, Result } from "./fact.ts";

/** SAFETY.md, Dead man: expiry within 45 s and removal within this are the bound of 50 s, a second left over. */
const REMOVAL_MS = 4_000;
const READ_LAG_MS = 1_000;
/** What a kill may spend at once on top of whatever was spent before. */
const RESERVE_TOKENS = 30;

/** What a value breaks of what the program relies on; undefined when it can live with it. */
type Break = (value: NonNullable<Result["value"]>) => string | undefined;

/** Values that this program can't live with safely, as it is: what each would break. */
const BROKEN: Partial<Record<FactName, Break>> = {
  expiry_removal_ms: over(
    REMOVAL_MS,
    (ms) => `orders rest ${ms / 1_000} s beyond their expiry: the bound of 50 s doesn't hold`,
  ),
  read_lag_beyond_as_of_ms: over(
    READ_LAG_MS,
    (ms) => `readings lag ${ms / 1_000} s behind what they vouch for: a kill may be proven too early`,
  ),
  signature_refused_from_ms: over(
    SIGNATURE_BOUND_MS,
    (ms) => `a request may arrive ${ms / 1_000} s after it was signed: an order may come after it was given up`,
  ),
  post_only_cross: (value) => {
    if (value === "takes") return "post-only orders take: no order is safe";
    return value === "refused" || value === "cancelled" ? undefined : unmeasured(value);
  },
  group_call_tokens: over(
    RESERVE_TOKENS,
    (tokens) => `a call to an order group costs ${tokens} tokens: a kill may have to wait for it`,
  ),
};

function over(most: number, words: (value: number) => string): Break {
  return (value) => {
    if (typeof value !== "number") return unmeasured(value);
    return value > most ? words(value) : undefined;
  };
}

/** No measurement says so: somebody else has written it. */
function unmeasured(value: NonNullable<Result["value"]>): string {
  return `${JSON.stringify(value)} is no measured value`;
}

/** The facts of which some values would break something: what has to be known before real money is risked. */
export const RELIED_ON = Object.keys(BROKEN) as readonly FactName[];

/** What a measured value breaks of what the program relies on; undefined when it can live with it, or it isn't known. */
export function brokenBy(name: FactName, value: Result["value"]): string | undefined {
  return value === null ? undefined : BROKEN[name]?.(value);
}
