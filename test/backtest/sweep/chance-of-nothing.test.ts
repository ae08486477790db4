import { expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { selectionOf } from "../../../src/backtest/sweep/selection.ts";
import type { SweepResults } from "../../../src/backtest/sweep/sweep-file.ts";

const DAY_MS = 86_400_000;
const DATES = 150;
const TRIED = 5;

/** Configurations that earn nothing, one event a date: the net of a date and of the next correlate by `memory`. */
function nothing(memory: number, random: Random): SweepResults {
  const rows = Array.from({ length: TRIED }, (_, configuration) => {
    let last = random.normal();
    return Array.from({ length: DATES }, (_, date) => {
      last = memory * last + Math.sqrt(1 - memory ** 2) * random.normal();
      const net = Math.round(1e6 * last);
      const endedAt = Date.UTC(2025, 0, 1) + date * DAY_MS;
      const figures = { fills: 1, contracts: 100, gross: net, fees: 0, net, markout5m: 0, markout1h: 0 };
      return { configuration, fillModel: "through", event: `A-${date}`, endedAt, ...figures };
    });
  }).flat();
  const configurations = Array.from({ length: TRIED }, (_, place) => ({ place, base: "a", point: [] }));
  const header = { configurations: TRIED, definition: { fill_models: ["through"] } };
  return { header, configurations, rows } as unknown as SweepResults;
}

/** How often the best of five that earn nothing is said to be that good by chance in less than one of twenty times. */
function falseAlarms(memory: number): number {
  const random = Random.seeded(21);
  const tries = 80;
  let alarms = 0;
  for (let each = 0; each < tries; each += 1) {
    const rules = { foldLength: "quarter", leastDates: 1_000 } as const;
    const { best } = selectionOf(nothing(memory, random), rules, Random.seeded(1));
    if (best!.chanceOfNothing < 0.05) alarms += 1;
  }
  return alarms / tries;
}

test("the best of what earns nothing is called better than chance about as rarely as it says, also where dates go together", () => {
  expect(falseAlarms(0)).toBeLessThan(0.07);
  expect(falseAlarms(0.5)).toBeLessThan(0.14);
});
