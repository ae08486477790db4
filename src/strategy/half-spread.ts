import type { Profile } from "./profile.ts";
import type { Reason } from "./reasons.ts";

/** What every widening reason does to the half-spread. They don't compound (QUOTING.md R3). */
const WIDENING = 2;

/** No multiplier takes the half-spread beyond this (R3). */
const WIDEST_CENTS = 16;

/** The finest tick there is: with less on both sides, a bid and an ask of ours could meet. */
const NARROWEST_CENTS = 0.01;

/**
 * `hs0`, the half-spread before multipliers, in cents (R2). `sigmaB` is in logit per sqrt(hour); while it is unknown or
 * uncalibrated, a dynamic half-spread is the widest of the profile.
 */
export function baseHalfSpread(sigmaB: number | undefined, profile: Profile): number {
  if (profile.halfSpread === "fixed") return profile.halfSpreadCents;
  if (sigmaB === undefined || !Number.isFinite(sigmaB)) return profile.maxHalfSpreadCents;
  const proportional = (profile.halfSpreadCents * sigmaB) / profile.referenceSigmaB;
  return Math.min(profile.maxHalfSpreadCents, Math.max(profile.minHalfSpreadCents, proportional));
}

/** The largest multiplier among the reasons (R3). */
export function largestMultiplier(reasons: readonly Reason[]): number {
  return reasons.some((reason) => reason.effect === "widen") ? WIDENING : 1;
}

/** `hs`, the half-spread that is quoted, in cents (R3). */
export function widenedHalfSpread(baseCents: number, multiplier: number): number {
  return Math.max(NARROWEST_CENTS, Math.min(baseCents * multiplier, WIDEST_CENTS));
}
