import { Random } from "../ambient/random.ts";
import type { ParameterSet } from "../model/calibrator.ts";
import type { ModelName } from "../model/fair-value-model.ts";
import type { Profile } from "../strategy/profile.ts";
import { type EventOutcome, runEvent } from "./event-run.ts";
import type { EventTape } from "./event-tape.ts";
import type { FillModel } from "./fills.ts";
import type { Setting } from "./setting.ts";
import { walkForward } from "./walk-forward.ts";

/** What is tried: a profile on a model of the fair value, under a fill model. */
export interface Configuration {
  readonly profile: Profile;
  readonly model: ModelName;
  readonly fillModel: FillModel;
}

/** A configuration and what each event brought, in the order in which the events ended. */
export interface ConfigurationOutcome extends Configuration {
  readonly events: readonly EventOutcome[];
}

export interface Backtest {
  readonly events: readonly EventTape[];
  readonly configurations: readonly Configuration[];
  readonly setting: Setting;
  readonly seed: number;
}

/** How far a backtest has come, in runs of one configuration over one event. */
export interface Progress {
  readonly done: number;
  readonly of: number;
  readonly event: string;
}

/**
 * Runs every configuration over every event, each event on an account of its own. The model is calibrated once for an event and a
 * cadence, and shared. Yields after every run, so that the caller can tell the progress and let others have the processor.
 */
export function* runBacktest(backtest: Backtest): Generator<Progress, readonly ConfigurationOutcome[]> {
  const { events, configurations, setting, seed } = backtest;
  const outcomes = configurations.map((): EventOutcome[] => []);
  let done = 0;
  for (const tape of events) {
    const event = tape.event.ticker;
    const calibrated = new Map<number, readonly ParameterSet[]>();
    const parametersEvery = (intervalS: number): readonly ParameterSet[] => {
      const parameters = calibrated.get(intervalS) ?? walkForward(tape.orders, intervalS);
      calibrated.set(intervalS, parameters);
      return parameters;
    };
    for (const [index, { profile, model, fillModel }] of configurations.entries()) {
      const parameters = model === "original" ? [] : parametersEvery(profile.calibrateIntervalS);
      const random = Random.seeded(seed).fork(event); // the same delays to begin with for every configuration
      outcomes[index]!.push(runEvent({ tape, model, parameters, profile, fillModel, setting, random }));
      done += 1;
      yield { done, of: events.length * configurations.length, event };
    }
  }
  return configurations.map((configuration, index) => ({
    ...configuration,
    events: outcomes[index]!.toSorted((a, b) => a.endedAt - b.endedAt),
  }));
}
