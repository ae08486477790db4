import type { Side, Time } from "../market/units.ts";
import { type Desk, LAPSED_AFTER_MS, LATE_ANSWER_MS } from "./desk.ts";
import { lastExpiry } from "./order.ts";
import { nextRenewalAt, REPEAT_CANCEL_MS } from "./wish.ts";

const SIDES: readonly Side[] = ["bid", "ask"];

/** When time alone will change something at the desk; undefined while nothing waits for time. Always after now: what was due is done. */
export function wakeAt(desk: Desk): Time | undefined {
  const { now } = desk;
  let wake = Number.POSITIVE_INFINITY;
  const at = (candidate: number | undefined): void => {
    if (candidate !== undefined && candidate > now && candidate < wake) wake = candidate;
  };
  at(desk.reconciliation.dueAt(desk.unresolved));
  for (const change of desk.doubt.changesAt) at(change);
  at(desk.service.opensAt);
  at(desk.account.wakeAt(now));
  at(desk.killSwitch.wakeAt);
  for (const leg of desk.legs.values()) {
    if (leg.settledAt === undefined) at(leg.rules.wakeAt(now));
    const live = desk.liveOf(leg.ticker);
    for (const side of SIDES) {
      at(leg.backoff[side].suspectUntil(now));
      if (leg.desired?.[side] !== undefined && live[side].length === 0) at(leg.backoff[side].wakeAt(now));
      for (const order of live[side]) {
        if (order.state === "sent" && order.sentAt !== undefined) at(order.sentAt + LATE_ANSWER_MS);
        at(nextRenewalAt(order, now));
        const expiry = order.offBookAt === undefined ? lastExpiry(order) : undefined;
        if (expiry !== undefined) at(expiry + LAPSED_AFTER_MS);
        if (order.state === "cancelling" && order.cancelAskedAt !== undefined)
          at(order.cancelAskedAt + REPEAT_CANCEL_MS);
      }
    }
  }
  return Number.isFinite(wake) ? (wake as Time) : undefined;
}
