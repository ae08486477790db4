import { Database } from "bun:sqlite";
import { join } from "node:path";
import { type Files, systemFiles } from "../ambient/files.ts";
import type { Command } from "../engine/command.ts";
import type { Input } from "../engine/input.ts";
import type { Time } from "../market/units.ts";
import { encode } from "./encoding.ts";
import { JournalError, journalError } from "./journal-error.ts";
import { prepareSchema } from "./schema.ts";
import { lockState } from "./state-lock.ts";

/**
 * Everything the engine was told and everything it answered, in order. An input and its commands are kept together or not
 * at all, and nothing is kept of what comes after a loss: whatever a crash leaves is a prefix that can be replayed.
 */
export interface Journal {
  /**
   * Takes an input and the commands it caused. In memory only, so it never waits for the disk. A `start` begins a new session.
   * Throws JournalError for a value that JSON can't hold exactly.
   */
  append(input: Input, commands: readonly Command[]): void;
  /** Makes all that was taken durable before it returns. Throws JournalError; what was taken stays for another try. */
  commit(): void;
  /** Commits when the oldest uncommitted input has waited long enough, or there are many. Throws as `commit` does. */
  flushDue(now: Time): void;
  /** Commits and lets the file go. Throws as `commit` does, after letting go. */
  close(): void;
}

/** Keeps nothing: for rehearsals without a state folder. */
export const nullJournal: Journal = {
  append: () => undefined,
  commit: () => undefined,
  flushDue: () => undefined,
  close: () => undefined,
};

/** The journal's file in a state folder. */
export function journalPath(state: string): string {
  return join(state, "journal.sqlite");
}

/** How long an input without a place among its commands may stay in memory. */
const FLUSH_AFTER_MS = 250;
/** So many characters are written without waiting for that. */
const FLUSH_AT_CHARACTERS = 4_000_000;
/** More than this isn't held for a disk that has refused a commit: the journal then ends here. */
const HOLD_CHARACTERS = 64_000_000;

/** How long a commit waits for somebody who holds the file for a moment, such as a SQLite shell. */
const BUSY_MS = 250;

interface Row {
  readonly input: Input;
  readonly session: number;
  readonly body: string;
  readonly commands: readonly { readonly type: string; readonly body: string }[];
}

/**
 * Opens the journal of a state folder for writing, making both if they aren't there. `program` is "tauroi 0.1.0". Throws
 * JournalError: `held` when another engine has the folder, otherwise what is wrong with the file.
 */
export function openJournal(state: string, program: string, files: Files = systemFiles): Journal {
  const path = journalPath(state);
  try {
    files.makeFolder(state);
    const lock = lockState(state, files);
    try {
      files.makeFile(path);
      return new SqliteJournal(path, program, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw journalError(path, error);
  }
}

class SqliteJournal implements Journal {
  readonly #database: Database;
  #sequence: number;
  #session: number;
  #started = false;
  #pending: Row[] = [];
  #characters = 0;
  #dueAt: number | undefined;
  /** The last commit failed. */
  #refused = false;
  #gap = false;

  constructor(
    readonly path: string,
    program: string,
    readonly lock: { release(): void },
  ) {
    this.#database = new Database(path, { readwrite: true, strict: true });
    try {
      this.#database.run(`PRAGMA busy_timeout = ${BUSY_MS}`);
      this.#database.run("PRAGMA journal_mode = WAL");
      this.#database.run("PRAGMA synchronous = FULL");
      prepareSchema(this.#database, path, program);
      this.#sequence = this.#highest("SELECT max(seq) AS highest FROM inputs") + 1;
      this.#session = this.#highest("SELECT max(id) AS highest FROM sessions");
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  append(input: Input, commands: readonly Command[]): void {
    if (input.type === "start") {
      this.#session += 1;
      this.#started = true;
    } else if (!this.#started) {
      throw new JournalError(this.path, "unwritable", `the first input is "${input.type}", not "start"`);
    }
    if (this.#gap) return;
    const row: Row = {
      input,
      session: this.#session,
      body: encode(input, this.path),
      commands: commands.map((command) => ({ type: command.type, body: encode(command, this.path) })),
    };
    this.#pending.push(row);
    this.#characters += row.body.length;
    for (const { body } of row.commands) this.#characters += body.length;
    if (this.#refused && this.#characters > HOLD_CHARACTERS) {
      this.#gap = true;
      this.#forget();
    }
  }

  commit(): void {
    if (this.#gap) throw new JournalError(this.path, "gap", "the disk took nothing for too long");
    if (this.#pending.length === 0) return;
    try {
      this.#write(this.#pending);
    } catch (error) {
      this.#refused = true;
      throw journalError(this.path, error);
    }
    this.#refused = false;
    this.#sequence += this.#pending.length;
    this.#forget();
  }

  flushDue(now: Time): void {
    if (this.#pending.length === 0 && !this.#gap) return;
    this.#dueAt ??= now + FLUSH_AFTER_MS;
    if (now >= this.#dueAt || this.#characters >= FLUSH_AT_CHARACTERS || this.#gap) this.commit();
  }

  close(): void {
    try {
      this.commit();
    } finally {
      this.#database.close();
      this.lock.release();
    }
  }

  #write(rows: readonly Row[]): void {
    const database = this.#database;
    const sessions = database.query(
      "INSERT INTO sessions (id, epoch, program, started_at, first_seq) VALUES (?, ?, ?, ?, ?)",
    );
    const inputs = database.query("INSERT INTO inputs (seq, session, at, type, body) VALUES (?, ?, ?, ?, ?)");
    const commands = database.query("INSERT INTO commands (seq, n, type, body) VALUES (?, ?, ?, ?)");
    database
      .transaction(() => {
        let sequence = this.#sequence;
        for (const row of rows) {
          const { input } = row;
          if (input.type === "start") sessions.run(row.session, input.epoch, input.version, input.at, sequence);
          inputs.run(sequence, row.session, input.at, input.type, row.body);
          for (const [n, command] of row.commands.entries()) commands.run(sequence, n, command.type, command.body);
          sequence += 1;
        }
      })
      .immediate();
  }

  #forget(): void {
    this.#pending = [];
    this.#characters = 0;
    this.#dueAt = undefined;
  }

  #highest(sql: string): number {
    return this.#database.query<{ highest: number | null }, []>(sql).get()?.highest ?? 0;
  }
}
