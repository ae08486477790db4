import { describe, expect, test } from "vitest";
import { Random } from "../../src/ambient/random.ts";
import type { TakerOrder } from "../../src/market/taker-order.ts";
import type { Price, Quantity, Time } from "../../src/market/units.ts";
import { logit, sigmoid } from "../../src/model/log-odds.ts";
import { type ModelParameters, PRIOR } from "../../src/model/parameters.ts";
import { TERM_EDGES_HOURS, VolatilityTerm } from "../../src/model/volatility-term.ts";

const HOUR = 3_600_000;
const CLOSE = (100 * 24 * HOUR) as Time;

/** A calibrated leg: 0.2 logit^2 an hour, prints of variance 1 cent^2 (and a tick's rounding) around the fair value. */
const parameters: ModelParameters = {
  ...PRIOR,
  sigma2PerHour: 0.2,
  jumpsPerHour: 0,
  jumpsPerOrder: 0,
  noiseCents2: 1,
  bounceCents: 0,
  calibrated: true,
  provenance: "em",
};

interface Generator {
  /** The true factor at a time to close. */
  readonly factor: (hoursToClose: number) => number;
  readonly stepHours?: number;
  readonly from?: number;
  readonly to?: number;
  readonly start?: number;
  readonly parameters?: ModelParameters;
}

function orderAt(at: Time, logOdds: number, ticker = "A"): TakerOrder {
  const price = Math.min(9_999, Math.max(1, Math.round(10_000 * sigmoid(logOdds)))) as Price;
  return { ticker, at, side: "unknown", prints: [{ price, quantity: 100 as Quantity }] };
}

/**
 * An event of one leg which is known to variance 0.002 after each order and starts anew near the middle each time, so that
 * the log-odds' moves are Gaussian and independent: each window's print is `factor` times the calibrated variance away.
 */
function play(term: VolatilityTerm, random: Random, options: Generator): void {
  const { factor, stepHours = 1, from = 24, to = 0, start = 0, parameters: used = parameters } = options;
  let truth = start;
  for (let left = from; left >= to; left -= stepHours) {
    const at = (CLOSE - Math.round(left * HOUR)) as Time;
    const noise =
      Math.sqrt((used.noiseCents2 + 1 / 12) / (100 * sigmoid(truth) * sigmoid(-truth)) ** 2) * random.normal();
    const estimate = { fairCents: 100 * sigmoid(start), logOdds: start, variance: 0.002 };
    term.observe(orderAt(at, truth + noise), estimate, used, CLOSE);
    // Where the next print finds it: off the estimate by its own variance, and by the move from here on.
    const move = factor(left) * used.sigma2PerHour * stepHours;
    truth = start + Math.sqrt(0.002 + move) * random.normal();
  }
  term.finishEvent();
}

function learn(seed: number, events: number, options: Generator): VolatilityTerm {
  const term = new VolatilityTerm();
  const random = Random.seeded(seed);
  for (let event = 0; event < events; event++) play(term, random, options);
  return term;
}

