import type { Quantity } from "../../market/units.ts";

/**
 * Of what is cancelled at a price, how much stood before us there: nobody tells. `behind`, which ToldBook follows: the last in the queue go first; `ahead`: the first do; a number n:
 * in proportion ahead^n / (ahead^n + behind^n) (1: each contract is as likely; more: rather from the longer part), as in E. Rigtorp, "Estimating order queue
 * position" (2013). Always within what is possible: no more than stands ahead, and no less than what isn't behind.
 */
export type QueueRule = "behind" | "ahead" | number;

/**
 * What stands before us after a cancel. `others` is all that others have at our price before it; all in 1/100 contract.
 */
export function aheadAfterCancel(rule: QueueRule, ahead: Quantity, others: Quantity, cancelled: number): Quantity {
  const behind = Math.max(0, others - ahead);
  const least = Math.max(0, cancelled - behind);
  const most = Math.min(cancelled, ahead);
  const gone = Math.min(most, Math.max(least, cancelled * shareAhead(rule, ahead, behind)));
  return Math.max(0, Math.round(ahead - gone)) as Quantity;
}

function shareAhead(rule: QueueRule, ahead: number, behind: number): number {
  if (rule === "behind" || ahead === 0) return 0;
  if (rule === "ahead" || behind === 0) return 1;
  return 1 / (1 + (behind / ahead) ** rule);
}
