import { Random } from "../../ambient/random.ts";
import type { FeeType } from "../../market/event.ts";
import { toContracts, toDollars } from "../../market/units.ts";
import type { ModelName } from "../../model/fair-value-model.ts";
import type { FillModel } from "../../venue/local/fills.ts";
import type { LeftOut, Selection } from "../event-tape.ts";
import { differenceInterval95, type Interval, intervals95 } from "../report/bootstrap.ts";
import { added, type EventTotal } from "../report/event-total.ts";
import { centsPerContract, maxDrawdown, sharpePerEvent, tByDate } from "../report/statistics.ts";
import { expectedLargestT } from "../report/tries.ts";
import type { SettingName } from "../setting.ts";
import { OBJECTIVE } from "./objective.ts";
import type { Dimension, ProfileValue } from "./search-space.ts";
import type { Choice } from "./select.ts";
import type { Beside, TuneResult } from "./tune.ts";

/** What `tune --json` prints: names in snake case, money in dollars. Null: can't be said. Intervals are of 95%, by bootstrap over dates. */
export interface TuneDocument {
  readonly tapes: readonly string[];
  readonly trades: number;
  readonly fee_type: FeeType;
  readonly setting: SettingName;
  readonly model: ModelName;
  readonly seed: number;
  readonly left_out: readonly (LeftOut & { readonly count: number })[];
  readonly base: string;
  readonly objective: string;
  readonly judged_by: readonly FillModel[];
  /** The base was taken as it is where fewer dates were known. */
  readonly least_dates: number;
  readonly space: readonly Dimension[];
  /** Different profiles that were run on anything, and the largest |t| to expect of so many that earn nothing. */
  readonly tried: number;
  readonly expected_largest_t: number;
  readonly folds: readonly FoldDocument[];
  /** Every fold traded by what was chosen before it: out of sample. */
  readonly walk_forward: readonly BesideDocument[];
  /** Chosen on all events. Its results are on the same events: in sample. */
  readonly final: ChoiceDocument & { readonly in_sample: readonly BesideDocument[] };
}

export interface ChoiceDocument {
  /** The values in which it is not the base; none: the base was chosen. */
  readonly changes: Readonly<Record<string, ProfileValue>>;
  /** The objective on the events it was chosen on. */
  readonly score: number | null;
}

export interface FoldDocument extends ChoiceDocument {
  readonly fold: string;
  /** Events it was chosen on, and those it was then judged on. */
  readonly past_events: number;
  readonly events: number;
}

/** The chosen and the base on the same events. */
export interface BesideDocument {
  readonly fill_model: FillModel;
  readonly events: number;
  readonly chosen: SideDocument;
  readonly base: SideDocument;
  /** Of net cents per contract, the chosen's less the base's. */
  readonly difference_interval_95: Interval | null;
  /** The chosen's net dollars by the base's; null where the base has earned nothing. */
  readonly share_of_base_net: number | null;
}

export interface SideDocument {
  readonly contracts: number;
  readonly net_usd: number;
  readonly net_interval_95: Interval | null;
  readonly cents_per_contract: number | null;
  readonly interval_95: Interval | null;
  readonly sharpe_per_event: number | null;
  readonly sharpe_interval_95: Interval | null;
  readonly t_by_date: number | null;
  readonly max_drawdown_usd: number;
}

export interface TuneParts {
  readonly tapes: readonly string[];
  readonly selection: Selection;
  readonly feeType: FeeType;
  readonly setting: SettingName;
  readonly model: ModelName;
  readonly seed: number;
  readonly judgedBy: readonly FillModel[];
  readonly leastDates: number;
  readonly result: TuneResult;
}

export function tuneDocument(parts: TuneParts): TuneDocument {
  const { selection, seed, result } = parts;
  const { candidates, final, tried } = result;
  const choice = ({ chosen, judgement }: Choice): ChoiceDocument => ({
    changes: Object.fromEntries(candidates.changes(chosen)),
    score: Number.isFinite(judgement.score) ? judgement.score : null,
  });
  return {
    tapes: parts.tapes,
    trades: selection.trades,
    fee_type: parts.feeType,
    setting: parts.setting,
    model: parts.model,
    seed,
    left_out: selection.leftOut.map((left) => ({ ...left, count: left.tickers.length })),
    base: candidates.base.profile.name,
    objective: OBJECTIVE,
    judged_by: parts.judgedBy,
    least_dates: parts.leastDates,
    space: candidates.space.dimensions,
    tried,
    expected_largest_t: expectedLargestT(tried),
    folds: result.folds.map((chosen) => ({
      fold: chosen.fold.name,
      past_events: chosen.fold.past.length,
      events: chosen.fold.own.length,
      ...choice(chosen),
    })),
    walk_forward: result.walkForward.map((beside) => besideDocument(beside, seed)),
    final: { ...choice(final), in_sample: result.finalInSample.map((beside) => besideDocument(beside, seed)) },
  };
}

function besideDocument({ fillModel, chosen, base }: Beside, seed: number): BesideDocument {
  const sides = { chosen: sideDocument(chosen, seed), base: sideDocument(base, seed) };
  const random = Random.seeded(seed).fork("difference");
  return {
    fill_model: fillModel,
    events: chosen.length,
    ...sides,
    difference_interval_95: differenceInterval95(base, chosen, random) ?? null,
    share_of_base_net: sides.base.net_usd > 0 ? sides.chosen.net_usd / sides.base.net_usd : null,
  };
}

function sideDocument(given: readonly EventTotal[], seed: number): SideDocument {
  const totals = given.toSorted((a, b) => a.endedAt - b.endedAt || (a.event < b.event ? -1 : 1));
  const intervals = intervals95(totals, Random.seeded(seed).fork("interval"));
  return {
    contracts: toContracts(added(totals, ({ contracts }) => contracts)),
    net_usd: toDollars(added(totals, ({ net }) => net)),
    net_interval_95: intervals.netUsd ?? null,
    cents_per_contract: centsPerContract(totals) ?? null,
    interval_95: intervals.centsPerContract ?? null,
    sharpe_per_event: sharpePerEvent(totals) ?? null,
    sharpe_interval_95: intervals.sharpePerEvent ?? null,
    t_by_date: tByDate(totals) ?? null,
    max_drawdown_usd: toDollars(maxDrawdown(totals.map(({ net }) => net))),
  };
}
