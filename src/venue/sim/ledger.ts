import type { Money, Position, Price, Quantity, Side } from "../../market/units.ts";
import { PRICE_ONE, signedQuantity } from "../../market/units.ts";

/** What a position change needs to know of a market. */
export interface Instrument {
  readonly ticker: string;
  /** Every leg of its mutually exclusive event, itself among them; of any other event itself alone. */
  readonly siblings: readonly string[];
}

/**
 * Cash and positions in the exchange's convention: it holds YES or NO contracts and cash. To sell YES that one does not
 * hold is to buy NO at $1 less the price; a YES and a NO together are paid back $1. So the balance is the signed cash
 * flow of all trades less $1 for each NO that is locked up.
 */
export class Ledger {
  readonly #positions: Map<string, Position>;
  #balance: number;

  /** With `collateralReturn`, NOs in several legs of an event lock up $1 only for the largest of them. */
  constructor(
    readonly collateralReturn: boolean,
    balance = 0,
    positions: ReadonlyMap<string, Position> = new Map(),
  ) {
    this.#balance = balance;
    this.#positions = new Map(positions);
  }

  /** For trying something out. */
  copy(): Ledger {
    return new Ledger(this.collateralReturn, this.#balance, this.#positions);
  }

  get balance(): Money {
    return this.#balance as Money;
  }

  position(ticker: string): Position {
    return this.#positions.get(ticker) ?? (0 as Position);
  }

  /** Every position that is not flat, by ticker. */
  positions(): { readonly ticker: string; readonly position: Position }[] {
    return [...this.#positions.keys()].sort().map((ticker) => ({ ticker, position: this.position(ticker) }));
  }

  deposit(amount: Money): void {
    this.#balance += amount;
  }

  /** What the balance would become by a trade. */
  balanceAfter(instrument: Instrument, side: Side, at: Price, quantity: Quantity, fee: Money): Money {
    const held = this.position(instrument.ticker);
    const change = signedQuantity(side, quantity);
    const locked = this.#locked(instrument, held + change) - this.#locked(instrument, held);
    return (this.#balance - at * change - fee - PRICE_ONE * locked) as Money;
  }

  trade(instrument: Instrument, side: Side, at: Price, quantity: Quantity, fee: Money): void {
    this.#balance = this.balanceAfter(instrument, side, at, quantity, fee);
    const held = this.position(instrument.ticker) + signedQuantity(side, quantity);
    if (held === 0) this.#positions.delete(instrument.ticker);
    else this.#positions.set(instrument.ticker, held as Position);
  }

  /** Pays out a position at `value` of YES, less `fee`: the same as trading out of it there. */
  settle(instrument: Instrument, value: Price, fee: Money): void {
    const held = this.position(instrument.ticker);
    if (held === 0) return;
    this.trade(instrument, held > 0 ? "ask" : "bid", value, Math.abs(held) as Quantity, fee);
  }

  /** NO contracts, in 1/100, for which $1 is locked up in the event, if the position in the instrument were this. */
  #locked({ ticker, siblings }: Instrument, position: number): number {
    const own = Math.max(0, -position);
    if (!this.collateralReturn) return own;
    return siblings.reduce((most, leg) => (leg === ticker ? most : Math.max(most, -this.position(leg))), own);
  }
}
