import type { Database } from "bun:sqlite";
import { openExclusive } from "../../ambient/exclusive-database.ts";
import type { SweepRow } from "./sweep-row.ts";

/** What can't be done with a sweep's files; the message says what to do. */
export class SweepError extends Error {
  override readonly name = "SweepError";
  constructor(
    message: string,
    readonly exitCode: 2 | 7,
  ) {
    super(message);
  }
}

const LAYOUT = 1;

const COLUMNS =
  "configuration, fill_model AS fillModel, event, ended_at AS endedAt, fills, contracts, gross, fees, net, markout_5m AS markout5m, markout_1h AS markout1h";

/**
 * The runs of a sweep that are done. They are kept in transactions, so that a program that is killed at any moment finds those before it whole and the others absent;
 * a run is there once or not at all, by its key. One process at a time has the file: the lock is the system's own, and goes with the process.
 */
export class SweepProgress {
  readonly #database: Database;

  /** Opens or makes the file. Throws SweepError when another process has it, or when it is another sweep's. `what` names the sweep and its part. */
  constructor(path: string, what: string) {
    this.#database = openExclusive(
      path,
      (database) => prepare(database, path, what),
      (why) =>
        why === "busy"
          ? new SweepError(`${path}: another sweep writes there; let it end, or name another folder`, 7)
          : new SweepError(`${path}: it can't be used (${why}); sweep into a new folder`, 2),
    );
  }

  /** How many runs are done. */
  get done(): number {
    return this.#database.query<{ done: number }, []>("SELECT count(*) AS done FROM run").get()!.done;
  }

  /** The runs of an event that are done, each as `configuration fill-model`. */
  doneOf(event: string): ReadonlySet<string> {
    const rows = this.#database
      .query<{ key: string }, [string]>("SELECT configuration || ' ' || fill_model AS key FROM run WHERE event = ?")
      .all(event);
    return new Set(rows.map(({ key }) => key));
  }

  /** Keeps rows: all of them or none. They are on the disk when this returns. */
  keep(rows: readonly SweepRow[]): void {
    const insert = this.#database.query("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    this.#database.transaction(() => {
      for (const { event, configuration, fillModel, endedAt, fills, contracts, gross, fees, net, ...marks } of rows) {
        const { markout5m, markout1h } = marks;
        insert.run(event, configuration, fillModel, endedAt, fills, contracts, gross, fees, net, markout5m, markout1h);
      }
    })();
  }

  /** All of them, in no certain order. */
  rows(): readonly SweepRow[] {
    return this.#database.query<SweepRow, []>(`SELECT ${COLUMNS} FROM run`).all();
  }

  close(): void {
    this.#database.close();
  }
}

/** Makes the tables of a new file, and sees that one which was there is of this sweep. */
function prepare(database: Database, path: string, what: string): void {
  const { user_version: version } = database.query("PRAGMA user_version").get() as { user_version: number };
  if (version === 0) {
    database.run("CREATE TABLE sweep (what TEXT NOT NULL) STRICT");
    database.run(
      `CREATE TABLE run (
        event TEXT NOT NULL, configuration INTEGER NOT NULL, fill_model TEXT NOT NULL, ended_at INTEGER NOT NULL,
        fills INTEGER NOT NULL, contracts INTEGER NOT NULL, gross INTEGER NOT NULL, fees INTEGER NOT NULL,
        net INTEGER NOT NULL, markout_5m INTEGER NOT NULL, markout_1h INTEGER NOT NULL,
        PRIMARY KEY (event, configuration, fill_model)) STRICT, WITHOUT ROWID`,
    );
    database.query("INSERT INTO sweep VALUES (?)").run(what);
    database.run(`PRAGMA user_version = ${LAYOUT}`);
    return;
  }
  const there = version === LAYOUT ? database.query<{ what: string }, []>("SELECT what FROM sweep").get() : null;
  if (there?.what === what) return;
  const other = there === null ? "what another version of the program has swept" : `another sweep (${there.what})`;
  throw new SweepError(`${path}: it holds ${other}, and this is ${what}; name another folder with --out`, 2);
}
