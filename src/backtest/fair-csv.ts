import { FAIR_COLUMNS, type FairColumn } from "./fair-columns.ts";
import type { FairValue } from "./fair-values.ts";

/** The first line of a CSV of fair values. */
export const FAIR_HEADER: string = FAIR_COLUMNS.map(({ name }) => name).join(",");

/** A fair value as a line: times in UTC, numbers to their last digit, blank for what is not there. */
export function fairLine(value: FairValue): string {
  return FAIR_COLUMNS.map((column) => cell(column, value[column.name])).join(",");
}

/** Writes fair values as a CSV file, batch by batch, to `write`. */
export async function writeFairCsv(
  batches: AsyncIterable<readonly FairValue[]>,
  write: (bytes: Uint8Array) => void,
): Promise<void> {
  const encoder = new TextEncoder();
  write(encoder.encode(`${FAIR_HEADER}\n`));
  for await (const values of batches) write(encoder.encode(values.map((value) => `${fairLine(value)}\n`).join("")));
}

function cell({ type }: FairColumn, value: FairValue[keyof FairValue]): string {
  if (value === null) return "";
  if (type === "time") return new Date(value as number).toISOString();
  return type === "text" ? quoted(String(value)) : String(value);
}

/** Names come from a tape and may be anything. */
function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
