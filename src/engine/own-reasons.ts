import type { Position, Side, Time } from "../market/units.ts";
import type { Reason } from "../strategy/reasons.ts";
import { onlyReducing } from "../strategy/reducing.ts";
import type { LegState } from "./leg-state.ts";
import type { Order } from "./order.ts";

/** What keeps every leg from quoting, whatever its own rules say. */
export interface EngineCondition {
  readonly killed: boolean;
  /** The breaker's words and end, when it has tripped. */
  readonly halted: { readonly text: string; readonly until: Time } | undefined;
  /** Recovered, warm and reconciled (QUOTING.md R20). */
  readonly ready: boolean;
  readonly stopping: boolean;
  /** Age of the feed's last sign of life where that is too old, or that it was lost. */
  readonly staleFeed: string | undefined;
  /** The exchange's numbers are not ours, shown by two readings. */
  readonly drift: string | undefined;
  /** The account has not been read and found to agree lately, or since an interruption. */
  readonly unreconciled: string | undefined;
}

const SIDES: readonly Side[] = ["bid", "ask"];

/**
 * The engine's own reasons for one leg: the operator's orders, the state of the whole engine, and what is not known about its
 * orders. The defences and the market's state are the rules' business.
 */
export function ownReasons(
  leg: LegState,
  condition: EngineCondition,
  live: Readonly<Record<Side, readonly Order[]>>,
  filled: Position,
  now: Time,
): Reason[] {
  const reasons: Reason[] = [];
  if (condition.killed) reasons.push({ code: "killed", effect: "killed", text: "needs a new start" });
  if (condition.halted) {
    reasons.push({ code: "halted", effect: "halted", text: condition.halted.text, until: condition.halted.until });
  }
  if (condition.stopping) reasons.push({ code: "stopping", effect: "pull", text: "stopping" });
  if (condition.staleFeed !== undefined)
    reasons.push({ code: "stale-feed", effect: "pull", text: condition.staleFeed });
  if (condition.drift !== undefined) reasons.push({ code: "drift", effect: "pull", text: condition.drift });
  if (condition.unreconciled !== undefined) {
    reasons.push({ code: "unreconciled", effect: "pull", text: condition.unreconciled });
  }
  if (leg.manualPull !== undefined) reasons.push(leg.manualPull);
  if (leg.reduceOnly) reasons.push({ ...onlyReducing("reduce-only", "reduce only", filled), needsOperator: true });
  for (const side of SIDES) {
    const suspectUntil = leg.backoff[side].suspectUntil(now);
    if (suspectUntil !== undefined) {
      const text = "3 post-only refusals in a minute: book suspect";
      reasons.push({ code: "refused", effect: "pull", text, until: suspectUntil });
    }
    if (live[side].some((order) => order.state === "unknown")) {
      reasons.push({ code: "unknown-order", effect: "withhold", side, text: "an order's fate is unknown" });
    }
  }
  return reasons;
}
