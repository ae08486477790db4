import type { Random } from "../ambient/random.ts";
import { type Money, type Quantity, toContracts } from "../market/units.ts";

/** What one event brought. */
export interface EventTotal {
  readonly event: string;
  readonly net: Money;
  readonly contracts: Quantity;
}

const RESAMPLES = 2_000;
const TAIL = 0.025;
const MICRO_DOLLARS_PER_CENT = 10_000;

/** Net cents per contract filled; undefined when nothing was. */
export function centsPerContract(totals: readonly Pick<EventTotal, "net" | "contracts">[]): number | undefined {
  const contracts = sum(totals.map((total) => toContracts(total.contracts)));
  return contracts === 0 ? undefined : sum(totals.map(({ net }) => net)) / MICRO_DOLLARS_PER_CENT / contracts;
}

/** Net of one event over its standard deviation between events; undefined for fewer than two events or when all are alike. */
export function sharpePerEvent(totals: readonly Pick<EventTotal, "net">[]): number | undefined {
  const count = totals.length;
  if (count < 2) return undefined;
  const mean = sum(totals.map(({ net }) => net)) / count;
  const variance = sum(totals.map(({ net }) => (net - mean) ** 2)) / (count - 1);
  return variance === 0 ? undefined : mean / Math.sqrt(variance);
}

/** The furthest that net, added up event by event in the order given and from nothing, has ever been below its highest. */
export function maxDrawdown(totals: readonly Pick<EventTotal, "net">[]): Money {
  let cumulated = 0;
  let highest = 0;
  let deepest = 0;
  for (const { net } of totals) {
    cumulated += net;
    highest = Math.max(highest, cumulated);
    deepest = Math.max(deepest, highest - cumulated);
  }
  return deepest as Money;
}

/** Events of one date stand and fall together: of KXHIGHNY-24AUG16 the date is 24AUG16. */
export function dateOf(event: string): string {
  const dash = event.indexOf("-");
  return dash < 0 ? event : event.slice(dash + 1);
}

/**
 * Where net cents per contract lies with 95% confidence: the percentile bootstrap over dates, all events of a date drawn together.
 * Undefined for fewer than two dates, which say nothing about others. With few dates it is too narrow, as every bootstrap is.
 */
export function interval95(totals: readonly EventTotal[], random: Random): readonly [number, number] | undefined {
  const dates = [...Map.groupBy(totals, ({ event }) => dateOf(event)).values()];
  if (dates.length < 2) return undefined;
  const draws: number[] = [];
  for (let resample = 0; resample < RESAMPLES; resample += 1) {
    const drawn = dates.flatMap(() => random.choice(dates));
    const ratio = centsPerContract(drawn);
    if (ratio !== undefined) draws.push(ratio); // a draw without a fill has no ratio
  }
  if (draws.length === 0) return undefined;
  draws.sort((a, b) => a - b);
  return [percentile(draws, TAIL), percentile(draws, 1 - TAIL)];
}

/** Linear between the two nearest ranks. */
function percentile(sorted: readonly number[], share: number): number {
  const rank = share * (sorted.length - 1);
  const below = Math.floor(rank);
  const low = sorted[below]!;
  return low + (rank - below) * (sorted[Math.ceil(rank)]! - low);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
