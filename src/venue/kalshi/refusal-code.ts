import type { Refused } from "../../engine/input.ts";
import type { KalshiError } from "./rest/error.ts";
import { names } from "./rest/error-body.ts";

/** The exchange's words, under their several spellings (KALSHI.md section 9), in the order in which they are looked for. */
const WORDS: readonly (readonly [string, Refused["code"]])[] = [
  ["post only cross", "post-only-cross"],
  ["insufficient balance", "balance"],
  ["available balance too low", "balance"],
  ["invalid price", "invalid-price"],
  ["market inactive", "market-inactive"],
  ["market closed", "market-inactive"],
  ["trading is paused", "market-inactive"],
  ["exchange is paused", "market-inactive"],
  ["exchange paused", "market-inactive"],
  ["order already exists", "duplicate"],
];

/** How the engine is told of a definite refusal. */
export function refusalCode(error: KalshiError): Refused["code"] {
  for (const [words, code] of WORDS) if (names(error.complaint, words)) return code;
  return "other";
}

/**
 * How the engine is told that a create was refused. A conflict whose words aren't known may be with this very order, carried out before: where that can't be
 * ruled out, its id counts as taken.
 */
export function createRefusalCode(error: KalshiError): Refused["code"] {
  const code = refusalCode(error);
  return code === "other" && error.kind === "conflict" && !blamesGroup(error) ? "duplicate" : code;
}

/** Whether a create was refused because of its order group: triggered, deleted or not there. */
export function blamesGroup(error: KalshiError): boolean {
  return names(error.complaint, "order group");
}
