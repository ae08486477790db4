import { toContracts } from "../../market/units.ts";
import type { Interval } from "../report/bootstrap.ts";
import type { TapeFillModel } from "../tape-fill-model.ts";
import type { ProfileValue } from "../tune/search-space.ts";
import { type Judged, judgesAmong, type Selection, type SelectionRules } from "./selection.ts";
import type { Shard } from "./shard.ts";
import type { SweepHeader, SweepResults } from "./sweep-file.ts";

/** What `sweep --json` prints: names in snake case, money in dollars. Null: can't be said. */
export interface SweepDocument extends Omit<SweepHeader, "definition"> {
  readonly program: string;
  readonly fill_models: readonly TapeFillModel[];
  readonly model: string;
  readonly setting: string;
  readonly seed: number;
  readonly fee_type: string;
  readonly axes: SweepHeader["definition"]["axes"];
  readonly drawing: SweepHeader["definition"]["drawing"];
  readonly tapes: SweepHeader["definition"]["tapes"];
  readonly shard: Shard | null;
  /** Configurations and rows in the files. */
  readonly here: number;
  readonly rows: number;
  readonly files: readonly string[];
  /** Null for a part: the best of a part says nothing. */
  readonly selection: SelectionDocument | null;
}

export interface SelectionDocument {
  readonly tried: number;
  readonly dates: number;
  /** The largest |t| of so many that earn nothing is above this half of the time. */
  readonly median_largest_t: number | null;
  readonly criterion: string;
  readonly best: BestDocument | null;
  readonly folds: readonly {
    readonly fold: string;
    readonly past_events: number;
    readonly events: number;
    readonly configuration: number | null;
    readonly values: Readonly<Record<string, ProfileValue>> | null;
  }[];
  /** Empty where no fold has enough of a past. */
  readonly walk_forward: readonly JudgedDocument[];
  readonly least_dates: number;
}

export interface BestDocument {
  readonly configuration: number;
  readonly profile: string;
  readonly values: Readonly<Record<string, ProfileValue>>;
  readonly t: number;
  /** The same where dates near each other go together: what the chance is reckoned from. */
  readonly t_in_a_row: number;
  readonly chance_if_none_is_good: number;
  /** Of the events it was chosen on: no evidence. */
  readonly in_sample: readonly JudgedDocument[];
}

export interface JudgedDocument {
  readonly fill_model: TapeFillModel;
  readonly events: number;
  readonly contracts: number;
  readonly net_usd: number;
  readonly cents_per_contract: number | null;
  readonly interval_95: Interval | null;
  readonly t_by_date: number | null;
}

/** `selection` is undefined for a part of a sweep. */
export function sweepDocument(
  results: SweepResults,
  files: readonly string[],
  selection: Selection | undefined,
  rules: SelectionRules,
): SweepDocument {
  const { definition, ...header } = results.header;
  return {
    ...header,
    program: definition.program,
    fill_models: definition.fill_models,
    model: definition.model,
    setting: definition.setting,
    seed: definition.seed,
    fee_type: definition.fee_type,
    axes: definition.axes,
    drawing: definition.drawing,
    tapes: definition.tapes,
    here: results.configurations.length,
    rows: results.rows.length,
    files,
    selection: selection === undefined ? null : selectionDocument(results, selection, rules),
  };
}

function selectionDocument(results: SweepResults, selection: Selection, rules: SelectionRules): SelectionDocument {
  const { axes, fill_models: fillModels } = results.header.definition;
  const byPlace = new Map(results.configurations.map((configuration) => [configuration.place, configuration]));
  const values = (place: number): Readonly<Record<string, ProfileValue>> =>
    Object.fromEntries(axes.map(({ name }, axis) => [name, byPlace.get(place)!.point[axis]!]));
  const { best } = selection;
  return {
    tried: selection.tried,
    dates: selection.dates,
    median_largest_t: selection.medianLargestT ?? null,
    criterion: `the largest t of net by date, the least of ${judgesAmong(fillModels).join(" and ")} fills`,
    best:
      best === undefined
        ? null
        : {
            configuration: best.configuration,
            profile: byPlace.get(best.configuration)!.base,
            values: values(best.configuration),
            t: best.t,
            t_in_a_row: best.tInARow,
            chance_if_none_is_good: best.chanceOfNothing,
            in_sample: best.inSample.map(judgedDocument),
          },
    folds: selection.folds.map(({ fold, past, events, configuration = null }) => ({
      fold,
      past_events: past,
      events,
      configuration,
      values: configuration === null ? null : values(configuration),
    })),
    walk_forward: selection.walkForward.map(judgedDocument),
    least_dates: rules.leastDates,
  };
}

function judgedDocument(judged: Judged): JudgedDocument {
  return {
    fill_model: judged.fillModel,
    events: judged.events,
    contracts: toContracts(judged.contracts),
    net_usd: judged.netUsd,
    cents_per_contract: judged.centsPerContract ?? null,
    interval_95: judged.interval ?? null,
    t_by_date: judged.t ?? null,
  };
}
