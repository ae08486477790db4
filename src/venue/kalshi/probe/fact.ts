/** Something about the exchange, or an account of it, that its description doesn't tell (SAFETY.md, Facts to measure). */
export interface VenueFact {
  /** Its number in SAFETY.md: V-1 to V-16. Some numbers have two. */
  readonly v: number;
  /** What is asked, to be read before the value. */
  readonly asks: string;
  /** What is assumed while it isn't known. */
  readonly safe: string;
}

/** Every fact by its name in `venue-facts.json`. */
export const VENUE_FACTS = {
  post_only_amend: { v: 1, asks: "a post-only order whose price is amended through the market", safe: "takes" },
  expiry_removal_ms: { v: 2, asks: "from an order's expiry to its removal, at most, in ms", safe: "4000" },
  expiry_amend_keeps_place: { v: 3, asks: "an amend of the expiry alone keeps the place in the queue", safe: "yes" },
  cancel_all_allowed: { v: 4, asks: "this account may cancel everything at once", safe: "no" },
  group_call_tokens: { v: 5, asks: "write tokens of the dearest call to an order group", safe: "10" },
  group_refusal_status: { v: 5, asks: "HTTP status of a create into a triggered or deleted group", safe: "any 4xx" },
  group_trips_at: { v: 6, asks: "fills that trigger an order group", safe: "limit" },
  reported_balance: { v: 7, asks: "the balance, with or without what resting orders need", safe: "gross" },
  fee_cost_includes_rounding: { v: 8, asks: "`fee_cost` of a fill is all that is charged", safe: "yes" },
  collateral_return: { v: 9, asks: "NOs in several legs lock up $1 for the largest only", safe: "the worse" },
  reuse_after_execution: { v: 10, asks: "the id of an executed order is taken again", safe: "yes" },
  read_lag_beyond_as_of_ms: {
    v: 11,
    asks: "what readings lag behind their `as_of_time`, at most, in ms",
    safe: "1000",
  },
  signature_refused_from_ms: { v: 12, asks: "a request signed this long ago is refused, in ms", safe: "30000" },
  cancel_without_attestation: { v: 13, asks: "cancels go through with a lapsed attestation", safe: "no" },
  expiry_during_pause: { v: 14, asks: "orders expire while trading is paused", safe: "no" },
  amend_keeps_terms: { v: 14, asks: "an amend keeps group and pause flag", safe: "no" },
  post_only_cross: { v: 15, asks: "a post-only order that would take", safe: "refused or cancelled" },
  cancel_all_hits_new_groups: { v: 16, asks: "the minute after a cancel-all also hits a new group", safe: "yes" },
} as const satisfies Readonly<Record<string, VenueFact>>;

export type FactName = keyof typeof VENUE_FACTS;

/** What a measurement came to. */
export interface Result {
  readonly name: FactName;
  /** Null: it could not be measured, for the reason in `why`. */
  readonly value: string | number | boolean | null;
  readonly why: string;
  /** What was done and seen, one line each. */
  readonly evidence: readonly string[];
}

/** Something measured. */
export function known(name: FactName, value: string | number | boolean, ...evidence: readonly string[]): Result {
  return { name, value, why: "", evidence };
}

/** Something that could not be: why, and what would help. */
export function unknown(name: FactName, why: string, ...evidence: readonly string[]): Result {
  return { name, value: null, why, evidence };
}
