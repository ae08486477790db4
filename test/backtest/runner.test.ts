import { describe, expect, test } from "vitest";
import { Random } from "../../src/ambient/random.ts";
import { runEvent } from "../../src/backtest/event-run.ts";
import { RunError } from "../../src/backtest/event-work.ts";
import { type Configuration, type ConfigurationOutcome, PLAIN } from "../../src/backtest/outcome.ts";
import { type Backtest, type Progress, runBacktest } from "../../src/backtest/runner.ts";
import { settingOf } from "../../src/backtest/setting.ts";
import { openTape, type StoredTape } from "../../src/backtest/tape-columns.ts";
import { walkForward } from "../../src/backtest/walk-forward.ts";
import { FILL_MODELS } from "../../src/venue/local/fills.ts";
import { DOCUMENTED } from "../strategy/documented.ts";
import { eventOn } from "./several-events.ts";

const OTHER = { ...DOCUMENTED, name: "other", halfSpreadCents: 2, skewCentsPerContract: 0.2, calibrateIntervalS: 300 };

const CONFIGURATIONS: readonly Configuration[] = [
  ...[DOCUMENTED, OTHER].flatMap((profile) =>
    FILL_MODELS.map((fillModel) => ({ profile, model: "kalman", fillModel, variant: PLAIN }) as const),
  ),
  { profile: OTHER, model: "original", fillModel: "touch", variant: PLAIN },
  { profile: OTHER, model: "kalman", fillModel: "touch", variant: { kind: "placebo", latencyMs: 30_000 } },
  { profile: OTHER, model: "kalman", fillModel: "touch", variant: { kind: "random-fair", draw: 1 } },
];

/** Of different lengths and not in the order of time. */
const EVENTS: readonly StoredTape[] = [
  eventOn(4, 61, 80),
  eventOn(1, 62, 200),
  eventOn(3, 63, 20),
  eventOn(2, 64, 120),
];

const BACKTEST: Backtest = {
  events: EVENTS,
  configurations: CONFIGURATIONS,
  setting: "realistic",
  seed: 5,
  workers: 1,
};

/** An outcome whose events are there for good. */
const looked = (outcomes: readonly ConfigurationOutcome[]) => outcomes.map((outcome) => ({ ...outcome }));

describe("a backtest", () => {
  test("is every configuration traded over every event by itself, in the order in which the events ended", async () => {
    const outcomes = await runBacktest(BACKTEST);
    const inTime = EVENTS.toSorted((a, b) => a.columns.at.at(-1)! - b.columns.at.at(-1)!).map(openTape);
    const setting = settingOf("realistic");
    expect(outcomes).toHaveLength(CONFIGURATIONS.length);
    for (const [index, configuration] of CONFIGURATIONS.entries()) {
      const { model, profile } = configuration;
      const alone = inTime.map((tape) => {
        const parameters = model === "original" ? [] : walkForward(tape.orders, profile.calibrateIntervalS);
        return runEvent({
          ...configuration,
          tape,
          parameters,
          setting,
          random: Random.seeded(5).fork(tape.event.ticker),
        });
      });
      expect(outcomes[index]).toMatchObject(configuration);
      expect(outcomes[index]!.events).toEqual(alone);
      expect(alone.some(({ legs }) => legs.some(({ fills }) => fills > 0))).toBe(true);
    }
  });

  test("is the same for any number of workers", async () => {
    const alone = looked(await runBacktest(BACKTEST));
    for (const workers of [2, 3, 9]) {
      expect(looked(await runBacktest({ ...BACKTEST, workers }))).toEqual(alone);
    }
  });

  test.each([1, 2])("tells of every run, with %d workers", async (workers) => {
    const heard: Progress[] = [];
    await runBacktest({ ...BACKTEST, workers }, (progress) => heard.push(progress));
    const of = EVENTS.length * CONFIGURATIONS.length;
    expect(heard.map(({ done }) => done)).toEqual(Array.from({ length: of }, (_, index) => index + 1));
    expect(heard.every((progress) => progress.of === of)).toBe(true);
    for (const { event } of EVENTS) {
      expect(heard.filter((progress) => progress.event === event.ticker)).toHaveLength(CONFIGURATIONS.length);
    }
  });
});

describe("a run that goes wrong", () => {
  const [first, ...others] = EVENTS;
  const legs = first!.event.legs.slice(1); // orders of a leg that the event doesn't have
  const broken: StoredTape = { ...first!, event: { ...first!.event, legs } };

  test.each([1, 2])("is told with its event and configuration, with %d workers", async (workers) => {
    const running = runBacktest({ ...BACKTEST, events: [broken, ...others], workers });
    await expect(running).rejects.toThrow(RunError);
    await expect(running).rejects.toThrow(/^E-25JAN05, documented \(kalman, touch\): .*E-25JAN05-A/);
  });
});
