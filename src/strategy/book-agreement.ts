import { after, CENT, type Time } from "../market/units.ts";
import type { OthersBest } from "./quote.ts";
import { LazyReason, type Reason } from "./reasons.ts";
import { inCents } from "./wording.ts";

/** The fair value and the others' book disagree, or did a moment ago (QUOTING.md R13). Plain data. */
export interface Disagreement {
  /** By how many cents the fair value was outside when last seen so: under the others' bid (negative) or over their ask. */
  readonly cents: number;
  /** Since when it has been back inside; undefined while it is outside or can't be told. */
  readonly insideSince: Time | undefined;
}

const AT_LEAST_CENTS = 2;
const INSIDE_FOR_MS = 10_000;

/**
 * The disagreement after a look at fair value and book; undefined when they agree. It begins when the fair value is outside
 * the others' book by more than the half-spread and 2c, and ends when it has been back inside that bound for 10 s.
 */
export function nextDisagreement(
  held: Disagreement | undefined,
  now: Time,
  fairCents: number | undefined,
  others: OthersBest,
  halfSpreadCents: number,
): Disagreement | undefined {
  const outside = howOutside(fairCents, others);
  if (outside !== undefined && Math.abs(outside) > Math.max(halfSpreadCents, AT_LEAST_CENTS)) {
    return { cents: outside, insideSince: undefined };
  }
  if (held === undefined) return undefined;
  if (outside === undefined) return { ...held, insideSince: undefined };
  const insideSince = held.insideSince ?? now;
  return now >= after(insideSince, INSIDE_FOR_MS) ? undefined : { ...held, insideSince };
}

/** When a disagreement ends by time alone. */
export function agreedAt({ insideSince }: Disagreement): Time | undefined {
  return insideSince === undefined ? undefined : after(insideSince, INSIDE_FOR_MS);
}

/** The model sees trades only, and on news the book moves first. */
export function bookDisagrees(disagreement: Disagreement): Reason {
  const { cents } = disagreement;
  const text = () =>
    cents < 0 ? `fair ${inCents(-cents)} under the others' bid` : `fair ${inCents(cents)} over the others' ask`;
  return new LazyReason("book-disagrees", "pull", text, undefined, agreedAt(disagreement));
}

/** How far the fair value is outside the others' book, negative under their bid, 0 inside; undefined without fair value or book. */
function howOutside(fairCents: number | undefined, { bid, ask }: OthersBest): number | undefined {
  if (fairCents === undefined || (bid === undefined && ask === undefined)) return undefined;
  const under = bid === undefined ? 0 : bid / CENT - fairCents;
  if (under > 0) return -under;
  const over = ask === undefined ? 0 : fairCents - ask / CENT;
  return over > 0 ? over : 0;
}
