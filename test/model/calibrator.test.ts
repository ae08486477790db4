import { describe, expect, test } from "vitest";
import type { TakerOrder } from "../../src/market/taker-order.ts";
import { after as later, type Time } from "../../src/market/units.ts";
import { Calibrator, type CalibratorOptions, type ParameterSet } from "../../src/model/calibrator.ts";
import { checkParameters, PRIOR } from "../../src/model/parameters.ts";
import { minute, order, tape } from "./orders.ts";

const HOUR_MS = 3_600_000;

/** Feeds orders of any legs in time order and calibrates on the hour; every set that came of it. */
function walk(orders: readonly TakerOrder[], options: CalibratorOptions = {}, calibrator = new Calibrator(options)) {
  const sets: ParameterSet[] = [];
  let next = later(orders[0]!.at, HOUR_MS);
  for (const each of orders) {
    while (each.at > next) {
      sets.push(...calibrator.calibrate(next));
      next = later(next, HOUR_MS);
    }
    calibrator.observe(each);
  }
  return [...sets, ...calibrator.calibrate(next)];
}

function merged(...tapes: readonly (readonly TakerOrder[])[]): TakerOrder[] {
  return tapes.flat().toSorted((a, b) => a.at - b.at);
}

const LEG = tape(150, 1);

describe("a leg alone", () => {
  test("runs on the prior until it has fifty orders, and is fitted from then on", () => {
    const sets = walk(LEG);
    const fiftieth = LEG[49]!.at;
    expect(sets[0]!.parameters).toEqual(PRIOR);
    for (const { at, parameters } of sets.slice(1)) {
      expect(at).toBeGreaterThanOrEqual(fiftieth);
      expect(parameters).toMatchObject({ provenance: "em", calibrated: true, calibratedAt: at });
    }
    expect(sets.length).toBeGreaterThan(10);
    for (const { parameters } of sets) expect(() => checkParameters(parameters)).not.toThrow();
  });

  test("gives no set when nothing has been traded since the last one", () => {
    const calibrator = new Calibrator();
    for (const each of LEG) calibrator.observe(each);
    const end = LEG.at(-1)!.at;
    expect(calibrator.calibrate(end)).toHaveLength(1);
    expect(calibrator.calibrate(later(end, HOUR_MS))).toEqual([]);
  });

  test("is fitted the same whether its standard errors are asked for or not", () => {
    const without = walk(LEG);
    const withErrors = walk(LEG, { standardErrors: true });
    const forgotten = withErrors.map(({ parameters, ...set }) => {
      return { ...set, parameters: { ...parameters, sigma2StandardError: null } };
    });
    expect(forgotten).toEqual(without);
    expect(withErrors.at(-1)!.parameters.sigma2StandardError).toBeGreaterThan(0);
  });

  test("is fitted cold at first and warm after", () => {
    const [, first, ...rest] = walk(LEG);
    expect(first!.parameters.iterations).toBeGreaterThan(10);
    for (const { parameters } of rest) expect(parameters.iterations).toBeLessThanOrEqual(5);
  });

  test("sees a window of its last orders, none older than a week", () => {
    const calibrator = new Calibrator({ windowOrders: 80 });
    for (const each of tape(300, 2)) calibrator.observe(each);
    const [set] = calibrator.calibrate(tape(300, 2).at(-1)!.at);
    expect(set!.parameters.orders).toBe(80);

    const old = tape(60, 3);
    const week = 7 * 24 * HOUR_MS;
    const late = tape(55, 4).map((each) => ({ ...each, at: later(each.at, 2 * week) }));
    const sets = walk([...old, ...late]);
    expect(sets.at(-1)!.parameters.orders).toBe(55);
  });

  test("that has fallen quiet keeps its last fit", () => {
    const week = 7 * 24 * HOUR_MS;
    const late = tape(10, 4).map((each) => ({ ...each, at: later(each.at, 2 * week) }));
    const sets = walk([...LEG, ...late]);
    expect(sets.at(-1)!.at).toBeLessThan(late[0]!.at);
  });

  test("survives a price that never moves, and one that leaps from end to end", () => {
    const still = Array.from({ length: 80 }, (_, k) => order(k, 1));
    const leaping = Array.from({ length: 80 }, (_, k) => order(k, k % 9 === 0 ? 99 : 2));
    const instant = Array.from({ length: 80 }, () => order(0, 30));
    for (const orders of [still, leaping, instant]) {
      for (const { parameters } of walk(orders)) expect(() => checkParameters(parameters)).not.toThrow();
    }
  });
});

