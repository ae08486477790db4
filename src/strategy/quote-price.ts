import type { PriceGrid } from "../market/price-grid.ts";
import { CENT, opposite, type Price, type Side } from "../market/units.ts";
import type { OnCross, Profile, RuleSet } from "./profile.ts";
import type { OthersBest, QuoteInput } from "./quote.ts";
import { LazyReason, type Reason } from "./reasons.ts";
import { inCents } from "./wording.ts";

/** What the price of a quote depends on beside its target. */
type Surroundings = Pick<QuoteInput, "grid" | "others">;

/**
 * The price of one side from the real number of cents that is wanted: rounded outward onto the grid (QUOTING.md R5), apart
 * from the others' orders on the other side (R8), no better than the others' best on its own where the profile only joins, and
 * no more than `maxImproveCents` better in any case (R14). Each step only ever moves a price away from the market. A move by R8
 * or R14 gives a reason of effect `widen` on this side; undefined, and a reason why, when the side can't be quoted.
 */
export function quotePrice(
  side: Side,
  targetCents: number,
  { grid, others }: Surroundings,
  profile: Profile,
  rules: RuleSet,
  reasons: Reason[],
): Price | undefined {
  const rounded = outward(side, grid, targetCents);
  if (rounded === undefined) {
    reasons.push(new LazyReason("off-grid", "withhold", () => `${inCents(targetCents)} is off the price grid`, side));
    return undefined;
  }
  const apart = keptApart(side, rounded, grid, others, profile.onCross, reasons);
  if (apart === undefined) return undefined;
  const joined = profile.joinsOnly ? keptNear(side, apart, grid, others, 0, reasons) : apart;
  return rules === "study" ? joined : keptNear(side, joined, grid, others, profile.maxImproveCents, reasons);
}

/** R8. A price that meets the others' best is withheld or moved to the next grid price before it. */
function keptApart(
  side: Side,
  at: Price,
  grid: PriceGrid,
  others: OthersBest,
  onCross: OnCross,
  reasons: Reason[],
): Price | undefined {
  const facing = others[opposite(side)];
  if (facing === undefined || isFartherOut(side, at, facing)) return at;
  const meets = () => `${priced(at)} would meet the others' ${opposite(side)} at ${priced(facing)}`;
  if (onCross === "skip") {
    reasons.push(new LazyReason("would-cross", "withhold", meets, side));
    return undefined;
  }
  const clamped = side === "bid" ? grid.below(facing) : grid.above(facing);
  if (clamped === undefined) {
    reasons.push(new LazyReason("off-grid", "withhold", () => `${meets()}, where the grid ends`, side));
    return undefined;
  }
  reasons.push(new LazyReason("would-cross", "widen", () => `${meets()}: moved out to ${priced(clamped)}`, side));
  return clamped;
}

/** R14, the part about prices: who improves far on everybody else is picked off by whoever made the fair value jump. */
function keptNear(
  side: Side,
  at: Price,
  grid: PriceGrid,
  others: OthersBest,
  maxImproveCents: number,
  reasons: Reason[],
): Price {
  const best = others[side];
  if (best === undefined) return at;
  const improved = best / CENT + (side === "bid" ? maxImproveCents : -maxImproveCents);
  const limit = outward(side, grid, improved);
  if (limit === undefined || !isFartherOut(side, limit, at)) return at;
  const text = () => {
    const than = maxImproveCents === 0 ? "no better than" : `no more than ${inCents(maxImproveCents)} better than`;
    return `${than} the others' ${side} at ${priced(best)}`;
  };
  reasons.push(new LazyReason("too-good", "widen", text, side));
  return limit;
}

/** The grid price nearest to a real number of cents on the side away from the market. */
function outward(side: Side, grid: PriceGrid, cents: number): Price | undefined {
  return side === "bid" ? grid.floor(cents) : grid.ceil(cents);
}

/** Whether `one` is strictly farther from the market than `other`: lower for a bid, higher for an ask. */
function isFartherOut(side: Side, one: Price, other: Price): boolean {
  return side === "bid" ? one < other : one > other;
}

function priced(at: Price): string {
  return inCents(at / CENT);
}
