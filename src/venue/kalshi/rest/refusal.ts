import type { Refused } from "../../../engine/input.ts";
import type { KalshiError } from "./error.ts";
import { type Complaint, names } from "./error-body.ts";

/** How the exchange words the refusals that are told apart, in the order in which they are looked for. */
const WORDS: readonly (readonly [Refused["code"], readonly string[]])[] = [
  ["post-only-cross", ["post only cross"]],
  ["balance", ["insufficient_balance", "available_balance_too_low", "insufficient balance"]],
  ["duplicate", ["order_already_exists"]],
  ["market-inactive", ["market_inactive", "market_closed", "exchange_paused", "trading_paused", "market is closed"]],
  ["invalid-price", ["invalid_price"]],
];

/** What kind of no a refused order request was. */
export function refusalCode(error: KalshiError): Refused["code"] {
  return complaintCode(error.complaint) ?? (error.kind === "not-found" ? "gone" : "other");
}

/** The same of an entry of a batch; undefined when its words are none of those told apart. */
export function complaintCode(complaint: Complaint): Refused["code"] | undefined {
  if (names(complaint, "not_found")) return "gone";
  return WORDS.find(([, words]) => words.some((word) => names(complaint, word)))?.[0];
}
