import type { TakerSide } from "../market/taker-order.ts";
import { clip, logit, sigmoid } from "./log-odds.ts";
import type { TickModel } from "./parameters.ts";

const TICK = 0.01; // one cent, as a probability

/** The sign of a taker's bounce: a buyer prints above the fair value, a seller below, an unknown one on either side. */
function direction(side: TakerSide): number {
  return side === "buy" ? 1 : side === "sell" ? -1 : 0;
}

/** The log-odds of a print at `cents`, kept half a tick away from 0 and 1. */
export function printLogOdds(cents: number): number {
  return logit(clip(cents / 100, TICK / 2, 1 - TICK / 2));
}

/**
 * A taker order on one-cent ticks as an observation of log-odds. Its slope, and so its variance, is taken at the
 * *predicted* probability, never at the print: a print far from the prediction would otherwise choose its own weight and
 * bias the filter away from 0 and 1. One object is refilled by every order.
 */
export class TickObservation {
  /** y, the print's log-odds. */
  logOdds = 0;
  /** u, one cent in log-odds, signed by the taker's direction. */
  direction = 0;
  /** The variance of rounding to a tick, logit^2. */
  tickVariance = 0;
  /** What one cent^2 of noise is for this order, logit^2. */
  noiseWeight = 0;

  /** Fills in an order of `contracts` at `cents` (a volume-weighted average), when the filter predicts `predicted`. */
  set(model: TickModel, predicted: number, cents: number, contracts: number, side: TakerSide): void {
    const p = clip(sigmoid(predicted), TICK, 1 - TICK);
    const tick = TICK / (p * (1 - p)); // one cent in log-odds
    this.logOdds = printLogOdds(cents);
    this.direction = direction(side) * tick;
    this.tickVariance = (tick * tick) / 12;
    this.noiseWeight = sizeFactor(model, contracts) * tick * tick;
  }
}

/** How much noisier than an order of the median size one of `contracts` is: small ones say less. */
function sizeFactor({ sizeExponent, medianContracts }: TickModel, contracts: number): number {
  return sizeExponent === 0 ? 1 : clip((medianContracts / contracts) ** sizeExponent, 0.25, 4);
}
