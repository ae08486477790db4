import { flag, list, number, object, type Shape } from "../market/saved-state.ts";
import { DOLLAR, type Money, money } from "../market/units.ts";
import { type BalanceConvention, CONVENTIONS } from "./balance-convention.ts";
import { shareOf } from "./limits.ts";
import {
  COARSEST,
  MAY_BE_ROUNDED,
  type MayBeRounded,
  mostRounded,
  NOTHING_ROUNDED,
  type Precision,
  precisionBy,
} from "./rounding.ts";

/** Cash that has gone without an explanation: more than $1.00, or than half a percent of the day's opening equity, stops quoting. */
export function mostUnexplained(openingEquity: Money): Money {
  return Math.min(DOLLAR, shareOf(openingEquity, 0.5)) as Money;
}

/** A convention is given up when so many readings are explained by another one and not by it, with none between them that a likelier one fails. */
const GIVEN_UP_AFTER = 3;

/** What is between two amounts, both included. */
export interface Band {
  readonly least: Money;
  readonly most: Money;
}

const NOTHING: Band = { least: 0 as Money, most: 0 as Money };

/** What our books say at the moment of a reading. */
export interface BalanceFacts {
  /** Opening balance, our cash, flows, less $1 for every short contract. */
  readonly books: Money;
  /** What collateral return would have given back of that. */
  readonly returned: Money;
  /** What resting orders need, by what becomes of a short's collateral. A band: fees and orders on the move are not exactly known. */
  readonly reserved: Readonly<Record<BalanceConvention["collateral"], Band>>;
  /** What rounding may have cost since the opening, beside the fees that were told. */
  readonly mayBeRounded: MayBeRounded;
  /** What it may have kept before the opening of orders that rested then: their next fills may give it back. */
  readonly mayComeBack: MayBeRounded;
  /** Fills that the exchange's own figures lacked were added to the reading, by the fees that were told: what they were rounded by isn't in it. */
  readonly isAhead: boolean;
}

/** What a reading's balance comes to. */
export interface Judgement {
  /** What must be unexplained for it to be right. */
  readonly implied: Money;
  /** False where orders on the move might explain it, under a convention that isn't known to be the account's: a later reading tells. */
  readonly isClear: boolean;
}

/** What a reading says of a convention; nothing where orders on the move would explain almost any balance. */
type Verdict = "holds" | "fails" | "says nothing";

/** The check as plain data. */
export interface BalanceCheckState {
  readonly offsets: readonly Band[];
  readonly misses: readonly number[];
  readonly unexplained: Money;
  readonly highest: Money;
  readonly toldApart: boolean;
  readonly precision: Precision;
  readonly rounding: Money;
  readonly roundedBy: Money;
  readonly roundedTo: MayBeRounded;
}

export const BALANCE_CHECK_STATE: Shape<BalanceCheckState> = object<BalanceCheckState>({
  offsets: list(object<Band>({ least: number(), most: number() })),
  misses: list(number()),
  unexplained: number(),
  highest: number(),
  toldApart: flag(),
  precision: number(),
  rounding: number(),
  roundedBy: number(),
  roundedTo: MAY_BE_ROUNDED,
});

/**
 * The exchange's balance against our books (SAFETY.md, Accounting):
 *
 *     balance = opening + our cash - $1 x change in shorts + returned collateral + external flows - rounding + unexplained cash
 *
 * in which the exchange may or may not return collateral, and tell its balance net of resting orders: whichever explains the readings is taken
 * for the account's convention. A convention that explains a reading is never worse than one that doesn't, and one that goes on failing where
 * another holds is given up for good. What none of those that are left explains is unexplained, by the worst of them: so that not knowing the
 * convention never hides a loss for longer than it takes the orders to move. Rounding is what fees that are told without it may have left out, fill by
 * fill, and never more: nothing where the changes of the balance are whole as they are told. It is negative where an order gives back after the opening
 * what it had lost before.
 */
