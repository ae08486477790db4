import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as numbers from "../../tui/numbers.ts";
import { age, dateAndTime, remaining, timeOfDay } from "../../tui/times.ts";

const MINUTE = 60_000;

describe("figures", () => {
  it.each([
    [numbers.cents(45), "45"],
    [numbers.cents(45.25), "45.25"],
    [numbers.cents(null), "--"],
    [numbers.shortCents(45.5), "45.5"],
    [numbers.fairCents(47.26), "47.3"],
    [numbers.fairCents(99.97), "100"],
    [numbers.fairCents(Number.NaN), "--"],
    [numbers.deviation(1.23), "±1.2"],
    [numbers.deviation(12.3), "±12"],
    [numbers.signedFine(0.421), "+0.42"],
    [numbers.signedFine(-12.34), "-12.3"],
    [numbers.signedFine(-0.001), "0.00"],
    [numbers.signedTenth(-15), "-15"],
    [numbers.signedTenth(0.04), "0"],
    [numbers.position(3), "+3"],
    [numbers.position(-12.25), "-12.25"],
    [numbers.position(0), "0"],
    [numbers.usd(1_234_567.8), "$1,234,567.80"],
    [numbers.usd(-3.214), "-$3.21"],
    [numbers.usd(-0.001), "$0.00"],
    [numbers.signedUsd(12.34), "+$12.34"],
    [numbers.signedUsd(0), "$0.00"],
    [numbers.percent(0.234), "23%"],
    [numbers.percent(0.999), "99%"],
    [numbers.percent(1.04), "104%"],
    [numbers.percent(50), "999+"],
    [numbers.count(1_234_567), "1,234,567"],
  ])("reads %s", (shown, expected) => expect(shown).toBe(expected));

  it("keep to the width of their columns", () => {
    const contractPrice = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(contractPrice, (price) => {
        expect(numbers.shortCents(price).length).toBeLessThanOrEqual(4);
        expect(numbers.fairCents(price).length).toBeLessThanOrEqual(4);
        expect(numbers.deviation(price).length).toBeLessThanOrEqual(4);
        expect(numbers.percent(price).length).toBeLessThanOrEqual(4);
        expect(numbers.signedFine(-price).length).toBeLessThanOrEqual(6);
      }),
    );
  });

  it("show a full limit only when it is reached", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2, noNaN: true }), (share) => {
        expect(Number.parseInt(numbers.percent(share), 10) >= 100).toBe(share >= 1);
      }),
    );
  });
});

describe("times", () => {
  it.each([
    [age(0), "<1 s"],
    [age(1_999), "1 s"],
    [age(61_000), "1 m 01 s"],
    [remaining(1), "1 s"],
    [remaining(13_001), "14 s"],
    [remaining(-5), "0 s"],
    [remaining(2 * MINUTE + 5_000), "2 m 05 s"],
    [remaining(3 * 60 * MINUTE + 12 * MINUTE), "3 h 12 m"],
    [remaining(52 * 60 * MINUTE), "2 d 4 h"],
    [timeOfDay(Date.UTC(2026, 10, 20, 12, 34, 56)), "12:34:56"],
    [dateAndTime(Date.UTC(2026, 10, 30, 23, 59)), "2026-11-30 23:59"],
    [timeOfDay(Number.NaN), "??:??:??"],
  ])("reads %s", (shown, expected) => expect(shown).toBe(expected));

  it("never show less time left, or less age, than there is", () => {
    const seconds = (text: string) => (text === "<1 s" ? 0 : Number.parseInt(text, 10));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 59_000 }), (ms) => {
        expect(seconds(remaining(ms)) * 1_000).toBeGreaterThanOrEqual(ms);
        expect(seconds(age(ms)) * 1_000).toBeLessThanOrEqual(ms);
      }),
    );
  });
});
