import { Database } from "bun:sqlite";
import { type Files, systemFiles } from "../ambient/files.ts";
import type { Input } from "../engine/input.ts";
import { journalPath } from "./journal.ts";
import { JournalError, journalError } from "./journal-error.ts";
import { checkSchema } from "./schema.ts";

/** One start of the engine and what followed. */
export interface Session {
  readonly id: number;
  readonly epoch: string;
  /** The version that ran: replay with the same one. */
  readonly program: string;
  readonly startedAt: number;
  /** Its inputs stand together, from this one on. */
  readonly firstSeq: number;
  readonly inputs: number;
}

/** An input as the engine was handed it, and its commands in their exact text. */
export interface Entry {
  readonly seq: number;
  readonly input: Input;
  readonly commands: readonly string[];
}

/** A journal opened for reading: one moment of it, also while an engine goes on writing. */
export interface JournalReader {
  readonly path: string;
  /** In the order in which they were started. */
  sessions(): readonly Session[];
  /** A session from its start; read as it is asked for, so it may be longer than memory. */
  entries(session: Session): Iterable<Entry>;
  close(): void;
}

/** Opens a journal, named by its file or its state folder. Throws JournalError when there is none or it is something else. */
export function readJournal(path: string, files: Files = systemFiles): JournalReader {
  const inFolder = journalPath(path);
  const file = files.exists(inFolder) ? inFolder : path;
  if (!files.exists(file)) throw new JournalError(file, "absent", "there is no such file");
  try {
    return new SqliteReader(file);
  } catch (error) {
    throw journalError(file, error);
  }
}

class SqliteReader implements JournalReader {
  readonly #database: Database;

  constructor(readonly path: string) {
    this.#database = new Database(path, { readonly: true, strict: true });
    try {
      checkSchema(this.#database, path);
      this.#database.run("BEGIN"); // everything read from here on is of one moment
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  sessions(): readonly Session[] {
    return this.#read(() =>
      this.#database
        .query<Session, []>(
          `SELECT id, epoch, program, started_at AS startedAt, first_seq AS firstSeq,
                  lead(first_seq, 1, (SELECT max(seq) + 1 FROM inputs)) OVER (ORDER BY id) - first_seq AS inputs
           FROM sessions ORDER BY id`,
        )
        .all(),
    );
  }

  *entries(session: Session): Generator<Entry> {
    const next = this.#database.query<{ seq: number; body: string }, [number, number]>(
      "SELECT seq, body FROM inputs WHERE seq > ? AND seq < ? ORDER BY seq LIMIT 512",
    );
    const commands = this.#database.query<{ seq: number; body: string }, [number, number]>(
      "SELECT seq, body FROM commands WHERE seq BETWEEN ? AND ? ORDER BY seq, n",
    );
    const end = session.firstSeq + session.inputs;
    for (let last = session.firstSeq - 1; ; ) {
      const page = this.#read(() => next.all(last, end));
      if (page.length === 0) return;
      const answers = Map.groupBy(
        this.#read(() => commands.all(page[0]!.seq, page.at(-1)!.seq)),
        ({ seq }) => seq,
      );
      for (const { seq, body } of page) {
        yield { seq, input: this.#decode(seq, body), commands: answers.get(seq)?.map((answer) => answer.body) ?? [] };
        last = seq;
      }
    }
  }

  close(): void {
    this.#database.close();
  }

  #decode(seq: number, body: string): Input {
    try {
      return JSON.parse(body) as Input; // written by `encode` from an Input of this schema version
    } catch (error) {
      throw new JournalError(this.path, "corrupt", `input ${seq} is not JSON`, { cause: error });
    }
  }

  #read<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw journalError(this.path, error);
    }
  }
}
