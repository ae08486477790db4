import { PRICE_ONE, type Price, type Quantity } from "../../../market/units.ts";
import { KalshiError } from "./error.ts";

/** Refuses an argument before anything is sent. `field` is the exchange's name of it. */
export function invalid(route: string, field: string, value: unknown, mend: string): KalshiError {
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  return new KalshiError("invalid-request", { method: "(not sent)", path: route }, `${field}: ${shown} ${mend}`);
}

/** A page size within the endpoint's bounds; the largest when none is given, which takes the fewest requests. */
export function pageLimit(route: string, limit: number | undefined, most: number): number {
  return limit === undefined ? most : within(route, "limit", limit, 1, most);
}

/** What lists of the account's past can be cut down to: those of every subaccount unless one is named. */
export interface PastFilter {
  /** Whole seconds of the epoch. */
  readonly minSeconds?: number;
  readonly maxSeconds?: number;
  readonly subaccount?: number;
  readonly limit?: number;
}

/** The same as the exchange takes it. */
export function pastQuery(route: string, { minSeconds, maxSeconds, subaccount, limit }: PastFilter) {
  return { min_ts: minSeconds, max_ts: maxSeconds, subaccount, limit: pageLimit(route, limit, 1000) };
}

/** An integer argument within its bounds. */
export function within(route: string, field: string, value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw invalid(route, field, value, `is not an integer from ${least} to ${most}`);
  }
  return value;
}

/** Throws for a price that no order can have. */
export function checkPrice(route: string, price: Price): void {
  if (!Number.isInteger(price) || price <= 0 || price >= PRICE_ONE) {
    throw invalid(route, "price", price, "is not a price between 0 and $1 in 1/100 cent");
  }
}

/** Throws for a quantity that no order can have. */
export function checkCount(route: string, quantity: Quantity): void {
  if (!Number.isInteger(quantity) || quantity <= 0) {
    throw invalid(route, "count", quantity, "is not a quantity above zero in 1/100 contract");
  }
}

/** A list argument as the exchange takes it, separated by commas; undefined when it isn't given. */
export function commaList(
  route: string,
  field: string,
  values: readonly string[] | undefined,
  most: number,
): string | undefined {
  if (values === undefined) return undefined;
  for (const value of counted(route, field, values, most)) {
    if (value === "" || value.includes(",")) throw invalid(route, field, value, "is not a ticker");
  }
  return values.join(",");
}

/** A list argument that has at least one item and at most `most`. */
export function counted<T>(route: string, field: string, values: readonly T[], most: number): readonly T[] {
  if (values.length < 1 || values.length > most) {
    throw invalid(route, field, `${values.length} of them`, `is not 1 to ${most}: ask in parts`);
  }
  return values;
}

/** An identifier as one segment of a path: what could lead elsewhere is refused. */
export function segment(route: string, field: string, value: string): string {
  if (!/^[\w.-]{1,200}$/.test(value) || /^\.+$/.test(value)) {
    throw invalid(route, field, value, "is not an identifier of letters, digits, dots, dashes and underscores");
  }
  return value;
}
