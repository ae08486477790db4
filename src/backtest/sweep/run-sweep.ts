import type { ModelName } from "../../model/fair-value-model.ts";
import type { Profile } from "../../strategy/profile.ts";
import { gatherCrew } from "../crew.ts";
import type { EventTask } from "../event-work.ts";
import { type Configuration, PLAIN } from "../outcome.ts";
import { unpackOutcome } from "../packed-outcome.ts";
import type { SettingName } from "../setting.ts";
import type { StoredTape } from "../tape-columns.ts";
import type { TapeFillModel } from "../tape-fill-model.ts";
import type { SweepProgress } from "./progress-store.ts";
import { type SweepRow, sweepRow } from "./sweep-row.ts";

/** Runs that are kept together: a kill costs the work of so long, never a result. */
const KEEP_EVERY_MS = 500;

export interface SweepRun {
  readonly events: readonly StoredTape[];
  /** Those to run, by their places in the sweep. */
  readonly profiles: ReadonlyMap<number, Profile>;
  readonly fillModels: readonly TapeFillModel[];
  readonly model: ModelName;
  readonly setting: SettingName;
  readonly seed: number;
  readonly workers: number;
  readonly progress: SweepProgress;
  /** The steady clock, in milliseconds. */
  readonly now: () => number;
}

/** How far a sweep is, in runs and in what they take. */
export interface SweepPace {
  readonly runs: number;
  readonly of: number;
  /** Taker orders that the runs of this process have gone through, and those that are left. */
  readonly worked: number;
  readonly left: number;
  readonly event: string;
}

/**
 * Runs what isn't done yet and keeps it. The model is calibrated once for each event, whatever the number of configurations. The rows are the same for any number of
 * workers and of interruptions. Rejects with RunError or SweepError; what was kept by then stays.
 */
export async function runSweep(sweep: SweepRun, hear: (pace: SweepPace) => void): Promise<void> {
  const { events, profiles, fillModels, model, setting, seed, progress, now } = sweep;
  const keys = [...profiles.keys()].flatMap((place) => fillModels.map((fillModel) => ({ place, fillModel })));
  const configurations = keys.map(
    ({ place, fillModel }): Configuration => ({ profile: profiles.get(place)!, model, fillModel, variant: PLAIN }),
  );
  const tasks = events.flatMap((tape): EventTask[] => {
    const done = progress.doneOf(tape.event.ticker);
    const missing = [...keys.keys()].filter((at) => !done.has(`${keys[at]!.place} ${keys[at]!.fillModel}`));
    return missing.length === 0 ? [] : [{ tape, configurations: missing }];
  });
  if (tasks.length === 0) return;
  const of = events.length * keys.length;
  let left = tasks.reduce((sum, { tape, configurations: missing }) => sum + workOf(tape) * missing.length, 0);
  let runs = of - tasks.reduce((sum, task) => sum + task.configurations.length, 0);
  let worked = 0;
  let waiting: SweepRow[] = [];
  let keptAt = now();
  const keep = (): void => {
    progress.keep(waiting);
    waiting = [];
    keptAt = now();
  };
  const crew = gatherCrew(Math.min(sweep.workers, tasks.length));
  try {
    await crew.carryOut({ configurations, setting, seed, keeps: "outcomes" }, tasks, (task, result) => {
      const { tape } = tasks[task]!;
      const { place, fillModel } = keys[result.configuration]!;
      waiting.push(sweepRow(place, fillModel, unpackOutcome(result.outcome!, tape.event)));
      if (now() - keptAt >= KEEP_EVERY_MS) keep();
      runs += 1;
      worked += workOf(tape);
      left -= workOf(tape);
      hear({ runs, of, worked, left, event: tape.event.ticker });
    });
  } finally {
    crew.dismiss();
    keep();
  }
}

function workOf({ columns }: StoredTape): number {
  return columns.at.length;
}
