import { Database, SQLiteError } from "bun:sqlite";
import { join } from "node:path";
import type { Files } from "../ambient/files.ts";
import { JournalError } from "./journal-error.ts";

/** A state folder that is ours until it is released. */
export interface StateLock {
  release(): void;
}

/**
 * Takes a state folder for this process. The lock is the system's own on an SQLite file, so it goes with the process however
 * that ends, and there is never a remnant to clear. Throws JournalError `held`, naming the holder.
 */
export function lockState(state: string, files: Files): StateLock {
  const path = join(state, "lock.sqlite");
  files.makeFile(path);
  try {
    return locked(path);
  } catch (error) {
    if (!isDamaged(error)) throw error;
    files.remove(path); // nobody can hold it
    files.makeFile(path);
    return locked(path);
  }
}

function locked(path: string): StateLock {
  const database = new Database(path, { readwrite: true });
  try {
    database.run("BEGIN IMMEDIATE");
    database.run(
      "CREATE TABLE IF NOT EXISTS holder (id INTEGER PRIMARY KEY CHECK (id = 1), pid INTEGER NOT NULL) STRICT",
    );
    database.run("INSERT INTO holder VALUES (1, ?) ON CONFLICT DO UPDATE SET pid = excluded.pid", [process.pid]);
    database.run("COMMIT");
    database.run("BEGIN IMMEDIATE"); // held from here on; others can still read who holds it
  } catch (error) {
    const holder = isHeld(error) ? readHolder(database) : undefined;
    database.close();
    if (!isHeld(error)) throw error;
    const who = holder === undefined ? "another process" : `process ${holder}`;
    throw new JournalError(path, "held", `${who} runs an engine on this state folder`);
  }
  return { release: () => database.close() };
}

function isHeld(error: unknown): boolean {
  return error instanceof SQLiteError && (error.code ?? "").startsWith("SQLITE_BUSY");
}

function isDamaged(error: unknown): boolean {
  const code = error instanceof SQLiteError ? (error.code ?? "") : "";
  return code.startsWith("SQLITE_NOTADB") || code.startsWith("SQLITE_CORRUPT");
}

function readHolder(database: Database): number | undefined {
  try {
    return database.query<{ pid: number }, []>("SELECT pid FROM holder").get()?.pid;
  } catch {
    return undefined; // the very first holder is only just writing its number
  }
}
