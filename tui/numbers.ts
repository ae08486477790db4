/** Shown where a figure is not known. */
export const UNKNOWN = "--";

function isKnown(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** Trailing zeros are noise in prices and counts: 45, 45.5, 45.25. */
function plain(value: number, maxDecimals: number): string {
  return String(Number(value.toFixed(maxDecimals)));
}

function withSign(value: number, digits: string): string {
  return value > 0 && Number(digits) !== 0 ? `+${digits}` : digits.replace(/^-(0(\.0*)?)$/, "$1");
}

/** A price exactly, in cents: "45", "45.5", "45.25". */
export function cents(price: number | null): string {
  return isKnown(price) ? plain(price, 2) : UNKNOWN;
}

/** A price in at most four columns, to the nearest tenth of a cent. */
export function shortCents(price: number | null): string {
  return isKnown(price) ? plain(price, price >= 99.95 ? 0 : 1) : UNKNOWN;
}

/** A fair value in at most four columns: "47.3". */
export function fairCents(price: number | null): string {
  if (!isKnown(price)) return UNKNOWN;
  return price >= 99.95 ? price.toFixed(0) : price.toFixed(1);
}

/** Its uncertainty in at most four columns: "±1.2", "±12". */
export function deviation(sd: number | null): string {
  if (!isKnown(sd)) return "";
  return `±${sd < 9.95 ? sd.toFixed(1) : sd.toFixed(0)}`;
}

/** With a sign and two decimals, one from ten on: "+0.42", "-12.3". */
export function signedFine(value: number | null): string {
  if (!isKnown(value)) return UNKNOWN;
  return withSign(value, value.toFixed(Math.abs(value) < 9.995 ? 2 : 1));
}

/** With a sign and at most one decimal: "+3", "-0.4", "0". */
export function signedTenth(value: number | null): string {
  return isKnown(value) ? withSign(value, plain(value, 1)) : UNKNOWN;
}

/** A position: "+3", "-12.25", "0". */
export function position(contracts: number | null): string {
  return isKnown(contracts) ? withSign(contracts, plain(contracts, 2)) : UNKNOWN;
}

/** Money: "$540.22", "-$3.21", "$1,234.50". */
export function usd(amount: number | null): string {
  if (!isKnown(amount)) return UNKNOWN;
  const digits = Math.abs(amount).toFixed(2);
  return `${amount < 0 && Number(digits) !== 0 ? "-" : ""}$${digits.replace(/\B(?=(\d{3})+\.)/g, ",")}`;
}

/** An amount that may be less than a cent, to its hundredth, from nothing up: "$0.0042". */
export function fineUsd(amount: number | null): string {
  return isKnown(amount) ? `$${amount.toFixed(4)}` : UNKNOWN;
}

/** Money with its sign: "+$12.34", "-$3.21", "$0.00". */
export function signedUsd(amount: number | null): string {
  return isKnown(amount) && amount >= 0.005 ? `+${usd(amount)}` : usd(amount);
}

/** A share as a percentage in at most four columns; what is just under a limit never reads 100%. */
export function percent(share: number | null): string {
  if (!isKnown(share)) return UNKNOWN;
  const rounded = Math.max(-99, Math.round(share * 100));
  if (share < 1 && rounded >= 100) return "99%";
  return rounded > 999 ? "999+" : `${rounded}%`;
}

/** A count with thousands apart: "12,345". */
export function count(value: number | null): string {
  return isKnown(value) ? String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",") : UNKNOWN;
}
