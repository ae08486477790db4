import {
  cost,
  type Money,
  money,
  type Position,
  PRICE_ONE,
  type Price,
  type Quantity,
  type Side,
  signedQuantity,
} from "../market/units.ts";
import { type MayBeRounded, NOTHING_ROUNDED, rounded, roundedPayout } from "../risk/rounding.ts";
import type { LedgerState } from "./ledger-state.ts";
import { type CarriedBooks, emptyAccount, type LegAccount, type MutableLegAccount } from "./leg-account.ts";

/**
 * Our books, exact to the micro-dollar.
 *
 *     new Ledger(openingBalance: Money)                an account with this balance, by the exchange's convention
 *     applyFill(fill, whose?): boolean                 false: this tradeId was booked before, nothing changed
 *     applySettlement(ticker, value: Price): boolean   false: settled at this value before, nothing changed
 *     applyCashFlow(amount: Money): void               a deposit (positive) or a withdrawal (negative)
 *     adopt(ticker, position, at: Price): void         a position held before the opening
 *     adjust(ticker, position, at: Price): void        what is held turns out to be this
 *     adoptForeign(ticker): void                       what another hand holds is ours from now on
 *     carry(leg): void                                 a leg's books as an earlier run left them
 *     remember(tradeId): void                          a fill that is in those
 *
 *     position(ticker): Position        tickers(): Iterable<string>        leg(ticker): LegAccount
 *     unrealised(ticker, mark: Price): Money
 *     cash, flows, fees, realised: Money (of all legs)
 *     shortCollateral(): Money          exchangeBalance(returned?: Money): Money
 *     mayBeRounded: MayBeRounded        what rounding may have cost beside the fees that were told
 *     gross(markOf): Money              net(markOf): Money                 equity(markOf): Money
 *
 * **Signs.** In ours a sale at 60c is +$0.60 of cash and -1 contract. The exchange charges $0.40 for the same and holds
 * a NO. So its cash is ours less $1 for every short contract, plus what it has returned of that where collateral return
 * is on.
 *
 * **Cost basis** is the average cost, signed like the position: what the open contracts were bought for, or less what
 * they were sold for. A fill that opens adds its cost. A fill that closes x of n contracts releases x/n of the basis,
 * rounded towards zero to a micro-dollar; the fraction stays in the basis of what is left, and the last contract takes
 * all there is. A fill that passes through zero is both, at one price. So nothing is ever lost to rounding, and after
 * every step, in integers:
 *
 *     realised - cost basis               = the cash that the leg's fills and settlement have moved, before fees
 *     realised + unrealised at any mark   = that cash + position x mark                                            (gross)
 *     cash                                = opening balance + adopted + flows + that of all legs - fees
 *     equity                              = opening balance + adopted + flows + net
 */

/** A fill as the exchange reports it. `fee` is what it charged: booked as it is, never recomputed. */
export interface LedgerFill {
  /** Unique per fill. */
  readonly tradeId: string;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly fee: Money;
}

export class Ledger {
  readonly #legs = new Map<string, MutableLegAccount>();
  /**
   * Every trade id ever booked. It grows by some hundred bytes a fill (a year of a thousand fills a day is under 50 MB)
   * and is kept whole on purpose: a fill may come again at any time, from the stream, from a REST reading or from a
   * restart's back-fill.
   */
  readonly #seen = new Set<string>();
  #cash: Money;
  #flows = 0 as Money;
  #adopted = 0 as Money;
  #fees = 0 as Money;
  #realised = 0 as Money;
  /** Contracts short over all legs, in 1/100. */
  #short = 0;
  #mayBeRounded: MayBeRounded = NOTHING_ROUNDED;

  /** While nothing is held, our cash and the exchange's balance are the same number. What is held already is told by `adopt`. */
  constructor(readonly openingBalance: Money) {
    this.#cash = openingBalance;
  }