describe("legs of an event", () => {
  const busy = tape(200, 11, { ticker: "EVENT-A" });
  const other = tape(200, 12, { ticker: "EVENT-B", sigma2PerHour: 0.05 });
  const young = tape(20, 13, { ticker: "EVENT-C", everyMinutes: 100 });

  test("a young one is pooled from the fitted ones, and says so", () => {
    const sets = walk(merged(busy, other, young)).filter(({ ticker }) => ticker === "EVENT-C");
    const pooled = sets.at(-1)!.parameters;
    expect(pooled).toMatchObject({ provenance: "pooled", calibrated: false });
    const fits = walk(merged(busy, other, young)).filter(
      ({ ticker, at }) => ticker !== "EVENT-C" && at < sets.at(-1)!.at,
    );
    const lastOf = (leg: string) => fits.filter(({ ticker }) => ticker === leg).at(-1)!.parameters.sigma2PerHour;
    const range = [lastOf("EVENT-A"), lastOf("EVENT-B")].toSorted((a, b) => a - b);
    expect(pooled.sigma2PerHour).toBeGreaterThanOrEqual(range[0]!);
    expect(pooled.sigma2PerHour).toBeLessThanOrEqual(range[1]!);
  });

  test("the order in which they are first seen doesn't matter", () => {
    const byTicker = (sets: readonly ParameterSet[]) =>
      sets.toSorted((a, b) => a.at - b.at || (a.ticker < b.ticker ? -1 : 1));
    const start = minute(0);
    const together = [busy, other, young].map(([first, ...rest]) => [{ ...first!, at: start }, ...rest]);
    const forwards = merged(...together);
    const backwards = merged(...together.toReversed());
    expect(byTicker(walk(backwards))).toEqual(byTicker(walk(forwards)));
  });
});

test("a set depends on no later order, to the last bit", () => {
  const orders = merged(tape(150, 21, { ticker: "EVENT-A" }), tape(150, 22, { ticker: "EVENT-B" }));
  const cut = orders[200]!.at;
  const other = orders.map((each) => (each.at > cut ? { ...each, prints: order(0, 7).prints } : each));
  const upTo = (sets: readonly ParameterSet[]) => sets.filter(({ at }) => at <= cut);
  expect(upTo(walk(other))).toEqual(upTo(walk(orders)));
  expect(upTo(walk(orders)).length).toBeGreaterThan(10);
});

test("the same calls give the same sets", () => {
  expect(walk(LEG)).toEqual(walk(LEG));
});

test("sets survive JSON, and a restarted calibrator goes on from them warm", () => {
  const sets = walk(LEG);
  expect(JSON.parse(JSON.stringify(sets))).toEqual(sets);
  const calibrator = new Calibrator();
  calibrator.resume(sets.at(-1)!);
  for (const each of LEG) calibrator.observe(each);
  const [next] = calibrator.calibrate(later(LEG.at(-1)!.at, HOUR_MS));
  expect(next!.parameters.iterations).toBeLessThanOrEqual(5);
});

test("an order before the leg's last one is an error that names the leg and both times", () => {
  const calibrator = new Calibrator();
  calibrator.observe(order(5, 40));
  expect(() => calibrator.observe(order(4, 40))).toThrow(
    new RegExp(`EVENT-LEG: a taker order at ${minute(4)} ms after one at ${minute(5)} ms`),
  );
});

test("orders after the time asked for are left to the next calibration", () => {
  const calibrator = new Calibrator();
  for (const each of LEG) calibrator.observe(each);
  const at = LEG[99]!.at;
  const [set] = calibrator.calibrate(at);
  expect(set!.parameters.orders).toBe(100);
  const [next] = calibrator.calibrate(LEG.at(-1)!.at as Time);
  expect(next!.parameters.orders).toBe(150);
});
