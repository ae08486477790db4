import type { Random } from "../../ambient/random.ts";
import type { Money, Quantity } from "../../market/units.ts";
import { type MarkSeries, markBetween } from "../marks.ts";
import type { EventOutcome, LegOutcome } from "../outcome.ts";
import { intervals95, type Resampled } from "../report/bootstrap.ts";
import { centsPerContract } from "../report/statistics.ts";
import type { PageMarkout } from "./report-page.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** When a fill is judged, besides at settlement. */
const AFTER: readonly (readonly [name: string, afterMs: number])[] = [
  ["10 s", 10 * SECOND_MS],
  ["1 min", MINUTE_MS],
  ["5 min", 5 * MINUTE_MS],
  ["30 min", 30 * MINUTE_MS],
  ["1 h", HOUR_MS],
  ["4 h", 4 * HOUR_MS],
];

/** By event and leg, what others paid. */
export type MarksOf = (event: string) => ReadonlyMap<string, MarkSeries>;

/**
 * What a contract filled was worth some time later, before fees, at the price of the leg's last taker order by then (of the order that filled us, where
 * nobody traded after it), with intervals by bootstrap over dates. The last point is what it paid in the end.
 */
export function markoutCurve(events: readonly EventOutcome[], marksOf: MarksOf, random: Random): PageMarkout[] {
  const curve = AFTER.map(([after, afterMs]) => {
    const totals = events.map(({ event, legs }) => {
      const marks = marksOf(event);
      return totalOf(event, legs, (leg, fill) => {
        const at = leg.log.at[fill]!;
        const series = marks.get(leg.ticker);
        return (series && markBetween(series, at, at + afterMs)) ?? leg.log.price[fill]!;
      });
    });
    return pointOf(after, totals, random);
  });
  const settled = events.map(({ event, legs }) => totalOf(event, legs, ({ value }) => value));
  return [...curve, pointOf("settled", settled, random)];
}

function totalOf(
  event: string,
  legs: readonly LegOutcome[],
  markOf: (leg: LegOutcome, fill: number) => number,
): Resampled {
  let net = 0;
  let contracts = 0;
  for (const leg of legs) {
    const { sign, quantity, price } = leg.log;
    for (let fill = 0; fill < sign.length; fill += 1) {
      net += sign[fill]! * quantity[fill]! * (markOf(leg, fill) - price[fill]!);
      contracts += quantity[fill]!;
    }
  }
  return { event, net: net as Money, contracts: contracts as Quantity };
}

function pointOf(after: string, totals: readonly Resampled[], random: Random): PageMarkout {
  const interval = intervals95(totals, random.fork(after)).centsPerContract;
  return { after, cents: centsPerContract(totals) ?? null, interval: interval ?? null };
}
