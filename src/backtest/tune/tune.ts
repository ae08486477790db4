import { Random } from "../../ambient/random.ts";
import type { ModelName } from "../../model/fair-value-model.ts";
import { FILL_MODELS, type FillModel } from "../../venue/local/fills.ts";
import { gatherCrew } from "../crew.ts";
import type { EventTotal } from "../report/event-total.ts";
import type { SettingName } from "../setting.ts";
import type { StoredTape } from "../tape-columns.ts";
import { type Fold, type FoldLength, foldsOf } from "./folds.ts";
import { Candidates, type SearchSpace } from "./search-space.ts";
import { type Choice, choose, type SearchRules } from "./select.ts";
import { Trials } from "./trials.ts";

export interface Tuning {
  readonly tapes: readonly StoredTape[];
  readonly space: SearchSpace;
  /** Candidates to draw; all there are when the space has no more. */
  readonly tries: number;
  readonly refinements: number;
  /** The base is taken as it is where fewer dates are known. */
  readonly leastDates: number;
  readonly foldLength: FoldLength;
  /** Fill models that judge. */
  readonly fillModels: readonly FillModel[];
  readonly model: ModelName;
  readonly setting: SettingName;
  readonly seed: number;
  readonly workers: number;
}

/** How far it is: what is being chosen, and runs done of those that are next. */
export interface TuneProgress {
  readonly choosing: string;
  readonly done: number;
  readonly of: number;
}

/** What was chosen for one fold, on what was known when it began. */
export interface FoldChoice extends Choice {
  readonly fold: Fold;
}

/** What two brought on the same events under one fill model, event by event. */
export interface Beside {
  readonly fillModel: FillModel;
  readonly chosen: readonly EventTotal[];
  readonly base: readonly EventTotal[];
}

export interface TuneResult {
  readonly candidates: Candidates;
  readonly folds: readonly FoldChoice[];
  /** All folds, each traded by what was chosen for it: what the selection itself is worth. Under every fill model. */
  readonly walkForward: readonly Beside[];
  /** Chosen on all events, and what it brought on the same: in sample. */
  readonly final: Choice;
  readonly finalInSample: readonly Beside[];
  /** Different profiles that were run on anything, the base among them. */
  readonly tried: number;
}

/**
 * Walk-forward selection: for each fold a profile is chosen on the events that had ended before it, by the same search every time, and
 * traded over the fold. So the result says what such choosing brings on events that it doesn't know. In the end the search
 * runs on all events. Deterministic for a seed, for any number of workers. Rejects with RunError.
 */
export async function tune(tuning: Tuning, hearProgress: (progress: TuneProgress) => void): Promise<TuneResult> {
  const { tapes, space, tries, refinements, leastDates, fillModels, model, setting, seed, workers } = tuning;
  const candidates = new Candidates(space);
  const drawn = candidates.draw(tries, Random.seeded(seed).fork("candidates"));
  const rules: SearchRules = { candidates, drawn, fillModels, refinements, leastDates };
  let choosing = "";
  const crew = gatherCrew(Math.min(workers, tapes.length));
  try {
    const trials = new Trials(crew, {
      tapes,
      model,
      setting,
      seed,
      hearProgress: ({ done, of }) => hearProgress({ choosing, done, of }),
    });
    const folds: FoldChoice[] = [];
    for (const fold of foldsOf(tapes, tuning.foldLength)) {
      choosing = `for ${fold.name}`;
      folds.push({ fold, ...(await choose(trials, rules, tapes, fold.past)) });
    }
    choosing = "on all events";
    const all = [...tapes.keys()];
    const final = await choose(trials, rules, tapes, all);

    choosing = "judging";
    const { base } = candidates;
    for (const { fold, chosen } of folds) await trials.run([chosen, base], fold.own, FILL_MODELS);
    await trials.run([final.chosen, base], all, FILL_MODELS);
    const walkForward = FILL_MODELS.map((fillModel) => ({
      fillModel,
      chosen: folds.flatMap(({ fold, chosen }) => trials.of(chosen, fold.own, fillModel)),
      base: folds.flatMap(({ fold }) => trials.of(base, fold.own, fillModel)),
    }));
    const finalInSample = FILL_MODELS.map((fillModel) => ({
      fillModel,
      chosen: trials.of(final.chosen, all, fillModel),
      base: trials.of(base, all, fillModel),
    }));
    return { candidates, folds, walkForward, final, finalInSample, tried: trials.tried };
  } finally {
    crew.dismiss();
  }
}
