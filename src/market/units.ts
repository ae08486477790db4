/**
 * The exact units of everything that is counted as money.
 *
 * Each is a branded integer, so that the compiler refuses to add a price to a quantity, and each is fine enough for the
 * smallest thing the exchange can express: a price of $0.0001, a hundredth of a contract. Their product is exactly a
 * micro-dollar, so no cost is ever rounded. Floating point belongs to the model alone.
 */

declare const unit: unique symbol;

/** 1/100 of a cent ($0.0001) of YES, 0..10_000: 4_700 is 47c. */
export type Price = number & { readonly [unit]: "price" };

/** 1/100 of a contract, zero or more: 1_000 is 10 contracts. */
export type Quantity = number & { readonly [unit]: "quantity" };

/** 1/100 of a contract, signed; YES is positive, NO negative: -500 is long 5 NO. */
export type Position = number & { readonly [unit]: "position" };

/** Micro-dollars, signed: 4_700_000 is $4.70. */
export type Money = number & { readonly [unit]: "money" };

/** Milliseconds since the Unix epoch, UTC. */
export type Time = number & { readonly [unit]: "time" };

/** A side of the YES book. To buy NO at 100 - p is to sell YES at p: an `ask` at p. */
export type Side = "bid" | "ask";

export const PRICE_ONE = 10_000 as Price; // $1.00, what a winning contract pays
export const CENT = 100; // in Price units
export const CONTRACT = 100; // in Quantity and Position units
export const DOLLAR = 1_000_000; // in Money units

/** A value that its unit cannot hold. `field` names where it came from. */
export class UnitError extends Error {
  override readonly name = "UnitError";
  constructor(
    readonly field: string,
    readonly value: unknown,
    mend: string,
  ) {
    super(`${field}: ${typeof value === "number" ? value : JSON.stringify(value)} ${mend}`); // JSON has no NaN
  }
}

function exactInteger(field: string, value: number, low: number, high: number, what: string): number {
  if (!Number.isSafeInteger(value) || value < low || value > high) {
    throw new UnitError(field, value, `is not ${what} (an integer from ${low} to ${high})`);
  }
  return value === 0 ? 0 : value; // never -0: it would print and compare oddly
}

/** A price from its integer count of $0.0001. Throws UnitError when it is not an integer from 0 to 10_000. */
export function price(ticks: number, field = "price"): Price {
  return exactInteger(field, ticks, 0, PRICE_ONE, "a price in 1/100 cent") as Price;
}

/** A quantity from its integer count of 1/100 contracts. Throws UnitError when negative or not an integer. */
export function quantity(hundredths: number, field = "quantity"): Quantity {
  return exactInteger(field, hundredths, 0, Number.MAX_SAFE_INTEGER, "a quantity in 1/100 contract") as Quantity;
}

/** A signed position from its integer count of 1/100 contracts. */
export function position(hundredths: number, field = "position"): Position {
  const most = Number.MAX_SAFE_INTEGER;
  return exactInteger(field, hundredths, -most, most, "a position in 1/100 contract") as Position;
}

/** Money from its integer count of micro-dollars. */
export function money(microDollars: number, field = "money"): Money {
  const most = Number.MAX_SAFE_INTEGER;
  return exactInteger(field, microDollars, -most, most, "money in micro-dollars") as Money;
}

/** A time from its integer count of epoch milliseconds. */
export function time(epochMs: number, field = "time"): Time {
  return exactInteger(field, epochMs, 0, 8_640_000_000_000_000, "a time in epoch milliseconds") as Time;
}

/** `t` moved by a duration in milliseconds. */
export function after(t: Time, durationMs: number): Time {
  return (t + durationMs) as Time;
}

/** A price from cents, which may have up to two decimals: 47.25 is 4_725. */
export function priceFromCents(cents: number, field = "price"): Price {
  const ticks = Math.round(cents * CENT);
  if (Math.abs(ticks - cents * CENT) > 1e-6) throw new UnitError(field, cents, "has more than two decimals of a cent");
  return price(ticks, field);
}

/** A quantity from contracts, which may have up to two decimals. */
export function quantityFromContracts(contracts: number, field = "quantity"): Quantity {
  const hundredths = Math.round(contracts * CONTRACT);
  if (Math.abs(hundredths - contracts * CONTRACT) > 1e-6) {
    throw new UnitError(field, contracts, "has more than two decimals of a contract");
  }
  return quantity(hundredths, field);
}

/**
 * Reads a fixed-point decimal such as the exchange sends ("0.4700", "12.50", "-54.00") into an integer count of
 * 10^-decimals, exactly. Further decimals are accepted only when they are zero. Throws UnitError otherwise.
 */
export function parseFixedPoint(text: string, decimals: number, field: string): number {
  const match = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(text);
  if (!match) throw new UnitError(field, text, "is not a decimal number");
  const [, sign = "", whole = "", fraction = ""] = match;
  if (/[1-9]/.test(fraction.slice(decimals))) {
    throw new UnitError(field, text, `has more than ${decimals} decimals`);
  }
  const count = Number(whole + fraction.slice(0, decimals).padEnd(decimals, "0"));
  if (!Number.isSafeInteger(count)) throw new UnitError(field, text, "is too large to be exact");
  return sign === "-" && count !== 0 ? -count : count;
}

/** A price from a dollar string of at most four decimals that count ("0.4700"). */
export function priceFromDollars(text: string, field = "price"): Price {
  return price(parseFixedPoint(text, 4, field), field);
}

/** What `quantity` contracts cost at `price`, exactly. */
export function cost(at: Price, size: Quantity): Money {
  return (at * size) as Money;
}

/** The change of position when `size` is bought (bid) or sold (ask). */
export function signedQuantity(side: Side, size: Quantity): Position {
  return (side === "bid" ? size : 0 - size) as Position;
}

export function opposite(side: Side): Side {
  return side === "bid" ? "ask" : "bid";
}

/** Cents of YES as a real number, for the model and for display. */
export function toCents(at: Price): number {
  return at / CENT;
}

/** Contracts as a real number, for the strategy and for display. */
export function toContracts(size: Quantity | Position): number {
  return size / CONTRACT;
}

/** Dollars as a real number, for display and for documents; exact to the micro-dollar below $1e9. */
export function toDollars(amount: Money): number {
  return amount / DOLLAR;
}
