import { JournalError } from "./journal-error.ts";
import { readJournal } from "./reader.ts";

/** The epochs of the sessions that a state folder's journal still has, oldest first; none where it can't be read. */
export function sessionEpochs(state: string): readonly string[] {
  try {
    const reader = readJournal(state);
    try {
      return reader.sessions().map(({ epoch }) => epoch);
    } finally {
      reader.close();
    }
  } catch (error) {
    if (error instanceof JournalError) return [];
    throw error;
  }
}
