import type { LegStatus } from "../market/event.ts";
import { after, type Position, type Time } from "../market/units.ts";
import type { Profile, RuleSet } from "./profile.ts";
import { LazyReason, type Reason } from "./reasons.ts";
import { onlyReducing } from "./reducing.ts";

/** The times that the rules of a leg's beginning and end go by. */
export interface ScheduleTimes {
  readonly closeTime: Time;
  /** The next scheduled pause of the exchange, or the one that has begun and isn't known to be over. */
  readonly nextPauseAt: Time | undefined;
  /** When start-up ended: recovered, warm and reconciled. Undefined until then. */
  readonly readyAt: Time | undefined;
}

/** What these rules need to know. */
export interface ScheduleFacts extends ScheduleTimes {
  readonly now: Time;
  readonly status: LegStatus;
  /** Filled inventory. */
  readonly filled: Position;
}

const BEFORE_PAUSE_MS = 2 * 60_000;
const WIDE_AFTER_START_MS = 60_000;

/**
 * Ends and starts (QUOTING.md R19, R20): the leg's status, its close, a scheduled pause of the exchange, our own start. Adds its
 * reasons to the given ones.
 */
export function scheduleReasons(facts: ScheduleFacts, profile: Profile, rules: RuleSet, reasons: Reason[]): void {
  const { now, status, nextPauseAt, readyAt } = facts;
  if (status !== "active") {
    reasons.push(new LazyReason("market-inactive", "pull", () => `the market is ${status}`));
  }
  if (now >= stopsAt(facts, profile)) {
    const text = () => `closes in ${duration(profile.stopBeforeCloseS)} or less`;
    reasons.push(new LazyReason("closing", "pull", text));
  } else if (profile.reduceOnlyBeforeCloseS > 0 && now >= reducesAt(facts, profile)) {
    const text = () => `closes in ${duration(profile.reduceOnlyBeforeCloseS)} or less: only reducing`;
    reasons.push(onlyReducing("closing", text, facts.filled));
  }
  if (nextPauseAt !== undefined && now >= pausesAt(nextPauseAt)) {
    reasons.push({ code: "pausing", effect: "pull", text: "scheduled pause of the exchange" });
  }
  if (readyAt === undefined) {
    reasons.push({ code: "starting", effect: "pull", text: "not yet recovered, warm and reconciled" });
  } else if (rules === "all" && now < wideUntil(readyAt)) {
    reasons.push({ code: "starting", effect: "widen", text: "just started", until: wideUntil(readyAt) });
  }
}

/** The next time after `now` at which one of these reasons begins or ends; infinite when there is none. */
export function nextScheduleChange(times: ScheduleTimes, profile: Profile, rules: RuleSet, now: Time): number {
  const { nextPauseAt, readyAt } = times;
  let next = Number.POSITIVE_INFINITY;
  const at = (change: Time): void => {
    if (change > now && change < next) next = change;
  };
  at(stopsAt(times, profile));
  if (profile.reduceOnlyBeforeCloseS > 0) at(reducesAt(times, profile));
  if (nextPauseAt !== undefined) at(pausesAt(nextPauseAt));
  if (rules === "all" && readyAt !== undefined) at(wideUntil(readyAt));
  return next;
}

function stopsAt({ closeTime }: ScheduleTimes, profile: Profile): Time {
  return after(closeTime, -1_000 * profile.stopBeforeCloseS);
}

function reducesAt({ closeTime }: ScheduleTimes, profile: Profile): Time {
  return after(closeTime, -1_000 * profile.reduceOnlyBeforeCloseS);
}

function pausesAt(nextPauseAt: Time): Time {
  return after(nextPauseAt, -BEFORE_PAUSE_MS);
}

function wideUntil(readyAt: Time): Time {
  return after(readyAt, WIDE_AFTER_START_MS);
}

/** Seconds in the largest unit that holds them whole: "10 min", "4 h", "90 s". */
function duration(seconds: number): string {
  if (seconds % 3_600 === 0 && seconds > 0) return `${seconds / 3_600} h`;
  if (seconds % 60 === 0 && seconds > 0) return `${seconds / 60} min`;
  return `${seconds} s`;
}
