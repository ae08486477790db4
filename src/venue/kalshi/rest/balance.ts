import { z } from "zod";
import type { Money, Time } from "../../../market/units.ts";
import { listOf, wireCents, wireMoney, wireSeconds } from "../wire-numbers.ts";
import type { ReadRequest } from "./request.ts";

/** Cash of the account, or of a shard of it. */
export interface Balance {
  readonly available: Money;
  /** The exchange's own valuation of positions, in whole cents; for showing. */
  readonly portfolioValue: Money;
  readonly updatedAt: Time;
  /** By shard; empty when the key is restricted to one subaccount. */
  readonly shards: readonly { readonly exchangeIndex: number; readonly available: Money }[];
}

const shard = z
  .object({ exchange_index: z.int(), balance: wireMoney })
  .transform((read) => ({ exchangeIndex: read.exchange_index, available: read.balance }));

const answer = z
  .object({
    balance_dollars: wireMoney,
    portfolio_value: wireCents,
    updated_ts: wireSeconds,
    balance_breakdown: listOf(shard),
  })
  .transform((read) => ({
    available: read.balance_dollars,
    portfolioValue: read.portfolio_value,
    updatedAt: read.updated_ts,
    shards: read.balance_breakdown,
  }));

/**
 * Cash. Collateral is checked per shard, so it is asked for one: `"all"` is the sum over shards. Of the primary account unless a
 * subaccount is named.
 */
export function balance({
  exchangeIndex,
  subaccount,
}: {
  readonly exchangeIndex: number | "all";
  readonly subaccount?: number;
}): ReadRequest<Balance> {
  const path = "/portfolio/balance";
  return {
    route: path,
    path,
    query: { exchange_index: exchangeIndex === "all" ? undefined : exchangeIndex, subaccount },
    authentication: "needed",
    answer: answer,
  };
}
