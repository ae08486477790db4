import { Database } from "bun:sqlite";
import type { Row } from "./store.ts";

/** How long a commit waits for somebody who holds the file for a moment, such as a SQLite shell. */
const BUSY_MS = 250;
/** Of the journal's size bound: segments are dropped while more is in use, so that what comes until the next one has room too. */
const KEEP_SHARE = 1 / 2;
/** Of the same: so much of the log, about, is brought into the file at a time. */
const LOG_SHARE = 1 / 16;
const PAGE_BYTES = 4_096;
/** Pages that a transaction writes at least, and how many characters fill another. */
const PAGES_A_BATCH = 6;
const CHARACTERS_A_PAGE = 3_000;
/** Rows of dropped segments that are deleted at a time. */
const DELETE_AT_A_TIME = 4_000;

/** Opens a journal's file so that whatever a transaction leaves is on the disk when it ends. */
export function openDatabase(path: string): Database {
  const database = new Database(path, { readwrite: true, strict: true });
  try {
    database.run(`PRAGMA busy_timeout = ${BUSY_MS}`);
    database.run("PRAGMA journal_mode = WAL");
    database.run("PRAGMA synchronous = FULL");
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/**
 * Writes a journal's file, whose tables are there. Nothing but the rows themselves is written while somebody waits for them: the log's
 * checkpoints and the end of old segments are `tidy`'s, to be called in between.
 */
export class SqliteWriter {
  readonly #database: Database;
  /** Pages of the log that may not be in the file yet, about. */
  #pages = 0;
  readonly #checkpointPages: number;
  #lastRows = 0;
  /** The last write failed: it may be in the file all the same, if it was the sync that did. */
  #isUncertain = false;
  /** Inputs before this one belong to dropped segments. */
  #droppedBefore: number | undefined;

  /** `bytes` is the size bound of the journal, its log included. Throws what SQLite throws. */
  constructor(
    path: string,
    readonly bytes: number,
  ) {
    this.#checkpointPages = Math.ceil((bytes * LOG_SHARE) / PAGE_BYTES);
    this.#database = openDatabase(path);
    this.#database.run("PRAGMA wal_autocheckpoint = 0");
    this.#database.run(`PRAGMA journal_size_limit = ${this.#checkpointPages * PAGE_BYTES}`);
    this.#droppedBefore = this.#number("SELECT min(first_seq) AS value FROM segments"); // what a crash left of the last drop
  }

  /** Makes the rows durable, all or none. Throws what SQLite throws. */
  write(rows: readonly Row[]): void {
    const database = this.#database;
    const inputs = database.query("INSERT INTO inputs (seq, session, at, type, body) VALUES (?, ?, ?, ?, ?)");
    const commands = database.query("INSERT INTO commands (seq, n, type, body) VALUES (?, ?, ?, ?)");
    let characters = 0;
    const kept = this.#isUncertain ? (this.#number("SELECT max(seq) AS value FROM inputs") ?? 0) : 0;
    this.#isUncertain = true;
    database
      .transaction(() => {
        for (const row of rows) {
          if (row.seq <= kept) continue;
          this.#begin(row);
          inputs.run(row.seq, row.session, row.at, row.type, row.body);
          characters += row.body.length;
          for (const [n, { type, body }] of row.commands.entries()) {
            commands.run(row.seq, n, type, body);
            characters += body.length;
          }
        }
      })
      .immediate();
    this.#isUncertain = false;
    this.#lastRows = rows.length;
    this.#pages += PAGES_A_BATCH + Math.ceil(characters / CHARACTERS_A_PAGE);
  }

  #begin({ segment, session, at, seq }: Row): void {
    if (segment === undefined) return;
    if (segment.session !== undefined) {
      const { epoch, program } = segment.session;
      this.#database
        .query("INSERT INTO sessions (id, epoch, program, started_at) VALUES (?, ?, ?, ?)")
        .run(session, epoch, program, at);
    }
    this.#database
      .query("INSERT INTO segments (session, at, first_seq, start, engine) VALUES (?, ?, ?, ?, ?)")
      .run(session, at, seq, segment.state?.start ?? null, segment.state?.engine ?? null);
  }

  /** Does a part of what keeps the file small: nothing of it matters to whoever reads. What fails here is tried again next time. */
  tidy(): void {
    try {
      this.#drop();
      if (this.#pages >= this.#checkpointPages) this.#checkpoint();
    } catch {
      // The next write meets the same disk, and tells.
    }
  }

  /** Marks a session as ended in order, if one has, and lets the file go. Throws what SQLite throws, after letting go. */
  close(ended: number | undefined): void {
    try {
      if (ended !== undefined) this.#database.query("UPDATE sessions SET ended = 1 WHERE id = ?").run(ended);
      this.#database.run("PRAGMA wal_autocheckpoint = 1000");
    } finally {
      this.#database.close();
    }
  }

  /** Drops the oldest segments while too much is in use: first one ceases to be a segment, then its rows go, some at a time. */
  #drop(): void {
    for (let left = Math.max(DELETE_AT_A_TIME, 2 * this.#lastRows); left > 0; ) {
      this.#droppedBefore ??= this.#dropOldest();
      if (this.#droppedBefore === undefined) return;
      const oldest = this.#number("SELECT min(seq) AS value FROM inputs") ?? this.#droppedBefore;
      if (oldest >= this.#droppedBefore) {
        this.#droppedBefore = undefined;
        continue;
      }
      const before = Math.min(this.#droppedBefore, oldest + left);
      this.#database
        .transaction(() => {
          this.#database.query("DELETE FROM commands WHERE seq < ?").run(before);
          this.#database.query("DELETE FROM inputs WHERE seq < ?").run(before);
        })
        .immediate();
      this.#pages += PAGES_A_BATCH;
      left -= before - oldest;
    }
  }

  /** The first input that is kept, after the oldest segment has been dropped; undefined when there is no need. */
  #dropOldest(): number | undefined {
    const count = this.#number("SELECT count(*) AS value FROM segments") ?? 0;
    if (count < 2 || this.#bytesInUse() <= this.bytes * KEEP_SHARE) return undefined;
    this.#database
      .transaction(() => {
        this.#database.run("DELETE FROM segments WHERE id = (SELECT min(id) FROM segments)");
        this.#database.run("DELETE FROM sessions WHERE id < (SELECT min(session) FROM segments)");
      })
      .immediate();
    return this.#number("SELECT min(first_seq) AS value FROM segments");
  }

  /** Brings the log into the file, as far as readers let it; then it is written again from its beginning. */
  #checkpoint(): void {
    this.#database.query("PRAGMA wal_checkpoint(PASSIVE)").get();
    this.#pages = 0; // what a reader has kept from being brought over is next time
  }

  #bytesInUse(): number {
    const { pages, free, size } = this.#database
      .query<{ pages: number; free: number; size: number }, []>(
        "SELECT page_count AS pages, freelist_count AS free, page_size AS size FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
      )
      .get()!;
    return (pages - free) * size;
  }

  #number(sql: string): number | undefined {
    return this.#database.query<{ value: number | null }, []>(sql).get()?.value ?? undefined;
  }
}
