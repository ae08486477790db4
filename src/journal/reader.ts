import { Database } from "bun:sqlite";
import { type Files, systemFiles } from "../ambient/files.ts";
import type { EngineState } from "../engine/engine-state.ts";
import type { Input } from "../engine/input.ts";
import type { Start } from "../engine/start.ts";
import { journalPath } from "./journal.ts";
import { JournalError, journalError } from "./journal-error.ts";
import { checkSchema } from "./schema.ts";

/** Inputs that stand together. */
export interface Part {
  readonly firstSeq: number;
  readonly inputs: number;
}

/** One start of the engine and what followed, as far as it is still kept. */
export interface Session extends Part {
  readonly id: number;
  readonly epoch: string;
  /** The version that ran: replay with the same one. */
  readonly program: string;
  readonly startedAt: number;
  /** It has come to its end with nothing of ours live, and all of it is here. */
  readonly ended: boolean;
}

/** A part of a session that a replay can begin with: its start, or any moment for which the engine's state was kept. */
export interface Segment extends Part {
  readonly id: number;
  readonly session: number;
}

/** What a segment in the midst of a session begins with. */
export interface Beginning {
  /** Without its history, for which the state stands. */
  readonly start: Start;
  readonly state: EngineState;
  /** The state's exact text. */
  readonly text: string;
}

/** An input as the engine was handed it, and its commands in their exact text. */
export interface Entry {
  readonly seq: number;
  readonly input: Input;
  readonly commands: readonly string[];
}

/** A journal opened for reading: one moment of it, also while an engine goes on writing. Everything throws JournalError. */
export interface JournalReader {
  readonly path: string;
  /** In the order in which they were started. */
  sessions(): readonly Session[];
  /** In their order, of all sessions. */
  segments(): readonly Segment[];
  /** Undefined where a segment begins with its session's start. */
  beginning(segment: Segment): Beginning | undefined;
  /** The inputs of a session or segment; read as they are asked for, so there may be more than memory holds. */
  entries(part: Part): Iterable<Entry>;
  close(): void;
}

/** Opens a journal, named by its file or its state folder. Throws JournalError when there is none or it is something else. */
export function readJournal(path: string, files: Files = systemFiles): JournalReader {
  const file = files.isFolder(path) ? journalPath(path) : path;
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
    const sessions = this.#read(() =>
      this.#database
        .query<Omit<Session, "ended" | keyof Part> & { ended: number }, []>(
          "SELECT id, epoch, program, started_at AS startedAt, ended FROM sessions ORDER BY id",
        )
        .all(),
    );
    const segments = Map.groupBy(this.segments(), ({ session }) => session);
    return sessions.flatMap((session) => {
      const own = segments.get(session.id);
      if (own === undefined) return [];
      const inputs = own.reduce((sum, segment) => sum + segment.inputs, 0);
      return [{ ...session, ended: session.ended === 1, firstSeq: own[0]!.firstSeq, inputs }];
    });
  }

  segments(): readonly Segment[] {
    return this.#read(() =>
      this.#database
        .query<Segment, []>(
          `SELECT id, session, first_seq AS firstSeq,
                  lead(first_seq, 1, (SELECT max(seq) + 1 FROM inputs)) OVER (ORDER BY id) - first_seq AS inputs
           FROM segments ORDER BY id`,
        )
        .all(),
    );
  }

  beginning({ id }: Segment): Beginning | undefined {
    const row = this.#read(() =>
      this.#database
        .query<{ start: string | null; engine: string | null }, [number]>(
          "SELECT start, engine FROM segments WHERE id = ?",
        )
        .get(id),
    );
    if (row === null || row.start === null || row.engine === null) return undefined;
    const where = `the beginning of segment ${id}`;
    return {
      start: this.#decode(where, row.start) as Start,
      state: this.#decode(where, row.engine) as EngineState,
      text: row.engine,
    };
  }

  *entries({ firstSeq, inputs }: Part): Generator<Entry> {
    const next = this.#database.query<{ seq: number; body: string }, [number, number]>(
      "SELECT seq, body FROM inputs WHERE seq > ? AND seq < ? ORDER BY seq LIMIT 512",
    );
    const commands = this.#database.query<{ seq: number; body: string }, [number, number]>(
      "SELECT seq, body FROM commands WHERE seq BETWEEN ? AND ? ORDER BY seq, n",
    );
    const end = firstSeq + inputs;
    for (let last = firstSeq - 1; ; ) {
      const page = this.#read(() => next.all(last, end));
      if (page.length === 0) return;
      const answers = Map.groupBy(
        this.#read(() => commands.all(page[0]!.seq, page.at(-1)!.seq)),
        ({ seq }) => seq,
      );
      for (const { seq, body } of page) {
        const input = this.#decode(`input ${seq}`, body) as Input; // written by `encode` from an Input of this schema version
        yield { seq, input, commands: answers.get(seq)?.map((answer) => answer.body) ?? [] };
        last = seq;
      }
    }
  }

  close(): void {
    this.#database.close();
  }

  #decode(what: string, body: string): unknown {
    try {
      return JSON.parse(body);
    } catch (error) {
      throw new JournalError(this.path, "corrupt", `${what} is not JSON`, { cause: error });
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
