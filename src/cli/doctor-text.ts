import type { Check } from "../app/doctor/check.ts";
import type { KeptFact } from "../app/probe/facts-file.ts";
import { VENUE_FACTS } from "../venue/kalshi/probe/fact.ts";

const MARKS: Readonly<Record<Check["status"], string>> = { ok: "ok", warning: "!", failed: "FAILED", skipped: "-" };
const NAME_COLUMNS = 14;
const MARK_COLUMNS = 7;

/** Checks for people, each with its mend beneath. Without control characters, whatever the exchange has put into its texts. */
export function checksText(checks: readonly Check[]): string {
  const indent = " ".repeat(NAME_COLUMNS + MARK_COLUMNS);
  const lines = checks.flatMap(({ name, status, detail, mend }) => [
    `${name.padEnd(NAME_COLUMNS)}${MARKS[status].padEnd(MARK_COLUMNS)}${detail}`,
    ...(mend === "" ? [] : [`${indent}-> ${mend}`]),
  ]);
  return printable(lines.join("\n"));
}

/** Facts for people: what is known, then why the rest isn't. */
export function factsText(facts: readonly KeptFact[]): string {
  const lines = facts.map(({ v, name, value, why, measured_at, host }) => {
    const { asks, safe } = VENUE_FACTS[name];
    const when = `${measured_at.slice(0, 10)} at ${host}`;
    const told = value === null ? `not known: ${why} (taken: ${safe})` : `${worded(value)} (${when})`;
    return `${`V-${v}`.padEnd(6)}${asks}: ${told}`;
  });
  return printable(lines.join("\n"));
}

function worded(value: NonNullable<KeptFact["value"]>): string {
  return value === true ? "yes" : value === false ? "no" : String(value);
}

function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n]/gu, "?");
}
