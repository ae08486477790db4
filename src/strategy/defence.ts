import type { TakerOrder } from "../market/taker-order.ts";
import { after, type Time } from "../market/units.ts";
import type { Mark } from "../model/move-ruler.ts";
import {
  type ConfirmationFacts,
  isConfirmed,
  type LaterOrders,
  NO_LATER_ORDERS,
  withLaterOrder,
} from "./confirmation.ts";
import type { Profile, RuleSet } from "./profile.ts";
import { LazyReason, type Reason } from "./reasons.ts";
import { inZ } from "./wording.ts";

/** What defence A asks of the model: to measure moves from a state, and to forget what was before it. */
export interface MoveGauge {
  /** The filtered state after the last order. */
  mark(): Mark;
  /** z of the move from a mark to now. */
  moveFrom(mark: Mark): number;
  /** Keeps the window of the recent move from reaching back over the present state. */
  anchor(): void;
}

/**
 * Where defence A of QUOTING.md (R16) stands. Plain data.
 *
 * - NORMAL to WIDE at |z| >= 1.8; back at a trade under 1.2, or after 120 s without one at 1.8 or more.
 * - Any to PULLED at |z| >= 2.5.
 * - PULLED to WIDE, for 60 s, when all three hold: 30 s since the trigger; 60 s since the state that moves are measured from,
 *   the anchor, which every trade that moved 1.8 or more from it renews; and confirmation.
 */
export type DefenceState = Normal | Wide | Pulled;

interface Normal {
  readonly name: "NORMAL";
}

interface Wide {
  readonly name: "WIDE";
  /** After a pull it lasts at least until then. */
  readonly heldUntil: Time;
  /** The last trade at 1.8 or more that no trade under 1.2 has answered; undefined when it is only held. */
  readonly loud: { readonly at: Time; readonly z: number } | undefined;
}

interface Pulled {
  readonly name: "PULLED";
  /** When it was pulled first; triggers since then don't change it. */
  readonly since: Time;
  readonly triggeredAt: Time;
  readonly triggerZ: number;
  /** The filtered state that later moves are measured from, after the last trade that moved too far. */
  readonly anchor: Mark;
  readonly anchoredAt: Time;
  readonly later: LaterOrders;
  /** The operator has been told that nothing confirms the move. */
  readonly isReported: boolean;
}

export const NORMAL: DefenceState = { name: "NORMAL" };

/** A trade under this ends WIDE. */
const Z_CALM = 1.2;
const WIDE_LASTS_MS = 120_000;
const AFTER_TRIGGER_MS = 30_000;
const QUIET_MS = 60_000;
const WIDE_AFTER_PULL_MS = 60_000;
const REPORT_AFTER_MS = 30 * 60_000;

/**
 * The state after a merged taker order that the model has taken in; `afterTime` is still to see that time has passed. `zMove` is
 * the normalised move over the last orders, null while there are too few.
 */
export function afterTrade(
  state: DefenceState,
  order: TakerOrder,
  zMove: number | null,
  gauge: MoveGauge,
  profile: Profile,
): DefenceState {
  const at = order.at;
  const z = Math.abs(zMove ?? 0);
  if (z >= profile.zPull) {
    gauge.anchor();
    const since = state.name === "PULLED" ? state.since : at;
    const isReported = state.name === "PULLED" && state.isReported;
    const anchoring = { anchor: gauge.mark(), anchoredAt: at, later: NO_LATER_ORDERS };
    return { name: "PULLED", since, triggeredAt: at, triggerZ: z, isReported, ...anchoring };
  }
  if (state.name === "PULLED") {
    if (Math.abs(gauge.moveFrom(state.anchor)) >= profile.zWiden) {
      gauge.anchor();
      return { ...state, anchor: gauge.mark(), anchoredAt: at, later: NO_LATER_ORDERS };
    }
    return { ...state, later: withLaterOrder(state.later, order, state.anchoredAt) };
  }
  if (z >= profile.zWiden) {
    return { name: "WIDE", heldUntil: state.name === "WIDE" ? state.heldUntil : at, loud: { at, z } };
  }
  const isCalm = zMove !== null && z < Z_CALM;
  return isCalm && state.name === "WIDE" ? { ...state, loud: undefined } : state;
}

/** The state at a time, given what the market says then: timers run out, a pull is confirmed, or reported that it isn't. */
export function afterTime(
  state: DefenceState,
  now: Time,
  facts: ConfirmationFacts,
  profile: Profile,
  rules: RuleSet,
): DefenceState {
  if (state.name === "NORMAL") return state;
  if (state.name === "WIDE") return now >= wideUntil(state) ? NORMAL : state;
  const next = resumed(state, now, facts, profile, rules);
  const isReportable = next.name === "PULLED" && !next.isReported && now >= reportableAt(next);
  return isReportable ? { ...next, isReported: true } : next;
}

/** A pull whose timers have run out and that is confirmed becomes WIDE; the study knew no confirmation. */
export function resumed(
  state: DefenceState,
  now: Time,
  facts: ConfirmationFacts,
  profile: Profile,
  rules: RuleSet,
): DefenceState {
  if (state.name !== "PULLED" || now < settledAt(state)) return state;
  if (rules === "all" && !isConfirmed(facts, state.later, profile)) return state;
  return { name: "WIDE", heldUntil: after(now, WIDE_AFTER_PULL_MS), loud: undefined };
}

/** When the state, or what it says, changes by time alone; undefined when it takes an event. */
export function defenceWakeAt(state: DefenceState, now: Time): Time | undefined {
  if (state.name === "NORMAL") return undefined;
  if (state.name === "WIDE") return wideUntil(state);
  const settled = settledAt(state);
  if (now < settled) return settled;
  return state.isReported ? undefined : reportableAt(state);
}

/** What the state does to the quotes, as of `now`. */
export function defenceReason(state: DefenceState, now: Time, profile: Profile): Reason | undefined {
  if (state.name === "NORMAL") return undefined;
  if (state.name === "WIDE") {
    const { loud } = state;
    const text = () => (loud ? `|z| ${inZ(loud.z)} >= ${profile.zWiden}` : "settling after a pull");
    return new LazyReason("defence-wide", "widen", text, undefined, wideUntil(state));
  }
  const trigger = () => `|z| ${inZ(state.triggerZ)} >= ${profile.zPull}`;
  const until = settledAt(state);
  if (now < until) return new LazyReason("defence-pull", "pull", trigger, undefined, until);
  return new LazyReason("defence-pull", "pull", () => `${trigger()}, not confirmed by a book or by trades`);
}

/** The later of the timers of a pull. */
function settledAt({ triggeredAt, anchoredAt }: Pulled): Time {
  return Math.max(after(triggeredAt, AFTER_TRIGGER_MS), after(anchoredAt, QUIET_MS)) as Time;
}

/** When nothing but confirmation has been missing, and the pull is old enough to tell the operator. */
function reportableAt(state: Pulled): Time {
  return Math.max(settledAt(state), after(state.since, REPORT_AFTER_MS)) as Time;
}

function wideUntil({ heldUntil, loud }: Wide): Time {
  return loud === undefined ? heldUntil : (Math.max(heldUntil, after(loud.at, WIDE_LASTS_MS)) as Time);
}
