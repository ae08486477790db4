import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemTimers } from "../../src/ambient/timers.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const DAY_MS = 86_400_000;

test.each([0, 1, 20, 24.9, 30, 100])("an action that is due in %d days comes then, once, and not sooner", (days) => {
  let times = 0;
  systemTimers.after(days * DAY_MS, () => {
    times += 1;
  });
  if (days > 0) vi.advanceTimersByTime(days * DAY_MS - 1);
  expect(times).toBe(0);
  vi.advanceTimersByTime(1);
  expect(times).toBe(1);
  vi.advanceTimersByTime(100 * DAY_MS);
  expect(times).toBe(1);
});

test("one that is taken back never comes, however far it was off", () => {
  const timer = systemTimers.after(60 * DAY_MS, () => expect.unreachable());
  vi.advanceTimersByTime(40 * DAY_MS);
  timer.cancel();
  vi.advanceTimersByTime(100 * DAY_MS);
  expect(vi.getTimerCount()).toBe(0);
});
