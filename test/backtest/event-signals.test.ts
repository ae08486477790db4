import { describe, expect, test } from "vitest";
import { eventSignals, heardSignals } from "../../src/backtest/event-signals.ts";
import { PLAIN } from "../../src/backtest/outcome.ts";
import { runBacktest } from "../../src/backtest/runner.ts";
import type { Signal } from "../../src/engine/input.ts";
import type { Time } from "../../src/market/units.ts";
import { DOCUMENTED } from "../strategy/documented.ts";
import { eventOf, seconds } from "./scenes.ts";
import { eventOn } from "./several-events.ts";

const said = (at: number, ticker: string, changes: Partial<Signal> = {}): Signal => ({
  type: "signal",
  at: seconds(at),
  source: "radio",
  ticker,
  severity: "pull",
  until: seconds(at + 600),
  reason: "said",
  ...changes,
});

describe("what an event hears", () => {
  const event = eventOf("E-1JAN-A", "E-1JAN-B");
  const heard = (signals: readonly Signal[], from = 0, to = 10_000) =>
    eventSignals({ signals, calendar: undefined }, event, seconds(from), seconds(to));

  test("is what is about its contracts, by their tickers or the ends of them, as far as it comes in time", () => {
    const all = [said(10, "E-1JAN-A"), said(20, "B"), said(30, "JAN-B"), said(40, "F-1JAN-A"), said(99_999, "A")];
    expect(heard(all).map(({ at, ticker }) => [at / 1_000, ticker])).toEqual([
      [10, "E-1JAN-A"],
      [20, "E-1JAN-B"],
    ]);
    expect(heardSignals({ signals: all, calendar: undefined }, [{ legs: event.legs }])).toBe(3);
  });

  test("at its first moment is all that was said before, in its order: the newest of a source counts", () => {
    const before = [said(10, "A"), said(20, "A", { severity: "clear", until: seconds(20) }), said(30, "B")];
    expect(heard(before, 25).map(({ at, ticker, severity }) => [at / 1_000, ticker, severity])).toEqual([
      [25, "E-1JAN-A", "pull"],
      [25, "E-1JAN-A", "clear"],
      [30, "E-1JAN-B", "pull"],
    ]);
  });

  test("includes what a calendar asks for, in time order", () => {
    const calendar = {
      zone: "UTC",
      windows: [{ from: "00:10", to: "00:20", effect: "widen" as const, multiplier: 1.5, reason: "the update" }],
    };
    const told = eventSignals({ signals: [said(900, "A")], calendar }, event, 0 as Time, seconds(3_600));
    expect(told.map(({ at, source, ticker, severity }) => [at / 1_000, source, ticker, severity])).toEqual([
      [600, "calendar", "E-1JAN-A", "widen"],
      [600, "calendar", "E-1JAN-B", "widen"],
      [900, "radio", "E-1JAN-A", "pull"],
      [1_200, "calendar", "E-1JAN-A", "clear"],
      [1_200, "calendar", "E-1JAN-B", "clear"],
    ]);
  });
});

test("a backtest that hears something is the same on any number of threads, and not that of one that hears nothing", async () => {
  const events = [eventOn(4, 61, 80), eventOn(1, 62, 200), eventOn(2, 64, 120)];
  const signals = events
    .flatMap(({ event, columns }) => {
      const from = columns.at[0]! / 1_000;
      const until = seconds(from + 2_000);
      return event.legs.slice(0, 2).map(({ ticker }) => said(from + 300, ticker, { until }));
    })
    .sort((one, other) => one.at - other.at);
  const news = { signals, calendar: { zone: "UTC", windows: [] } };
  const profile = { ...DOCUMENTED, halfSpreadCents: 2, minHalfSpreadCents: 1 };
  const configurations = [{ profile, model: "kalman", fillModel: "touch", variant: PLAIN }] as const;
  const common = { events, configurations, setting: "realistic", seed: 5 } as const;
  const eventsOf = async (workers: number, told?: typeof news) => {
    const [outcome] = await runBacktest({ ...common, workers, news: told });
    return outcome!.events;
  };
  const alone = await eventsOf(1, news);
  expect(await eventsOf(2, news)).toEqual(alone);
  expect(await eventsOf(1)).not.toEqual(alone);
});
