import type { Clock } from "../../ambient/clock.ts";
import type { Journal } from "../../journal/journal.ts";

/** The same journal, with `synced` told how long each commit has taken, in milliseconds of the machine's clock. A refused one isn't told. */
export function measuredJournal(journal: Journal, clock: Clock, synced: (tookMs: number) => void): Journal {
  return {
    append: (input, commands) => journal.append(input, commands),
    commit(committed) {
      const since = clock.now();
      journal.commit((problem) => {
        if (problem === undefined) synced(clock.now() - since);
        committed(problem);
      });
    },
    flushDue: (now) => journal.flushDue(now),
    get cutDue() {
      return journal.cutDue;
    },
    get backlog() {
      return journal.backlog;
    },
    cut: (start, state) => journal.cut(start, state),
    onChange: (listener) => journal.onChange(listener),
    health: (now) => journal.health(now),
    markEnded: () => journal.markEnded(),
    close: () => journal.close(),
  };
}
