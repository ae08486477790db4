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
  readonly forwardCentsPerContract: number | undefined;
  /** Share of the time with at least one side live. */
  readonly quoted: number | undefined;
  readonly hourMarkoutCents: number | undefined;
  readonly tByDate: number | undefined;
  /** In this run and in the search behind the profile. */
  readonly tries: number;
}

const ABSENT_BELOW = 0.2;
const FEW_DATES = 20;

/** What to say of a configuration's result; empty when there is nothing. */
export function remarks(findings: Findings): readonly Remark[] {
  const { inSample, dates, centsPerContract: cents, interval, forwardCentsPerContract: forward } = findings;
  const found: Remark[] = [];
  const say = (code: string, text: string): void => void found.push({ code, text });
  if (inSample === true) say("in_sample", "the profile was chosen on these events, or on some of them: no evidence");
  if (dates > 0 && dates < FEW_DATES) {
    say("few_dates", `${dates} ${dates === 1 ? "date" : "dates"}: too few to judge by; intervals are too narrow`);
  }
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
  const { tByDate: t, tries } = findings;
  if (t !== undefined && t <= expectedLargestT(tries)) {
    const chance = expectedLargestT(tries).toFixed(1);
    say("within_chance", `t is ${t.toFixed(1)}; the best of ${tries} tries that earn nothing is expected at ${chance}`);
  }
  return found;
}

/** The fill models bracket the truth; when they don't agree on the sign, neither do we. Shape: net of each that was run. */
export function fillsDisagree(netUsd: readonly number[]): readonly Remark[] {
  const agree = netUsd.every((net) => net > 0) || netUsd.every((net) => net <= 0);
  const text = "the fill models don't agree on whether it earns: the truth is between them";
  return agree ? [] : [{ code: "fills_disagree", text }];
}
