import type { Quantity } from "../../market/units.ts";
import type { FollowedOrder } from "./followed-orders.ts";
import { aheadAfterCancel, type QueueRule } from "./queue-rule.ts";

/** How well a rule foretells which of the followed orders were filled. Contracts are in 1/100. */
export interface RuleScore {
  readonly rule: QueueRule;
  readonly orders: number;
  /** Orders that were filled, and what the rule fills of all. */
  readonly filled: number;
  readonly filledContracts: number;
  readonly foretoldContracts: number;
  /** Orders that it fills, at least by half, and that were cancelled; and those that it doesn't and that were filled. */
  readonly falseFills: number;
  readonly missedFills: number;
  /** Mean of what it was wrong by, in contracts an order. */
  readonly meanError: number;
}

/** Only orders at whose price something was traded while they rested, or that were filled, tell one rule from another. */
export function isTelling({ meanwhile, end }: FollowedOrder): boolean {
  return end === "trade" || meanwhile.some(({ why }) => why === "trade");
}

export function scoreRule(rule: QueueRule, orders: readonly FollowedOrder[]): RuleScore {
  let filled = 0;
  let filledContracts = 0;
  let foretoldContracts = 0;
  let falseFills = 0;
  let missedFills = 0;
  let error = 0;
  for (const order of orders) {
    const foretold = foretoldFill(rule, order);
    const truth = order.end === "trade" ? order.quantity : 0;
    if (truth > 0) filled += 1;
    filledContracts += truth;
    foretoldContracts += foretold;
    error += Math.abs(foretold - truth);
    const says = foretold * 2 >= order.quantity;
    if (says && truth === 0) falseFills += 1;
    if (!says && truth > 0) missedFills += 1;
  }
  const meanError = orders.length === 0 ? 0 : error / orders.length;
  return {
    rule,
    orders: orders.length,
    filled,
    filledContracts,
    foretoldContracts,
    falseFills,
    missedFills,
    meanError,
  };
}

/** What a backtest that knew the depth and the trades alone would have filled of the order. */
export function foretoldFill(rule: QueueRule, { quantity, ahead: first, meanwhile, end }: FollowedOrder): number {
  let ahead = first;
  let filled = 0;
  const trade = (traded: number): void => {
    filled += Math.min(quantity - filled, Math.max(0, traded - ahead));
    ahead = Math.max(0, ahead - traded);
  };
  for (const { why, quantity: by, others } of meanwhile) {
    if (why === "trade") trade(by);
    else ahead = aheadAfterCancel(rule, ahead as Quantity, others as Quantity, by);
  }
  if (end === "trade") trade(quantity); // the print that was in truth its own
  return filled;
}
