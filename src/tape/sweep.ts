import type { Print, TakerSide } from "../market/taker-order.ts";
import type { Quantity } from "../market/units.ts";

/** Prints in sweep order: a buyer's upwards, a seller's downwards. Without a side nothing is known; the tape's own order stays. */
export function sweep(rows: readonly Print[], side: TakerSide): readonly Print[] {
  const prints: Print[] = [];
  const ordered =
    side === "unknown" ? rows : [...rows].sort((a, b) => (side === "buy" ? a.price - b.price : b.price - a.price));
  for (const { price, quantity } of ordered) {
    const last = prints.at(-1);
    if (last?.price !== price) prints.push({ price, quantity });
    else prints[prints.length - 1] = { price, quantity: (last.quantity + quantity) as Quantity };
  }
  return prints;
}
