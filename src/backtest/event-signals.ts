import type { Signal } from "../engine/input.ts";
import type { MarketEvent } from "../market/event.ts";
import type { Time } from "../market/units.ts";
import type { Calendar } from "../signal/calendar.ts";
import { calendarSignals } from "../signal/calendar-source.ts";
import { isMeant } from "../signal/outside-signal.ts";

/** What beyond the market is heeded in a backtest: plain data, which every thread has a copy of. */
export interface OutsideNews {
  /** In time order. A ticker may be the end of one, and then means every contract that ends so. */
  readonly signals: readonly Signal[];
  readonly calendar: Calendar | undefined;
}

/**
 * What an event's contracts are told from one moment to another, in time order. What was told before is told at the first moment, in its order: the
 * newest of a source counts there as ever.
 */
export function eventSignals(
  { signals, calendar }: OutsideNews,
  { legs }: Pick<MarketEvent, "legs">,
  from: Time,
  to: Time,
): readonly Signal[] {
  const recorded = signals
    .filter(({ at }) => at <= to)
    .flatMap((signal) =>
      legs
        .filter(({ ticker }) => isMeant(signal.ticker, ticker))
        .map(({ ticker }): Signal => ({ ...signal, ticker, at: Math.max(signal.at, from) as Time })),
    );
  if (calendar === undefined) return recorded;
  return [...recorded, ...calendarSignals(calendar, legs, from, to)].sort((one, other) => one.at - other.at);
}

/** How many of the signals are about a contract of these events. */
export function heardSignals({ signals }: OutsideNews, events: readonly Pick<MarketEvent, "legs">[]): number {
  const tickers = events.flatMap(({ legs }) => legs.map(({ ticker }) => ticker));
  const known = new Map<string, boolean>();
  return signals.filter(({ ticker: words }) => {
    let isKnown = known.get(words);
    isKnown ??= tickers.some((ticker) => isMeant(words, ticker));
    known.set(words, isKnown);
    return isKnown;
  }).length;
}
