import type { JournalProblem } from "./journal-error.ts";
import type { Row } from "./store.ts";

/** Where the writing thread's main module is, from the repository's root. */
export const JOURNAL_WORKER = "./src/journal/thread.ts";

/** What the writing thread is told: first which file, in the end to let it go. */
export type ToThread =
  | { readonly type: "open"; readonly path: string; readonly bytes: number }
  | { readonly type: "write"; readonly rows: readonly Row[] }
  | { readonly type: "close"; readonly ended: number | null };

/** What it tells: one answer to every `write` and to `close`. */
export interface FromThread {
  readonly type: "done";
  /** Why it could not be done; null when it was. */
  readonly problem: { readonly problem: JournalProblem; readonly detail: string } | null;
}
