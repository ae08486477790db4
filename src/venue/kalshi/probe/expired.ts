import type { Time } from "../../../market/units.ts";
import type { Order } from "../rest/orders.ts";

/** Whether an order that is gone may have ended by its expiry alone: then its end tells nothing of what was done to it. */
export function mayHaveExpired({ expiresAt, updatedAt }: Order, now: Time): boolean {
  return expiresAt === undefined || (updatedAt ?? now) >= expiresAt;
}
