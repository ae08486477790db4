import fc from "fast-check";
import { expect, test } from "vitest";
import type { Money, Time } from "../../src/market/units.ts";
import { Breaker } from "../../src/risk/breaker.ts";

/** Half an hour before a New York midnight. */
const EVENING = Date.parse("2026-01-16T04:30:00Z") as Time;
const OPENING = 1_000_000_000 as Money;

const WHAT = fc.record({
  afterMs: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 900_000 })),
  lostDollars: fc.integer({ min: -50, max: 200 }),
  flowDollars: fc.oneof(
    { weight: 5, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: -99, max: 99 }) },
  ),
});

test("a breaker that is saved and restored at any moment trips when it would have, and says the same", () => {
  fc.assert(
    fc.property(fc.array(WHAT, { minLength: 1, maxLength: 60 }), fc.nat(59), (steps, cut) => {
      const whole = new Breaker(10, EVENING, OPENING);
      let other = new Breaker(10, EVENING, OPENING);
      let at = EVENING;
      for (const [index, { afterMs, lostDollars, flowDollars }] of steps.entries()) {
        at = (at + afterMs) as Time;
        const equity = (OPENING - lostDollars * 1_000_000) as Money;
        const flow = (flowDollars * 1_000_000) as Money;
        if (flow !== 0) expect(other.onCashFlow(at, flow)).toBe(whole.onCashFlow(at, flow));
        expect(other.observe(at, equity)).toBe(whole.observe(at, equity));
        expect(other.state).toEqual(whole.state);
        expect(other.loss).toBe(whole.loss);
        if (index !== cut) continue;
        const saved = JSON.parse(JSON.stringify(other.save()));
        other = new Breaker(10, EVENING, OPENING);
        other.restore(saved);
        expect(JSON.parse(JSON.stringify(other.save()))).toEqual(saved);
      }
    }),
    { numRuns: 200, seed: 20_261_201 },
  );
});

test("a breaker goes on from as many samples as it keeps", () => {
  const breaker = new Breaker(10, EVENING, OPENING);
  const saved = breaker.save();
  expect(() => breaker.restore({ ...saved, samples: saved.samples.slice(1) })).toThrow(
    "60 samples and can't go on from 59",
  );
});
