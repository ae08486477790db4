import type { Database } from "bun:sqlite";
import { join } from "node:path";
import { openExclusive } from "../ambient/exclusive-database.ts";
import type { RowKind } from "../tape/recording/rows.ts";
import { RecordError } from "./record-error.ts";

/** The file beside a recording's rows that says how far they are good. */
export const CHECKPOINT_FILE = "checkpoint.sqlite";

const LAYOUT = 1;

/** A file of a recording, up to its last row that is certain. */
export interface Part {
  readonly name: string;
  readonly kind: RowKind;
  /** `rows`: rows that are still to become a Parquet file, as JSON lines. */
  readonly format: "csv" | "jsonl" | "parquet" | "rows";
  readonly bytes: number;
  readonly rows: number;
}

/** A stretch of which the stream was not heard; `to` is null until it is over. Epoch milliseconds. */
export interface Gap {
  readonly from: number;
  readonly to: number | null;
  readonly reason: string;
}

/** What becomes certain together. */
export interface Advance {
  readonly parts: readonly Part[];
  readonly tradeIds: Iterable<string>;
  readonly notes: ReadonlyMap<string, string>;
  readonly gaps: readonly Gap[];
}

/**
 * What is certain of a recording: its files' good lengths, the trades that are in them, how far the history was read. It moves on in transactions,
 * each after the rows it speaks of are on the disk, so that a program that is killed between two of them goes on from the last. One
 * process at a time has it: the lock is the system's own, and goes with the process.
 */
export class Checkpoint {
  readonly #database: Database;

  /** Throws RecordError when another process has it, or when it is another version's. */
  constructor(folder: string) {
    const path = join(folder, CHECKPOINT_FILE);
    this.#database = openExclusive(
      path,
      (database) => prepare(database, folder),
      (why) =>
        why === "busy"
          ? new RecordError(`${folder}: another recorder writes there; stop it first, or name another folder`, 7)
          : new RecordError(`${path}: it can't be used (${why}); record into a new folder`),
    );
  }

  /** In the order of their names. */
  parts(): readonly Part[] {
    return this.#database.query<Part, []>("SELECT name, kind, format, bytes, rows FROM part ORDER BY name").all();
  }

  hasTrade(id: string): boolean {
    return this.#database.query("SELECT 1 FROM trade WHERE id = ?").get(id) !== null;
  }

  note(name: string): string | undefined {
    return this.#database.query<{ value: string }, [string]>("SELECT value FROM note WHERE name = ?").get(name)?.value;
  }

  /** In the order in which they began. */
  gaps(): readonly Gap[] {
    const all = this.#database.query<{ since: number; until: number | null; reason: string }, []>(
      "SELECT since, until, reason FROM gap ORDER BY since",
    );
    return all.all().map(({ since, until, reason }) => ({ from: since, to: until, reason }));
  }

  /** Everything of it, or nothing. A part without rows and bytes is forgotten, a gap with the beginning of another replaces it. */
  advance({ parts, tradeIds, notes, gaps }: Advance): void {
    this.#database.transaction(() => {
      const keep = this.#database.query(
        "INSERT INTO part VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET bytes = excluded.bytes, rows = excluded.rows",
      );
      const forget = this.#database.query("DELETE FROM part WHERE name = ?");
      for (const { name, kind, format, bytes, rows } of parts) {
        if (rows === 0) forget.run(name);
        else keep.run(name, kind, format, bytes, rows);
      }
      const see = this.#database.query("INSERT INTO trade VALUES (?)");
      for (const id of tradeIds) see.run(id);
      const write = this.#database.query(
        "INSERT INTO note VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
      );
      for (const [name, value] of notes) write.run(name, value);
      const mark = this.#database.query(
        "INSERT INTO gap VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET until = excluded.until, reason = excluded.reason",
      );
      for (const { from, to, reason } of gaps) mark.run(from, to, reason);
    })();
  }

  close(): void {
    this.#database.close();
  }
}

/** Makes the tables of a new file, and sees that one which was there is of this version. */
function prepare(database: Database, folder: string): void {
  const { user_version: version } = database.query("PRAGMA user_version").get() as { user_version: number };
  if (version === LAYOUT) return;
  if (version !== 0)
    throw new RecordError(`${folder}: another version of the program records there; name another folder`);
  const part =
    "name TEXT PRIMARY KEY, kind TEXT NOT NULL, format TEXT NOT NULL, bytes INTEGER NOT NULL, rows INTEGER NOT NULL";
  database.run(`CREATE TABLE part (${part}) STRICT`);
  database.run("CREATE TABLE trade (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID");
  database.run("CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT");
  database.run("CREATE TABLE gap (since INTEGER PRIMARY KEY, until INTEGER, reason TEXT NOT NULL) STRICT");
  database.run(`PRAGMA user_version = ${LAYOUT}`);
}
