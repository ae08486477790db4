import { CONTRACT, type Position, type Quantity, type Side, toContracts } from "../market/units.ts";
import type { Profile, RuleSet } from "./profile.ts";
import type { QuoteInput } from "./quote.ts";
import { type Reason, strongest, withholds } from "./reasons.ts";
import { isOnlyReducing, reducible, reducingSide, wholeContracts } from "./reducing.ts";

/** How much a side may quote, in whole contracts. With nothing there is a reason, here or among the given ones. */
export interface QuoteSize {
  readonly quantity: Quantity;
  readonly reasons: readonly Reason[];
}

const NOTHING = 0 as Quantity;

/**
 * The size of one side: the order size (QUOTING.md R1), less if there is less room (R7), nothing if inventory has grown
 * beyond the limit on that side (R6). Where nobody else quotes a side (R14), and under reasons that leave only the reducing
 * side, no more than what takes the position to zero.
 */
export function quoteSize(side: Side, input: QuoteInput, profile: Profile, rules: RuleSet): QuoteSize {
  const { filled, others, room } = input;
  const reasons: Reason[] = [];
  const withhold = (code: "inventory" | "alone" | "no-room", text: string) =>
    reasons.push({ code, effect: "withhold", side, text });

  if (isBeyond(profile.inventoryPullContracts, side, filled)) {
    withhold("inventory", `inventory ${toContracts(filled)} is beyond ${profile.inventoryPullContracts}`);
  }
  const wanted = Math.min(profile.orderSize, profile.maxOrderSize) * CONTRACT;
  let quantity = wholeContracts(Math.max(0, Math.min(wanted, room[side].quantity)));
  if (quantity === 0) reasons.push({ ...room[side].limit, side });

  const alone = rules === "all" && others[side] === undefined;
  if (alone || isOnlyReducing(input.reasons)) {
    const reduces = reducingSide(filled) === side;
    quantity = reduces ? (Math.min(quantity, reducible(filled)) as Quantity) : NOTHING;
    const withheld = strongest(input.reasons, side);
    if (!reduces && alone) withhold("alone", `nobody else ${side === "bid" ? "bids" : "offers"}: never alone`);
    else if (!reduces && !(withheld && withholds(withheld))) withhold("no-room", "would not reduce the position");
  }
  return { quantity, reasons };
}

/** R6: strictly beyond, on the side that grows the position. */
function isBeyond(contracts: number, side: Side, filled: Position): boolean {
  return (side === "bid" ? filled : -filled) > contracts * CONTRACT;
}
