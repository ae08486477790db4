import { SIGNATURE_BOUND_MS } from "../../../engine/reconciliation.ts";
import type { FactName, Result } from "./fact.ts";

/** SAFETY.md, Dead man: expiry within 45 s and removal within this are the bound of 50 s, a second left over. */
const REMOVAL_MS = 4_000;
const READ_LAG_MS = 1_000;
/** What a kill may spend at once on top of whatever was spent before. */
const RESERVE_TOKENS = 30;

/** Values that this program can't live with safely, as it is: what each would break. */
const BROKEN: Partial<Record<FactName, (value: Result["value"]) => string | undefined>> = {
  expiry_removal_ms: (value) =>
    Number(value) > REMOVAL_MS
      ? `orders rest ${Number(value) / 1_000} s beyond their expiry: the bound of 50 s doesn't hold`
      : undefined,
  read_lag_beyond_as_of_ms: (value) =>
    Number(value) > READ_LAG_MS
      ? `readings lag ${Number(value) / 1_000} s behind what they vouch for: a kill may be proven too early`
      : undefined,
  signature_refused_from_ms: (value) =>
    Number(value) > SIGNATURE_BOUND_MS
      ? `a request may arrive ${Number(value) / 1_000} s after it was signed: an order may come after it was given up`
      : undefined,
  post_only_cross: (value) => (value === "takes" ? "post-only orders take: no order is safe" : undefined),
  group_call_tokens: (value) =>
    Number(value) > RESERVE_TOKENS
      ? `a call to an order group costs ${value} tokens: a kill may have to wait for it`
      : undefined,
};

/** What a measured value breaks of what the program relies on; undefined when it can live with it, or it isn't known. */
export function brokenBy(name: FactName, value: Result["value"]): string | undefined {
  return value === null ? undefined : BROKEN[name]?.(value);
}
