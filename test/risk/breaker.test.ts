import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Money, Time } from "../../src/market/units.ts";
import { Breaker } from "../../src/risk/breaker.ts";

const usd = (amount: number): Money => Math.round(amount * 1_000_000) as Money;
/** Noon in New York on a winter's day, a whole second. */
const NOON = Date.parse("2026-01-15T17:00:00Z") as Time;
const MIDNIGHT = Date.parse("2026-01-16T05:00:00Z") as Time;
const noonPlus = (seconds: number): Time => (NOON + seconds * 1_000) as Time;
const opened = (): Breaker => new Breaker(10, NOON, usd(1_000));

describe("the breaker", () => {
  it("trips when a loss of 10% has been there for 30 of the last 60 seconds", () => {
    const breaker = opened();
    expect(breaker.observe(NOON, usd(1_000))).toBe(false);
    expect(breaker.observe(noonPlus(100), usd(900))).toBe(false); // in force at second 100, the first sample of it
    expect(breaker.advance(noonPlus(129))).toBe(false);
    expect(breaker.advance(noonPlus(129.5))).toBe(true); // seconds 100 to 129 are thirty
    expect(breaker.halted?.until).toBe(MIDNIGHT);
    expect(breaker.halted?.text).toContain("lost $100.00 of $1000.00 today, limit $100.00");
    expect(breaker.advance(noonPlus(130))).toBe(false); // it trips once
  });

  it("does not for a micro-dollar less", () => {
    const breaker = opened();
    breaker.observe(NOON, (usd(900) + 1) as Money);
    expect(breaker.advance(noonPlus(3_600))).toBe(false);
    expect(breaker.loss).toBe(usd(100) - 1);
  });

  it("ignores marks that are wild for less than half a minute", () => {
    const breaker = opened();
    for (let minute = 0; minute < 30; minute++) {
      expect(breaker.observe(noonPlus(minute * 60), usd(100))).toBe(false);
      expect(breaker.observe(noonPlus(minute * 60 + 29), usd(1_000))).toBe(false);
    }
    expect(breaker.halted).toBeUndefined();
    expect(breaker.equity).toBe(usd(1_000));
  });

  it("stays halted for the day, whatever the equity does", () => {
    const breaker = opened();
    breaker.observe(NOON, usd(500));
    breaker.advance(noonPlus(60));
    breaker.observe(noonPlus(61), usd(5_000));
    breaker.advance((MIDNIGHT - 1) as Time);
    expect(breaker.halted).toBeDefined();
    breaker.advance(MIDNIGHT);
    expect(breaker.halted).toBeUndefined();
  });

  it("starts the day from the median at midnight", () => {
    const breaker = opened();
    breaker.observe(NOON, usd(950));
    breaker.observe((MIDNIGHT - 10_000) as Time, usd(700)); // ten seconds say nothing yet
    breaker.advance(MIDNIGHT);
    expect(breaker.day.date).toBe("2026-01-16");
    expect(breaker.openingEquity).toBe(usd(950));
    expect(breaker.flows).toBe(0);
    expect(breaker.lossLimit).toBe(usd(95));
    expect(breaker.advance((MIDNIGHT + 19_000) as Time)).toBe(false); // seconds -10 to 18 are 29
    expect(breaker.advance((MIDNIGHT + 19_001) as Time)).toBe(true);
    expect(breaker.loss).toBe(usd(250));
  });

  it("may be left alone for days", () => {
    const breaker = opened();
    breaker.observe(NOON, usd(800));
    expect(breaker.advance((MIDNIGHT + 3 * 86_400_000) as Time)).toBe(false);
    expect(breaker.day.date).toBe("2026-01-19");
    expect(breaker.openingEquity).toBe(usd(800));
    expect(breaker.loss).toBe(0);
  });

  it("takes a deposit for no gain and a withdrawal for no loss", () => {
    const breaker = opened();
    breaker.observe(NOON, usd(950));
    breaker.onCashFlow(noonPlus(100), usd(-500));
    breaker.observe(noonPlus(100), usd(450));
    expect(breaker.lossLimit).toBe(usd(50));
    // $50 lost of the $500 that are left is 10%, and has been there for a minute.
    expect(breaker.halted).toBeDefined();

    const other = opened();
    other.observe(NOON, usd(850));
    other.onCashFlow(noonPlus(10), usd(1_000));
    other.observe(noonPlus(10), usd(1_850));
    expect(other.advance(noonPlus(600))).toBe(false);
    expect(other.loss).toBe(usd(150));
    expect(other.lossLimit).toBe(usd(200));
  });

  it("goes on where an earlier run of the day stopped", () => {
    const first = opened();
    first.observe(NOON, usd(890));
    first.advance(noonPlus(60));
    const { date, openingEquity, flows, halted } = first.state;
    expect(date).toBe("2026-01-15");
    const second = new Breaker(10, noonPlus(120), openingEquity, { flows, halted });
    expect(second.halted).toEqual(first.halted);
    // State lost, but for the opening equity: the loss that is still there halts it within half a minute.
    const third = new Breaker(10, noonPlus(120), openingEquity);
    third.observe(noonPlus(120), usd(890));
    expect(third.advance(noonPlus(151))).toBe(true);
  });

  it("with nothing to lose halts at the first micro-dollar lost, and not before", () => {
    const breaker = new Breaker(10, NOON, usd(0));
    breaker.observe(NOON, usd(0));
    expect(breaker.advance(noonPlus(100))).toBe(false);
    breaker.observe(noonPlus(100), -1 as Money);
    expect(breaker.advance(noonPlus(200))).toBe(true);
  });

  it("is what its definition says, second by second", () => {
    const anyObservations = fc.array(
      fc.record({ afterMs: fc.integer({ min: 0, max: 40_000 }), equity: fc.integer({ min: 850, max: 1_000 }) }),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(anyObservations, fc.integer({ min: 0, max: 999 }), (steps, startMs) => {
        const start = (NOON + startMs) as Time;
        const breaker = new Breaker(10, start, usd(1_000));
        const observed: { at: number; equity: number }[] = [{ at: 0, equity: 1_000 }];
        let at: number = start;
        let tripped = false;
        let checked = Math.floor(start / 1_000) * 1_000;
        for (const { afterMs, equity } of steps) {
          at += afterMs;
          // Every whole second before now, one after another, each with the median of its own last sixty.
          let expected = false;
          for (let second = checked + 1_000; second < at; second += 1_000) {
            checked = second;
            const window: number[] = [];
            for (let back = 0; back < 60; back++) {
              const when = second - back * 1_000;
              window.push(when <= start ? 1_000 : observed.findLast((seen) => seen.at <= when)!.equity);
            }
            window.sort((one, other) => one - other);
            if (window[29]! <= 900 && !tripped) {
              tripped = true;
              expected = true;
            }
          }
          expect(breaker.observe(at as Time, usd(equity))).toBe(expected);
          expect(breaker.halted !== undefined).toBe(tripped);
          observed.push({ at, equity });
        }
      }),
      { numRuns: 150, seed: 1 },
    );
  });
});
