import { describe, expect, test } from "vitest";
import { type Crew, gatherCrew } from "../../src/backtest/crew.ts";
import { PLAIN } from "../../src/backtest/outcome.ts";
import { eventTotal } from "../../src/backtest/report/event-total.ts";
import { runBacktest } from "../../src/backtest/runner.ts";
import type { StoredTape } from "../../src/backtest/tape-columns.ts";
import { judge } from "../../src/backtest/tune/objective.ts";
import { type Candidate, Candidates, type SearchSpace } from "../../src/backtest/tune/search-space.ts";
import { Trials } from "../../src/backtest/tune/trials.ts";
import { type TuneResult, type Tuning, tune } from "../../src/backtest/tune/tune.ts";
import { FILL_MODELS } from "../../src/venue/local/fills.ts";
import { DOCUMENTED } from "../strategy/documented.ts";
import { eventOn } from "./several-events.ts";

const HALF_SPREADS = [1, 2, 3, 5] as const;
const SIZES = [1, 4] as const;

const SPACE: SearchSpace = {
  dimensions: [
    { name: "half_spread_cents", choices: HALF_SPREADS },
    { name: "order_size", choices: SIZES },
  ],
  base: [2, 0],
  profileAt: ([spread, size]) => ({
    ...DOCUMENTED,
    halfSpread: "fixed",
    skewCentsPerContract: 0.1,
    halfSpreadCents: HALF_SPREADS[spread!]!,
    orderSize: SIZES[size!]!,
  }),
};

/** Three events in each of three months. */
const TAPES = [0, 1, 2].flatMap((month) => [0, 1, 2].map((day) => eventOn(month * 31 + day, 10 * month + day, 90)));

const TUNING: Tuning = {
  tapes: TAPES,
  space: SPACE,
  tries: 5,
  refinements: 1,
  leastDates: 2,
  foldLength: "month",
  fillModels: ["queue", "through"],
  model: "original",
  setting: "study",
  seed: 3,
  workers: 1,
};

/** What of a result can be compared with another's. */
function said({ folds, walkForward, final, finalInSample, tried }: TuneResult) {
  const chosen = ({ point, profile }: Candidate) => ({ point, profile });
  return {
    folds: folds.map((each) => ({ ...each, chosen: chosen(each.chosen) })),
    walkForward,
    final: { ...final, chosen: chosen(final.chosen) },
    finalInSample,
    tried,
  };
}

