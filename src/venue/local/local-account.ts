import type { Fill } from "../../engine/input.ts";
import {
  cost,
  type Money,
  money,
  type Position,
  PRICE_ONE,
  type Price,
  type Quantity,
  signedQuantity,
} from "../../market/units.ts";

/** What happened to us in one leg, as the exchange would account for it. */
export interface LegResult {
  readonly fills: number;
  readonly contracts: Quantity;
  /** Held before the leg settled or the tape ended. */
  readonly position: Position;
  readonly fees: Money;
  /** Sales less purchases, before fees and settlement; a sale of YES counts as received in full. */
  readonly flow: Money;
}

type MutableResult = { -readonly [Key in keyof LegResult]: LegResult[Key] };

/**
 * Our cash at an exchange of our own, kept apart from the engine's own books so that each checks the other: here nothing is averaged or
 * realised, only money is counted as it comes and goes.
 */
export class LocalAccount {
  readonly #legs = new Map<string, MutableResult>();
  readonly #settled = new Map<string, Price>();
  #cash: Money;

  constructor(openingBalance: Money) {
    this.#cash = openingBalance;
  }

  /** Opening balance, sales less purchases, settlements, less fees. */
  get cash(): Money {
    return this.#cash;
  }

  /** Cash as the exchange states it: what a short contract may have to pay out is held back. */
  get balance(): Money {
    let short = 0;
    for (const [ticker, { position }] of this.#legs) {
      if (!this.#settled.has(ticker) && position < 0) short -= position;
    }
    return money(this.#cash - cost(PRICE_ONE, short as Quantity), "balance");
  }

  leg(ticker: string): LegResult {
    return this.#leg(ticker);
  }

  /** Open positions that are not flat. */
  positions(): { readonly ticker: string; readonly position: Position }[] {
    return [...this.#legs]
      .filter(([ticker, { position }]) => position !== 0 && !this.#settled.has(ticker))
      .map(([ticker, { position }]) => ({ ticker, position }));
  }

  fill({ ticker, side, price, quantity, fee }: Fill): void {
    const leg = this.#leg(ticker);
    const signed = signedQuantity(side, quantity);
    leg.fills += 1;
    leg.contracts = (leg.contracts + quantity) as Quantity;
    leg.position = (leg.position + signed) as Position;
    leg.fees = money(leg.fees + fee, "fees");
    leg.flow = money(leg.flow - signed * price, "flow");
    this.#cash = money(this.#cash - signed * price - fee, "cash");
  }

  /** Pays out a leg; what has been paid already, when the value is a corrected one, comes off that. */
  settle(ticker: string, value: Price): void {
    const paid = this.#settled.get(ticker) ?? 0;
    this.#settled.set(ticker, value);
    this.#cash = money(this.#cash + this.#leg(ticker).position * (value - paid), "cash");
  }

  #leg(ticker: string): MutableResult {
    let leg = this.#legs.get(ticker);
    if (leg === undefined) {
      leg = { fills: 0, contracts: 0 as Quantity, position: 0 as Position, fees: 0 as Money, flow: 0 as Money };
      this.#legs.set(ticker, leg);
    }
    return leg;
  }
}
