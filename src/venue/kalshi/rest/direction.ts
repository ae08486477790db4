import { z } from "zod";
import type { Side } from "../../../market/units.ts";

const SIDES: Readonly<Record<string, Side>> = { bid: "bid", yes: "bid", ask: "ask", no: "ask" };

/** The fields that tell which way an order or a fill goes. */
export const directionFields = { book_side: z.string().nullish(), outcome_side: z.string().nullish() };

/**
 * The side of the YES book. The exchange says it twice (bid is yes, ask is no, always); an answer in which neither can be read, or the
 * two contradict each other, is refused, for a wrong side would be worse than none.
 */
export function sideOf(
  read: { readonly book_side?: string | null | undefined; readonly outcome_side?: string | null | undefined },
  context: z.RefinementCtx,
): Side {
  const told = [read.book_side, read.outcome_side].filter((side) => side !== undefined && side !== null);
  const sides = new Set(told.map((side) => SIDES[side]));
  const [side] = sides;
  if (sides.size === 1 && side !== undefined) return side;
  context.addIssue({
    code: "custom",
    message: `book_side ${JSON.stringify(read.book_side)} and outcome_side ${JSON.stringify(read.outcome_side)} give no side`,
  });
  return z.NEVER;
}
