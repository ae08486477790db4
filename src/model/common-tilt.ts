import { sigmoid } from "./log-odds.ts";

const CLOSE_ENOUGH = 1e-14; // of the sum, per term
const MOST_STEPS = 200;

/**
 * The one tilt lambda for which the probabilities S(x_i - lambda u_i) sum to `target`: every log-odds moves the same way, each
 * by its own openness u_i >= 0. The sum falls strictly in lambda, so there is one root or none; undefined when the terms
 * that don't move leave no room for it. Newton's method, kept inside the bracket that the signs so far have shown. O(terms) a
 * step, nothing allocated. Infinite log-odds are allowed where the openness is 0.
 */
export function commonTilt(logOdds: Float64Array, openness: Float64Array, target: number): number | undefined {
  const terms = logOdds.length;
  let fixed = 0;
  let movable = 0;
  let widest = 0;
  for (let i = 0; i < terms; i++) {
    if (openness[i]! > 0) movable++;
    else fixed += sigmoid(logOdds[i]!);
    widest = Math.max(widest, openness[i]!);
  }
  const close = CLOSE_ENOUGH * terms;
  if (movable === 0) return Math.abs(fixed - target) <= close ? 0 : undefined;
  if (!(fixed < target && target < fixed + movable)) return undefined;

  let tilt = 0;
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let stride = 4 / widest; // a first step moves no term by more than 4; as long as Newton's wants more, the limit doubles
  for (let step = 0; step < MOST_STEPS; step++) {
    let excess = -target;
    let slope = 0;
    for (let i = 0; i < terms; i++) {
      const p = sigmoid(logOdds[i]! - tilt * openness[i]!);
      excess += p;
      slope += openness[i]! * p * (1 - p);
    }
    if (Math.abs(excess) <= close) return tilt;
    if (excess > 0) low = tilt;
    else high = tilt;
    const newton = excess / slope; // not finite where nothing moves any more
    const limited = Math.abs(newton) <= stride ? newton : Math.sign(excess) * stride;
    if (limited !== newton) stride *= 2;
    let next = tilt + limited;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (next === tilt || next === low || next === high) return tilt; // the bracket is one rounding wide
    tilt = next;
  }
  return tilt;
}