export class BalanceCheck {
  /** By convention: by how much the exchange's own reckoning was ahead of it at the opening. */
  #offsets: Band[] = [];
  /** By convention: readings that another explained and this one didn't, since it last explained what a likelier one didn't; GIVEN_UP_AFTER is given up. */
  #misses: number[];
  #convention: Partial<BalanceConvention> = {};
  #unexplained = 0 as Money;
  #highest = 0 as Money;
  #toldApart = false;
  #precision = COARSEST;
  /** What rounding has cost by the readings so far. */
  #rounding = 0 as Money;
  /** What it had cost, and up to which fills, when that was last known exactly. */
  #roundedBy = 0 as Money;
  #roundedTo = NOTHING_ROUNDED;

  /** `known`: what an earlier run has found of the convention. */
  constructor(known: Partial<BalanceConvention> = {}) {
    const isKnown = ({ collateral, balance }: BalanceConvention): boolean =>
      collateral === (known.collateral ?? collateral) && balance === (known.balance ?? balance);
    this.#misses = CONVENTIONS.map((each) => (isKnown(each) ? 0 : GIVEN_UP_AFTER));
    this.#learn();
  }

  /** The books open with this balance. */
  open(balance: Money, facts: BalanceFacts): void {
    this.#offsets = CONVENTIONS.map((convention) => beyond(balance, facts, convention));
    this.#look(balance, facts);
  }

  /** What has been named unexplained: gains positive. */
  get unexplained(): Money {
    return this.#unexplained;
  }

  /** What the exchange has kept of changes of the balance to make them round, beside the fees that it told; negative: it has given more back. */
  get rounding(): Money {
    return this.#rounding;
  }

  /** Collateral of what was held at the opening that had come back by then, if the account's is returned. */
  get returnedBefore(): Money {
    const [locked, returned] = this.#offsets; // both gross: nothing else is between them
    return locked === undefined || returned === undefined
      ? NOTHING.least
      : money(locked.least - returned.least, "returned");
  }

