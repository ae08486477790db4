import { after, type Time } from "../market/units.ts";
import type { OthersBest } from "./quote.ts";
import { LazyReason, type Reason } from "./reasons.ts";
import { isFirmBook } from "./thin-book.ts";

// R15 of QUOTING.md: a contract is known with so many trades in so many days.
const TRADES = 5;
const DAYS = 7;
const WINDOW_MS = DAYS * 86_400_000;

const YOUNG: Reason = new LazyReason(
  "young",
  "pull",
  () => `under ${TRADES} trades in ${DAYS} days and no two-sided book within 15c`,
);

/** Adds a merged trade to the times of the newest, oldest first: no more of them than the rule needs. Runs at every trade. */
export function rememberTrade(times: Time[], at: Time): void {
  if (times.length < TRADES) {
    times.push(at);
    return;
  }
  for (let index = 1; index < TRADES; index++) times[index - 1] = times[index]!;
  times[TRADES - 1] = at;
}

/** A contract that hardly trades, without a firm book, has no price yet that we could know. */
export function young(times: readonly Time[], now: Time, others: OthersBest): Reason | undefined {
  const agesAt = youngFrom(times);
  if (isFirmBook(others) || (agesAt !== undefined && now < agesAt)) return undefined;
  return YOUNG;
}

/** When too few trades will be left in the window if none comes; undefined when there are too few already. */
export function youngFrom(times: readonly Time[]): Time | undefined {
  const oldest = times[times.length - TRADES];
  return oldest === undefined ? undefined : after(oldest, WINDOW_MS + 1); // a trade of exactly 7 days ago still counts
}
