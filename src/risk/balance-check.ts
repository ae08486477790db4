import { list, number, object, type Shape } from "../market/saved-state.ts";
import { type Money, money } from "../market/units.ts";
import { type BalanceConvention, CONVENTIONS } from "./balance-convention.ts";

/** A convention is given up when so many readings in a row are explained by another one and not by it. */
const GIVEN_UP_AFTER = 3;

/** What is between two amounts, both included. */
export interface Band {
  readonly least: Money;
  readonly most: Money;
}

/** What our books say at the moment of a reading. */
export interface BalanceFacts {
  /** Opening balance, our cash, flows, less $1 for every short contract. */
  readonly books: Money;
  /** What collateral return would have given back of that. */
  readonly returned: Money;
  /** What resting orders need, by what becomes of a short's collateral. A band: fees and orders on the move are not exactly known. */
  readonly reserved: Readonly<Record<BalanceConvention["collateral"], Band>>;
}

/** What a reading's balance comes to. */
export interface Judgement {
  /** What must be unexplained for it to be right. */
  readonly implied: Money;
  /** False where orders on the move might explain it, under a convention that isn't known to be the account's: a later reading tells. */
  readonly isClear: boolean;
}

/** The check as plain data. */
export interface BalanceCheckState {
  readonly offsets: readonly Band[];
  readonly misses: readonly number[];
  readonly unexplained: Money;
  readonly highest: Money;
}

export const BALANCE_CHECK_STATE: Shape<BalanceCheckState> = object<BalanceCheckState>({
  offsets: list(object<Band>({ least: number(), most: number() })),
  misses: list(number()),
  unexplained: number(),
  highest: number(),
});

/**
 * The exchange's balance against our books (SAFETY.md, Accounting):
 *
 *     balance = opening + our cash - $1 x change in shorts + returned collateral + external flows + unexplained cash
 *
 * in which the exchange may or may not return collateral, and tell its balance net of resting orders: whichever explains the readings is taken
 * for the account's convention. A convention that explains a reading is never worse than one that doesn't, and one that goes on failing where
 * another holds is given up for good. What none of those that are left explains is unexplained, by the worst of them: so that not knowing the
 * convention never hides a loss for longer than it takes the orders to move.
 */
export class BalanceCheck {
  /** By convention: by how much the exchange's own reckoning was ahead of it at the opening. */
  #offsets: Band[] = [];
  /** By convention: readings in a row that another explained and this one didn't; GIVEN_UP_AFTER is given up. */
  #misses: number[];
  #unexplained = 0 as Money;
  #highest = 0 as Money;

  /** `known`: the convention that an earlier run has found. */
  constructor(known?: BalanceConvention) {
    const isKnown = ({ collateral, balance }: BalanceConvention): boolean =>
      known === undefined || (collateral === known.collateral && balance === known.balance);
    this.#misses = CONVENTIONS.map((each) => (isKnown(each) ? 0 : GIVEN_UP_AFTER));
  }

  /** The books open with this balance. */
  open(balance: Money, facts: BalanceFacts): void {
    this.#offsets = CONVENTIONS.map((convention) => beyond(balance, facts, convention));
  }

  /** What has been named unexplained: gains positive. */
  get unexplained(): Money {
    return this.#unexplained;
  }

  /** By how much it has fallen from its highest, or from what an operator has taken over. Positive. */
  get fall(): Money {
    return money(this.#highest - this.#unexplained, "fall");
  }

  /** What is known of the account's convention: a field is undefined while both are possible. */
  get convention(): Partial<BalanceConvention> {
    const left = CONVENTIONS.filter((_, index) => !this.#isGivenUp(index));
    const collateral = new Set(left.map((each) => each.collateral));
    const balance = new Set(left.map((each) => each.balance));
    return {
      ...(collateral.size === 1 && { collateral: left[0]!.collateral }),
      ...(balance.size === 1 && { balance: left[0]!.balance }),
    };
  }

  /** Some convention has failed, and not yet often enough to be given up: more readings soon tell. */
  get isLearning(): boolean {
    return this.#misses.some((misses) => misses > 0 && misses < GIVEN_UP_AFTER);
  }

  /** What must be unexplained for this reading to be right: `unexplained` itself where it holds. Nothing is learnt. */
  judge(balance: Money, facts: BalanceFacts): Judgement {
    return this.#judge(balance, facts).judgement;
  }

  /** The same, and the conventions are judged by it. */
  read(balance: Money, facts: BalanceFacts): Judgement {
    const { judgement, holds } = this.#judge(balance, facts);
    if (!holds.includes(true)) return judgement; // something has happened that no convention explains
    for (const [index, does] of holds.entries()) {
      if (this.#isGivenUp(index)) continue;
      this.#misses[index] = does ? 0 : this.#misses[index]! + 1;
    }
    return judgement;
  }

  /** So much is unexplained, shown by readings that agree. */
  name(unexplained: Money): void {
    this.#unexplained = unexplained;
    this.#highest = Math.max(this.#highest, unexplained) as Money;
  }

  /** An operator has taken over what is unexplained: falls count from here. */
  adopt(): void {
    this.#highest = this.#unexplained;
  }

  #judge(balance: Money, facts: BalanceFacts): { readonly judgement: Judgement; readonly holds: readonly boolean[] } {
    const mayBeGross = CONVENTIONS.some((each, index) => each.balance === "gross" && !this.#isGivenUp(index));
    let worst = Number.POSITIVE_INFINITY;
    let isClear = true;
    const holds = CONVENTIONS.map((convention, index) => {
      if (this.#isGivenUp(index)) return false;
      const now = beyond(balance, facts, convention);
      const then = this.#offsets[index]!;
      const implied = Math.min(now.most - then.least, Math.max(now.least - then.most, this.#unexplained));
      worst = Math.min(worst, implied);
      if (implied !== this.#unexplained) return false;
      const says = convention.balance === "gross" || !mayBeGross || tells(facts.reserved[convention.collateral]);
      if (!says) isClear = false;
      return says;
    });
    if (holds.includes(true)) return { judgement: { implied: this.#unexplained, isClear: true }, holds };
    return { judgement: { implied: money(worst, "unexplained cash"), isClear }, holds };
  }

  #isGivenUp(index: number): boolean {
    return this.#misses[index]! >= GIVEN_UP_AFTER;
  }

  save(): BalanceCheckState {
    return {
      offsets: [...this.#offsets],
      misses: [...this.#misses],
      unexplained: this.#unexplained,
      highest: this.#highest,
    };
  }

  restore(state: BalanceCheckState): void {
    this.#offsets = [...state.offsets];
    this.#misses = [...state.misses];
    this.#unexplained = state.unexplained;
    this.#highest = state.highest;
  }
}

/** Whether what orders need is known well enough for a balance to show whether it is taken out. */
function tells({ least, most }: Band): boolean {
  return most - least <= least;
}

/** By how much a balance is more than the books of a convention say. */
function beyond(balance: Money, { books, returned, reserved }: BalanceFacts, convention: BalanceConvention): Band {
  const off = balance - books - (convention.collateral === "returned" ? returned : 0);
  if (convention.balance === "gross") return { least: money(off, "balance"), most: money(off, "balance") };
  const { least, most } = reserved[convention.collateral];
  return { least: money(off + least, "balance"), most: money(off + most, "balance") };
}
