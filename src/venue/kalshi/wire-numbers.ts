import { z } from "zod";
import {
  CENT,
  type Money,
  money,
  type Position,
  type Price,
  parseFixedPoint,
  position,
  priceFromDollars,
  type Quantity,
  quantity,
  type Time,
  time,
  UnitError,
} from "../../market/units.ts";
import { microseconds } from "../../tape/utc-time.ts";

/*
 * The exchange's numbers as exact units. It writes dollars and contracts as decimal strings of varying length ("0.47", "0.4700",
 * "0.470000"), some money as whole cents, and times as RFC 3339 text or as a count of seconds or milliseconds. Each reader here
 * refuses what it can't hold exactly; the issue it raises carries the field's path.
 */

/** A price of YES: dollars, at most four decimals that count. */
export const wirePrice: z.ZodType<Price, string> = text((dollars) => priceFromDollars(dollars, ""));

/** Money: dollars with up to six decimals, to the micro-dollar. Costs, fees, balances and averages. */
export const wireMoney: z.ZodType<Money, string> = text((dollars) => money(parseFixedPoint(dollars, 6, "")));

/** A count of contracts, zero or more. */
export const wireQuantity: z.ZodType<Quantity, string> = text((count) => quantity(parseFixedPoint(count, 2, "")));

/** A signed count of contracts: YES positive, NO negative. */
export const wirePosition: z.ZodType<Position, string> = text((count) => position(parseFixedPoint(count, 2, "")));

/** Money that the exchange still writes as an integer of cents (`balance`, `revenue`). */
export const wireCents: z.ZodType<Money, number> = integer((cents) => money(cents * 100 * CENT));

/** Money that the exchange writes as an integer of 1/100 cents (rewards). */
export const wireCentiCents: z.ZodType<Money, number> = integer((centiCents) => money(centiCents * CENT));

/** A moment as a count of seconds. */
export const wireSeconds: z.ZodType<Time, number> = integer((seconds) => time(seconds * 1000));

/** A moment as a count of milliseconds. */
export const wireMilliseconds: z.ZodType<Time, number> = integer((ms) => time(ms));

/** A moment as text (2026-01-14T20:18:17.289192Z), cut to the millisecond. */
export const wireTime: z.ZodType<Time, string> = text((moment) => time(Math.floor(epochMicroseconds(moment) / 1000)));

/** A moment as text, in epoch microseconds: prints of one taker order share one. */
export const wireMicroseconds: z.ZodType<number, string> = text(epochMicroseconds);

/** A moment that may be missing: absent, null, empty or the year 1, which is how the exchange's software writes none. */
export const wireTimeOrNone: z.ZodType<Time | undefined> = z
  .string()
  .nullish()
  .transform((value, context) => {
    if (value === undefined || value === null || value === "" || value.startsWith("0001-")) return undefined;
    return attempt(value, (moment) => time(Math.floor(epochMicroseconds(moment) / 1000)), context);
  });

/** A field that may be absent or null. */
export function orNone<T>(schema: z.ZodType<T>): z.ZodType<T | undefined> {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** A list that may be absent or null when it is empty. */
export function listOf<T>(item: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
}

/** Dollars as the exchange takes a price: "0.4700". */
export function priceText(at: Price): string {
  return `${Math.floor(at / 10_000)}.${String(at % 10_000).padStart(4, "0")}`;
}

/** Contracts as the exchange takes a count: "12.50". */
export function quantityText(size: Quantity): string {
  return `${Math.floor(size / 100)}.${String(size % 100).padStart(2, "0")}`;
}

/** Whole seconds for the exchange, which knows no finer expiry; never later than `at`. */
export function wholeSeconds(at: Time): number {
  return Math.floor(at / 1000);
}

const WITH_OFFSET = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$/;

function epochMicroseconds(moment: string): number {
  const utc = microseconds(moment);
  if (utc !== undefined) return utc;
  const ms = WITH_OFFSET.test(moment) ? Date.parse(moment) : Number.NaN;
  if (Number.isNaN(ms)) throw new UnitError("", moment, "is not a time such as 2026-01-14T20:18:17.289192Z");
  return ms * 1000;
}

function text<T>(read: (text: string) => T): z.ZodType<T, string> {
  return z.string().transform((value, context) => attempt(value, read, context));
}

function integer<T>(read: (value: number) => T): z.ZodType<T, number> {
  return z.number().transform((value, context) => attempt(value, read, context));
}

function attempt<I, O>(value: I, read: (value: I) => O, context: z.RefinementCtx): O {
  try {
    return read(value);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    context.issues.push({ code: "custom", input: value, message: error.message.replace(/^[a-z]*: /, "") });
    return z.NEVER;
  }
}
