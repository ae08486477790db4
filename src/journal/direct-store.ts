import { journalError } from "./journal-error.ts";
import { SqliteWriter } from "./sqlite-writer.ts";
import type { JournalStore } from "./store.ts";

/** Writes in this very thread, which waits for the disk: what was written is durable when `write` returns. For rehearsals on virtual time. */
export function directStore(path: string, bytes: number): JournalStore {
  const writer = new SqliteWriter(path, bytes);
  return {
    write(rows, written) {
      try {
        writer.write(rows);
      } catch (error) {
        written(journalError(path, error));
        return;
      }
      writer.tidy();
      written(undefined);
    },
    async close(ended) {
      try {
        writer.close(ended);
      } catch (error) {
        throw journalError(path, error);
      }
    },
  };
}
