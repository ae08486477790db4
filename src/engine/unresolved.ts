import type { Desk } from "./desk.ts";
import { LATE_ANSWER_MS } from "./order.ts";

/**
 * Whether the account should be read sooner than usual: an order's fate is unknown, a kill wants its proof, or it isn't clear yet how the exchange reckons
 * the balance.
 */
export function isUnresolved({ now, orders, killSwitch, doubt, account }: Desk): boolean {
  if (killSwitch.unproven || doubt.recovering || account.check.isLearning) return true;
  for (const order of orders.live()) {
    if (order.state === "unknown") return true;
    if (order.state === "sent" && now >= (order.sentAt ?? now) + LATE_ANSWER_MS) return true;
  }
  return false;
}
