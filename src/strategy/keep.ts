import { CENT, type Position, type Price, type Quantity, type Side } from "../market/units.ts";
import type { Profile } from "./profile.ts";
import type { Quote } from "./quote.ts";

/** A resting order of ours, as far as keeping it is concerned. */
export interface RestingQuote {
  readonly side: Side;
  readonly price: Price;
  /** What it was placed with. */
  readonly original: Quantity;
  /** Filled inventory and the multiplier of R3 when it was placed. */
  readonly inventoryWhenPlaced: Position;
  readonly multiplierWhenPlaced: number;
}

/** What these are now. */
export interface KeepContext {
  readonly filled: Position;
  readonly multiplier: number;
  readonly reservationCents: number;
}

/**
 * Whether a resting order stays as it is (QUOTING.md R9, and R1 about partial fills). At its target price it stays whatever has
 * changed, and elsewhere while the target is near and inventory (fills of its own among it) and multiplier are what they
 * were. It goes when its edge to the reservation price is negative, when under half of it is left, or when it is larger
 * than the target; a smaller one isn't enlarged. `left` is what may still be filled of it.
 */
export function keepResting(
  order: RestingQuote,
  left: Quantity,
  target: Quote | undefined,
  context: KeepContext,
  profile: Profile,
): boolean {
  if (target === undefined || left > target.quantity) return false;
  if (left * 2 < order.original) return false;
  const edge = context.reservationCents * CENT - order.price;
  if ((order.side === "bid" ? edge : -edge) < 0) return false;
  if (order.price === target.price) return true;
  const drift = Math.abs(target.price - order.price);
  return (
    drift <= profile.staleOrderDriftCents * CENT &&
    context.filled === order.inventoryWhenPlaced &&
    context.multiplier === order.multiplierWhenPlaced
  );
}
