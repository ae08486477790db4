import { added, type EventTotal } from "../report/event-total.ts";
import { centsPerContract, sharpePerEvent } from "../report/statistics.ts";
import type { TapeFillModel } from "../tape-fill-model.ts";

/** What one profile brought over some events, under each of the fill models that judge it. */
export type Totals = ReadonlyMap<TapeFillModel, readonly EventTotal[]>;

/** How good a candidate is on some events, beside the base on the same. */
export interface Judgement {
  /** Whether it may be chosen at all. */
  readonly eligible: boolean;
  /** The least Sharpe per event of the fill models; negative infinity where one can't be said. */
  readonly score: number;
}

const LEAST_SHARE_OF_NET = 0.8;

/** What the search looks for, in words. */
export const OBJECTIVE =
  "the highest Sharpe per event (net) under the worst of the fill models that judge, among those that under every one of them have a " +
  "positive net, at least the base's net cents per contract, and at least 80% of the base's net dollars where those are positive";

/** Judges by `OBJECTIVE`. Both have traded the same events under the same fill models. */
export function judge(candidate: Totals, base: Totals): Judgement {
  const sharpes = [...candidate.values()].map((totals) => sharpePerEvent(totals) ?? Number.NEGATIVE_INFINITY);
  const eligible = [...candidate].every(([fillModel, totals]) => isGoodEnough(totals, base.get(fillModel) ?? []));
  return { eligible, score: Math.min(...sharpes) };
}

function isGoodEnough(totals: readonly EventTotal[], base: readonly EventTotal[]): boolean {
  const net = netOf(totals);
  const least = LEAST_SHARE_OF_NET * Math.max(0, netOf(base));
  const cents = centsPerContract(totals) ?? Number.NEGATIVE_INFINITY;
  return net > 0 && net >= least && cents >= (centsPerContract(base) ?? Number.NEGATIVE_INFINITY);
}

function netOf(totals: readonly EventTotal[]): number {
  return added(totals, ({ net }) => net);
}

/** Which of two comes first: one that may be chosen, then the higher score. */
export function compare(one: Judgement, other: Judgement): number {
  if (one.eligible !== other.eligible) return one.eligible ? -1 : 1;
  return one.score === other.score ? 0 : other.score - one.score;
}
