import { expect, test } from "vitest";
import { playMonth } from "./month/month.ts";

/** A quarter of a day: the runs of two starts by cron. A whole month is played by `bun run month`. */
const DAYS = 0.25;

test.each([
  { seed: 1, what: "a lost machine, and a cancelled run without its cache", endings: ["machine lost", "cancelled"] },
  { seed: 6, what: "a run that ends by itself, and a lost machine", endings: ["by itself", "machine lost"] },
])("$what: nothing is left behind, and every cent is explained", async ({ seed, endings }) => {
  const { promise, resolve } = Promise.withResolvers<ReturnType<typeof playMonth>>();
  setImmediate(() => resolve(playMonth(seed, DAYS))); // outside of any promise: the simulation drains them itself
  const { cycles, violation, fills, uptime } = await promise;
  expect(violation).toBeUndefined();
  expect(cycles.map(({ ending }) => ending)).toEqual(endings);
  expect(fills).toBeGreaterThan(50);
  expect(uptime).toBeGreaterThan(0.4);
  expect(cycles.map(({ unexplained, exitCode }) => [unexplained, exitCode])).toEqual(cycles.map(() => [0, undefined]));
  expect(Math.max(...cycles.map(({ restedMs }) => restedMs))).toBeLessThan(50_000);
});
