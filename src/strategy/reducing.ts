import { CONTRACT, opposite, type Position, type Quantity, type Side } from "../market/units.ts";
import { LazyReason, type Reason, type ReasonCode } from "./reasons.ts";

/**
 * The side that shrinks a position. Undefined when less than one whole contract is held: orders are whole contracts, and
 * one would carry the position past zero.
 */
export function reducingSide(filled: Position): Side | undefined {
  if (reducible(filled) === 0) return undefined;
  return filled > 0 ? "ask" : "bid";
}

/** The whole contracts by which a position can shrink without passing zero. */
export function reducible(filled: Position): Quantity {
  return wholeContracts(Math.abs(filled));
}

/** A count of 1/100 contracts, not negative, cut to whole contracts. */
export function wholeContracts(hundredths: number): Quantity {
  return (Math.floor(hundredths / CONTRACT) * CONTRACT) as Quantity;
}

/** Reasons that leave nothing but the reducing side, and that side no more than the position. */
type OnlyReducing = Extract<ReasonCode, "reduce-only" | "out-of-range" | "closing">;

/** The reason that withholds every side that doesn't shrink the position: the growing one, or both when it is flat. */
export function onlyReducing(code: OnlyReducing, text: () => string, filled: Position): Reason {
  const reducing = reducingSide(filled);
  return new LazyReason(code, "withhold", text, reducing && opposite(reducing));
}

/** Whether such a reason is in force, so that what is left is capped at the position. */
export function isOnlyReducing(reasons: readonly Reason[]): boolean {
  for (const { effect, code } of reasons) if (effect === "withhold" && leavesReducing(code)) return true;
  return false;
}

function leavesReducing(code: ReasonCode): code is OnlyReducing {
  return code === "out-of-range" || code === "closing" || code === "reduce-only";
}
