import type { Journal } from "../../src/journal/journal.ts";
import { JournalError } from "../../src/journal/journal-error.ts";

/** Commits and waits for the disk. Rejects with what keeps it from being durable. */
export function committed(journal: Journal): Promise<void> {
  return new Promise((resolve, reject) => {
    journal.commit((problem) => (problem === undefined ? resolve() : reject(problem)));
  });
}

/** The problem that something fails with, at once or later. */
export async function failure(action: () => unknown): Promise<JournalError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof JournalError) return error;
    throw error;
  }
  throw new Error("did not fail");
}
