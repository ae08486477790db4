import { Database } from "bun:sqlite";
import { type Clock, systemClock } from "../ambient/clock.ts";
import { type Files, systemFiles } from "../ambient/files.ts";
import { systemTimers, type Timers } from "../ambient/timers.ts";
import { directStore } from "./direct-store.ts";
import { type Journal, journalPath } from "./journal.ts";
import { JournalError, journalError } from "./journal-error.ts";
import { keepBackup } from "./keep-backup.ts";
import { checkSchema, hasTables, makeSchema } from "./schema.ts";
import { setAside } from "./set-aside.ts";
import { openDatabase } from "./sqlite-writer.ts";
import { lockState, type StateLock } from "./state-lock.ts";
import type { JournalStore } from "./store.ts";
import { StoredJournal } from "./stored-journal.ts";
import { threadStore } from "./thread-store.ts";

/** The journal's size bound: its file and its log together. Its backups have as much again. */
const BYTES = 64 * 1024 * 1024;
/** So many segments' text makes the bound. */
const SEGMENTS = 16;

export interface JournalOptions {
  /** Who waits for the disk: a thread of its own (live), or whoever commits (rehearsals on virtual time). */
  readonly writer: "thread" | "direct";
  /** The size bound of the file and its log; the usual one where left out. */
  readonly bytes?: number;
  readonly files?: Files;
  readonly clock?: Clock;
  readonly timers?: Timers;
}

/** A journal that is open for writing. */
export interface OpenJournal extends Journal {
  readonly path: string;
  /** What the operator should know of how it was opened: a journal set aside, a backup that failed. One line each. */
  readonly notes: readonly string[];
}

/**
 * Opens the journal of a state folder for writing, making both if they aren't there. `program` is "tauroi 0.1.0". A journal of another
 * version and one that is damaged are set aside, and a new one is begun; of one that has something in it a backup is kept. Throws JournalError:
 * `held` when another engine has the folder, otherwise what is wrong with the folder or the file.
 */
export function openJournal(state: string, program: string, options: JournalOptions): OpenJournal {
  const { files = systemFiles, clock = systemClock, timers = systemTimers, bytes = BYTES } = options;
  const path = journalPath(state);
  try {
    files.makeFolder(state);
    const lock = lockState(state, files);
    try {
      const notes: string[] = [];
      const last = prepared(path, program, files, clock, notes);
      const backup = last.seq === 0 ? undefined : keepBackup(state, path, bytes, files, clock);
      if (backup !== undefined) notes.push(backup);
      const store = options.writer === "thread" ? threadStore(path, bytes) : directStore(path, bytes);
      const journal = new StoredJournal({
        store: releasing(store, lock),
        path,
        last,
        segmentCharacters: bytes / SEGMENTS,
        timers,
      });
      return Object.assign(journal, { path, notes });
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw journalError(path, error);
  }
}

/** Sees that a journal of this version stands at `path`, and says how far it goes. */
function prepared(
  path: string,
  program: string,
  files: Files,
  clock: Clock,
  notes: string[],
): { readonly seq: number; readonly session: number } {
  try {
    return examined(path, program, files);
  } catch (error) {
    const problem = journalError(path, error);
    if (!isToBeSetAside(problem)) throw problem;
    const to = setAside(path, files, clock);
    notes.push(`the journal was set aside as ${to} (${problem.detail}); a new one is begun`);
    return examined(path, program, files);
  }
}

function isToBeSetAside({ problem, cause }: JournalError): boolean {
  if (problem === "older" || problem === "newer" || problem === "corrupt") return true;
  // No database at all: its first page is damaged. A sound database of something else is somebody else's.
  return problem === "not-a-journal" && cause !== undefined;
}

/** Looks at what is there without changing any of it, then makes what is missing. */
function examined(path: string, program: string, files: Files): { readonly seq: number; readonly session: number } {
  files.makeFile(path);
  const found = new Database(path, { readonly: true, strict: true });
  try {
    if (hasTables(found)) {
      checkSchema(found, path);
      const { quick_check: check } = found.query<{ quick_check: string }, []>("PRAGMA quick_check(1)").get()!;
      if (check !== "ok") throw new JournalError(path, "corrupt", check);
    }
  } finally {
    found.close();
  }
  const database = openDatabase(path);
  try {
    if (!hasTables(database)) makeSchema(database, program);
    const highest = (sql: string): number => database.query<{ highest: number | null }, []>(sql).get()?.highest ?? 0;
    return {
      seq: highest("SELECT max(seq) AS highest FROM inputs"),
      session: highest("SELECT max(id) AS highest FROM sessions"),
    };
  } finally {
    database.close();
  }
}

/** The store, which lets the folder go when it is closed. */
function releasing(store: JournalStore, lock: StateLock): JournalStore {
  return {
    write: (rows, written) => store.write(rows, written),
    async close(ended) {
      try {
        await store.close(ended);
      } finally {
        lock.release();
      }
    },
  };
}
