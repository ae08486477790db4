import { readJournal } from "../journal/reader.ts";
import { type ReplayReport, replay } from "../journal/replay.ts";
import type { Invocation } from "./command.ts";
import { EXIT } from "./exit-code.ts";

interface ReplayOptions {
  readonly session?: number;
  readonly segment?: number;
  readonly json?: boolean;
}

/** `tauroi replay JOURNAL`: whether the journal's inputs give the journal's commands. */
export async function action({ operands, options, print }: Invocation<ReplayOptions>): Promise<number> {
  const journal = readJournal(operands[0] ?? "");
  try {
    const report = replay(journal, options);
    print(options.json === true ? JSON.stringify(report) : reportText(report));
    return report.mismatches === 0 ? EXIT.fine : EXIT.unexpected;
  } finally {
    journal.close();
  }
}

const LONGEST = 600;

/** A report for people. */
export function reportText({ sessions, segments, inputs, commands, mismatches, first }: ReplayReport): string {
  const parts = segments > sessions ? ` in ${count(segments, "segment")}` : "";
  const counts = `${count(sessions, "session")}${parts}, ${count(inputs, "input")}, ${count(commands, "command")}`;
  if (first === null) return `${counts}: all equal`;
  return [
    `${counts}: ${count(mismatches, "difference")}. The first, of a session by ${first.program}:`,
    `  session ${first.session}, input ${first.seq}, ${first.n === null ? "the state before it" : `command ${first.n}`}`,
    `  input    ${shortened(first.input)}`,
    `  expected ${shortened(first.expected ?? "(no more commands)")}`,
    `  got      ${shortened(first.got ?? "(no more commands)")}`,
  ].join("\n");
}

/** A start holds hours of trades; `--json` prints it all. */
function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}... (${text.length} characters)`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