  /** By how much it has fallen from its highest, or from what an operator has taken over. Positive. */
  get fall(): Money {
    return money(this.#highest - this.#unexplained, "fall");
  }

  /** What is known of the account's convention: a field is undefined while both are possible. */
  get convention(): Partial<BalanceConvention> {
    return this.#convention;
  }

  /** The last reading was one that tells conventions apart, and not all that it spoke against are given up yet: more readings soon tell. */
  get isLearning(): boolean {
    return this.#toldApart && this.#misses.some((misses) => misses > 0 && misses < GIVEN_UP_AFTER);
  }

  /** What must be unexplained for this reading to be right: `unexplained` itself where it holds. Nothing is learnt. */
  judge(balance: Money, facts: BalanceFacts): Judgement {
    return this.#judge(balance, facts).judgement;
  }

  /** The same, and the conventions are judged by it. */
  read(balance: Money, facts: BalanceFacts): Judgement {
    this.#look(balance, facts);
    const { judgement, verdicts } = this.#judge(balance, facts);
    const holding = CONVENTIONS.flatMap((_, index) =>
      verdicts[index] === "holds" ? [this.#since(balance, facts, index)] : [],
    );
    if (holding.length === 0) return judgement; // something has happened that no convention explains
    this.#round(holding, facts);
    this.#toldApart = verdicts.includes("fails");
    const best = Math.min(...this.#misses.filter((_, index) => verdicts[index] === "fails"));
    for (const [index, verdict] of verdicts.entries()) {
      if (verdict === "fails") this.#misses[index]!++;
      else if (verdict === "holds" && best < this.#misses[index]!) this.#misses[index] = 0; // one that seemed likelier doesn't
    }
    this.#learn();
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

  #judge(
    balance: Money,
    facts: BalanceFacts,
  ): { readonly judgement: Judgement; readonly verdicts: readonly Verdict[] } {
    const mayBeGross = CONVENTIONS.some((each, index) => each.balance === "gross" && !this.#isGivenUp(index));
    let worst = Number.POSITIVE_INFINITY;
    let isClear = true;
    const rounding = this.#mayBe(facts);
    const back = mostRounded(facts.mayComeBack, this.#precision);
    const verdicts = CONVENTIONS.map((convention, index): Verdict => {
      if (this.#isGivenUp(index)) return "says nothing";
      const { least, most } = this.#since(balance, facts, index);
      const implied = Math.min(most + rounding, Math.max(least - back, this.#unexplained));
      worst = Math.min(worst, implied);
      if (implied !== this.#unexplained) return "fails";
      if (convention.balance === "gross" || !mayBeGross || tells(facts.reserved[convention.collateral])) return "holds";
      isClear = false;
      return "says nothing";
    });
    if (verdicts.includes("holds")) return { judgement: { implied: this.#unexplained, isClear: true }, verdicts };
    return { judgement: { implied: money(worst, "unexplained cash"), isClear }, verdicts };
  }

  /** By how much a balance is more than the books of a convention say, less what it was at the opening. */
  #since(balance: Money, facts: BalanceFacts, index: number): Band {
    const now = beyond(balance, facts, CONVENTIONS[index]!);
    const then = this.#offsets[index]!;
    return { least: money(now.least - then.most, "balance"), most: money(now.most - then.least, "balance") };
  }

  /** What rounding may have cost by now: what it was last known to have, and what the fills since then may have lost, however often one looks. */
  #mayBe({ mayBeRounded }: BalanceFacts): Money {
    const since = mostRounded(mayBeRounded, this.#precision) - mostRounded(this.#roundedTo, this.#precision);
    return money(this.#roundedBy + since, "rounding");
  }

  /** What the account is rounded to shows where its cash is known exactly, by whichever convention. */
  #look(balance: Money, { reserved, isAhead }: BalanceFacts): void {
    const shown: Precision[] = [];
    for (const [index, convention] of CONVENTIONS.entries()) {
      if (this.#isGivenUp(index)) continue;
      const { least, most } = convention.balance === "net" ? reserved[convention.collateral] : NOTHING;
      if (isAhead || least !== most) return;
      shown.push(precisionBy(money(balance + least, "balance"), this.#precision));
    }
    this.#precision = Math.max(...shown) as Precision;
  }

  /**
   * Conventions explain the reading: what rounding must be for that, by the first of them. It is known exactly where they all say the same, and nothing else
   * is in the balance.
   */
  #round(holding: readonly Band[], facts: BalanceFacts): void {
    const { least, most } = holding[0]!;
    const back = mostRounded(facts.mayComeBack, this.#precision);
    const from = Math.max(-back, this.#unexplained - most);
    const to = Math.min(this.#mayBe(facts), this.#unexplained - least);
    this.#rounding = money(Math.min(to, Math.max(from, this.#rounding)), "rounding");
    if (facts.isAhead || holding.some((each) => each.least !== most || each.most !== most)) return;
    this.#roundedBy = this.#rounding;
    this.#roundedTo = facts.mayBeRounded;
  }

  /** What the conventions that are left have in common. */
  #learn(): void {
    const left = CONVENTIONS.filter((_, index) => !this.#isGivenUp(index));
    const collateral = new Set(left.map((each) => each.collateral));
    const balance = new Set(left.map((each) => each.balance));
    this.#convention = {
      ...(collateral.size === 1 && { collateral: left[0]!.collateral }),
      ...(balance.size === 1 && { balance: left[0]!.balance }),
    };
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
      toldApart: this.#toldApart,
      precision: this.#precision,
      rounding: this.#rounding,
      roundedBy: this.#roundedBy,
      roundedTo: this.#roundedTo,
    };
  }

  restore(state: BalanceCheckState): void {
    this.#offsets = [...state.offsets];
    this.#misses = [...state.misses];
    this.#learn();
    this.#unexplained = state.unexplained;
    this.#highest = state.highest;
    this.#toldApart = state.toldApart;
    this.#precision = state.precision;
    this.#rounding = state.rounding;
    this.#roundedBy = state.roundedBy;
    this.#roundedTo = state.roundedTo;
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
