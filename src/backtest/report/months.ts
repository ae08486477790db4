import { type Money, toContracts } from "../../market/units.ts";
import { monthOf } from "./event-date.ts";
import { added, type EventTotal } from "./event-total.ts";
import { centsPerContract } from "./statistics.ts";

/** The events of one month. */
export interface Month {
  /** As 2024-08. */
  readonly month: string;
  readonly events: number;
  readonly contracts: number;
  readonly net: Money;
  /** Net; undefined when nothing was filled. */
  readonly centsPerContract: number | undefined;
}

/** Months that have events, in order. */
export function months(totals: readonly EventTotal[]): readonly Month[] {
  const byMonth = [...Map.groupBy(totals, ({ event, endedAt }) => monthOf(event, endedAt))];
  return byMonth
    .map(([month, events]) => ({
      month,
      events: events.length,
      contracts: toContracts(added(events, ({ contracts }) => contracts)),
      net: added(events, ({ net }) => net),
      centsPerContract: centsPerContract(events),
    }))
    .sort((a, b) => (a.month < b.month ? -1 : 1));
}
