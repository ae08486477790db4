import type { JournalReader } from "../../journal/reader.ts";
import { money, toDollars } from "../../market/units.ts";
import { walkJournal } from "../report/journal-walk.ts";
import { EVERYTHING } from "../report/period.ts";

/**
 * What an account has earned over all that a journal keeps, in dollars after fees, with what is held at its mark: what sessions hand on from one to the next and what was paid
 * between them is in it, which is in no session's own fills. Throws JournalError.
 */
export function accountNetUsd(journal: JournalReader): number {
  return toDollars(money(walkJournal(journal, EVERYTHING).net, "net"));
}
