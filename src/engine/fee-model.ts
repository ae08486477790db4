import type { FeeSchedule } from "../market/event.ts";
import { flag, list, object, type Shape } from "../market/saved-state.ts";
import { type Money, signedQuantity, toDollars } from "../market/units.ts";
import { fee } from "../strategy/fees.ts";
import type { FeeGuard } from "./guards.ts";
import type { Fill, ForeignFill } from "./input.ts";

/** To what accounts are rounded, in micro-dollars: $0.0001 for direct members, a whole cent for all others (KALSHI.md section 6). */
const CENT = 10_000;

/** How predictions have fared, as plain data. */
export interface FeeModelState {
  /** Of the last fills, oldest first: whether the prediction was wrong. */
  readonly wrong: readonly boolean[];
  /** The same had the account been rounded to whole cents. */
  readonly wrongInCents: readonly boolean[];
}

export const FEE_MODEL_STATE: Shape<FeeModelState> = object<FeeModelState>({
  wrong: list(flag()),
  wrongInCents: list(flag()),
});

/**
 * Fees booked against fees predicted (SAFETY.md, Accounting). What the exchange charges is booked; what we predict is in every quote. When the two part
 * again and again, quotes rest on a wrong cost: they are widened, until predictions are right again. An account that is rounded to whole cents is
 * charged the rounding as well, and given back a cent when an order has paid more than that; which kind of account it is shows by itself.
 */
export class FeeModel {
  #wrong: boolean[] = [];
  #wrongInCents: boolean[] = [];

  constructor(private readonly guard: FeeGuard | undefined) {}

  /** A fill has been booked. Returns what to tell when the model turns out to be wrong by it. */
  booked(
    { side, price, quantity, fee: booked, taker, ticker }: Fill | ForeignFill,
    fees: FeeSchedule,
  ): string | undefined {
    if (this.guard === undefined) return undefined;
    const { ofLast, toleranceMicroDollars } = this.guard;
    const predicted = fee(fees, taker ? "taker" : "maker", price, quantity, side);
    const change = -signedQuantity(side, quantity) * price - predicted; // of the balance, but for whole dollars
    const inCents = predicted + (((change % CENT) + CENT) % CENT);
    const off = (expected: number): boolean => Math.abs(booked - expected) > toleranceMicroDollars;
    const was = this.isWrong;
    this.#wrong.push(off(predicted));
    this.#wrongInCents.push(off(inCents) && off(inCents - CENT));
    for (const each of [this.#wrong, this.#wrongInCents]) if (each.length > ofLast) each.shift();
    if (was || !this.isWrong) return undefined;
    return `fees are not what they should be: ${usd(booked)} for a fill on ${ticker}, predicted ${usd(predicted)}`;
  }

  /** Enough of the last predictions were wrong, whatever the account is rounded to. */
  get isWrong(): boolean {
    return this.#isWrong(this.#wrong) && this.#isWrong(this.#wrongInCents);
  }

  #isWrong(predictions: readonly boolean[]): boolean {
    if (this.guard === undefined) return false;
    let wrong = 0;
    for (const each of predictions) if (each) wrong++;
    return wrong >= this.guard.wrong;
  }

  save(): FeeModelState {
    return { wrong: [...this.#wrong], wrongInCents: [...this.#wrongInCents] };
  }

  restore({ wrong, wrongInCents }: FeeModelState): void {
    this.#wrong = [...wrong];
    this.#wrongInCents = [...wrongInCents];
  }
}

function usd(amount: Money): string {
  return `$${toDollars(amount).toFixed(6)}`;
}
