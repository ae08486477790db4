import type { Position } from "../market/units.ts";
import type { Reason } from "./reasons.ts";
import { onlyReducing } from "./reducing.ts";
import { inCents } from "./wording.ts";

// R11 of QUOTING.md: left beyond these, entered again at those.
const LOWEST_CENTS = 4;
const HIGHEST_CENTS = 96;
const REENTERED_FROM_CENTS = 5;
const REENTERED_TO_CENTS = 95;

/** Whether the fair value is out of the range in which both sides are quoted, given whether it was. Unknown changes nothing. */
export function isOutOfRange(wasOut: boolean, fairCents: number | undefined): boolean {
  if (fairCents === undefined) return wasOut;
  return wasOut
    ? fairCents < REENTERED_FROM_CENTS || fairCents > REENTERED_TO_CENTS
    : fairCents < LOWEST_CENTS || fairCents > HIGHEST_CENTS;
}

/** Out of range only the reducing side is quoted: ticks are one-sided there and a wrong sale costs ten times its gain. */
export function outOfRange(fairCents: number, filled: Position): Reason {
  return onlyReducing(
    "out-of-range",
    () =>
      fairCents >= LOWEST_CENTS && fairCents <= HIGHEST_CENTS
        ? `fair ${inCents(fairCents)} is not back inside ${REENTERED_FROM_CENTS} to ${REENTERED_TO_CENTS}: only reducing`
        : `fair ${inCents(fairCents)} is outside ${LOWEST_CENTS} to ${HIGHEST_CENTS}: only reducing`,
    filled,
  );
}