describe("the term structure of belief volatility", () => {
  const peak = (hours: number) => (hours >= 6 && hours < 12 ? 6 : 1);

  test("finds where the moves are greater than calibrated, within its own errors", () => {
    const term = learn(1, 400, { factor: peak });
    for (const hours of [0.5, 3, 5, 7, 9, 11, 13, 20]) {
      const { estimate, standardError, events } = term.factor(hours);
      expect(Math.abs(estimate! - peak(hours)), `${hours} h`).toBeLessThan(4 * standardError!);
      expect(standardError! / peak(hours)).toBeLessThan(0.15);
      expect(events).toBe(400);
    }
    expect(term.factor(9)).toMatchObject({ basis: "bucket" });
    expect(term.factor(9).value).toBeGreaterThan(5);
    expect(term.factor(20).value).toBeLessThan(1.5);
  });

  test("its standard errors are those of repeated samples", () => {
    let squares = 0;
    let count = 0;
    for (let seed = 0; seed < 60; seed++) {
      const term = learn(1000 + seed, 40, { factor: () => 2, from: 12, to: 6 });
      for (const hours of [6.5, 8.5, 10.5]) {
        const { estimate, standardError } = term.factor(hours);
        squares += ((estimate! - 2) / standardError!) ** 2;
        count++;
      }
    }
    expect(Math.abs(squares / count - 1)).toBeLessThan(0.4); // 4 errors of a chi-square of 180, and a skewed t
  });

  test("noise of prints and posteriors is not taken for volatility", () => {
    const noisy = { ...parameters, noiseCents2: 36 };
    const term = learn(2, 300, { factor: () => 1, parameters: noisy });
    for (const hours of [5, 9, 20]) {
      const { estimate, standardError } = term.factor(hours);
      expect(Math.abs(estimate! - 1)).toBeLessThan(4 * standardError!);
    }
  });

  test("says nothing before eight events", () => {
    const few = learn(3, 7, { factor: () => 10 });
    expect(few.factor(9)).toMatchObject({ value: 1, basis: "none", events: 7 });
    expect(few.factor(9).estimate).toBeGreaterThan(3);
    const enough = learn(3, 8, { factor: () => 10 });
    expect(enough.factor(9).value).toBeGreaterThan(3);
  });

  test("knows nothing of the event it is used in", () => {
    const term = learn(4, 20, { factor: peak });
    const before = [1, 5, 9, 20].map((hours) => term.factor(hours));
    const estimate = { fairCents: 50, logOdds: 0, variance: 0.002 };
    term.observe(orderAt((CLOSE - 9 * HOUR) as Time, 0), estimate, parameters, CLOSE);
    term.observe(orderAt((CLOSE - 8 * HOUR) as Time, 4), estimate, parameters, CLOSE);
    expect([1, 5, 9, 20].map((hours) => term.factor(hours))).toEqual(before);
    term.finishEvent();
    expect(term.factor(9).events).toBe(21);
    expect(term.factor(9).estimate).toBeGreaterThan(before[2]!.estimate!);
  });

  test("times without evidence of their own have that of all times", () => {
    const term = learn(5, 100, { factor: () => 3, from: 12, to: 6 });
    expect(term.factor(200)).toMatchObject({ basis: "overall", estimate: null, standardError: null, events: 0 });
    expect(term.factor(200).value).toBeGreaterThan(2);
    expect(new VolatilityTerm().factor(9)).toMatchObject({ value: 1, basis: "none" });
  });

  test.each([
    ["shorter than half an hour", { stepHours: 0.4, from: 0.8, to: 0.4 }],
    ["longer than half a day", { stepHours: 13, from: 40 }],
    ["from a fair value on the floor", { start: logit(0.03) }],
    ["of a leg without a calibration of its own", { parameters: { ...parameters, calibrated: false } }],
  ])("doesn't count windows %s", (_, options) => {
    expect(
      learn(6, 10, { factor: () => 5, ...options })
        .snapshot()
        .every(({ events }) => events === 0),
    ).toBe(true);
  });

  test("keeps the legs' windows apart", () => {
    const term = new VolatilityTerm();
    const far = { fairCents: 88, logOdds: 2, variance: 0.002 };
    const near = { fairCents: 12, logOdds: -2, variance: 0.002 };
    for (let left = 9; left >= 8; left -= 0.25) {
      const at = (CLOSE - left * HOUR) as Time;
      term.observe(orderAt(at, 2, "A"), far, parameters, CLOSE);
      term.observe(orderAt(at, -2, "B"), near, parameters, CLOSE);
    }
    term.finishEvent();
    term.finishEvent(); // an event without windows is no event
    const { events, a, b } = term.snapshot().at(-1)!;
    expect(events).toBe(1);
    expect(a / b).toBeLessThan(0.01); // neither leg moved
  });

  test("effective hours are the integral of the factor", () => {
    const term = learn(7, 60, { factor: peak });
    const step = 1 / 64;
    for (const hours of [0, 1, 2, 7.5, 24, 400]) {
      let sum = 0;
      for (let at = step / 2; at < hours; at += step) sum += step * term.factor(at).value;
      expect(Math.abs(term.effectiveHours(hours) - sum)).toBeLessThan(1e-6);
    }
    expect(term.effectiveHours(-5)).toBe(0);
    expect(new VolatilityTerm().effectiveHours(720)).toBe(720);
  });

  test("goes on from a snapshot as it would have", () => {
    const whole = learn(8, 30, { factor: peak });
    const restored = VolatilityTerm.restore(JSON.parse(JSON.stringify(whole.snapshot())));
    for (const term of [whole, restored]) play(term, Random.seeded(9), { factor: peak });
    expect(restored.snapshot()).toEqual(whole.snapshot());
    expect([0, ...TERM_EDGES_HOURS].map((hours) => restored.factor(hours))).toEqual(
      [0, ...TERM_EDGES_HOURS].map((hours) => whole.factor(hours)),
    );
    expect(() => VolatilityTerm.restore([])).toThrow("a state of 0 entries");
  });
});
