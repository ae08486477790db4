import { startWorker } from "../ambient/workers.ts";
import { JournalError } from "./journal-error.ts";
import type { JournalStore, Written } from "./store.ts";
import { type FromThread, JOURNAL_WORKER, type ToThread } from "./thread-messages.ts";

/** Writes in a thread of its own, so that nobody else ever waits for the disk. */
export function threadStore(path: string, bytes: number): JournalStore {
  /** Who is told next, in the order of asking. */
  const asked: Written[] = [];
  let death: JournalError | undefined;
  const thread = startWorker<ToThread, FromThread>(JOURNAL_WORKER, {
    message({ problem }) {
      asked.shift()?.(problem === null ? undefined : new JournalError(path, problem.problem, problem.detail));
    },
    died(problem) {
      death = new JournalError(path, "died", `the thread that writes it has died: ${problem}`);
      for (const tell of asked.splice(0)) tell(death);
    },
  });
  thread.post({ type: "open", path, bytes });
  const ask = (message: ToThread, told: Written): void => {
    if (death !== undefined) {
      told(death);
      return;
    }
    asked.push(told);
    thread.post(message);
  };
  return {
    write: (rows, written) => ask({ type: "write", rows }, written),
    async close(ended) {
      // A write that is under way and stuck is never answered: then there is nothing to wait for.
      const problem = asked.length > 0 ? undefined : await closed(ask, ended);
      thread.stop();
      if (problem !== undefined) throw problem;
    },
  };
}

function closed(
  ask: (message: ToThread, told: Written) => void,
  ended: number | undefined,
): Promise<JournalError | undefined> {
  return new Promise((resolve) => ask({ type: "close", ended: ended ?? null }, resolve));
}
