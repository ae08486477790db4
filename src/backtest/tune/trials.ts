import type { ModelName } from "../../model/fair-value-model.ts";
import type { FillModel } from "../../venue/local/fills.ts";
import type { Crew } from "../crew.ts";
import type { EventTask } from "../event-work.ts";
import { type Configuration, PLAIN } from "../outcome.ts";
import type { EventTotal } from "../report/event-total.ts";
import type { Progress } from "../runner.ts";
import type { SettingName } from "../setting.ts";
import type { StoredTape } from "../tape-columns.ts";
import type { Candidate } from "./search-space.ts";

export interface TrialOptions {
  readonly tapes: readonly StoredTape[];
  readonly model: ModelName;
  readonly setting: SettingName;
  readonly seed: number;
  readonly hearProgress?: (progress: Progress) => void;
}

/** What candidates brought, event by event, each run done when it is first asked for and never again. */
export class Trials {
  readonly #results = new Map<Candidate, Map<FillModel, (EventTotal | undefined)[]>>();

  constructor(
    private readonly crew: Crew,
    private readonly options: TrialOptions,
  ) {}

  /** How many candidates have been run on anything: each of them is a try. */
  get tried(): number {
    return this.#results.size;
  }

  /** Runs what hasn't been run yet of these candidates on these events. Rejects with RunError. */
  async run(
    candidates: readonly Candidate[],
    events: readonly number[],
    fillModels: readonly FillModel[],
  ): Promise<void> {
    const { tapes, model, setting, seed, hearProgress } = this.options;
    const wanted = [...new Set(candidates)].flatMap((candidate) =>
      fillModels.map((fillModel) => ({ candidate, fillModel })),
    );
    const results = wanted.map(({ candidate, fillModel }) => this.#of(candidate, fillModel));
    const tasks: EventTask[] = [];
    const places: number[] = [];
    for (const event of events) {
      const missing = [...results.keys()].filter((place) => results[place]![event] === undefined);
      if (missing.length === 0) continue;
      tasks.push({ tape: tapes[event]!, configurations: missing });
      places.push(event);
    }
    if (tasks.length === 0) return;
    const configurations = wanted.map(
      ({ candidate, fillModel }): Configuration => ({ profile: candidate.profile, model, fillModel, variant: PLAIN }),
    );
    const of = tasks.reduce((sum, task) => sum + task.configurations.length, 0);
    let done = 0;
    await this.crew.carryOut({ configurations, setting, seed, keeps: "totals" }, tasks, (task, result) => {
      const place = places[task]!;
      const event = tapes[place]!.event.ticker;
      results[result.configuration]![place] = { ...result.total, event }; // one text for all of an event's
      done += 1;
      hearProgress?.({ done, of, event });
    });
  }

  /** What a candidate brought on events on which it has been run. */
  of(candidate: Candidate, events: readonly number[], fillModel: FillModel): readonly EventTotal[] {
    const results = this.#of(candidate, fillModel);
    return events.map((event) => results[event]!);
  }

  #of(candidate: Candidate, fillModel: FillModel): (EventTotal | undefined)[] {
    let byFillModel = this.#results.get(candidate);
    if (byFillModel === undefined) {
      byFillModel = new Map();
      this.#results.set(candidate, byFillModel);
    }
    let results = byFillModel.get(fillModel);
    if (results === undefined) {
      results = [];
      byFillModel.set(fillModel, results);
    }
    return results;
  }
}
