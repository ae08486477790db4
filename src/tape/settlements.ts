import { PRICE_ONE, type Price, priceFromDollars, type Time, UnitError } from "../market/units.ts";
import { type LegRow, legRows } from "./leg-rows.ts";
import { TapeError } from "./tape-error.ts";
import type { TapeFile } from "./tape-file.ts";
import { microseconds } from "./utc-time.ts";

/** What is known of a leg beside its trades. */
export interface LegRecord {
  readonly ticker: string;
  /** What one YES contract paid; undefined when the leg is not settled in the data. */
  readonly value: Price | undefined;
  /** The scheduled end of trading, where the file has it. */
  readonly closeTime: Time | undefined;
  /** Who or what the contract is about, where the file has it. */
  readonly title: string | undefined;
  /** The event it belongs to and the start of trading, where the file has them. */
  readonly event?: string | undefined;
  readonly openTime?: Time | undefined;
  /** What decides it, where the file has it. */
  readonly strike?: Strike | undefined;
}

/** When a contract pays: its underlying is `greater` than the floor, `less` than the cap, `between` both, and so on. */
export interface Strike {
  readonly type: string;
  readonly floor: number | undefined;
  readonly cap: number | undefined;
}

const REQUIRED = ["ticker", "result"] as const;
const OPTIONAL = [
  "event_ticker",
  "open_time",
  "close_time",
  "subtitle",
  "yes_sub_title",
  "strike_type",
  "floor_strike",
  "cap_strike",
  "settlement_value_dollars",
] as const;

type LegColumn = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

const VALUES: Readonly<Record<string, Price | undefined>> = { yes: PRICE_ONE, no: 0 as Price, "": undefined };

/**
 * Settlements and what else is known of contracts, by ticker, from CSV, JSON (an object a line, or the exchange's answer about markets
 * or an event) or Parquet: `ticker` and `result` (yes, no, or blank while unsettled; scalar with `settlement_value_dollars`) must be
 * there; `close_time` and `open_time` (UTC), `event_ticker`, `subtitle` or `yes_sub_title`, and `strike_type`, `floor_strike`, `cap_strike`
 * may be; other columns don't matter. Throws TapeError with file and line when a row is malformed or contradicts an earlier one,
 * and for a file without rows.
 */
export async function readSettlements(file: TapeFile): Promise<ReadonlyMap<string, LegRecord>> {
  const legs = new Map<string, LegRecord>();
  for await (const row of legRows(file, REQUIRED, OPTIONAL)) {
    const leg = new LegFields(file.name, row).record();
    const earlier = legs.get(leg.ticker);
    if (earlier !== undefined && earlier.value !== leg.value) {
      const result = JSON.stringify(row.get("result") ?? "");
      const problem = `${leg.ticker} has result ${result} and another in an earlier row; keep the right one`;
      throw new TapeError(file.name, row.line, problem, row.place);
    }
    legs.set(leg.ticker, leg);
  }
  if (legs.size === 0) throw new TapeError(file.name, undefined, "the file has no rows; give one with settlements");
  return legs;
}

/** The fields of one row. */
class LegFields {
  constructor(
    readonly file: string,
    readonly row: LegRow,
  ) {}

  record(): LegRecord {
    const ticker = this.#text("ticker");
    if (ticker === "") this.#refuse("ticker is blank; name the contract");
    return {
      ticker,
      value: this.#value(),
      closeTime: this.#time("close_time"),
      title: this.#text("subtitle") || this.#text("yes_sub_title") || undefined,
      event: this.#text("event_ticker") || undefined,
      openTime: this.#time("open_time"),
      strike: this.#strike(),
    };
  }

  #value(): Price | undefined {
    const result = this.#text("result");
    if (result === "scalar") return this.#scalar();
    if (!Object.hasOwn(VALUES, result)) this.#refuse(`result ${JSON.stringify(result)} is none of yes, no and blank`);
    return VALUES[result];
  }

  #scalar(): Price {
    const text = this.#text("settlement_value_dollars");
    try {
      return priceFromDollars(text, "settlement_value_dollars");
    } catch (error) {
      if (!(error instanceof UnitError)) throw error;
      return this.#refuse(`result "scalar" needs a price in settlement_value_dollars, not ${JSON.stringify(text)}`);
    }
  }

  #time(column: LegColumn): Time | undefined {
    const text = this.#text(column);
    if (text === "") return undefined;
    const micros = microseconds(text);
    if (micros === undefined) {
      return this.#refuse(`${column} ${JSON.stringify(text)} is not a UTC time such as 2025-06-30T23:59:00Z`);
    }
    return Math.floor(micros / 1000) as Time;
  }

  #strike(): Strike | undefined {
    const type = this.#text("strike_type");
    return type === "" ? undefined : { type, floor: this.#number("floor_strike"), cap: this.#number("cap_strike") };
  }

  #number(column: LegColumn): number | undefined {
    const text = this.#text(column);
    if (text === "") return undefined;
    const number = Number(text);
    return Number.isFinite(number) ? number : this.#refuse(`${column} ${JSON.stringify(text)} is not a number`);
  }

  /** Blank where the row says nothing. */
  #text(column: LegColumn): string {
    const value = this.row.get(column);
    return value === undefined || value === null ? "" : String(value);
  }

  #refuse(problem: string): never {
    throw new TapeError(this.file, this.row.line, problem, this.row.place);
  }
}
