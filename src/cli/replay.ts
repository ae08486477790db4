import { readJournal } from "../journal/reader.ts";
import { type ReplayReport, replay } from "../journal/replay.ts";
import type { Invocation } from "./command.ts";
import { EXIT } from "./exit-code.ts";

interface ReplayOptions {
  readonly session?: number;
  readonly json?: boolean;
}

/** `tauroi replay JOURNAL`: whether the journal's inputs give the journal's commands. */
export async function action({ operands, options, print }: Invocation<ReplayOptions>): Promise<number> {
  const journal = readJournal(operands[0] ?? "");
  try {
    const report = replay(journal, options.session);
    print(options.json === true ? JSON.stringify(report) : reportText(report));
    return report.mismatches === 0 ? EXIT.fine : EXIT.unexpected;
  } finally {
    journal.close();
  }
}

/** A report for people. */
export function reportText({ sessions, inputs, commands, mismatches, first }: ReplayReport): string {
  const counts = `${count(sessions, "session")}, ${count(inputs, "input")}, ${count(commands, "command")}`;
  if (first === null) return `${counts}: all equal`;
  return [
    `${counts}: ${count(mismatches, "input")} answered differently. The first, of a session by ${first.program}:`,
    `  session ${first.session}, input ${first.seq}, command ${first.n}`,
    `  input    ${first.input}`,
    `  expected ${first.expected ?? "(no more commands)"}`,
    `  got      ${first.got ?? "(no more commands)"}`,
  ].join("\n");
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
