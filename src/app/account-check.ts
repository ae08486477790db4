import type { Desk } from "../engine/desk.ts";
import type { AccountReading } from "../engine/input.ts";
import { type Money, type Position, toContracts, toDollars } from "../market/units.ts";

/** How our books compare with the exchange's own account, after the end. */
export interface AccountCheck {
  readonly agrees: boolean;
  /** What differs, or that nothing does, or why it could not be told. */
  readonly detail: string;
}

/** Compares everything that a reading from after the end tells with our books: resting orders, positions, balance. */
export function checkAccount(desk: Desk, reading: AccountReading): AccountCheck {
  const { resting, positions, balance } = reading;
  const { books } = desk.account;
  const differences = resting.map(({ clientOrderId, ticker }) => `${clientOrderId} rests on ${ticker}`);
  const theirs = new Map(positions.map(({ ticker, position }) => [ticker, position]));
  for (const ticker of new Set([...theirs.keys(), ...books.tickers()])) {
    const [there, here] = [theirs.get(ticker) ?? (0 as Position), books.position(ticker)];
    if (there === here) continue;
    differences.push(`${ticker}: we hold ${toContracts(here)}, the exchange says ${toContracts(there)}`);
  }
  const off = (books.judge(reading).implied - books.unexplained()) as Money;
  if (off !== 0) {
    const [said, ours] = [toDollars(balance).toFixed(6), toDollars((balance - off) as Money).toFixed(6)];
    differences.push(`the exchange's balance is $${said}, by our books $${ours}`);
  }
  return differences.length === 0
    ? { agrees: true, detail: "agrees" }
    : { agrees: false, detail: differences.join("; ") };
}
