import { z } from "zod";
import type { Time } from "../../../market/units.ts";
import { listOf, orNone, wireSeconds } from "../wire-numbers.ts";
import type { ReadRequest } from "./request.ts";

/** A key of the account. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** "read", "write", "write::trade" and others. */
  readonly scopes: readonly string[];
  /** The only subaccount it may touch; undefined when it may touch all. */
  readonly subaccount: number | undefined;
}

/** The account's keys, and until when its location is attested: afterwards keys don't trade every market. */
export interface ApiKeys {
  readonly keys: readonly ApiKey[];
  /** Undefined when the account has never attested. */
  readonly attestedUntil: Time | undefined;
}

const apiKey = z
  .object({ api_key_id: z.string(), name: z.string(), scopes: listOf(z.string()), subaccount: orNone(z.int()) })
  .transform(
    (read): ApiKey => ({ id: read.api_key_id, name: read.name, scopes: read.scopes, subaccount: read.subaccount }),
  );

const keysAnswer = z
  .object({ api_keys: listOf(apiKey), api_key_region_expiration_ts: orNone(wireSeconds) })
  .transform((read) => ({ keys: read.api_keys, attestedUntil: read.api_key_region_expiration_ts }));

/** Keys, their scopes, and the attestation's end. */
export function apiKeys(): ReadRequest<ApiKeys> {
  const path = "/api_keys";
  return {
    route: path,
    path,
    authentication: "needed",
    answer: keysAnswer,
  };
}

/** A bucket of tokens. */
export interface TokenBucket {
  readonly perSecond: number;
  readonly capacity: number;
}

/** How many tokens the account has for requests. */
export interface AccountLimits {
  /** "basic", "advanced" and others. */
  readonly tier: string;
  readonly read: TokenBucket;
  readonly write: TokenBucket;
}

const bucket = z
  .object({ refill_rate: z.number().positive(), bucket_capacity: z.number().positive() })
  .transform((read): TokenBucket => ({ perSecond: read.refill_rate, capacity: read.bucket_capacity }));

const limitsAnswer = z
  .object({ usage_tier: z.string(), read: bucket, write: bucket })
  .transform((read) => ({ tier: read.usage_tier, read: read.read, write: read.write }));

/** The account's token buckets. */
export function accountLimits(): ReadRequest<AccountLimits> {
  const path = "/account/limits";
  return {
    route: path,
    path,
    authentication: "needed",
    answer: limitsAnswer,
  };
}

/** What one endpoint costs, where it isn't the default. Paths are as the exchange writes them, `:parameters` and `*rests` included. */
export interface EndpointCost {
  readonly method: string;
  readonly path: string;
  readonly cost: number;
}

export interface EndpointCosts {
  readonly defaultCost: number;
  readonly costs: readonly EndpointCost[];
}

const tokens = z.number().nonnegative();

const costsAnswer = z
  .object({
    default_cost: tokens,
    endpoint_costs: listOf(z.object({ method: z.string(), path: z.string(), cost: tokens })),
  })
  .transform((read) => ({ defaultCost: read.default_cost, costs: read.endpoint_costs }));

/** What requests cost, in tokens. */
export function endpointCosts(): ReadRequest<EndpointCosts> {
  const path = "/account/endpoint_costs";
  return {
    route: path,
    path,
    authentication: "none",
    answer: costsAnswer,
  };
}

/**
 * What a request costs by such a list: `path` from the API's root ("/portfolio/orders/abc", or a route with `{parameters}`), whatever
 * prefix the list's own paths have. Among several that fit, the one with the most literal parts.
 */
export function costOf({ costs, defaultCost }: EndpointCosts, method: string, path: string): number {
  const parts = path.split("/").filter((part) => part !== "");
  let best: { readonly literal: number; readonly cost: number } | undefined;
  for (const entry of costs) {
    if (entry.method.toUpperCase() !== method.toUpperCase()) continue;
    const literal = literalParts(
      entry.path
        .replace(/^\/?trade-api\/v\d+/, "")
        .split("/")
        .filter((part) => part !== ""),
      parts,
    );
    if (literal !== undefined && literal > (best?.literal ?? -1)) best = { literal, cost: entry.cost };
  }
  return best?.cost ?? defaultCost;
}

/** How many parts of a pattern are literally those of a path; undefined when it doesn't fit. */
function literalParts(pattern: readonly string[], parts: readonly string[]): number | undefined {
  let literal = 0;
  for (const [index, part] of pattern.entries()) {
    if (part.startsWith("*")) return literal;
    const actual = parts[index];
    if (actual === undefined) return undefined;
    if (part === actual) literal++;
    else if (!part.startsWith(":") && !part.startsWith("{")) return undefined;
  }
  return pattern.length === parts.length ? literal : undefined;
}
