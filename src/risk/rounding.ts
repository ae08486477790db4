import { number, object, type Shape } from "../market/saved-state.ts";
import type { Money } from "../market/units.ts";

/** Micro-dollars. */
const CENT = 10_000;
const CENTICENT = 100;

/**
 * What rounding may have cost an account beside the fees that it was told, by what its balance is rounded to (KALSHI.md section 6, Rounding per fill): each
 * change of the balance loses what it has below a cent, or below $0.0001, and some of that may be given back later. Where the fee that is told has the
 * rounding in it, changes are whole already, and this is nothing.
 */
export interface MayBeRounded {
  readonly toCents: Money;
  readonly toCenticents: Money;
}

export const MAY_BE_ROUNDED: Shape<MayBeRounded> = object<MayBeRounded>({ toCents: number(), toCenticents: number() });

export const NOTHING_ROUNDED: MayBeRounded = { toCents: 0 as Money, toCenticents: 0 as Money };

/** The same after another change of the balance, as it was told: what is below the unit may have been kept. */
export function rounded({ toCents, toCenticents }: MayBeRounded, change: number): MayBeRounded {
  return {
    toCents: (toCents + below(change, CENT)) as Money,
    toCenticents: (toCenticents + below(change, CENTICENT)) as Money,
  };
}

/** The same after a payout, which is rounded to whole cents whatever the account is. */
export function roundedPayout({ toCents, toCenticents }: MayBeRounded, payout: number): MayBeRounded {
  return {
    toCents: (toCents + below(payout, CENT)) as Money,
    toCenticents: (toCenticents + below(payout, CENT)) as Money,
  };
}

/** What a change loses when it is rounded down to whole units. */
function below(change: number, unit: number): number {
  return ((change % unit) + unit) % unit;
}

/** To what an account's balance is rounded, in micro-dollars, as far as the balances that it has shown tell; 1: it isn't. */
export type Precision = 10_000 | 100 | 1;

/** An account that has shown nothing yet: whole cents, as most are. */
export const COARSEST: Precision = CENT;

/** What is left of a precision when the account shows this much cash, with nothing taken out of it for resting orders. */
export function precisionBy(balance: Money, before: Precision): Precision {
  if (balance % before === 0) return before;
  return before === CENT && balance % CENTICENT === 0 ? CENTICENT : 1;
}

/** What rounding may have cost at most. */
export function mostRounded({ toCents, toCenticents }: MayBeRounded, precision: Precision): Money {
  if (precision === CENT) return toCents;
  return precision === CENTICENT ? toCenticents : (0 as Money);
}
