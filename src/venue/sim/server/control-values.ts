import type { FeeSchedule, FeeType } from "../../../market/event.ts";
import type { PriceRange } from "../../../market/price-grid.ts";
import { type Money, money, parseFixedPoint, price, priceFromDollars, type Time } from "../../../market/units.ts";
import type { ResultValues } from "../results.ts";
import type { JsonObject } from "./json-body.ts";

/** Something in an operator's request that makes no sense. */
export class ControlError extends Error {
  override readonly name = "ControlError";
}

/** The values of an operator's request, each read when it is asked for. */
export class ControlValues {
  readonly #body: JsonObject;
  readonly #now: Time;

  constructor(body: JsonObject, now: Time) {
    this.#body = body;
    this.#now = now;
  }

  has(name: string): boolean {
    return this.#body[name] !== undefined && this.#body[name] !== null;
  }

  text(name: string): string {
    const value = this.#body[name];
    if (typeof value === "string" && value !== "") return value;
    throw new ControlError(`${name} must be a text`);
  }

  /** The moment that lies `in_ms` ahead; now when it is left out. */
  get moment(): Time {
    const value = this.#body["in_ms"] ?? 0;
    if (Number.isSafeInteger(value)) return (this.#now + (value as number)) as Time;
    throw new ControlError("in_ms must be whole milliseconds from now");
  }

  /** Dollars as text. */
  dollars(name: string): Money {
    return money(parseFixedPoint(this.text(name), 6, name), name);
  }

  get feeSchedule(): FeeSchedule {
    const multiplier = this.#body["fee_multiplier"] ?? 1;
    const type = FEE_TYPES.find((known) => known === this.#body["fee_type"]);
    if (type === undefined) throw new ControlError(`fee_type must be one of ${FEE_TYPES.join(", ")}`);
    if (typeof multiplier !== "number" || !(multiplier >= 0))
      throw new ControlError("fee_multiplier must be a number from 0 up");
    return { type, multiplier };
  }

  get priceRanges(): readonly PriceRange[] {
    const ranges = this.#body["price_ranges"];
    if (!Array.isArray(ranges)) throw new ControlError("price_ranges must be a list of {start, end, step} in dollars");
    return ranges.map((range: Record<string, unknown>) => ({
      start: priceFromDollars(String(range["start"]), "start"),
      end: priceFromDollars(String(range["end"]), "end"),
      step: priceFromDollars(String(range["step"]), "step"),
    }));
  }

  /** `winner`, a ticker, or `values`, dollars for each YES by ticker; neither: nobody listed has won. */
  get results(): ResultValues {
    if (this.has("winner")) return { [this.text("winner")]: price(10_000) };
    const values = this.#body["values"] ?? {};
    if (typeof values !== "object") throw new ControlError("values must be dollars by ticker");
    return Object.fromEntries(
      Object.entries(values as object).map(([ticker, value]) => [ticker, priceFromDollars(String(value), ticker)]),
    );
  }
}

const FEE_TYPES: readonly FeeType[] = ["quadratic", "quadratic_with_maker_fees"];
