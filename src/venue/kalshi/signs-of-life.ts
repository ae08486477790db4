import { after, type Time } from "../../market/units.ts";
import type { AccountPlace } from "./account-reading.ts";
import { epochOf } from "./own-id.ts";
import type { RestClient } from "./rest/client.ts";
import { type Order, orders } from "./rest/orders.ts";

/** An engine that quotes renews or moves its orders more often (SAFETY.md, Start). */
const ALIVE_MS = 60_000;
/** Orders placed before this are read only as far as they rest. */
const RECENT_MS = 10 * 60_000;

/** Orders of the account that rest, and those placed lately whatever became of them. */
export async function readRecentOrders(client: RestClient, place: AccountPlace, now: Time): Promise<readonly Order[]> {
  const { subaccount } = place;
  const minSeconds = Math.floor((now - RECENT_MS) / 1_000);
  const resting = await client.all(orders({ status: "resting", subaccount }));
  const recent = await client.all(orders({ minSeconds, subaccount }));
  return [...new Map([...recent, ...resting].map((order) => [order.orderId, order])).values()];
}

/**
 * What shows that another engine of this program is alive on the account: an order of another start that was touched less than a minute ago by the
 * exchange's clock. Starts in `dead` can't be alive. Undefined when there is no such sign.
 */
export function signOfLife(recent: readonly Order[], dead: ReadonlySet<string>, now: Time): string | undefined {
  let latest: { readonly at: Time; readonly order: Order } | undefined;
  for (const order of recent) {
    const epoch = epochOf(order.clientOrderId);
    const at = touchedAt(order);
    if (epoch === undefined || dead.has(epoch) || at === undefined || at <= after(now, -ALIVE_MS)) continue;
    if (latest === undefined || at > latest.at) latest = { at, order };
  }
  if (latest === undefined) return undefined;
  const { clientOrderId, ticker, status } = latest.order;
  const ago = Math.max(0, Math.round((now - latest.at) / 1_000));
  return `its order ${clientOrderId} on ${ticker} (${status}) was touched ${ago} s ago`;
}

/** When its own engine last did something about an order. A fill and an expiry happen without one. */
function touchedAt({ status, createdAt, updatedAt, expiresAt }: Order): Time | undefined {
  const lapsed = status === "canceled" && expiresAt !== undefined && updatedAt !== undefined && expiresAt <= updatedAt;
  return status === "executed" || lapsed ? createdAt : (updatedAt ?? createdAt);
}