  /**
   * Books a fill; false when its `tradeId` was booked before. A fill reported after its leg has settled was made
   * before: it is booked and paid out at once. A fill of another hand counts in position, cash and result like ours, for the account is one;
   * what it has made of the position is told apart.
   */
  applyFill(fill: LedgerFill, whose: "ours" | "foreign" = "ours"): boolean {
    const before = this.#seen.size;
    if (this.#seen.add(fill.tradeId).size === before) return false;
    const leg = this.#account(fill.ticker);
    const signed = signedQuantity(fill.side, fill.quantity);
    this.#trade(leg, signed, fill.price);
    if (whose === "foreign") leg.foreign = (leg.foreign + signed) as Position;
    leg.fills++;
    if (fill.side === "bid") leg.bought = (leg.bought + fill.quantity) as Quantity;
    else leg.sold = (leg.sold + fill.quantity) as Quantity;
    leg.fees = money(leg.fees + fill.fee, "fees");
    this.#fees = money(this.#fees + fill.fee, "fees");
    this.#cash = money(this.#cash - fill.fee, "cash");
    this.#mayBeRounded = rounded(this.#mayBeRounded, -signed * fill.price - fill.fee);
    if (leg.settledAt !== undefined) this.#payOut(leg, leg.settledAt);
    return true;
  }

  /**
   * A leg has paid `value` per YES contract: its position is closed at that. False when it had settled at this value
   * before. Another value than before is the exchange's correction: what was paid out is booked again at the
   * difference.
   */
  applySettlement(ticker: string, value: Price): boolean {
    const leg = this.#account(ticker);
    const before = leg.settledAt;
    if (before === value) return false;
    leg.settledAt = value;
    if (before !== undefined) this.#book(leg, leg.settledPosition * (value - before));
    this.#payOut(leg, value);
    return true;
  }

  /** Money from or to outside: a deposit (positive), a withdrawal (negative). */
  applyCashFlow(amount: Money): void {
    this.#flows = money(this.#flows + amount, "cash flows");
    this.#cash = money(this.#cash + amount, "cash");
  }

  /**
   * Takes over a position that was there before the opening, as though it had been opened at `at`: its result counts
   * from there. The opening balance is what was left after paying for it, with no collateral returned. Throws for a leg
   * that has books already.
   */
  adopt(ticker: string, held: Position, at: Price): void {
    const nothing = 0 as Money;
    this.carry({ ticker, position: held, costBasis: (held * at) as Money, realised: nothing, fees: nothing });
  }

  /** The same with what an earlier start has booked of it: the opening balance is what was left after all of that. */
  carry({ ticker, position, costBasis, realised, fees, foreign = 0 as Position }: CarriedBooks): void {
    if (this.#legs.has(ticker)) throw new Error(`${ticker}: a position is adopted before the first fill, and once`);
    const leg = this.#account(ticker);
    Object.assign(leg, { position, costBasis, realised, fees, foreign });
    this.#short += Math.max(0, -position);
    this.#realised = money(this.#realised + realised, "realised");
    this.#fees = money(this.#fees + fees, "fees");
    const collateral = position < 0 ? -position * PRICE_ONE : 0;
    this.#cash = money(this.#cash + collateral, "cash");
    this.#adopted = money(this.#adopted + costBasis + collateral - realised + fees, "adopted");
  }

  /** A fill that is in the books already: told again, it counts for nothing. */
  remember(tradeId: string): void {
    this.#seen.add(tradeId);
  }

  /** What is held turns out to be `held`: the difference counts as traded at `at`, without a fee. */
  adjust(ticker: string, held: Position, at: Price): void {
    const leg = this.#account(ticker);
    if (leg.position !== held) this.#trade(leg, (held - leg.position) as Position, at);
  }

  /** What another hand holds of a leg is ours from now on. */
  adoptForeign(ticker: string): void {
    const leg = this.#legs.get(ticker);
    if (leg !== undefined) leg.foreign = 0 as Position;
  }

  /** What we hold of a leg; 0 of one never traded. */
  position(ticker: string): Position {
    return this.#legs.get(ticker)?.position ?? (0 as Position);
  }

  /** The books of one leg; all zero of one never traded. Live: it changes with the next fill. */
  leg(ticker: string): LegAccount {
    return this.#legs.get(ticker) ?? emptyAccount(ticker);
  }

  /** Every leg with a fill or a settlement, in the order of the first. */
  tickers(): Iterable<string> {
    return this.#legs.keys();
  }

  /** What the open position would gain, or lose, if it were closed at `mark`. */
  unrealised(ticker: string, mark: Price): Money {
    const { position, costBasis } = this.leg(ticker);
    return (position * mark - costBasis) as Money;
  }

  /** Cash in our convention: opening balance, flows, sales less purchases, settlements, less fees. */
  get cash(): Money {
    return this.#cash;
  }

  /** Deposits less withdrawals since the opening. */
  get flows(): Money {
    return this.#flows;
  }

  /** What adopted positions were worth when they were: YES at its price, NO at $1 less the price of YES. */
  get adopted(): Money {
    return this.#adopted;
  }

  get fees(): Money {
    return this.#fees;
  }

  /** Result of everything closed in all legs, before fees. */
  get realised(): Money {
    return this.#realised;
  }

  /** What the exchange holds for our short contracts: $1 for each. */
  shortCollateral(): Money {
    return cost(PRICE_ONE, this.#short as Quantity);
  }

  /**
   * What the exchange's balance must be: ours less $1 for each short contract. `returned` is what collateral return has
   * given back of that (`returnedCollateral` in src/risk/affordability.ts); zero where it is off.
   */
  exchangeBalance(returned: Money = 0 as Money): Money {
    return money(this.#cash - this.shortCollateral() + returned, "balance");
  }

  /** What the exchange may have kept of changes of its balance to make them round, if the fees that it told leave that out (SAFETY.md, V-8). */
  get mayBeRounded(): MayBeRounded {
    return this.#mayBeRounded;
  }

  /** Result before fees with open positions at `markOf`: realised + unrealised. It is asked for legs with a position only. */
  gross(markOf: (ticker: string) => Price): Money {
    let total: number = this.#realised;
    for (const leg of this.#legs.values()) {
      if (leg.position !== 0) total += leg.position * markOf(leg.ticker) - leg.costBasis;
    }
    return money(total, "gross");
  }

  /** Result after fees. */
  net(markOf: (ticker: string) => Price): Money {
    return money(this.gross(markOf) - this.#fees, "net");
  }

  /** Cash + open positions at `markOf`. */
  equity(markOf: (ticker: string) => Price): Money {
    return money(this.openingBalance + this.#adopted + this.#flows + this.net(markOf), "equity");
  }

  #account(ticker: string): MutableLegAccount {
    let leg = this.#legs.get(ticker);
    if (leg === undefined) {
      leg = emptyAccount(ticker);
      this.#legs.set(ticker, leg);
    }
    return leg;
  }

  /** Buys (positive) or sells `signed` at `at`: first what closes, then what opens. */
  #trade(leg: MutableLegAccount, signed: Position, at: Price): void {
    this.#cash = money(this.#cash - signed * at, "cash");
    const held = leg.position;
    const closing = Math.sign(signed) === -Math.sign(held) ? Math.min(Math.abs(signed), Math.abs(held)) : 0;
    if (closing > 0) {
      const released = share(leg.costBasis, closing, Math.abs(held));
      leg.costBasis = (leg.costBasis - released) as Money;
      this.#realise(leg, Math.sign(held) * closing * at - released);
    }
    const opening = signed - Math.sign(signed) * closing;
    leg.costBasis = money(leg.costBasis + opening * at, "cost basis");
    leg.position = (held + signed) as Position;
    this.#short += Math.max(0, -leg.position) - Math.max(0, -held);
  }

  /** Closes what is held at the settlement value. */
  #payOut(leg: MutableLegAccount, value: Price): void {
    const held = leg.position;
    if (held === 0) return;
    leg.settledPosition = (leg.settledPosition + held) as Position;
    leg.foreign = 0 as Position;
    this.#mayBeRounded = roundedPayout(this.#mayBeRounded, held * (held > 0 ? value : value - PRICE_ONE));
    this.#trade(leg, -held as Position, value);
  }

  /** Moves cash as a realised result. */
  #book(leg: MutableLegAccount, amount: number): void {
    this.#cash = money(this.#cash + amount, "cash");
    this.#realise(leg, amount);
  }

  #realise(leg: MutableLegAccount, amount: number): void {
    leg.realised = money(leg.realised + amount, "realised");
    this.#realised = money(this.#realised + amount, "realised");
  }

  save(): LedgerState {
    return {
      openingBalance: this.openingBalance,
      legs: Array.from(this.#legs.values(), (leg) => ({ ...leg, settledAt: leg.settledAt ?? null })),
      seen: [...this.#seen],
      cash: this.#cash,
      flows: this.#flows,
      adopted: this.#adopted,
      mayBeRounded: this.#mayBeRounded,
    };
  }

  /** Becomes the books that were saved. A new ledger with their opening balance only. */
  restore(state: LedgerState): void {
    for (const saved of state.legs) {
      const leg = { ...saved, settledAt: saved.settledAt ?? undefined };
      this.#legs.set(leg.ticker, leg);
      this.#fees = money(this.#fees + leg.fees, "fees");
      this.#realised = money(this.#realised + leg.realised, "realised");
      this.#short += Math.max(0, -leg.position);
    }
    for (const tradeId of state.seen) this.#seen.add(tradeId);
    this.#cash = state.cash;
    this.#flows = state.flows;
    this.#adopted = state.adopted;
    this.#mayBeRounded = state.mayBeRounded;
  }
}

/** `part`/`whole` of an amount, rounded towards zero, exactly: a product beyond 2^53 is taken in big integers. */
function share(amount: Money, part: number, whole: number): Money {
  const product = amount * part;
  if (!Number.isSafeInteger(product)) return Number((BigInt(amount) * BigInt(part)) / BigInt(whole)) as Money;
  return ((product - (product % whole)) / whole) as Money;
}
