import type { Side } from "../market/units.ts";
import type { Profile } from "./profile.ts";
import type { Reason } from "./reasons.ts";

/** What a widening reason does to the half-spread, unless it says less. They don't compound (QUOTING.md R3). */
const WIDENING = 2;

/** No multiplier takes the half-spread beyond this (R3); a profile may be as wide as it likes by itself. */
const WIDEST_CENTS = 16;

/** The finest tick there is: with less on both sides, a bid and an ask of ours could meet. */
const NARROWEST_CENTS = 0.01;

/**
 * `hs0`, the half-spread before multipliers, in cents (R2): fixed; or proportional to belief volatility; or the profile's cents
 * and on top a share of the standard deviation that the price itself has over one hour, 100 sigma_b p (1 - p). `sigmaB` is in logit
 * per sqrt(hour); while it is unknown or uncalibrated, a half-spread that depends on it is the widest of the profile.
 */
export function baseHalfSpread(sigmaB: number | undefined, fairCents: number, profile: Profile): number {
  const { halfSpread, halfSpreadCents, minHalfSpreadCents, maxHalfSpreadCents } = profile;
  if (halfSpread === "fixed") return halfSpreadCents;
  if (sigmaB === undefined || !Number.isFinite(sigmaB)) return maxHalfSpreadCents;
  const wanted =
    halfSpread === "dynamic"
      ? (halfSpreadCents * sigmaB) / profile.referenceSigmaB
      : halfSpreadCents + profile.volatilityShare * hourlySdCents(sigmaB, fairCents);
  return Math.min(maxHalfSpreadCents, Math.max(minHalfSpreadCents, wanted));
}

/** Standard deviation of the price over one hour in cents, to first order in sigma_b: d p = p (1 - p) d x. */
function hourlySdCents(sigmaB: number, fairCents: number): number {
  const p = fairCents / 100;
  return 100 * sigmaB * p * (1 - p);
}

/** The largest multiplier among the reasons (R3), or among those that concern a side. */
export function largestMultiplier(reasons: readonly Reason[], side?: Side): number {
  let largest = 1;
  for (const reason of reasons) {
    if (reason.effect !== "widen" || (side !== undefined && reason.side !== undefined && reason.side !== side))
      continue;
    largest = Math.max(largest, reason.multiplier ?? WIDENING);
  }
  return largest;
}

/** `hs`, the half-spread that is quoted, in cents (R3). */
export function widenedHalfSpread(baseCents: number, multiplier: number): number {
  return Math.max(NARROWEST_CENTS, Math.min(baseCents * multiplier, Math.max(baseCents, WIDEST_CENTS)));
}
