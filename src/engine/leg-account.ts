import type { Money, Position, Price, Quantity } from "../market/units.ts";

/** What we have done and hold in one leg. */
export interface LegAccount {
  readonly ticker: string;
  readonly position: Position;
  /** Average-cost basis of the position, signed like it. */
  readonly costBasis: Money;
  /** Result of everything closed, before fees. */
  readonly realised: Money;
  readonly fees: Money;
  /** How many fills. */
  readonly fills: number;
  readonly bought: Quantity;
  readonly sold: Quantity;
  /** What one YES contract paid, once the leg has settled. */
  readonly settledAt: Price | undefined;
  /** The position that the settlement paid out. */
  readonly settledPosition: Position;
  /** The part of the position that another hand's fills have made and nobody has adopted. */
  readonly foreign: Position;
}

/** Books of a market that an earlier start has left. */
export type CarriedBooks = Pick<LegAccount, "ticker" | "position" | "costBasis" | "realised" | "fees"> &
  Partial<Pick<LegAccount, "foreign">>;

/** A leg's books as the ledger has them, which alone changes them. */
export type MutableLegAccount = { -readonly [Key in keyof LegAccount]: LegAccount[Key] };

/** Books without an entry. */
export function emptyAccount(ticker: string): MutableLegAccount {
  return {
    ticker,
    position: 0 as Position,
    costBasis: 0 as Money,
    realised: 0 as Money,
    fees: 0 as Money,
    fills: 0,
    bought: 0 as Quantity,
    sold: 0 as Quantity,
    settledAt: undefined,
    settledPosition: 0 as Position,
    foreign: 0 as Position,
  };
}
