import type { Side, Time } from "../market/units.ts";
import type { Desk } from "./desk.ts";
import type { LegState } from "./leg-state.ts";
import { LATE_ANSWER_MS } from "./order.ts";
import { isUnresolved } from "./unresolved.ts";
import { nextRenewalAt, REPEAT_CANCEL_MS } from "./wish.ts";

const SIDES: readonly Side[] = ["bid", "ask"];

/** When time alone will change something at the desk; undefined while nothing waits for time. Always after now: what was due is done. */
export function wakeAt(desk: Desk): Time | undefined {
  const { now, reconciliation } = desk;
  let wake = Number.POSITIVE_INFINITY;
  const at = (candidate: number | undefined): void => {
    if (candidate !== undefined && candidate > now && candidate < wake) wake = candidate;
  };
  at(desk.reviewAt);
  if (reconciliation.isOn) {
    at(reconciliation.dueAt(isUnresolved(desk)));
    for (const order of desk.orders.live()) {
      if (order.state === "sent" && order.sentAt !== undefined) at(order.sentAt + LATE_ANSWER_MS);
    }
  }
  desk.doubt.eachChange(at);
  desk.guards.eachChange(at);
  at(desk.service.opensAt);
  at(desk.account.wakeAt(now));
  if (!desk.exposure.isFree) at(desk.account.dayEnd); // the event's limit is a share of the day's opening equity
  at(desk.killSwitch.wakeAt);
  return Number.isFinite(wake) ? (wake as Time) : undefined;
}

/** When a leg that has just been looked at is to be looked at again although nothing happens; infinite when it isn't. */
export function reviewAt(leg: LegState, now: Time): number {
  let review = Number.POSITIVE_INFINITY;
  const at = (candidate: number | undefined): void => {
    if (candidate !== undefined && candidate > now && candidate < review) review = candidate;
  };
  if (leg.settledAt === undefined) at(leg.rules.wakeAt(now));
  for (const side of SIDES) {
    const backoff = leg.backoff[side];
    const live = leg.live[side];
    at(backoff.suspectUntil(now));
    if (live.length === 0 && leg.desired?.[side] !== undefined) at(backoff.wakeAt(now));
    for (const order of live) {
      at(nextRenewalAt(order, now));
      if (order.state === "cancelling" && order.cancelAskedAt !== undefined) at(order.cancelAskedAt + REPEAT_CANCEL_MS);
    }
  }
  return review;
}
