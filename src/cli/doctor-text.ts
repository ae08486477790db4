import type { Check } from "../app/doctor/check.ts";
import type { KeptFact } from "../app/probe/facts-file.ts";
import { VENUE_FACTS } from "../venue/kalshi/probe/fact.ts";

const MARKS: Readonly<Record<Check["status"], string>> = { ok: "ok", warning: "!", failed: "FAILED", skipped: "-" };
const NAME_COLUMNS = 14;
const MARK_COLUMNS = 7;

/**
 * Checks for people, each with its mend beneath, broken at words where a terminal of so many columns shows them. Without control characters, whatever the
 * exchange has put into its texts.
 */
export function checksText(checks: readonly Check[], columns = Number.POSITIVE_INFINITY): string {
  const indent = " ".repeat(NAME_COLUMNS + MARK_COLUMNS);
  const room = columns - indent.length;
  const lines = checks.flatMap(({ name, status, detail, mend }) => {
    const [first = "", ...more] = broken(detail, room);
    const mends =
      mend === "" ? [] : broken(mend, room - 3).map((line, index) => `${index === 0 ? "-> " : "   "}${line}`);
    const beneath = [...more, ...mends].map((line) => indent + line);
    return [`${name.padEnd(NAME_COLUMNS)}${MARKS[status].padEnd(MARK_COLUMNS)}${first}`, ...beneath];
  });
  return printable(lines.join("\n"));
}

/** Text in lines of at most so many columns, but for words that are longer. */
function broken(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
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
