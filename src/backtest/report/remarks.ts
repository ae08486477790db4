import type { Interval } from "./bootstrap.ts";
import { expectedLargestT } from "./tries.ts";

/** Something that a reader of a result should know before believing it. */
export interface Remark {
  /** For programs. */
  readonly code: string;
  readonly text: string;
}

/** What remarks are made of. Undefined: can't be said. */
export interface Findings {
  readonly inSample: boolean | undefined;
  readonly dates: number;
  /** Net cents per contract. */
  readonly centsPerContract: number | undefined;
  readonly interval: Interval | undefined;
  /** The same with so many dates in a row drawn together. */
  readonly intervalOfStretches: Interval | undefined;
  readonly stretchDates: number;
  readonly forwardCentsPerContract: number | undefined;
  /** Share of the time with at least one side live. */
  readonly quoted: number | undefined;
  readonly hourMarkoutCents: number | undefined;
  readonly tByDate: number | undefined;
  /** The same where dates near each other go together. */
  readonly tInARow: number | undefined;
  /** In this run and in the search behind the profile. */
  readonly tries: number;
}

const ABSENT_BELOW = 0.2;
const FEW_DATES = 20;

/** So much wider than of dates alone, an interval of dates in a row isn't chance any more: by chance one in 30 is of 20 independent dates, one in 300 of 255. */
const WIDER = 1.25;

/** What to say of a configuration's result; empty when there is nothing. */
export function remarks(findings: Findings): readonly Remark[] {
  const { inSample, dates, centsPerContract: cents, interval, forwardCentsPerContract: forward } = findings;
  const found: Remark[] = [];
  const say = (code: string, text: string): void => void found.push({ code, text });
  if (inSample === true) say("in_sample", "the profile was chosen on these events, or on some of them: no evidence");
  if (dates > 0 && dates < FEW_DATES) {
    say("few_dates", `${dates} ${dates === 1 ? "date" : "dates"}: too few to judge by; intervals are too narrow`);
  }
  const together = togetherText(findings);
  if (together !== undefined) say("dates_together", together);
  if (findings.quoted !== undefined && findings.quoted < ABSENT_BELOW) {
    const share = `${(100 * findings.quoted).toFixed(1)}%`;
    const doing = (cents ?? 0) > 0 ? "earns" : (cents ?? 0) < 0 ? "limits its loss" : "loses nothing";
    say("absent", `${doing} by being absent: a quote of ours stood for ${share} of the time`);
  }
  if (cents === undefined || cents <= 0) return found;
  if (forward !== undefined && interval !== undefined && forward < interval[0]) {
    say(
      "decaying",
      `the last quarter brought ${forward.toFixed(2)}c a contract, less than the whole's interval allows`,
    );
  }
  if (findings.hourMarkoutCents !== undefined && findings.hourMarkoutCents <= 0) {
    const markout = findings.hourMarkoutCents.toFixed(2);
    say("settlement_luck", `an hour after a fill it had earned ${markout}c: the profit is luck at settlement`);
  }
  const { tByDate, tInARow: t = tByDate, tries } = findings;
  const chance = t === undefined ? 0 : expectedLargestT(tries, dates - 1);
  if (tByDate !== undefined && t !== undefined && t <= chance) {
    const [alone, together] = [tByDate.toFixed(1), t.toFixed(1)];
    const said = alone === together ? alone : `${alone}, ${together} as dates near each other go together`;
    const expected = `the best of ${tries} tries that earn nothing is expected at ${chance.toFixed(1)}`;
    say("within_chance", `t is ${said}; ${dates < 3 ? "two dates can give any by chance" : expected}`);
  }
  return found;
}

/** What dates that tell of the next make of the interval, where that matters. */
function togetherText({ dates, interval, intervalOfStretches: wide, stretchDates }: Findings): string | undefined {
  if (dates < FEW_DATES || interval === undefined || wide === undefined) return undefined;
  if (wide[1] - wide[0] <= WIDER * (interval[1] - interval[0])) return undefined;
  const hasZero = ([low, high]: Interval): boolean => low <= 0 && high >= 0;
  const bounds = `[${wide[0].toFixed(2)}, ${wide[1].toFixed(2)}]`;
  const zero = hasZero(wide) && !hasZero(interval) ? ", with zero in it" : "";
  return `dates near each other go together: drawn ${stretchDates} in a row they give ${bounds}${zero}`;
}

/** The fill models bracket the truth; when they don't agree on the sign, neither do we. Shape: net of each that was run. */
export function fillsDisagree(netUsd: readonly number[]): readonly Remark[] {
  const agree = netUsd.every((net) => net > 0) || netUsd.every((net) => net <= 0);
  const text = "the fill models don't agree on whether it earns: the truth is between them";
  return agree ? [] : [{ code: "fills_disagree", text }];
}
