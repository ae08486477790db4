import type { Position, Side, Time } from "../market/units.ts";
import type { Reason } from "../strategy/reasons.ts";
import { onlyReducing } from "../strategy/reducing.ts";
import type { EngineCondition } from "./condition.ts";
import type { LegState } from "./leg-state.ts";
import type { Order } from "./order.ts";

const SIDES: readonly Side[] = ["bid", "ask"];

/**
 * Adds the engine's own reasons for one leg to the given ones: the operator's orders, the state of the whole engine, and what is not known about its
 * orders. The defences and the market's state are the rules' business.
 */
export function ownReasons(
  leg: LegState,
  condition: EngineCondition,
  live: Readonly<Record<Side, readonly Order[]>>,
  filled: Position,
  now: Time,
  reasons: Reason[],
): void {
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
  if (condition.journal !== undefined) reasons.push({ code: "journal", effect: "pull", text: condition.journal });
  accountReasons(condition, reasons);
  if (leg.manualPull !== undefined) reasons.push(leg.manualPull);
  if (leg.reduceOnly) {
    const { code, effect, side } = onlyReducing("reduce-only", () => "reduce only", filled);
    reasons.push({ code, effect, side, text: "reduce only", needsOperator: true });
  }
  for (const side of SIDES) {
    const suspectUntil = leg.backoff[side].suspectUntil(now);
    if (suspectUntil !== undefined) {
      const text = "3 post-only refusals in a minute: book suspect";
      reasons.push({ code: "refused", effect: "pull", text, until: suspectUntil });
    }
    for (const { state } of live[side]) {
      if (state !== "unknown") continue;
      reasons.push({ code: "unknown-order", effect: "withhold", side, text: "an order's fate is unknown" });
      break;
    }
  }
}

/** What the account and the program's own health keep every leg from. */
function accountReasons(condition: EngineCondition, reasons: Reason[]): void {
  const { unexplainedCash, foreignOrder, ill, journal, feedLag, wrongFees } = condition;
  if (unexplainedCash !== undefined) {
    reasons.push({ code: "unexplained-cash", effect: "pull", text: unexplainedCash, needsOperator: true });
  }
  if (foreignOrder !== undefined) reasons.push({ code: "foreign-order", effect: "pull", text: foreignOrder });
  if (ill !== undefined && (ill.code !== "journal" || journal === undefined)) {
    reasons.push({ code: ill.code, effect: "pull", text: ill.text });
  }
  if (feedLag !== undefined) reasons.push(feedLag);
  if (wrongFees) reasons.push({ code: "fee-model", effect: "widen", text: "fees are not what is predicted" });
}
