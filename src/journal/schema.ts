import type { Database } from "bun:sqlite";
import { JournalError } from "./journal-error.ts";

/** The version of the tables below. A change of theirs is a new version. */
export const SCHEMA_VERSION = 2;

/** Marks the file as ours (`PRAGMA application_id`): "TAUR" in ASCII. */
const APPLICATION_ID = 0x54415552;

/**
 * Bodies are JSON, whole: a row of `inputs` is exactly what the engine was handed, a row of `commands` exactly what it answered. The
 * columns beside them are for people with a SQLite shell. A segment goes from its `first_seq` to the next one's; it begins with a
 * session's start, or holds that start and the engine's state (`start`, `engine`). Inputs before the first segment count as dropped.
 */
const TABLES = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE sessions (
    id INTEGER PRIMARY KEY, epoch TEXT NOT NULL, program TEXT NOT NULL, started_at INTEGER NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE segments (
    id INTEGER PRIMARY KEY, session INTEGER NOT NULL REFERENCES sessions, at INTEGER NOT NULL, first_seq INTEGER NOT NULL,
    start TEXT, engine TEXT
  ) STRICT;
  CREATE TABLE inputs (
    seq INTEGER PRIMARY KEY, session INTEGER NOT NULL REFERENCES sessions, at INTEGER NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE commands (
    seq INTEGER NOT NULL REFERENCES inputs, n INTEGER NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (seq, n)
  ) STRICT, WITHOUT ROWID;
`;

/** False of an empty file. */
export function hasTables(database: Database): boolean {
  return database.query<{ count: number }, []>("SELECT count(*) AS count FROM sqlite_schema").get()?.count !== 0;
}

/** Makes the tables in an empty file. */
export function makeSchema(database: Database, program: string): void {
  database.transaction(() => {
    database.run(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.run(TABLES);
    const insert = database.query("INSERT INTO meta (name, value) VALUES (?, ?)");
    insert.run("schema_version", String(SCHEMA_VERSION));
    insert.run("program", program);
  })();
}

/** Throws JournalError unless the file is a journal of this version. */
export function checkSchema(database: Database, path: string): void {
  const id = database.query<{ application_id: number }, []>("PRAGMA application_id").get();
  if (id?.application_id !== APPLICATION_ID) {
    throw new JournalError(path, "not-a-journal", "it is a database of something else, or empty");
  }
  const meta = new Map(
    database
      .query<{ name: string; value: string }, []>("SELECT name, value FROM meta")
      .all()
      .map(({ name, value }) => [name, value]),
  );
  const version = Number(meta.get("schema_version"));
  if (version === SCHEMA_VERSION) return;
  if (!Number.isInteger(version)) throw new JournalError(path, "corrupt", "it doesn't say its version");
  const said = `it was written by ${meta.get("program") ?? "an unknown program"} with schema ${version}, this one has ${SCHEMA_VERSION}`;
  throw new JournalError(path, version < SCHEMA_VERSION ? "older" : "newer", said);
}
