import { list, number, object, orNull, type Shape, text, tuple } from "../market/saved-state.ts";
import type { Money, Price } from "../market/units.ts";
import { BALANCE_CHECK_STATE, type BalanceCheckState } from "../risk/balance-check.ts";
import { SAVED_BREAKER, type SavedBreaker } from "../risk/saved-breaker.ts";
import { LEDGER_STATE, type LedgerState } from "./ledger-state.ts";

/** The account over a New York day as plain data. */
export interface DayAccountState {
  /** Null before the first reading of the account; so is the breaker. */
  readonly ledger: LedgerState | null;
  readonly breaker: SavedBreaker | null;
  /** By ticker: marks as of the last look. */
  readonly marks: readonly (readonly [ticker: string, mark: Price])[];
  readonly equity: Money;
  readonly check: BalanceCheckState;
  readonly returnedBefore: Money;
  /** Kind and id of each booked deposit and withdrawal. */
  readonly flowIds: readonly string[];
}

export const DAY_ACCOUNT_STATE: Shape<DayAccountState> = object<DayAccountState>({
  ledger: orNull(LEDGER_STATE),
  breaker: orNull(SAVED_BREAKER),
  marks: list(tuple<readonly [string, Price]>(text(), number())),
  equity: number(),
  check: BALANCE_CHECK_STATE,
  returnedBefore: number(),
  flowIds: list(text()),
});
