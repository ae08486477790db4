import { describe, expect, test } from "vitest";
import { METHODS } from "../../../src/backtest/score/methods.ts";
import { Scorer } from "../../../src/backtest/score/scorer.ts";
import { MEASURES, type Measure, type Tally } from "../../../src/backtest/score/tally.ts";
import type { TakerOrder, TakerSide } from "../../../src/market/taker-order.ts";
import type { Price } from "../../../src/market/units.ts";
import type { LegRecord } from "../../../src/tape/settlements.ts";
import type { TapeOrder } from "../../../src/tape/taker-orders.ts";
import { LEGS, manySteps, ordersOf } from "../generated-tape.ts";
import { takes } from "../scenes.ts";
import { ALL_CENTS, total } from "./cent-numbers.ts";

const EVENT = "E-1JAN";
const tapeOf = (orders: readonly TakerOrder[]): readonly TapeOrder[] =>
  orders.map((order) => ({ event: EVENT, order, trades: order.prints.length }));

function scored(orders: readonly TakerOrder[], spacingMs = 0, outcomes: Readonly<Record<string, 0 | 1>> = {}): Tally {
  const settlements = new Map(
    Object.entries(outcomes).map(([ticker, value]): [string, LegRecord] => [
      ticker,
      { ticker, value: (value * 10_000) as Price, closeTime: undefined, title: undefined },
    ]),
  );
  const scorer = new Scorer({ settlements, spacingMs });
  for (const order of tapeOf(orders)) scorer.add(order);
  const [tally] = scorer.finish();
  return tally!;
}

const method = (name: string) => METHODS.findIndex((each) => each.name === name);
const mean = (tally: Tally, measure: Measure, name: string) => tally.sum(measure, method(name)) / tally.count(measure);

describe("by hand", () => {
  // Prints at 40, 44 and 50; the leg settles at 1.
  const orders = [takes(0, "buy", [[1, 40]]), takes(400, "sell", [[1, 44]]), takes(900, "buy", [[1, 50]])];

  test("the next order's price", () => {
    const tally = scored(orders);
    expect(tally.count("nextTrade")).toBe(2);
    expect(tally.sum("nextTrade", method("last-trade"))).toBeCloseTo(4 ** 2 + 6 ** 2, 9);
    expect(tally.sum("nextTrade", method("ewma"))).toBeCloseTo(4 ** 2 + (50 - 42.4) ** 2, 9);
  });

  test("the price ten minutes later: of the first forecast the mean of 44 and 50", () => {
    const tally = scored(orders);
    expect([tally.count("tenMinutes"), tally.count("oneHour")]).toEqual([1, 0]);
    expect(tally.sum("tenMinutes", method("last-trade"))).toBeCloseTo((47 - 40) ** 2, 9);
  });

  test("the settlement, of every forecast", () => {
    const tally = scored(orders, 0, { [orders[0]!.ticker]: 1 });
    expect(tally.count("brier")).toBe(3);
    expect(tally.sum("brier", method("last-trade"))).toBeCloseTo(0.6 ** 2 + 0.56 ** 2 + 0.5 ** 2, 12);
    expect(tally.sum("logLoss", method("last-trade"))).toBeCloseTo(-Math.log(0.4 * 0.44 * 0.5), 12);
    expect(scored(orders).count("brier")).toBe(0);
  });

  test("spacing leaves out forecasts that follow too soon, not the orders that meet them", () => {
    const tally = scored(orders, 600_000);
    expect(tally.count("nextTrade")).toBe(1); // of the first order; the third's is never met, the second's not made
    expect(tally.sum("nextTrade", method("last-trade"))).toBeCloseTo(4 ** 2, 9);
  });
});

describe("nothing that is forecast rests on what it is held against", () => {
  const before = ordersOf(manySteps(61, 70));
  const last = before.at(-1)!;
  const next = (cents: number, side: TakerSide): TakerOrder =>
    takes(last.at / 1_000 + 20, side, [[5, cents]], last.ticker);
  const logScores = (orders: readonly TakerOrder[]): readonly number[] => {
    const tally = scored(orders);
    return METHODS.map((_, m) => tally.sum("logScore", m));
  };
  const unmet = logScores(before);

  test.each<TakerSide>(["buy", "unknown"])(
    "what each method gives to the 99 prices that the next order may have sums to one (%s)",
    (side) => {
      const totals = METHODS.map(() => 0);
      for (const cent of ALL_CENTS) {
        for (const [m, score] of logScores([...before, next(cent, side)]).entries()) {
          totals[m]! += Math.exp(score - unmet[m]!);
        }
      }
      for (const sum of totals) expect(sum).toBeCloseTo(1, 6);
    },
  );

  test("nor does it matter what side the order is of", () => {
    expect(logScores([...before, next(40, "buy")])).toEqual(logScores([...before, next(40, "sell")]));
  });
});

test("the same tape gives the same scores to the last digit, and another leg's orders come in by coherence alone", () => {
  const orders = ordersOf(manySteps(62, 120));
  const [first, second] = [scored(orders), scored(orders)];
  for (const measure of MEASURES) {
    expect(second.count(measure)).toBe(first.count(measure));
    for (const m of METHODS.keys()) expect(second.sum(measure, m)).toBe(first.sum(measure, m));
  }
});

test("every method beats an even forecast, and is better the better it knows", () => {
  // A price that keeps to a cent for each side, and moves now and then.
  const orders = Array.from({ length: 300 }, (_, i) => {
    const side = i % 3 === 0 ? "sell" : "buy";
    return takes(30 * i, side, [[4, 45 + Math.floor(i / 60) + (side === "buy" ? 1 : -1)]]);
  });
  const tally = scored(orders);
  for (const { name } of METHODS) expect(mean(tally, "logScore", name)).toBeGreaterThan(Math.log(1 / 99) + 1);
  expect(mean(tally, "logScore", "quotes")).toBeGreaterThan(-1);
  expect(total(METHODS.map(({ name }) => mean(tally, "nextTrade", name))) / METHODS.length).toBeLessThan(4);
});

test("tapes of several events are told apart", () => {
  const scorer = new Scorer({ settlements: new Map(), spacingMs: 0 });
  for (const [i, order] of ordersOf(manySteps(63, 60)).entries()) {
    const event = i % 2 === 0 ? "E-1JAN" : "E-2JAN";
    scorer.add({ event, order: { ...order, ticker: `${event}-${order.ticker}` }, trades: 1 });
  }
  const tallies = scorer.finish();
  expect(tallies.map(({ event }) => event)).toEqual(["E-1JAN", "E-2JAN"]);
  expect(scorer.orders).toBe(60);
  expect(total(tallies.map((tally) => tally.count("nextTrade")))).toBe(60 - 2 * LEGS.length); // each leg's first is forecast by nobody
});
