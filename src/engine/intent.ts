import type { Time } from "../market/units.ts";
import type { Desk } from "./desk.ts";
import { SHORTEST_LIFE_MS } from "./service.ts";

/**
 * Whether an order that was decided, and has had to wait until its intent was durable, is to be sent now:
 *
 * - `wanted`: it is still the quote that its side wants;
 * - `moved`: its side wants another price, less, or has nothing left of it worth sending;
 * - `unwanted`: nothing is wanted there any more (killed, halted, pulled, stopping, closed), nothing is placed at all while the program isn't well,
 *   or it isn't an intended order.
 */
export type IntentStanding = "wanted" | "moved" | "unwanted";

/** Where an intended order stands, as of the desk's last input. `at` is now. */
export function intentStanding(desk: Desk, clientOrderId: string, at: Time): IntentStanding {
  const order = desk.orders.get(clientOrderId);
  if (order?.state !== "intended") return "unwanted";
  const wanted = desk.leg(order).desired?.[order.side];
  if (wanted === undefined || desk.condition.hold !== undefined) return "unwanted";
  if (wanted.price !== order.price || wanted.quantity < order.original) return "moved";
  const tooShort = order.expiresAt !== undefined && order.expiresAt - at < SHORTEST_LIFE_MS;
  return tooShort ? "moved" : "wanted";
}
