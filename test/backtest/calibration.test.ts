import { describe, expect, test } from "vitest";
import { Random } from "../../src/ambient/random.ts";
import { CalibrationRun } from "../../src/backtest/calibration.ts";
import { EventModels } from "../../src/backtest/event-models.ts";
import { PredictionDiagnostics } from "../../src/backtest/prediction-diagnostics.ts";
import { walkForward } from "../../src/backtest/walk-forward.ts";
import { LEGS, manySteps, ordersOf } from "./generated-tape.ts";

const ORDERS = ordersOf(manySteps(81, 260));

test("calibrating order by order gives the sets of the whole tape's walk-forward calibration", () => {
  const models = new EventModels();
  const sets = ORDERS.flatMap((order) => {
    const due = models.advance(order.at);
    models.observe(order);
    return due;
  });
  expect(sets).toEqual(walkForward(ORDERS, 60));
  expect(sets.some(({ parameters }) => parameters.provenance === "em")).toBe(true);
  expect(models.advance(ORDERS.at(-1)!.at)).toEqual([]);
});

describe("the account of a contract", () => {
  const run = new CalibrationRun();
  for (const order of ORDERS) run.observe({ event: "E-1JAN", order, trades: order.prints.length });
  const legs = run.finish();
  const sets = walkForward(ORDERS, 60);

  test("has every order, and every fit to the contract's own orders", () => {
    expect(legs.map(({ ticker }) => ticker).sort()).toEqual([...LEGS]);
    for (const { ticker, orders, fits, iterations } of legs) {
      const own = ORDERS.filter((order) => order.ticker === ticker);
      expect(orders).toBe(own.length);
      const fitted = sets.filter((set) => set.ticker === ticker && set.parameters.calibrated);
      // The last orders give one calibration more, for what is not on the tape; it may be of this leg or not.
      expect([0, 1]).toContain(fits - fitted.length);
      const counted = fitted.reduce((sum, { parameters }) => sum + parameters.iterations, 0);
      expect(iterations).toBeGreaterThanOrEqual(counted);
    }
  });

  test("ends with the parameters for orders after the tape, and predicted all orders but the first", () => {
    for (const { ticker, orders, parameters, diagnostics } of legs) {
      const [last] = sets.filter((set) => set.ticker === ticker).slice(-1);
      expect(parameters.calibratedAt!).toBeGreaterThanOrEqual(last!.at);
      const results = [...diagnostics.values()].map(({ result }) => result!);
      expect(results.reduce((sum, { predictions }) => sum + predictions, 0)).toBe(orders - 1);
      for (const { predictions, pitHistogram } of results) {
        expect(pitHistogram.reduce((sum, count) => sum + count, 0)).toBe(predictions);
      }
    }
  });
});

describe("diagnostics of predictions", () => {
  const of = (scores: readonly number[], jump = 0) => {
    const diagnostics = new PredictionDiagnostics();
    for (const z of scores) diagnostics.add(z, z, jump);
    return diagnostics.result!;
  };

  test("none before the first", () => expect(new PredictionDiagnostics().result).toBeUndefined());

  test("by hand: mean square, tenths, sum of jump probabilities", () => {
    // The deciles of a standard normal are at 0, 0.2533, 0.5244, 0.8416, 1.2816 and their mirror images.
    const { predictions, nis, pitHistogram, jumps, ljungBox } = of([-3, 0.2, 0.3, 1.3], 0.25);
    expect([predictions, jumps, ljungBox]).toEqual([4, 1, null]);
    expect(nis).toBeCloseTo((9 + 0.04 + 0.09 + 1.69) / 4, 12);
    expect(pitHistogram).toEqual([1, 0, 0, 0, 0, 1, 1, 0, 0, 1]);
  });

  test("Ljung-Box of a series that swings is worked out term by term", () => {
    // z = +1, -1, ...: the correlation at lag k is (-1)^k (n - k) / n, so the statistic is n (n + 2) sum (n - k) / n^2.
    const n = 60;
    const { ljungBox } = of(Array.from({ length: n }, (_, k) => (k % 2 === 0 ? 1 : -1)));
    const sum = Array.from({ length: 10 }, (_, k) => (n - (k + 1)) / n ** 2).reduce((a, b) => a + b, 0);
    expect(ljungBox!.lags).toBe(10);
    expect(ljungBox!.statistic).toBeCloseTo(n * (n + 2) * sum, 9);
    expect(ljungBox!.p).toBeLessThan(1e-100);
  });

  test("of independent scores p is spread evenly, of dependent ones it is small", () => {
    const ps = Array.from({ length: 60 }, (_, seed) => {
      const random = Random.seeded(seed);
      return of(Array.from({ length: 400 }, () => random.normal())).ljungBox!.p;
    });
    expect(ps.filter((p) => p < 0.5).length).toBeGreaterThan(15);
    expect(ps.filter((p) => p < 0.5).length).toBeLessThan(45);
    const random = Random.seeded(1);
    let last = 0;
    const dependent = Array.from({ length: 400 }, () => {
      last = 0.3 * last + random.normal();
      return last;
    });
    expect(of(dependent).ljungBox!.p).toBeLessThan(0.001);
  });

  test("p is the tail of the chi-squared density with ten degrees of freedom", () => {
    // By the midpoint rule on x^4 e^{-x/2} / 768, an oracle of its own: 5% of it is beyond 18.307.
    const above = (from: number) => {
      const width = 0.001;
      let sum = 0;
      for (let x = from + width / 2; x < from + 150; x += width) sum += (width * x ** 4 * Math.exp(-x / 2)) / 768;
      return sum;
    };
    expect(above(18.307)).toBeCloseTo(0.05, 4);
    for (const seed of [1, 2, 3]) {
      const random = Random.seeded(seed);
      const { statistic, p } = of(Array.from({ length: 100 }, () => random.normal())).ljungBox!;
      expect(p).toBeCloseTo(above(statistic), 7);
    }
  });
});
