import { afterEach, expect, test } from "vitest";
import { steadyClock, systemClock } from "../../src/ambient/clock.ts";

const real = Date.now;
afterEach(() => {
  Date.now = real;
});

test("the steady clock tells the machine's time, in whole milliseconds", () => {
  expect(Math.abs(steadyClock.now() - systemClock.now())).toBeLessThan(2_000);
  expect(Number.isInteger(steadyClock.now())).toBe(true);
});

test.each([3_600_000, -3_600_000])("setting the machine's clock by %s ms moves the steady one by nothing", (byMs) => {
  const before = steadyClock.now();
  Date.now = () => real() + byMs;
  expect(Math.abs(systemClock.now() - before)).toBeGreaterThan(3_000_000);
  expect(steadyClock.now() - before).toBeGreaterThanOrEqual(0);
  expect(steadyClock.now() - before).toBeLessThan(60_000);
});
