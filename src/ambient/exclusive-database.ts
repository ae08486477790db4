import { Database, SQLiteError } from "bun:sqlite";

/**
 * Opens or makes a database that one process at a time has: the lock is the system's own, and goes with the process. What it takes is on the disk when a
 * transaction returns. `prepare` finds or makes its tables, in a transaction.
 *
 * @param refusal what is thrown where the database can't be had: `busy` when another process has it, or else SQLite's code and words
 */
export function openExclusive(
  path: string,
  prepare: (database: Database) => void,
  refusal: (why: string) => Error,
): Database {
  const database = new Database(path, { create: true, readwrite: true, strict: true });
  try {
    database.run("PRAGMA locking_mode = EXCLUSIVE");
    database.run("PRAGMA journal_mode = TRUNCATE");
    database.run("PRAGMA synchronous = FULL");
    database.transaction(() => prepare(database)).exclusive();
    return database;
  } catch (error) {
    database.close();
    if (!(error instanceof SQLiteError)) throw error;
    const code = error.code ?? "";
    throw refusal(code.startsWith("SQLITE_BUSY") ? "busy" : `${code}: ${error.message}`);
  }
}
