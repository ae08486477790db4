import { commonTilt } from "./common-tilt.ts";

/** With fewer legs than this in the market nothing is made coherent: one wrong price would move all others. */
const FEWEST_LEGS = 4;

/** No further than this, in logits: a sum that is farther from one says that some price is old, not that all are wrong. */
const FARTHEST = 0.6;

/**
 * The one shift d, |d| <= 0.6 logit, that brings the probabilities S(x_i + d) of mutually exclusive legs as near to a sum of one as it
 * can; 0 for fewer than four legs (the published study's event norm). `ones` is as long as `logOdds` and holds ones.
 */
export function commonShift(logOdds: Float64Array, ones: Float64Array): number {
  if (logOdds.length < FEWEST_LEGS) return 0;
  const tilt = commonTilt(logOdds, ones, 1) ?? 0;
  return Math.max(-FARTHEST, Math.min(FARTHEST, 0 - tilt));
}
