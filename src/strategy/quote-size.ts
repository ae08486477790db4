import { CONTRACT, type Position, type Quantity, type Side, toContracts } from "../market/units.ts";
import type { Profile, RuleSet } from "./profile.ts";
import type { QuoteInput } from "./quote.ts";
import { isWithheld, LazyReason, type Reason } from "./reasons.ts";
import { isOnlyReducing, reducible, reducingSide, wholeContracts } from "./reducing.ts";

const NOTHING = 0 as Quantity;

const ALONE: Readonly<Record<Side, Reason>> = {
  bid: new LazyReason("alone", "withhold", () => "nobody else bids: never alone", "bid"),
  ask: new LazyReason("alone", "withhold", () => "nobody else offers: never alone", "ask"),
};

/**
 * The size of one side in whole contracts: the order size (QUOTING.md R1), less if there is less room (R7), nothing if inventory has
 * grown beyond the limit on that side (R6). Where nobody else quotes a side (R14), and under reasons that leave only the reducing
 * side, no more than what takes the position to zero. When a rule withholds the side or leaves nothing of it, it says so in `reasons`.
 */
export function quoteSize(
  side: Side,
  input: QuoteInput,
  profile: Profile,
  rules: RuleSet,
  reasons: Reason[],
): Quantity {
  const { filled, others } = input;
  const room = input.room[side];
  if (isBeyond(profile.inventoryPullContracts, side, filled)) {
    const text = () => `inventory ${toContracts(filled)} is beyond ${profile.inventoryPullContracts}`;
    reasons.push(new LazyReason("inventory", "withhold", text, side));
  }
  const wanted = Math.min(profile.orderSize, profile.maxOrderSize) * CONTRACT;
  const quantity = wholeContracts(Math.max(0, Math.min(wanted, room.quantity)));
  if (quantity === 0) reasons.push({ ...room.limit(), side });

  const alone = rules === "all" && others[side] === undefined;
  if (!alone && !isOnlyReducing(input.reasons)) return quantity;
  if (reducingSide(filled) === side) return Math.min(quantity, reducible(filled)) as Quantity;
  if (alone) reasons.push(ALONE[side]);
  else if (!isWithheld(input.reasons, side)) {
    reasons.push({ code: "no-room", effect: "withhold", side, text: "would not reduce the position" });
  }
  return NOTHING;
}

/** R6: strictly beyond, on the side that grows the position. */
function isBeyond(contracts: number, side: Side, filled: Position): boolean {
  return (side === "bid" ? filled : -filled) > contracts * CONTRACT;
}
