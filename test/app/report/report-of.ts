import { type Walk, walkJournal } from "../../../src/app/report/journal-walk.ts";
import { type PeriodWords, parsePeriod } from "../../../src/app/report/period.ts";
import { type Findings, findings } from "../../../src/app/report/report-document.ts";
import { readJournal } from "../../../src/journal/reader.ts";

/** What a journal says of a period. */
export function reportOf(state: string, words: PeriodWords = {}): Findings & { readonly walk: Walk } {
  const journal = readJournal(state);
  try {
    const walk = walkJournal(journal, parsePeriod(words));
    return { walk, ...findings("journal", walk) };
  } finally {
    journal.close();
  }
}

/** An amount in dollars as the micro-dollars that it was. */
export function micro(usd: number): number {
  return Math.round(usd * 1e6);
}
