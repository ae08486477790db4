import { createHash } from "node:crypto";
import { join } from "node:path";
import { systemFiles } from "../ambient/files.ts";
import { writeOutputText } from "../ambient/output-file.ts";
import { walkJournal } from "../app/report/journal-walk.ts";
import { parsePeriod } from "../app/report/period.ts";
import { type Findings, findings } from "../app/report/report-document.ts";
import { reportText } from "../app/report/report-text.ts";
import { taxCsv } from "../app/report/tax-csv.ts";
import { usualStateFolders } from "../app/state-folder.ts";
import { versionLine } from "../app/version.ts";
import type { PageTable } from "../backtest/page/report-page.ts";
import { journalPath } from "../journal/journal.ts";
import { type JournalReader, readJournal } from "../journal/reader.ts";
import type { Action } from "./command.ts";
import { commandLine } from "./command-line.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import type { ReportOptions } from "./report-options.ts";
import { checkCsvPath, checkReportPath } from "./report-path.ts";
import { writePage } from "./write-page.ts";

/** `tauroi report`: what a journal says of a period. Nothing is written before all of it has been read. */
export const action: Action<ReportOptions> = async ({ operands, options, words, print }) => {
  const period = parsePeriod(options);
  if (options.html !== undefined) checkReportPath(options.html, "--html");
  if (options.csv !== undefined) checkCsvPath(options.csv);
  const journal = readJournal(journalOf(operands[0], options.state));
  try {
    const walk = walkJournal(journal, period);
    const found = findings(journal.path, walk);
    if (options.csv !== undefined) await writeOutputText(options.csv, taxCsv(found.realised));
    if (options.html !== undefined) {
      const { sessionPage } = await import("../app/report/session-page.ts");
      await writePage(options.html, sessionPage(walk, found, reproduction(journal, words, found)));
    }
    print(options.json ? JSON.stringify(found.document) : reportText(found.document));
    return EXIT.fine;
  } finally {
    journal.close();
  }
};

function journalOf(named: string | undefined, state: string | undefined): string {
  if (named !== undefined && state !== undefined) {
    throw new CommandFailure(`${named} and --state ${state} name two journals: name one`, EXIT.usage);
  }
  return named ?? state ?? onlyJournal();
}

/** The one journal among the usual state folders. Throws CommandFailure when there is none, or more than one. */
function onlyJournal(): string {
  const folder = usualStateFolders(process.env);
  const found = (folder === undefined ? [] : systemFiles.list(folder))
    .map((name) => join(folder!, name))
    .filter((state) => systemFiles.exists(journalPath(state)));
  if (found.length === 1) return found[0]!;
  const there =
    found.length === 0 ? `there is none in ${folder ?? "the usual place"}` : `there are ${found.join(", ")}`;
  throw new CommandFailure(`report: which journal? ${there}; name one, or its folder with --state DIR`, EXIT.usage);
}

function reproduction(journal: JournalReader, words: readonly string[], { document, realised }: Findings): PageTable {
  const last = journal.segments().at(-1);
  return {
    heading: "To reproduce it",
    note: "The same journal and version give the same figures.",
    columns: [{ name: "what" }, { name: "is" }],
    rows: [
      ["command line", commandLine(words)],
      ["program", versionLine()],
      ["journal", document.journal],
      ["journal's size", `${systemFiles.size(document.journal).toLocaleString("en-US")} bytes`],
      [
        "inputs",
        last === undefined ? "none" : `${journal.segments()[0]!.firstSeq} to ${last.firstSeq + last.inputs - 1}`,
      ],
      [
        "fills and payouts",
        `sha256 ${createHash("sha256").update(taxCsv(realised)).digest("hex")} of what --csv writes`,
      ],
    ],
  };
}
