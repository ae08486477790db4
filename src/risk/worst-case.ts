import { type Money, money, PRICE_ONE } from "../market/units.ts";
import { type FeeBound, hurtIfLoses, hurtIfWins, NO_FEES } from "./fill-effect.ts";
import { type LegExposure, type LiveOrder, UnknownLegError } from "./limits.ts";

/**
 * What the event can cost: its result in every outcome, with every order that may be live counted as filled where that
 * hurts in that outcome (SAFETY.md, Accounting).
 *
 *     new WorstCase({ mutuallyExclusive, legs, orders, feeBound? })   O(legs + orders)
 *     worst: Outcome                       the worst outcome; its `result` is negative when it loses
 *     worstAfter(candidate, replaced?)     its result with one more order that may be live, and these of its leg gone, O(1)
 *     unfilled: Money                      its result if nothing is filled
 *     outcomes(): Outcome[]                every one of them
 *     legResult(ticker): LegResult         one leg's part, when it loses and when it wins
 *
 * The result of an outcome is that of the open positions against their cost basis, and of the orders against their
 * prices. What has been realised is not in it: it is in the day's equity already, and a gain of yesterday buys no risk
 * today.
 *
 * An order's fill changes the result of an outcome by a fixed amount, whatever else is filled. So the worst choice of
 * fills takes each order by itself, and a partial fill is never worse than the worse of none and all. In a mutually
 * exclusive event the outcome "leg i wins" is the sum of all legs losing plus what changes when i wins, so one pass
 * gives them all. Where legs are independent of each other, each takes its worse side.
 *
 * Ties: one that splits the $1 lies between the outcomes of its winners and is never worse than the worse of them.
 * Rules that pay several winners in full make the event not mutually exclusive.
 */

export interface WorstCaseInput {
  readonly mutuallyExclusive: boolean;
  /** Every unsettled leg, those without a position too: it may win. */
  readonly legs: readonly LegExposure[];
  readonly orders: Iterable<LiveOrder>;
  readonly feeBound?: FeeBound;
}

/** One way the event may end: which legs pay $1, and what that leaves us with. */
export interface Outcome {
  /** None: no listed leg wins. More than one only where legs are independent. */
  readonly winners: readonly string[];
  readonly result: Money;
}

/** The result of one leg by itself, everything live that hurts counted as filled. */
export interface LegResult {
  readonly ifLoses: Money;
  readonly ifWins: Money;
}

interface Sums {
  loses: number;
  wins: number;
}

export class WorstCase {
  readonly #exclusive: boolean;
  readonly #feeBound: FeeBound;
  readonly #legs = new Map<string, Sums>();
  /** Exclusive: the result when no listed leg wins. Independent: every leg at its worse side. */
  #base = 0;
  /** The worst result of the positions alone. */
  readonly unfilled: Money;
  /** Exclusive: the most that a winner changes for the worse, which leg, and the second most. */
  #worstWinner: string | undefined;
  #worstChange = Number.POSITIVE_INFINITY;
  #secondChange = Number.POSITIVE_INFINITY;

  /** Throws UnknownLegError for an order in a leg that isn't listed. */
  constructor(input: WorstCaseInput) {
    this.#exclusive = input.mutuallyExclusive;
    this.#feeBound = input.feeBound ?? NO_FEES;
    let unfilled = 0;
    let shortest = 0;
    for (const { ticker, position, costBasis } of input.legs) {
      unfilled -= costBasis;
      if (!this.#exclusive) unfilled += Math.min(0, position * PRICE_ONE);
      else if (position < shortest) shortest = position;
      this.#legs.set(ticker, { loses: 0 - costBasis, wins: position * PRICE_ONE - costBasis });
    }
    this.unfilled = money(unfilled + shortest * PRICE_ONE, "worst case");
    for (const order of input.orders) {
      const leg = this.#leg(order.ticker);
      leg.loses += hurtIfLoses(order, this.#feeBound);
      leg.wins += hurtIfWins(order, this.#feeBound);
    }
    for (const [ticker, { loses, wins }] of this.#legs) {
      this.#base += this.#exclusive ? loses : Math.min(loses, wins);
      const change = wins - loses;
      if (change < this.#worstChange) {
        this.#secondChange = this.#worstChange;
        this.#worstChange = change;
        this.#worstWinner = ticker;
      } else if (change < this.#secondChange) this.#secondChange = change;
    }
  }

  /** The worst outcome; the one without a winner first, then in the order of the legs, among equals. */
  get worst(): Outcome {
    if (!this.#exclusive) {
      const winners = [...this.#legs].filter(([, { loses, wins }]) => wins < loses).map(([ticker]) => ticker);
      return { winners, result: money(this.#base, "worst case") };
    }
    if (this.#worstWinner === undefined || this.#worstChange >= 0) {
      return { winners: [], result: money(this.#base, "worst case") };
    }
    return { winners: [this.#worstWinner], result: money(this.#base + this.#worstChange, "worst case") };
  }

  /**
   * The result of the worst outcome if `candidate` might be live too, and the orders of the same leg that it is to
   * replace were gone. In whole contracts, more of it is never better.
   */
  worstAfter(candidate: LiveOrder, replaced: readonly LiveOrder[] = []): Money {
    const { loses, wins } = this.#leg(candidate.ticker);
    let losesAfter = loses + hurtIfLoses(candidate, this.#feeBound);
    let winsAfter = wins + hurtIfWins(candidate, this.#feeBound);
    for (const order of replaced) {
      losesAfter -= hurtIfLoses(order, this.#feeBound);
      winsAfter -= hurtIfWins(order, this.#feeBound);
    }
    if (!this.#exclusive) {
      return money(this.#base - Math.min(loses, wins) + Math.min(losesAfter, winsAfter), "worst case");
    }
    const elsewhere = candidate.ticker === this.#worstWinner ? this.#secondChange : this.#worstChange;
    return money(this.#base - loses + losesAfter + Math.min(0, elsewhere, winsAfter - losesAfter), "worst case");
  }

  /** Every outcome: no listed winner, then each leg in order. Where legs are independent, the worst one alone. */
  outcomes(): readonly Outcome[] {
    if (!this.#exclusive) return [this.worst];
    const all: Outcome[] = [{ winners: [], result: money(this.#base, "outcome") }];
    for (const [ticker, { loses, wins }] of this.#legs) {
      all.push({ winners: [ticker], result: money(this.#base - loses + wins, "outcome") });
    }
    return all;
  }

  legResult(ticker: string): LegResult {
    const { loses, wins } = this.#leg(ticker);
    return { ifLoses: money(loses, "leg"), ifWins: money(wins, "leg") };
  }

  #leg(ticker: string): Sums {
    const leg = this.#legs.get(ticker);
    if (leg === undefined) throw new UnknownLegError(ticker);
    return leg;
  }
}
