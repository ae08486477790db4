import type { Side, Time } from "../market/units.ts";
import type { Desk } from "./desk.ts";
import type { LegState } from "./leg-state.ts";
import { LATE_ANSWER_MS } from "./order.ts";
import { sooner } from "./sooner.ts";
import { isUnresolved } from "./unresolved.ts";
import { nextRenewalAt, REPEAT_CANCEL_MS } from "./wish.ts";

/** When time alone will change something at the desk; undefined while nothing waits for time. Always after now: what was due is done. */
export function wakeAt(desk: Desk): Time | undefined {
  const { now, reconciliation } = desk;
  let wake = sooner(Number.POSITIVE_INFINITY, desk.reviewAt, now);
  wake = sooner(wake, desk.service.opensAt, now);
  wake = sooner(wake, desk.account.wakeAt(now), now);
  wake = sooner(wake, desk.killSwitch.wakeAt, now);
  if (!desk.exposure.isFree) wake = sooner(wake, desk.account.dayEnd, now); // the event's limit is a share of the day's opening equity
  if (reconciliation.isOn) {
    wake = sooner(wake, reconciliation.dueAt(isUnresolved(desk)), now);
    for (const order of desk.orders.live()) {
      if (order.state === "sent" && order.sentAt !== undefined) wake = sooner(wake, order.sentAt + LATE_ANSWER_MS, now);
    }
  }
  wake = sooner(wake, desk.doubt.nextChange(now), now);
  wake = sooner(wake, desk.guards.nextChange(now), now);
  return Number.isFinite(wake) ? (wake as Time) : undefined;
}

/** When a leg that has just been looked at is to be looked at again although nothing happens; infinite when it isn't. */
export function reviewAt(leg: LegState, now: Time): number {
  const none = Number.POSITIVE_INFINITY;
  const review = leg.settledAt === undefined ? sooner(none, leg.rules.wakeAt(now), now) : none;
  return sideReviewAt(leg, "ask", now, sideReviewAt(leg, "bid", now, review));
}

/** The same of what concerns one side, unless `review` is sooner. */
function sideReviewAt(leg: LegState, side: Side, now: Time, review: number): number {
  const backoff = leg.backoff[side];
  const live = leg.live[side];
  let soonest = sooner(review, backoff.suspectUntil(now), now);
  if (live.length === 0 && leg.desired?.[side] !== undefined) soonest = sooner(soonest, backoff.wakeAt(now), now);
  for (const order of live) {
    soonest = sooner(soonest, nextRenewalAt(order, now), now);
    if (order.state === "cancelling" && order.cancelAskedAt !== undefined) {
      soonest = sooner(soonest, order.cancelAskedAt + REPEAT_CANCEL_MS, now);
    }
  }
  return soonest;
}
