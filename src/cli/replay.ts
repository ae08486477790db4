import { type ReplayedRun, ReplayedRuns } from "../app/replayed-runs.ts";
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
    const runs = new ReplayedRuns();
    const report = replay(journal, options, runs);
    const results = runs.results();
    print(options.json === true ? JSON.stringify({ ...report, runs: results }) : textOf(report, results));
    return report.mismatches === 0 ? EXIT.fine : EXIT.unexpected;
  } finally {
    journal.close();
  }
}

function textOf(report: ReplayReport, results: readonly ReplayedRun[]): string {
  return [reportText(report), ...results.slice(-1).map(resultText)].join("\n");
}

/** What the last run came to. */
function resultText({ fills, fees_usd, net_usd, through_only }: ReplayedRun): string {
  const figures = `the last run: ${fills} fills, fees $${fees_usd.toFixed(2)}, net $${net_usd.toFixed(2)}`;
  if (through_only === undefined) return figures;
  if (through_only === null) return `${figures}, optimistic (a dry run, whose beginning isn't kept any more)`;
  return `${figures}, optimistic (a dry run); through-only: ${through_only.fills} fills, net $${through_only.net_usd.toFixed(2)}`;
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
