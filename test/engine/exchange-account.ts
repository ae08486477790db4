import type { LedgerFill } from "../../src/engine/ledger.ts";

interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}
const reduced = (top: bigint, bottom: bigint): Fraction => {
  let [a, b] = [top < 0n ? -top : top, bottom];
  while (b > 0n) [a, b] = [b, a % b];
  return a === 0n ? { top: 0n, bottom: 1n } : { top: top / a, bottom: bottom / a };
};
const fraction = (top: bigint): Fraction => ({ top, bottom: 1n });
const plus = (one: Fraction, other: Fraction): Fraction =>
  reduced(one.top * other.bottom + other.top * one.bottom, one.bottom * other.bottom);
const minus = (one: Fraction, other: Fraction): Fraction => plus(one, { top: -other.top, bottom: other.bottom });
const times = (one: Fraction, part: bigint, whole: bigint): Fraction => reduced(one.top * part, one.bottom * whole);
/** Whether an integer is within `slack` of a fraction. */
export const near = (value: number, exact: Fraction, slack: number): boolean => {
  const difference = BigInt(value) * exact.bottom - exact.top;
  return (difference < 0n ? -difference : difference) <= BigInt(slack) * exact.bottom;
};

/** YES and NO contracts held; cost basis and realised result in exact fractions; how many closes have been rounded by then. */
interface ExchangeLeg {
  yes: bigint;
  no: bigint;
  basis: Fraction;
  realised: Fraction;
  closes: number;
}

/**
 * The exchange's account by its own rules, and average cost in exact fractions: nothing in common with the ledger but
 * the fills. The exchange holds YES and NO contracts, never both of a leg, and knows no negative cash flow of a sale.
 */
export class ExchangeAccount {
  balance: bigint;
  readonly legs = new Map<string, ExchangeLeg>();

  constructor(opening: bigint) {
    this.balance = opening;
  }

  #leg(ticker: string): ExchangeLeg {
    const known = this.legs.get(ticker);
    if (known !== undefined) return known;
    const leg = { yes: 0n, no: 0n, basis: fraction(0n), realised: fraction(0n), closes: 0 };
    this.legs.set(ticker, leg);
    return leg;
  }

  fill(each: LedgerFill): void {
    const leg = this.#leg(each.ticker);
    const at = BigInt(each.price);
    for (let left = BigInt(each.quantity); left > 0n; ) {
      const closable = each.side === "bid" ? leg.no : leg.yes;
      const size = closable === 0n ? left : closable < left ? closable : left;
      if (closable > 0n) {
        // Bought YES meets NO held: the pair is worth $1. Sold YES: its price.
        this.balance += each.side === "bid" ? (10_000n - at) * size : at * size;
        const released = times(leg.basis, size, closable);
        const proceeds = each.side === "bid" ? -at * size : at * size;
        leg.realised = minus(plus(leg.realised, fraction(proceeds)), released);
        leg.basis = minus(leg.basis, released);
        leg.closes++;
        if (each.side === "bid") leg.no -= size;
        else leg.yes -= size;
      } else {
        this.balance -= each.side === "bid" ? at * size : (10_000n - at) * size;
        leg.basis = plus(leg.basis, fraction(each.side === "bid" ? at * size : -at * size));
        if (each.side === "bid") leg.yes += size;
        else leg.no += size;
      }
      left -= size;
    }
    this.balance -= BigInt(each.fee);
  }

  settle(ticker: string, value: bigint): void {
    const leg = this.#leg(ticker);
    this.balance += leg.yes * value + leg.no * (10_000n - value);
    const payout = leg.yes * value - leg.no * value;
    leg.realised = minus(plus(leg.realised, fraction(payout)), leg.basis);
    leg.basis = fraction(0n);
    leg.yes = 0n;
    leg.no = 0n;
    leg.closes++;
  }
}
