import { expect, test } from "vitest";
import type { SweepPace } from "../../src/backtest/sweep/run-sweep.ts";
import { paceText, SweepDisplay } from "../../src/cli/sweep-display.ts";

const pace: SweepPace = { runs: 480, of: 3_600, worked: 100_000, left: 400_000, event: "KXHIGHNY-25JAN01" };

test("the time that is left is that of the orders still to be gone through, at the pace so far", () => {
  expect(paceText(pace, 60_000)).toBe("480 of 3600 runs (13%), KXHIGHNY-25JAN01, 4:00 left");
  expect(paceText({ ...pace, left: 9_000_000 }, 60_000)).toContain("1:30:00 left");
  expect(paceText(pace, 500)).toBe("480 of 3600 runs (13%), KXHIGHNY-25JAN01"); // too early to say
  expect(paceText({ ...pace, runs: 3_600, left: 0 }, 60_000)).toBe("3600 of 3600 runs (100%), KXHIGHNY-25JAN01");
});

test("where there is no terminal it is a line every 10 s, after a minute every minute", () => {
  const lines: string[] = [];
  const display = new SweepDisplay(false, (line) => lines.push(line), 0);
  for (let seconds = 1; seconds <= 240; seconds += 1) display.show(pace, 1_000 * seconds);
  display.end();
  expect(lines).toHaveLength(5 + 3); // 10 s to 50 s; then about 110 s, 170 s, 230 s
  expect(lines[0]).toContain("480 of 3600 runs");
});
