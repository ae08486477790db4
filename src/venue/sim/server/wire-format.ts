import {
  CONTRACT,
  type Money,
  type Position,
  PRICE_ONE,
  type Price,
  type Quantity,
  type Side,
  type Time,
} from "../../../market/units.ts";

/** A price in dollars, with four decimals: "0.4700". */
export function dollarsOfPrice(price: Price): string {
  return fixed(price, 4);
}

/** What NO costs where YES costs this. */
export function noDollars(price: Price): string {
  return fixed(PRICE_ONE - price, 4);
}

/** Money in dollars, with six decimals: "-1.230000". */
export function dollarsOfMoney(amount: Money | number): string {
  return fixed(amount, 6);
}

/** Money in whole cents, cut off towards zero. */
export function centsOfMoney(amount: Money | number): number {
  return Math.trunc(amount / 10_000) + 0; // never -0
}

/** Contracts, with two decimals: "12.00". */
export function contracts(count: Quantity | Position | number): string {
  return fixed(count, 2);
}

/** An average price or fee of a contract, to the micro-dollar. */
export function averageDollars(total: Money, count: Quantity): string {
  return fixed(Math.round((total * CONTRACT) / count), 6);
}

export function isoTime(at: Time): string {
  return new Date(at).toISOString();
}

export function unixSeconds(at: Time): number {
  return Math.floor(at / 1_000);
}

/** Which outcome an order or a fill of this side is for. */
export function outcomeOf(side: Side): "yes" | "no" {
  return side === "bid" ? "yes" : "no";
}

/** An integer count of 10^-decimals as decimal text, exactly. */
function fixed(count: number, decimals: number): string {
  const digits = Math.abs(count)
    .toString()
    .padStart(decimals + 1, "0");
  const cut = digits.length - decimals;
  return `${count < 0 ? "-" : ""}${digits.slice(0, cut)}.${digits.slice(cut)}`;
}
