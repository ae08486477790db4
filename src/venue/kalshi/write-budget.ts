import type { WriteCosts, WriteTokens } from "../../engine/start.ts";
import { OpenError } from "./open-error.ts";
import { type AccountLimits, costOf, type EndpointCosts } from "./rest/account.ts";

/** What only requests that reduce danger may use (SAFETY.md, Tokens). */
const RESERVE = 30;

/** The requests that commands become, by method and route. */
const REQUESTS: Readonly<Record<keyof WriteCosts, readonly [method: string, route: string]>> = {
  place: ["POST", "/portfolio/events/orders"],
  amend: ["POST", "/portfolio/events/orders/{order_id}/amend"],
  cancel: ["DELETE", "/portfolio/events/orders/{order_id}"],
  cancelAll: ["DELETE", "/portfolio/events/orders"],
};

/**
 * The write budget of an account, from what the exchange answers about it (`accountLimits` and `endpointCosts`). Throws RangeError for
 * a bucket that could never pay for an order beside the reserve.
 */
export function writeTokensOf({ tier, write }: AccountLimits, table: EndpointCosts): WriteTokens {
  const cost = (request: keyof WriteCosts): number => costOf(table, ...REQUESTS[request]);
  const costs: WriteCosts = {
    place: cost("place"),
    amend: cost("amend"),
    cancel: cost("cancel"),
    cancelAll: cost("cancelAll"),
  };
  const { perSecond, capacity } = write;
  const dearest = Math.max(costs.place, costs.amend, costs.cancel);
  if (capacity < RESERVE + dearest) {
    throw new RangeError(
      `the account's write bucket (tier ${tier}) holds ${capacity} tokens; quoting needs ${RESERVE + dearest}: ${RESERVE} kept for ` +
        `cancels in danger, and ${dearest} for a request: ask the exchange for a higher tier`,
    );
  }
  return { perSecond, capacity, reserve: RESERVE, costs };
}

/** The same at a start, which can't begin with a bucket of that kind. Throws OpenError. */
export function writeTokensAtStart(limits: AccountLimits, table: EndpointCosts): WriteTokens {
  try {
    return writeTokensOf(limits, table);
  } catch (error) {
    throw error instanceof RangeError ? new OpenError(error.message, 2) : error;
  }
}
