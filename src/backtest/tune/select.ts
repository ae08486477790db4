import type { FillModel } from "../../venue/local/fills.ts";
import { dateOf } from "../report/event-date.ts";
import type { StoredTape } from "../tape-columns.ts";
import { compare, type Judgement, judge, type Totals } from "./objective.ts";
import type { Candidate, Candidates } from "./search-space.ts";
import type { Trials } from "./trials.ts";

/** Rules of the search; the same on whatever events it is let loose. */
export interface SearchRules {
  readonly candidates: Candidates;
  /** Drawn before anything was run, and the same for every choice. */
  readonly drawn: readonly Candidate[];
  /** Fill models that judge. */
  readonly fillModels: readonly FillModel[];
  /** How often the neighbours of the best are tried, as long as one of them is better. */
  readonly refinements: number;
  /** Events of fewer dates say too little to choose by: the base is taken as it is. */
  readonly leastDates: number;
}

/** What was chosen, and how it did on the events it was chosen on. */
export interface Choice {
  readonly chosen: Candidate;
  readonly judgement: Judgement;
}

/** Parts of the dates that candidates are tried on one after the other: every ninth, every third, all. */
const RUNGS = [9, 3, 1] as const;

/** A rung with fewer dates says too little, and is left out. */
const LEAST_DATES = 20;

/** The best third goes on, but not fewer than this. */
const GO_ON_SHARE = 1 / 3;
const LEAST_GO_ON = 8;

/**
 * Chooses a profile knowing these events and no others. Candidates are tried on more and more dates, and the worse are dropped on the way
 * (successive halving: Jamieson and Talwalkar, AISTATS 2016, by thirds); those that are left are compared on all. Then the neighbours of the best
 * are tried likewise. The base is chosen where no candidate may be.
 */
export async function choose(
  trials: Trials,
  rules: SearchRules,
  tapes: readonly StoredTape[],
  events: readonly number[],
): Promise<Choice> {
  const { candidates, drawn, refinements } = rules;
  const search = new Search(trials, rules, rungsOf(tapes, events));
  const unchanged = async (): Promise<Choice> => {
    return { chosen: candidates.base, judgement: await search.judgementOf(candidates.base) };
  };
  if (new Set(events.map((event) => dateOf(tapes[event]!.event.ticker))).size < rules.leastDates) return unchanged();
  let best = await search.best([candidates.base, ...drawn]);
  for (let round = 0; round < refinements; round += 1) {
    const better = await search.best([best.chosen, ...candidates.neighbours(best.chosen)]);
    if (better.chosen === best.chosen) break;
    best = better;
  }
  return best.judgement.eligible ? best : unchanged();
}

/** Places of the events of each rung, the last all of them. All events of a date are together. */
function rungsOf(tapes: readonly StoredTape[], events: readonly number[]): readonly (readonly number[])[] {
  const byDate = Map.groupBy(
    events.toSorted((a, b) => tapes[a]!.columns.at[0]! - tapes[b]!.columns.at[0]! || a - b),
    (event) => dateOf(tapes[event]!.event.ticker),
  );
  const dates = [...byDate.values()];
  const rungs = RUNGS.filter((every) => every === 1 || dates.length / every >= LEAST_DATES);
  return rungs.map((every) => dates.filter((_, index) => index % every === 0).flat());
}

class Search {
  constructor(
    private readonly trials: Trials,
    private readonly rules: SearchRules,
    private readonly rungs: readonly (readonly number[])[],
  ) {}

  /** The best of several by all events, an earlier one before a later one that is as good. */
  async best(several: readonly Candidate[]): Promise<Choice> {
    const { base } = this.rules.candidates;
    let left = several;
    for (const [rung, events] of this.rungs.entries()) {
      await this.trials.run([base, ...left], events, this.rules.fillModels);
      const judged = left.map((chosen) => ({ chosen, judgement: this.#judge(chosen, events) }));
      judged.sort((a, b) => compare(a.judgement, b.judgement));
      if (rung === this.rungs.length - 1) return judged[0]!;
      const goOn = Math.max(LEAST_GO_ON, Math.ceil(judged.length * GO_ON_SHARE));
      left = judged.slice(0, goOn).map(({ chosen }) => chosen);
    }
    throw new RangeError("a search without rungs");
  }

  /** By all events. */
  async judgementOf(candidate: Candidate): Promise<Judgement> {
    const events = this.rungs.at(-1) ?? [];
    await this.trials.run([candidate], events, this.rules.fillModels);
    return this.#judge(candidate, events);
  }

  #judge(candidate: Candidate, events: readonly number[]): Judgement {
    const { candidates, fillModels } = this.rules;
    const of = (one: Candidate): Totals =>
      new Map(fillModels.map((fillModel) => [fillModel, this.trials.of(one, events, fillModel)]));
    return judge(of(candidate), of(candidates.base));
  }
}
