import { type Money, money, type Position, PRICE_ONE, type Quantity } from "../market/units.ts";
import { type FeeBound, hurtIfLoses, hurtIfWins, NO_FEES } from "./fill-effect.ts";
import { type LegExposure, type LiveOrder, UnknownLegError } from "./limits.ts";
import { WorstCase } from "./worst-case.ts";

/**
 * How low our orders may take the exchange's balance (SAFETY.md, Accounting), with collateral return off and on: which
 * of the two the account has is not known (V-9), so each create must be affordable under both.
 *
 *     new Affordability({ mutuallyExclusive, legs, orders, balance, feeBound? }, worstCase?)   O(legs + orders)
 *     lowest: LowestBalance                             with everything that may be live
 *     lowestAfter(candidate, replaced?): LowestBalance  with one more order, and these of its side gone, O(1)
 *     affords(candidate, floor, replaced?): boolean
 *     returnedCollateral(positions): Money
 *
 * **Off.** A short contract ties up $1 until it is bought back or settles. A bid costs its price and an ask $1 less its
 * price, except for what closes a position: that returns its $1, or sells what is there. Both sides of a leg are held
 * against the balance at the same time, since the exchange can't know which is filled first (and its balance is read as
 * gross of them, V-7).
 *
 * **On.** In a mutually exclusive event at most one NO can lose, so the exchange gives back the collateral of all but
 * the largest NO count. Then the balance is our cash less $1 for each contract of the largest short alone, which is our
 * cash in the worst outcome of the event: the lowest it can fall to is the worst case of orders and positions over the
 * winners. In this reading **buying back a short that isn't the largest costs its full price and returns nothing**, for
 * its $1 came back when it was sold: the NO was a hedge of the larger one. With return off the same purchase brings
 * cash in. Hence the two readings: neither is the safe one for every order.
 *
 * Both start from the same `balance`, in the exchange's convention: the lower of what our books say and what the
 * exchange says.
 */

export interface AffordabilityInput {
  readonly mutuallyExclusive: boolean;
  readonly legs: readonly LegExposure[];
  readonly orders: readonly LiveOrder[];
  readonly balance: Money;
  readonly feeBound?: FeeBound;
}

/** The lowest that the balance may fall to by fills alone. */
export interface LowestBalance {
  readonly returnOff: Money;
  /** The same as `returnOff` where collateral is never returned: legs that don't exclude each other. */
  readonly returnOn: Money;
}

/** What fills of one side of a leg can do, in the two cases for the leg. */
interface Hurts {
  loses: number;
  wins: number;
}

interface LegCollateral {
  /** What the position pays if the leg wins. */
  readonly payout: number;
  readonly bid: Hurts;
  readonly ask: Hurts;
}

export class Affordability {
  readonly #balance: Money;
  readonly #feeBound: FeeBound;
  readonly #legs = new Map<string, LegCollateral>();
  /** Collateral of everything that may be live, return off. */
  #held = 0;
  /**
   * What orders do to our cash in the worst outcome is what they do to the result in it: the two differ by the cost
   * bases, which no outcome changes. Undefined where nothing is ever returned.
   */
  readonly #worst: WorstCase | undefined;

  /**
   * `worstCase` is that of the same legs and orders, where it is there already. Throws UnknownLegError for an order in
   * a leg that isn't listed.
   */
  constructor(input: AffordabilityInput, worstCase?: WorstCase) {
    const { mutuallyExclusive, orders, feeBound = NO_FEES } = input;
    this.#balance = input.balance;
    this.#feeBound = feeBound;
    for (const { ticker, position } of input.legs) {
      const none = { loses: 0, wins: 0 };
      this.#legs.set(ticker, { payout: position * PRICE_ONE, bid: none, ask: { ...none } });
    }
    for (const order of orders) {
      const hurts = this.#leg(order.ticker)[order.side];
      hurts.loses += hurtIfLoses(order, feeBound);
      hurts.wins += hurtIfWins(order, feeBound);
    }
    for (const { payout, bid, ask } of this.#legs.values())
      this.#held += collateral(payout, bid) + collateral(payout, ask);
    this.#worst = mutuallyExclusive ? (worstCase ?? new WorstCase(input)) : undefined;
  }

  /** The lowest balance with everything that may be live now. */
  get lowest(): LowestBalance {
    return this.#lowest(this.#held, this.#worst?.worst.result);
  }

  /**
   * The lowest balance if `candidate` might be live too, and the orders of the same leg and side that it is to replace
   * were gone. In whole contracts, more of it is never better.
   */
  lowestAfter(candidate: LiveOrder, replaced: readonly LiveOrder[] = []): LowestBalance {
    const leg = this.#leg(candidate.ticker);
    const side = leg[candidate.side];
    const then = {
      loses: side.loses + hurtIfLoses(candidate, this.#feeBound),
      wins: side.wins + hurtIfWins(candidate, this.#feeBound),
    };
    for (const order of replaced) {
      then.loses -= hurtIfLoses(order, this.#feeBound);
      then.wins -= hurtIfWins(order, this.#feeBound);
    }
    const held = this.#held - collateral(leg.payout, side) + collateral(leg.payout, then);
    return this.#lowest(held, this.#worst?.worstAfter(candidate, replaced));
  }

  /**
   * Whether `candidate` leaves the balance at or above `floor` under both readings, whatever is filled. A balance that
   * may be under the floor already blocks what would lower it further, and nothing else: closing a position for cash is
   * always affordable.
   */
  affords(candidate: LiveOrder, floor: Money, replaced: readonly LiveOrder[] = []): boolean {
    const then = this.lowestAfter(candidate, replaced);
    if (then.returnOff >= floor && then.returnOn >= floor) return true;
    const without = this.lowestAfter({ ...candidate, remaining: 0 as Quantity }, replaced);
    const off = then.returnOff >= floor || then.returnOff >= without.returnOff;
    const on = then.returnOn >= floor || then.returnOn >= without.returnOn;
    return off && on;
  }

  #lowest(held: number, worst: Money | undefined): LowestBalance {
    const returnOff = money(this.#balance - held, "balance");
    if (this.#worst === undefined || worst === undefined) return { returnOff, returnOn: returnOff };
    return { returnOff, returnOn: money(this.#balance - this.#worst.unfilled + worst, "balance") };
  }

  #leg(ticker: string): LegCollateral {
    const leg = this.#legs.get(ticker);
    if (leg === undefined) throw new UnknownLegError(ticker);
    return leg;
  }
}

/** What fills of one side of a leg may take from the balance, return off: its worse case, less that of the position alone. */
function collateral(payout: number, hurts: Hurts): number {
  return Math.min(0, payout) - Math.min(hurts.loses, payout + hurts.wins);
}

/**
 * What collateral return gives back of short positions in the legs of one mutually exclusive event: $1 for every NO
 * contract but those of the largest count, for at most one leg can win (inferred from how the exchange describes it;
 * V-9).
 */
export function returnedCollateral(positions: Iterable<Position>): Money {
  let all = 0;
  let largest = 0;
  for (const position of positions) {
    if (position >= 0) continue;
    all -= position;
    largest = Math.max(largest, -position);
  }
  return money((all - largest) * PRICE_ONE, "returned collateral");
}
