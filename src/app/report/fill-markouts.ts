import type { Random } from "../../ambient/random.ts";
import type { PageMarkout } from "../../backtest/page/report-page.ts";
import { intervals95 } from "../../backtest/report/bootstrap.ts";
import { centsPerContract } from "../../backtest/report/statistics.ts";
import type { Money, Quantity } from "../../market/units.ts";
import type { Booked } from "./booked.ts";
import type { Walk } from "./journal-walk.ts";
import type { WatchedLeg } from "./leg-watch.ts";
import { markAfter } from "./parts.ts";

const HOUR_MS = 3_600_000;
const AFTER: readonly (readonly [name: string, afterMs: number])[] = [
  ["10 s", 10_000],
  ["1 min", 60_000],
  ["5 min", 300_000],
  ["30 min", 1_800_000],
  ["1 h", HOUR_MS],
  ["4 h", 4 * HOUR_MS],
];

/** A point of the curve, with how many fills it is made of. */
export interface FillMarkout extends PageMarkout {
  readonly fills: number;
}

/**
 * What a contract filled was worth some time later, before fees, at the market's price by then. Only fills count whose market was looked at by then, as a run
 * was going, or had paid out; the last point is those of markets that have. Intervals by bootstrap over what doesn't share its judgement: fills of stretches of
 * time as long as is looked ahead, an hour at least; of what has paid out, those of an event's date.
 */
export function fillMarkouts(walk: Walk, random: Random): readonly FillMarkout[] {
  const fills = walk.changes.filter(({ kind }) => kind === "fill");
  const curve = AFTER.map(([after, afterMs]) => {
    const judged = fills.flatMap((fill) => {
      const leg = walk.legs.get(fill.leg);
      if (leg === undefined || !isKnown(leg, fill.at + afterMs)) return [];
      const mark = markAfter(leg.market, fill.at, afterMs);
      return mark === undefined ? [] : [{ fill, mark }];
    });
    const stretchMs = Math.max(HOUR_MS, afterMs);
    return pointOf(after, judged, ({ at }) => String(Math.floor(at / stretchMs)), random);
  });
  const settled = fills.flatMap((fill) => {
    const mark = walk.settled.get(fill.leg);
    return mark === undefined ? [] : [{ fill, mark }];
  });
  return [...curve, pointOf("settled", settled, (fill) => eventOf(walk, fill), random)];
}

/** Its event, which tells its date; of a rehearsal that began anew, another each time. */
function eventOf({ legs }: Walk, { leg, ticker }: Booked): string {
  return `${legs.get(leg)?.event ?? ticker}${leg.slice(ticker.length)}`;
}

function isKnown({ seen, settledAt }: WatchedLeg, at: number): boolean {
  return at >= (settledAt ?? Number.POSITIVE_INFINITY) || seen.some(({ from, to }) => at >= from && at <= to);
}

function pointOf(
  after: string,
  judged: readonly { readonly fill: Booked; readonly mark: number }[],
  storyOf: (fill: Booked) => string,
  random: Random,
): FillMarkout {
  const byStory = Map.groupBy(judged, ({ fill }) => storyOf(fill));
  const totals = [...byStory].map(([event, fills]) => ({
    event,
    net: fills.reduce((sum, { fill, mark }) => sum + fill.quantity * mark + fill.cash, 0) as Money,
    contracts: fills.reduce((sum, { fill }) => sum + Math.abs(fill.quantity), 0) as Quantity,
  }));
  const interval = intervals95(totals, random.fork(after)).centsPerContract;
  return { after, fills: judged.length, cents: centsPerContract(totals) ?? null, interval: interval ?? null };
}
