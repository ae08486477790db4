import { VirtualTime } from "../../ambient/virtual-time.ts";
import { after, PRICE_ONE, type Price, type Time } from "../../market/units.ts";
import type { LegRecord } from "../../tape/settlements.ts";
import type { TapeOrder } from "../../tape/taker-orders.ts";
import type { Crowd } from "../../venue/sim/crowds/crowd.ts";
import { takerOrderOf } from "../../venue/sim/fact.ts";
import { startOf } from "../../venue/sim/simulated-event.ts";
import { Simulation } from "../../venue/sim/simulation.ts";

const HOUR_MS = 3_600_000;
const PRE_HISTORY_MS = 6 * HOUR_MS;
const APART_DAYS = 31; // between months, so that no two share a date

/** What the crowd traded among itself, as a tape would have it. */
export interface SimulatedMonth {
  readonly orders: readonly TapeOrder[];
  readonly settlements: readonly LegRecord[];
}

export interface SimulatedMonthOptions {
  readonly crowd: Crowd;
  readonly seed: number;
  /** How much of it is lived through; all of it, to the close, unless said. */
  readonly hours?: number | undefined;
  /** Which of several it is: each has an event, and dates, of its own. */
  readonly nth?: number;
}

/** Lives through the embedded event with nobody but its crowd. Takes seconds a month. */
export function simulatedMonth({ crowd, seed, hours, nth = 0 }: SimulatedMonthOptions): SimulatedMonth {
  const start = startOf(crowd.event);
  const closeTime = after(start, crowd.event.hoursToClose * HOUR_MS);
  const fees = { type: "quadratic_with_maker_fees", multiplier: 1 } as const;
  const options = { seed, closeTime, preHistoryMs: PRE_HISTORY_MS, fees, rules: {}, pauses: [], crowd };
  const simulation = new Simulation(options, start);
  const shiftMs = nth * APART_DAYS * 24 * HOUR_MS;
  const event = `${simulation.event.ticker}${nth + 1}`;
  const renamed = (ticker: string): string => `${event}${ticker.slice(simulation.event.ticker.length)}`;
  const orders: TapeOrder[] = [];
  simulation.exchange.subscribe((fact) => {
    if (fact.type !== "trade") return;
    const order = { ...takerOrderOf(fact), ticker: renamed(fact.ticker), at: after(fact.at, shiftMs) };
    orders.push({ event, order: { ...order, side: "unknown" }, trades: fact.prints.length });
  });
  const time = new VirtualTime(start);
  simulation.enter(time);
  time.runUntil(hours === undefined ? closeTime : (Math.min(closeTime, after(start, hours * HOUR_MS)) as Time));
  const settlements = simulation.event.legs.map(({ ticker, title }) => ({
    ticker: renamed(ticker),
    value: ticker === simulation.winner ? PRICE_ONE : (0 as Price),
    closeTime: after(closeTime, shiftMs),
    title,
  }));
  return { orders, settlements };
}
