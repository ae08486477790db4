import { join } from "node:path";
import type { Command } from "../engine/command.ts";
import type { EngineState } from "../engine/engine-state.ts";
import type { Input } from "../engine/input.ts";
import type { Start } from "../engine/start.ts";
import type { Time } from "../market/units.ts";
import type { JournalError } from "./journal-error.ts";

/** Told once what became of all that was appended before a commit: nothing, when it is durable; otherwise what keeps it from being so. */
export type Committed = (problem: JournalError | undefined) => void;

/**
 * Everything the engine was told and everything it answered, in order. An input and its commands are kept together or not
 * at all, and nothing is kept of what comes after a loss: whatever a crash leaves is a prefix that can be replayed.
 *
 * Nothing here waits for the disk: what is to wait until something is durable is handed to `commit`.
 */
export interface Journal {
  /** Takes an input and the commands it caused. In memory only. A `start` begins a new session. */
  append(input: Input, commands: readonly Command[]): void;
  /**
   * Has all that was taken made durable as soon as the disk allows, and `committed` called once then, at once where nothing is missing.
   * Commits asked for while one is under way become one transaction.
   */
  commit(committed: Committed): void;
  /** Time has passed: what has waited long enough, or has become much, is written; what the disk has refused is tried again. */
  flushDue(now: Time): void;
  /** So much has been kept since the last beginning of a segment that another is to begin. */
  readonly cutDue: boolean;
  /** Begins a new segment: with the next input, from this state of the engine. Old segments are dropped to keep the journal's size bound. */
  cut(start: Start, state: EngineState): void;
  /** `listener` is told when the journal stops taking anything, and when it goes on, with nothing lost. At most one. */
  onChange(listener: (problem: JournalError | undefined) => void): void;
  /** `slow`: something that is waited for has been on its way to the disk for more than 250 ms. */
  health(now: Time): JournalHealth;
  /** Inputs that have been taken and aren't durable yet; undefined where none is kept. */
  readonly backlog?: number | undefined;
  /** The session has come to its end with nothing of ours live: when the journal is closed with all of it kept, that is noted. */
  markEnded(): void;
  /** Commits and lets the file go. Rejects with a JournalError when not everything could be kept. */
  close(): Promise<void>;
}

export type JournalHealth = "writable" | "slow" | "broken";

/** Keeps nothing: for rehearsals without a state folder. */
export const nullJournal: Journal = {
  append: () => undefined,
  commit: (committed) => committed(undefined),
  flushDue: () => undefined,
  cutDue: false,
  cut: () => undefined,
  onChange: () => undefined,
  health: () => "writable",
  markEnded: () => undefined,
  close: () => Promise.resolve(),
};

/** The journal's file in a state folder. */
export function journalPath(state: string): string {
  return join(state, "journal.sqlite");
}
