import { toCents } from "../../market/units.ts";
import { SideInference } from "../../tape/side-inference.ts";
import type { TapeOrder } from "../../tape/taker-orders.ts";
import { type BookLooks, type LegSamples, legSamples } from "./leg-samples.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SETTLED_IN_MS = 2 * DAY_MS; // the first days of an event, whose legs haven't all traded, are no sum
const SUM_LOOK_MS = 6 * HOUR_MS;
const LATE = 0.1; // of the time from an event's first order to its last

/** What a market looks like from its taker orders, over one event or several. */
export interface MarketFigures {
  readonly events: number;
  readonly legs: number;
  readonly orders: number;
  /** Trades a day of a leg: the quietest, the middle one, the busiest. */
  readonly leastTradesPerDay: number;
  readonly medianTradesPerDay: number;
  readonly mostTradesPerDay: number;
  /** Orders of all legs, a day. */
  readonly ordersPerDay: number;
  /** Contracts of a taker order: quartiles, the hundredth largest, the largest. */
  readonly sizeLowerQuartile: number;
  readonly sizeMedian: number;
  readonly sizeUpperQuartile: number;
  readonly size99: number;
  readonly sizeMost: number;
  /** Share of the time in which trades give away one side alone, or two more than 15c apart; and with two within 15c. */
  readonly oneSidedOrWide: number;
  readonly narrow: number;
  /** The same of the moments right before a taker order. */
  readonly oneSidedOrWideAtOrders: number;
  readonly narrowAtOrders: number;
  /** Prints 20c or more off both their neighbours, in 1,000 orders. */
  readonly isolatedPer1000: number;
  /** Share of orders within a minute of the one before; of the busier legs, the variance of the orders in an hour and in a day, over their mean. */
  readonly withinMinute: number;
  readonly hourlyDispersion: number;
  readonly dailyDispersion: number;
  /** Share of orders at another price than the one before. */
  readonly moved: number;
  /** Share of the squared hourly moves that comes from 11:00 to 14:00 in New York, when the day's count does: 12.5% if it were like any other time. */
  readonly noonShare: number;
  /** Root mean square of a leg's move from noon to noon, in cents, while it is between 5c and 95c. */
  readonly dayMoveCents: number;
  /** The legs' last prices added up, every 6 hours: median in cents, and share of the time above 100c. */
  readonly sumCents: number;
  readonly sumAbove100: number;
  /** Share of legs that are first traded after a tenth of the event's time. */
  readonly lateLegs: number;
}

/** The taker orders of one event, in time order. Shape: at least one. */
export type EventOrders = readonly TapeOrder[];

/**
 * Measures events together. Their takers' sides are inferred from prices even where they are known, so that a market whose sides are known is
 * measured like a tape that has none. Throws RangeError when there are no events.
 */
export function marketFigures(events: readonly EventOrders[]): MarketFigures {
  if (events.length === 0) throw new RangeError("market figures: there is no event to measure");
  const measured = events.map(measureEvent);
  const legs = measured.flatMap((event) => event.legs);
  const orders = sum(legs.map((leg) => leg.orders));
  const rates = sorted(legs.map((leg) => leg.tradesPerDay));
  const sizes = sorted(legs.flatMap((leg) => leg.sizes));
  const time = together(legs.map((leg) => leg.overTime));
  const met = together(legs.map((leg) => leg.atOrders));
  const sums = sorted(measured.flatMap((event) => event.sums));
  const dayMoves = legs.flatMap((leg) => leg.dayMoves);
  return {
    events: events.length,
    legs: legs.length,
    orders,
    leastTradesPerDay: rates[0]!,
    medianTradesPerDay: quantile(rates, 0.5),
    mostTradesPerDay: rates.at(-1)!,
    ordersPerDay: orders / sum(measured.map(({ days }) => days)),
    sizeLowerQuartile: quantile(sizes, 0.25),
    sizeMedian: quantile(sizes, 0.5),
    sizeUpperQuartile: quantile(sizes, 0.75),
    size99: quantile(sizes, 0.99),
    sizeMost: sizes.at(-1)!,
    oneSidedOrWide: time.oneSidedOrWide / time.looks,
    narrow: time.narrow / time.looks,
    oneSidedOrWideAtOrders: met.oneSidedOrWide / met.looks,
    narrowAtOrders: met.narrow / met.looks,
    isolatedPer1000: (1_000 * sum(legs.map((leg) => leg.isolated))) / orders,
    withinMinute: sum(legs.map((leg) => leg.close)) / orders,
    hourlyDispersion: dispersion(legs.map((leg) => leg.hourlyCounts)),
    dailyDispersion: dispersion(legs.map((leg) => leg.dailyCounts)),
    moved: sum(legs.map((leg) => leg.moved)) / orders,
    noonShare: sum(legs.map((leg) => leg.noonMoves)) / sum(legs.map((leg) => leg.moves)),
    dayMoveCents: Math.sqrt(sum(dayMoves) / dayMoves.length),
    sumCents: quantile(sums, 0.5),
    sumAbove100: sums.filter((cents) => cents > 100).length / sums.length,
    lateLegs: sum(measured.map((event) => event.late)) / legs.length,
  };
}

interface MeasuredEvent {
  readonly days: number;
  readonly legs: readonly LegSamples[];
  readonly late: number;
  /** Last prices of all legs, added up. */
  readonly sums: readonly number[];
}

function measureEvent(given: EventOrders): MeasuredEvent {
  const inference = new SideInference();
  const orders = given.map((each) => ({ ...each, order: inference.infer({ ...each.order, side: "unknown" }) }));
  const start = orders[0]!.order.at;
  const end = orders.at(-1)!.order.at;
  const legs = Map.groupBy(orders, ({ order }) => order.ticker);
  const firsts = [...legs.values()].map(([first]) => first!.order.at);
  const last = new Map<string, number>();
  const sums: number[] = [];
  let look = start + SETTLED_IN_MS;
  for (const { order } of orders) {
    for (; look < order.at; look += SUM_LOOK_MS) sums.push(sum([...last.values()]));
    last.set(order.ticker, toCents(order.prints.at(-1)!.price));
  }
  return {
    days: Math.max(1, (end - start) / DAY_MS),
    legs: [...legs.values()].map((each) => legSamples(each, end)),
    late: firsts.filter((first) => first - start > LATE * (end - start)).length,
    sums,
  };
}

function together(looks: readonly BookLooks[]): BookLooks {
  return {
    looks: sum(looks.map((each) => each.looks)),
    narrow: sum(looks.map((each) => each.narrow)),
    oneSidedOrWide: sum(looks.map((each) => each.oneSidedOrWide)),
  };
}

/** Variance over mean of counts, each leg weighted by its orders: 1 for a Poisson process. NaN where no leg has counts. */
function dispersion(legs: readonly (readonly number[])[]): number {
  let [weighted, weight] = [0, 0];
  for (const counts of legs) {
    if (counts.length < 2) continue;
    const total = sum(counts);
    const mean = total / counts.length;
    const variance = sum(counts.map((count) => (count - mean) ** 2)) / counts.length;
    weighted += total * (variance / mean);
    weight += total;
  }
  return weighted / weight;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function sorted(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}

function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? Number.NaN;
}
