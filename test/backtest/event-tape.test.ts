import { describe, expect, test } from "vitest";
import { type SelectionOptions, TapeSelection } from "../../src/backtest/event-tape.ts";
import { openTape } from "../../src/backtest/tape-columns.ts";
import type { TakerSide } from "../../src/market/taker-order.ts";
import type { LegRecord } from "../../src/tape/settlements.ts";
import { cents, seconds, takes } from "./scenes.ts";

/** Second, ticker, rows, side; the event is what stands before the last dash. */
type Row = readonly [at: number, ticker: string, trades: number, side?: TakerSide];

function selected(rows: readonly Row[], options: Partial<SelectionOptions> = {}) {
  const selection = new TapeSelection();
  for (const [at, ticker, trades, side = "buy"] of rows) {
    const order = takes(at, side, [[1, 50]], ticker);
    selection.add({ event: ticker.slice(0, ticker.lastIndexOf("-")), order, trades });
  }
  const given = { settlements: new Map(), minTrades: 1, feeType: "quadratic", unsettled: "mark", ...options } as const;
  const { events, ...rest } = selection.select(given);
  return { ...rest, events: events.map(openTape) };
}

const record = (ticker: string, value: number | undefined, more: Partial<LegRecord> = {}) =>
  [
    ticker,
    { ticker, value: value === undefined ? undefined : cents(value), closeTime: undefined, title: undefined, ...more },
  ] as const;

const ROWS: readonly Row[] = [
  [1, "E-1-A", 3],
  [2, "E-1-B", 1],
  [3, "F-1-A", 2],
  [4, "E-1-A", 2],
];

describe("what is traded", () => {
  test("events in the order of their first trades, each with its legs and all their orders in time order", () => {
    const { events, trades, leftOut } = selected(ROWS);
    expect(
      events.map(({ event, orders }) => [
        event.ticker,
        event.legs.map(({ ticker }) => ticker),
        orders.map(({ at }) => at / 1000),
      ]),
    ).toEqual([
      ["E-1", ["E-1-A", "E-1-B"], [1, 2, 4]],
      ["F-1", ["F-1-A"], [3]],
    ]);
    expect(events[0]!.trades).toEqual(
      new Map([
        ["E-1-A", 5],
        ["E-1-B", 1],
      ]),
    );
    expect(trades).toBe(8);
    expect(leftOut).toEqual([]);
  });

  test("tickers with too few trades are left out whole, named and counted", () => {
    const { events, trades, leftOut } = selected(ROWS, { minTrades: 3 });
    expect(events.map(({ event, orders }) => [event.ticker, event.legs.length, orders.length])).toEqual([
      ["E-1", 1, 2],
    ]);
    expect(trades).toBe(8);
    expect(leftOut).toEqual([{ reason: "fewer than 3 trades", tickers: ["E-1-B", "F-1-A"], trades: 3 }]);
  });

  test("the fee type is the event's", () => {
    expect(selected(ROWS).events[0]!.event.fees).toEqual({ type: "quadratic", multiplier: 1 });
  });
});

describe("settlements", () => {
  const settlements = new Map([
    record("E-1-A", 100),
    record("E-1-B", undefined),
    record("F-1-A", undefined),
    record("G-1-A", 0),
    record("G-1-B", undefined),
  ]);

  test("known ones are the event's; tickers without one and settlements without trades are named", () => {
    const { events, unsettled, settlementsWithoutTrades } = selected(ROWS, { settlements });
    expect(events[0]!.settlements).toEqual(new Map([["E-1-A", 10_000]]));
    expect(unsettled).toEqual(["E-1-B", "F-1-A"]);
    expect(settlementsWithoutTrades).toEqual(["G-1-A", "G-1-B"]);
  });

  test("a ticker that is left out is still named when it has no settlement", () => {
    expect(selected(ROWS, { settlements, minTrades: 3 }).unsettled).toEqual(["E-1-B", "F-1-A"]);
  });
});

describe("an event", () => {
  const rows: readonly Row[] = [
    ...ROWS,
    [5, "G-1-A", 1],
    [6, "G-1-B", 1],
    [7, "H-1-A", 1],
    [8, "I-1-A", 1],
    [9, "E-1-C", 1],
  ];
  const settlements = new Map([
    record("E-1-A", 100),
    record("E-1-B", 0),
    record("F-1-A", 0),
    record("G-1-A", 100),
    record("G-1-B", 100),
    record("H-1-A", undefined),
  ]);
  const reasons = (unsettled: "skip" | "mark") =>
    Object.fromEntries(
      selected(rows, { settlements, unsettled }).leftOut.map(({ reason, tickers }) => [reason, tickers]),
    );

  test("is traded when exactly one of its legs has won; every other is left out and counted, with the reason", () => {
    expect(selected(rows, { settlements, unsettled: "skip" }).events.map(({ event }) => event.ticker)).toEqual(["E-1"]);
    expect(reasons("skip")).toEqual({
      "no winners among its event's traded legs": ["F-1-A"],
      "2 winners among its event's traded legs": ["G-1-A", "G-1-B"],
      "its event is not settled": ["H-1-A"],
      "no leg of its event among the settlements": ["I-1-A"],
      "not among the settlements, although its event is": ["E-1-C"],
    });
  });

  test("that isn't settled is traded and marked where that is asked for", () => {
    expect(reasons("mark")).not.toHaveProperty("its event is not settled");
    const { events } = selected(rows, { settlements, unsettled: "mark" });
    expect(events.map(({ event }) => event.ticker)).toEqual(["E-1", "H-1"]);
  });
});

describe("close times", () => {
  test("are the file's where it has them", () => {
    const settlements = new Map([
      record("E-1-A", 100, { closeTime: seconds(500), title: "Somebody" }),
      record("E-1-B", 0),
    ]);
    const [leg, other] = selected(ROWS, { settlements }).events[0]!.event.legs;
    expect(leg).toMatchObject({ closeTime: 500_000, title: "Somebody" });
    expect(other).toMatchObject({ title: "B" });
  });

  test("are beyond anything where nobody says: the last trade would be hindsight", () => {
    for (const { event } of selected(ROWS).events) {
      for (const { closeTime } of event.legs) expect(closeTime).toBeGreaterThan(Date.UTC(2100, 0, 1));
    }
  });
});

test("sides are inferred where the tape has none, from what came before", () => {
  const { events } = selected([
    [1, "E-1-A", 1, "sell"],
    [2, "E-1-A", 1, "unknown"],
  ]);
  expect(events[0]!.orders.map(({ side }) => side)).toEqual(["sell", "sell"]);
});
