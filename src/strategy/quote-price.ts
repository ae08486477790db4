import type { PriceGrid } from "../market/price-grid.ts";
import { CENT, opposite, type Price, type Side } from "../market/units.ts";
import type { OnCross, Profile, RuleSet } from "./profile.ts";
import type { OthersBest } from "./quote.ts";
import type { Reason } from "./reasons.ts";
import { inCents } from "./wording.ts";

/** Where a side may quote, and which rules moved it there or keep it away. */
export interface QuotePrice {
  readonly price: Price | undefined;
  readonly reasons: readonly Reason[];
}

/**
 * The price of one side from the real number of cents that is wanted: rounded outward onto the grid (QUOTING.md R5), apart
 * from the others' orders on the other side (R8), and then no more than `maxImproveCents` better than the others' best on its
 * own (R14). Each step only ever moves a price away from the market. A move by R8 or R14 gives a reason of effect `widen` on
 * this side.
 */
export function quotePrice(
  side: Side,
  targetCents: number,
  { grid, others }: { readonly grid: PriceGrid; readonly others: OthersBest },
  profile: Profile,
  rules: RuleSet,
): QuotePrice {
  const rounded = outward(side, grid, targetCents);
  if (rounded === undefined) return withheld(side, "off-grid", `${inCents(targetCents)} is off the price grid`);
  const apart = keptApart(side, rounded, grid, others, profile.onCross);
  if (rules === "study" || apart.price === undefined) return apart;
  const near = keptNear(side, apart.price, grid, others, profile.maxImproveCents);
  return { price: near.price, reasons: [...apart.reasons, ...near.reasons] };
}

/** R8. A price that meets the others' best is withheld or moved to the next grid price before it. */
function keptApart(side: Side, at: Price, grid: PriceGrid, others: OthersBest, onCross: OnCross): QuotePrice {
  const facing = others[opposite(side)];
  if (facing === undefined || isFartherOut(side, at, facing)) return { price: at, reasons: [] };
  const meets = `${priced(at)} would meet the others' ${opposite(side)} at ${priced(facing)}`;
  if (onCross === "skip") return withheld(side, "would-cross", meets);
  const clamped = side === "bid" ? grid.below(facing) : grid.above(facing);
  if (clamped === undefined) return withheld(side, "off-grid", `${meets}, where the grid ends`);
  return movedOut(side, "would-cross", `${meets}: moved out to ${priced(clamped)}`, clamped);
}

/** R14, the part about prices: who improves far on everybody else is picked off by whoever made the fair value jump. */
function keptNear(side: Side, at: Price, grid: PriceGrid, others: OthersBest, maxImproveCents: number): QuotePrice {
  const best = others[side];
  if (best === undefined) return { price: at, reasons: [] };
  const improved = best / CENT + (side === "bid" ? maxImproveCents : -maxImproveCents);
  const limit = outward(side, grid, improved);
  if (limit === undefined || !isFartherOut(side, limit, at)) return { price: at, reasons: [] };
  const text = `no more than ${inCents(maxImproveCents)} better than the others' ${side} at ${priced(best)}`;
  return movedOut(side, "too-good", text, limit);
}

/** The grid price nearest to a real number of cents on the side away from the market. */
function outward(side: Side, grid: PriceGrid, cents: number): Price | undefined {
  return side === "bid" ? grid.floor(cents) : grid.ceil(cents);
}

/** Whether `one` is strictly farther from the market than `other`: lower for a bid, higher for an ask. */
function isFartherOut(side: Side, one: Price, other: Price): boolean {
  return side === "bid" ? one < other : one > other;
}

function withheld(side: Side, code: "off-grid" | "would-cross", text: string): QuotePrice {
  return { price: undefined, reasons: [{ code, effect: "withhold", side, text }] };
}

function movedOut(side: Side, code: "would-cross" | "too-good", text: string, price: Price): QuotePrice {
  return { price, reasons: [{ code, effect: "widen", side, text }] };
}

function priced(at: Price): string {
  return inCents(at / CENT);
}
