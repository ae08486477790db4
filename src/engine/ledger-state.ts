import { list, number, object, orNull, type Shape, text } from "../market/saved-state.ts";
import type { Money, Position, Price, Quantity } from "../market/units.ts";
import { MAY_BE_ROUNDED, type MayBeRounded } from "../risk/rounding.ts";

/** The books as plain data. */
export interface LedgerState {
  readonly openingBalance: Money;
  /** In the order of their first fill. */
  readonly legs: readonly LegAccountState[];
  /** Every trade id ever booked. */
  readonly seen: readonly string[];
  readonly cash: Money;
  readonly flows: Money;
  readonly adopted: Money;
  readonly mayBeRounded: MayBeRounded;
}

/** `LegAccount` as plain data. */
export interface LegAccountState {
  readonly ticker: string;
  readonly position: Position;
  readonly costBasis: Money;
  readonly realised: Money;
  readonly fees: Money;
  readonly fills: number;
  readonly bought: Quantity;
  readonly sold: Quantity;
  readonly settledAt: Price | null;
  readonly settledPosition: Position;
  readonly foreign: Position;
}

export const LEDGER_STATE: Shape<LedgerState> = object<LedgerState>({
  openingBalance: number(),
  legs: list(
    object<LegAccountState>({
      ticker: text(),
      position: number(),
      costBasis: number(),
      realised: number(),
      fees: number(),
      fills: number(),
      bought: number(),
      sold: number(),
      settledAt: orNull(number()),
      settledPosition: number(),
      foreign: number(),
    }),
  ),
  seen: list(text()),
  cash: number(),
  flows: number(),
  adopted: number(),
  mayBeRounded: MAY_BE_ROUNDED,
});
