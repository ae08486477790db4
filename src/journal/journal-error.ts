import { SQLiteError } from "bun:sqlite";

/** What is wrong with a journal. */
export type JournalProblem =
  | "held" // another engine writes it
  | "full"
  | "read-only"
  | "corrupt"
  | "absent"
  | "not-a-journal"
  | "older"
  | "newer"
  | "unreachable"
  | "failing" // the disk itself
  | "unwritable" // a value that can't be kept
  | "died" // who writes it is gone
  | "gap"; // inputs were lost after an earlier failure

const MENDS: Readonly<Record<JournalProblem, string>> = {
  held: "stop that one first, or name another folder with --state",
  full: "make room on the disk",
  "read-only": "choose a folder on a disk that can be written, with --state",
  corrupt: "start again: the file is set aside, and a lost journal is an ordinary start",
  absent: "name a journal.sqlite, or the folder that holds one",
  "not-a-journal": "name a journal.sqlite, or the folder that holds one",
  older: "move it away and start again, or read it with the version that wrote it",
  newer: "use the version of this program that wrote it, or a newer one",
  unreachable: "check the folder, its owner and its mode",
  failing: "check the disk",
  unwritable: "this is a fault of the program; report it",
  died: "start again",
  gap: "start again: what came after the failure isn't in the journal",
};

const ON_THE_WAY: ReadonlySet<JournalProblem> = new Set(["full", "failing", "unwritable", "died", "gap"]);

/** Problems that may go away by themselves, with nothing lost. */
const PASSING: ReadonlySet<JournalProblem> = new Set(["held", "full", "read-only", "unreachable", "failing"]);

/** A journal that can't be opened, read or written. The message names the file, the trouble and the mend. */
export class JournalError extends Error {
  override readonly name = "JournalError";
  /** What the operator can do. */
  readonly mend: string;
  /** Writing may succeed again, with nothing lost: it is tried. Otherwise only a new start helps. */
  readonly isPassing: boolean;
  /** 7 when another engine has the folder, 2 when the place named can't be used, 1 when writing failed on the way. */
  readonly exitCode: number;

  constructor(
    readonly path: string,
    readonly problem: JournalProblem,
    /** What happened, without the file and the mend. */
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`journal ${path}: ${detail}; ${MENDS[problem]}`, options);
    this.mend = MENDS[problem];
    this.isPassing = PASSING.has(problem);
    this.exitCode = problem === "held" ? 7 : ON_THE_WAY.has(problem) ? 1 : 2;
  }
}

/** The typed form of whatever went wrong with the file at `path`. */
export function journalError(path: string, error: unknown): JournalError {
  if (error instanceof JournalError) return error;
  const code = error instanceof SQLiteError ? (error.code ?? "") : "";
  const detail = error instanceof Error ? error.message : String(error);
  return new JournalError(path, problemOf(code), detail, { cause: error });
}

function problemOf(code: string): JournalProblem {
  if (code.startsWith("SQLITE_FULL")) return "full";
  if (code.startsWith("SQLITE_READONLY")) return "read-only";
  if (code.startsWith("SQLITE_NOTADB")) return "not-a-journal";
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_ERROR") return "corrupt"; // the latter: tables of ours are missing
  if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) return "held";
  if (code.startsWith("SQLITE_IOERR")) return "failing";
  return "unreachable";
}
