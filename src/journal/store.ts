import type { JournalError } from "./journal-error.ts";

/** An input and the commands it caused, in the exact text that is kept. */
export interface Row {
  /** Counts the inputs of a journal, over all sessions; without a hole. */
  readonly seq: number;
  readonly session: number;
  /** Engine time. */
  readonly at: number;
  readonly type: string;
  readonly body: string;
  readonly commands: readonly { readonly type: string; readonly body: string }[];
  /** A segment begins with this input. */
  readonly segment?: NewSegment;
}

/** Where a replay may begin: with a session, or in the midst of one. */
export interface NewSegment {
  /** The session that begins with it; absent in the midst of one. */
  readonly session?: { readonly epoch: string; readonly program: string };
  /** The session's `start` without its history, and the whole state of the engine before the segment's first input; absent at a session's start. */
  readonly state?: { readonly start: string; readonly engine: string };
}

/** Told once what became of a batch: nothing, when all of it is durable; otherwise why none of it is kept. */
export type Written = (problem: JournalError | undefined) => void;

/**
 * The disk's side of a journal: what takes batches of rows and says when they are durable. It never has more than one batch under way. A
 * batch is kept whole or not at all, also by a crash, and none before all those that came earlier.
 */
export interface JournalStore {
  /** Takes the next rows, at least one. Calls `written` once, later or before it returns. */
  write(rows: readonly Row[], written: Written): void;
  /**
   * Nothing more comes. `ended` is the session that has come to its end with everything durable, and is marked so; undefined when it was
   * broken off, or something is missing. Rejects with a JournalError; the file is let go in any case.
   */
  close(ended: number | undefined): Promise<void>;
}
