import { describe, expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { intervals95 } from "../../../src/backtest/report/bootstrap.ts";
import { type DelayedRun, decay } from "../../../src/backtest/report/placebo.ts";
import { chanceOfAsGood } from "../../../src/backtest/report/random-fair.ts";
import { centsPerContract } from "../../../src/backtest/report/statistics.ts";
import { total } from "./totals.ts";

/** Twenty dates that each make about so many cents per contract, on 100 contracts; the same luck on the same date. */
function run(latencyS: number, cents: number, luck = 1, contracts = 100, seed = 5): DelayedRun {
  const random = Random.seeded(seed);
  const totals = Array.from({ length: 20 }, (_, date) =>
    total(`A-${date}`, contracts === 0 ? 0 : cents + luck * random.normal(), contracts),
  );
  return {
    latencyMs: latencyS * 1_000,
    totals,
    centsPerContract: centsPerContract(totals),
    interval: intervals95(totals, Random.seeded(6)).centsPerContract,
  };
}
const verdict = (...runs: readonly DelayedRun[]) => decay(runs, Random.seeded(1)).verdict;

describe("profit against latency", () => {
  test("decays: falls to nothing, in whatever order the runs come", () => {
    expect(verdict(run(600, -0.1), run(1, 3.4), run(10, 2.9), run(120, 1.3), run(30, 2.3))).toBe("decays");
    expect(verdict(run(1, 3.4), run(600, 0, 1, 0))).toBe("decays"); // nothing filled at all
  });

  test("survives when it is still there in the end", () => {
    const judged = decay([run(1, 3.4), run(600, 1.5)], Random.seeded(1));
    expect(judged.verdict).toBe("survives");
    expect(judged.why).toMatch(/^1\.\d\dc at 600 s is distinguishable from nothing$/);
  });

  test("rises when more latency earns more by more than luck, even where all of it is within the noise of either", () => {
    expect(verdict(run(1, 2, 8), run(10, 3, 8), run(600, 0, 8))).toBe("rises"); // luck is shared, so the cent between them is real
    expect(verdict(run(1, 3.4), run(10, 3.4), run(600, -0.1))).toBe("decays"); // no difference is no rise
  });

  test("does not rise when the rise could be luck", () => {
    const lucky = run(10, 3.4, 3, 100, 12);
    expect(lucky.centsPerContract).toBeGreaterThan(run(1, 3.4).centsPerContract!);
    expect(verdict(run(1, 3.4), lucky, run(600, -0.1))).toBe("decays");
  });

  test("there may be none to begin with, or too little to tell", () => {
    expect(verdict(run(1, -1), run(600, -2))).toBe("no_profit");
    expect(verdict(run(1, 3, 12), run(600, 2, 12))).toBe("undecided");
    expect(verdict(run(1, 3))).toBe("undecided");
    expect(verdict()).toBe("undecided");
  });
});

test("chance does as well as the draws that do, with the result among them", () => {
  expect(chanceOfAsGood(2, [1, 0, -3])).toBe(1 / 4);
  expect(chanceOfAsGood(2, [1, 2, 3])).toBe(3 / 4);
  expect(chanceOfAsGood(undefined, [1])).toBeUndefined();
  expect(chanceOfAsGood(2, [])).toBeUndefined();
});