describe("walk-forward selection", () => {
  test("is the same for the same seed and for any number of workers", async () => {
    const alone = said(await tune(TUNING, () => {}));
    for (const workers of [1, 2, 3]) expect(said(await tune({ ...TUNING, workers }, () => {}))).toEqual(alone);
  });

  test("chooses for a fold without knowing it or what comes after it", async () => {
    const known = said(await tune(TUNING, () => {}));
    for (const changedFrom of [3, 6]) {
      const tapes = TAPES.map((tape, index) =>
        index < changedFrom ? tape : eventOn(31 * Math.floor(index / 3) + (index % 3), 1_000 + index, 90),
      );
      const other = said(await tune({ ...TUNING, tapes }, () => {}));
      const unchanged = changedFrom / 3; // folds that begin before any changed event ends, and the one that begins with them
      const choices = (result: typeof known) =>
        result.folds.slice(0, unchanged).map(({ fold, chosen, judgement }) => ({ past: fold.past, chosen, judgement }));
      expect(choices(other)).toEqual(choices(known));
      expect(other.walkForward).not.toEqual(known.walkForward);
    }
  });

  test("brings what the profiles chosen bring in a backtest of their folds", async () => {
    const { folds, walkForward, final, finalInSample, candidates } = await tune(TUNING, () => {});
    const totals = async (candidate: Candidate, events: readonly StoredTape[]) => {
      const configurations = FILL_MODELS.map((fillModel) => ({
        profile: candidate.profile,
        model: "original" as const,
        fillModel,
        variant: PLAIN,
      }));
      const outcomes = await runBacktest({ events, configurations, setting: "study", seed: 3, workers: 1 });
      return outcomes.map((outcome) => outcome.events.map(eventTotal));
    };
    expect(folds.map(({ fold }) => fold.name)).toEqual(["2025-02", "2025-03"]);
    for (const [index, { fillModel, chosen, base }] of walkForward.entries()) {
      expect(fillModel).toBe(FILL_MODELS[index]);
      const ofFolds = async (of: (fold: (typeof folds)[number]) => Candidate) =>
        Promise.all(
          folds.map(
            async (each) =>
              (
                await totals(
                  of(each),
                  each.fold.own.map((place) => TAPES[place]!),
                )
              )[index]!,
          ),
        );
      expect(chosen).toEqual((await ofFolds((each) => each.chosen)).flat());
      expect(base).toEqual((await ofFolds(() => candidates.base)).flat());
      expect(finalInSample[index]!.chosen).toEqual((await totals(final.chosen, TAPES))[index]);
    }
    expect(walkForward[0]!.chosen.some(({ contracts }) => contracts > 0)).toBe(true);
  });

  test("takes the base as it is where too few dates are known", async () => {
    const { folds, candidates, final } = await tune({ ...TUNING, leastDates: 4 }, () => {});
    expect(folds.map(({ fold }) => fold.past.length)).toEqual([3, 6]);
    expect(folds[0]!.chosen).toBe(candidates.base);
    const { folds: known, final: same } = await tune(TUNING, () => {});
    expect(known[0]!.chosen).not.toBe(candidates.base);
    expect([folds[1]!, final].map(({ chosen }) => chosen.point)).toEqual(
      [known[1]!, same].map(({ chosen }) => chosen.point),
    );
  });

  test("tries all there are in a small space, and counts each once", async () => {
    const { tried, final, candidates } = await tune({ ...TUNING, tries: 50 }, () => {});
    expect(tried).toBe(HALF_SPREADS.length * SIZES.length);
    const { fillModels } = TUNING;
    const totals = async ({ profile }: Candidate) => {
      const configurations = fillModels.map(
        (fillModel) => ({ profile, model: "original", fillModel, variant: PLAIN }) as const,
      );
      const outcomes = await runBacktest({ events: TAPES, configurations, setting: "study", seed: 3, workers: 1 });
      return new Map(outcomes.map(({ fillModel, events }) => [fillModel, events.map(eventTotal)]));
    };
    const base = await totals(candidates.base);
    const better: number[] = [];
    for (const [spread] of HALF_SPREADS.entries()) {
      for (const [size] of SIZES.entries()) {
        const { eligible, score } = judge(await totals(candidates.at([spread, size])!), base);
        if (eligible) better.push(score);
      }
    }
    if (better.length > 0) expect(final.judgement.score).toBeCloseTo(Math.max(...better), 12);
    else expect(final.chosen).toBe(candidates.base);
  });
});

test("a run that was done is never done again", async () => {
  const own = gatherCrew(1);
  const done: string[] = [];
  const counting: Crew = {
    carryOut: (job, tasks, hear) =>
      own.carryOut(job, tasks, (place, result) => {
        const { profile, fillModel } = job.configurations[result.configuration]!;
        done.push(`${tasks[place]!.tape.event.ticker} ${profile.halfSpreadCents} ${fillModel}`);
        hear(place, result);
      }),
    dismiss: () => own.dismiss(),
  };
  const candidates = new Candidates(SPACE);
  const trials = new Trials(counting, { tapes: TAPES, model: "original", setting: "study", seed: 3 });
  const [one, other] = [candidates.base, candidates.at([0, 0])!];
  await trials.run([one], [0, 1], ["queue"]);
  await trials.run([one, other], [1, 2], ["queue", "through"]);
  await trials.run([one, other, one], [1, 2, 3], ["queue", "through"]);
  expect(new Set(done).size).toBe(done.length);
  expect(done).toHaveLength(2 + 8 - 1 + 4);
  expect(trials.tried).toBe(2);
  expect(trials.of(one, [2], "through")[0]!.event).toBe(TAPES[2]!.event.ticker);
});
