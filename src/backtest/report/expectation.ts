import type { Random } from "../../ambient/random.ts";
import type { Quantity, Time } from "../../market/units.ts";
import { type Interval, intervals95 } from "./bootstrap.ts";
import { added, type EventTotal } from "./event-total.ts";
import { centsPerContract } from "./statistics.ts";

/** Which quarter is the last: of the time from the first event's end to the last one's, or of the number of events. */
export type QuarterOf = "time" | "events";

/**
 * What to expect from here on: what the last quarter brought, not the mean. Edges decay as others find them, so that the mean promises what was
 * earned when it was easier.
 */
export interface Expectation {
  readonly quarterOf: QuarterOf;
  /** When the first of its events ended. */
  readonly from: Time;
  readonly events: number;
  readonly contracts: Quantity;
  /** Net; undefined when nothing was filled. */
  readonly centsPerContract: number | undefined;
  readonly interval: Interval | undefined;
}

const BEFORE_LAST_QUARTER = 0.75;

/** The shorter of the last quarter of the time and the last quarter of the events. Undefined without events. */
export function expectation(totals: readonly EventTotal[], random: Random): Expectation | undefined {
  const ordered = totals.toSorted((a, b) => a.endedAt - b.endedAt);
  const first = ordered[0];
  const last = ordered.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const byTime = first.endedAt + BEFORE_LAST_QUARTER * (last.endedAt - first.endedAt);
  const byCount = ordered[Math.min(ordered.length - 1, Math.ceil(BEFORE_LAST_QUARTER * ordered.length))]!.endedAt;
  const recent = ordered.filter(({ endedAt }) => endedAt >= Math.max(byTime, byCount));
  return {
    quarterOf: byCount > byTime ? "events" : "time",
    from: recent[0]!.endedAt,
    events: recent.length,
    contracts: added(recent, ({ contracts }) => contracts),
    centsPerContract: centsPerContract(recent),
    interval: intervals95(recent, random).centsPerContract,
  };
}
