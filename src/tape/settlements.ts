import { PRICE_ONE, type Price, type Time } from "../market/units.ts";
import { openCsv, type TapeFile } from "./csv-rows.ts";
import { TapeError } from "./tape-error.ts";
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
}

const VALUES: Readonly<Record<string, Price | undefined>> = { yes: PRICE_ONE, no: 0 as Price, "": undefined };

/**
 * Settlements in CSV, by ticker: `ticker` and `result` (yes, no, or blank while unsettled) must be there; `close_time` (UTC) and
 * `subtitle` may be; other columns don't matter. Throws TapeError with file and line when a row is malformed or contradicts an
 * earlier one, and for a file without rows.
 */
export async function readSettlements(file: TapeFile): Promise<ReadonlyMap<string, LegRecord>> {
  const { columns, batches } = await openCsv(file, ["ticker", "result"]);
  const legs = new Map<string, LegRecord>();
  const text = (fields: readonly string[], column: string): string => fields[columns.get(column) ?? -1] ?? "";

  for await (const batch of batches) {
    for (const { line, fields } of batch) {
      const refuse = (problem: string): never => {
        throw new TapeError(file.name, line, problem);
      };
      const ticker = text(fields, "ticker");
      if (ticker === "") refuse("ticker is blank; name the contract");
      const result = text(fields, "result");
      if (!Object.hasOwn(VALUES, result)) refuse(`result ${JSON.stringify(result)} is none of yes, no and blank`);
      const close = text(fields, "close_time");
      const closeMicros = close === "" ? undefined : microseconds(close);
      if (close !== "" && closeMicros === undefined) {
        refuse(`close_time ${JSON.stringify(close)} is not a UTC time such as 2025-06-30T23:59:00Z`);
      }
      const value = VALUES[result];
      const earlier = legs.get(ticker);
      if (earlier !== undefined && earlier.value !== value) {
        refuse(`${ticker} has result ${JSON.stringify(result)} and another in an earlier row; keep the right one`);
      }
      const closeTime = closeMicros === undefined ? undefined : (Math.floor(closeMicros / 1000) as Time);
      legs.set(ticker, { ticker, value, closeTime, title: text(fields, "subtitle") || undefined });
    }
  }
  if (legs.size === 0)
    throw new TapeError(file.name, 1, "the file has a header and no rows; give one with settlements");
  return legs;
}
