import type { Random } from "../../ambient/random.ts";
import type { Quantity, Time } from "../../market/units.ts";
import { type Interval, intervals95 } from "../report/bootstrap.ts";
import { dateOf } from "../report/event-date.ts";
import { added, type EventTotal } from "../report/event-total.ts";
import { centsPerContract, tByDate, tByDatesInARow } from "../report/statistics.ts";
import type { TapeFillModel } from "../tape-fill-model.ts";
import { type FoldLength, foldsOfTimes } from "../tune/folds.ts";
import { eventTotalOf } from "./configuration-totals.ts";
import { chanceOfLargest, medianLargest } from "./largest-of-many.ts";
import type { SweepResults } from "./sweep-file.ts";

/** What choosing among a sweep's configurations is worth. */
export interface Selection {
  /** How many there were to choose from. */
  readonly tried: number;
  /** Dates on which they traded. */
  readonly dates: number;
  /** The largest |t| of so many that earn nothing is above this half of the time; undefined for fewer than two dates. */
  readonly medianLargestT: number | undefined;
  /** Undefined where nothing can be called best: fewer than two dates, or nothing filled. */
  readonly best: Best | undefined;
  readonly folds: readonly FoldChoice[];
  /** Every fold traded by what was best before it: out of sample. Empty where there is no fold with enough of a past. */
  readonly walkForward: readonly Judged[];
}

/** The configuration with the largest t on all events, which is in sample. */
export interface Best {
  readonly configuration: number;
  /** The least t by date of the fill models that judge. */
  readonly t: number;
  /** The same where dates near each other go together; never further from nothing. */
  readonly tInARow: number;
  /** How likely the largest |t| of so many that earn nothing is at least as large as that, were they independent. */
  readonly chanceOfNothing: number;
  readonly inSample: readonly Judged[];
}

export interface FoldChoice {
  readonly fold: string;
  /** Events that it was chosen on, and events that it then traded. */
  readonly past: number;
  readonly events: number;
  /** Undefined where none could be called best by then; nothing was traded. */
  readonly configuration: number | undefined;
}

/** What was brought under one fill model. */
export interface Judged {
  readonly fillModel: TapeFillModel;
  readonly events: number;
  readonly contracts: Quantity;
  readonly netUsd: number;
  readonly centsPerContract: number | undefined;
  readonly interval: Interval | undefined;
  readonly t: number | undefined;
}

export interface SelectionRules {
  readonly foldLength: FoldLength;
  /** A fold with fewer dates before it isn't traded: too little is known to choose by. */
  readonly leastDates: number;
}

/** The fill models by which configurations are compared: the honest ones among those that were run. */
export function judgesAmong(fillModels: readonly TapeFillModel[]): readonly TapeFillModel[] {
  const honest = fillModels.filter((fillModel) => fillModel !== "touch");
  return honest.length > 0 ? honest : fillModels;
}

/** Judges the choice of the best of a whole sweep. `random` draws intervals. */
export function selectionOf(results: SweepResults, rules: SelectionRules, random: Random): Selection {
  const { definition, configurations: tried } = results.header;
  const fillModels = definition.fill_models;
  const judges = judgesAmong(fillModels);
  const table = new Table(results);
  const all = [...table.events.keys()];
  const best = table.best(all, judges);
  const dates = table.dates(all);
  const tInARow = best === undefined ? 0 : table.leastT(best.configuration, all, judges, tByDatesInARow);
  const folds = foldsOfTimes(table.endings, rules.foldLength)
    .filter(({ past }) => table.dates(past) >= rules.leastDates)
    .map((fold) => ({ ...fold, chosen: table.best(fold.past, judges)?.configuration }));
  const judged = (fillModel: TapeFillModel, totals: readonly EventTotal[], name: string): Judged => ({
    fillModel,
    events: totals.length,
    contracts: added(totals, ({ contracts }) => contracts),
    netUsd: added(totals, ({ net }) => net) / 1e6,
    centsPerContract: centsPerContract(totals),
    interval: intervals95(totals, random.fork(`${name} ${fillModel}`)).centsPerContract,
    t: tByDate(totals),
  });
  return {
    tried,
    dates,
    medianLargestT: dates < 2 ? undefined : medianLargest(tried, dates - 1),
    best: best && {
      ...best,
      tInARow,
      chanceOfNothing: chanceOfLargest(tInARow, tried, dates - 1),
      inSample: fillModels.map((fillModel) =>
        judged(fillModel, table.of(best.configuration, fillModel, all), "in sample"),
      ),
    },
    folds: folds.map(({ name, past, own, chosen }) => ({
      fold: name,
      past: past.length,
      events: own.length,
      configuration: chosen,
    })),
    walkForward: folds.some(({ chosen }) => chosen !== undefined)
      ? fillModels.map((fillModel) =>
          judged(
            fillModel,
            folds.flatMap(({ chosen, own }) => (chosen === undefined ? [] : table.of(chosen, fillModel, own))),
            "walk forward",
          ),
        )
      : [],
  };
}

/** A sweep's rows by configuration, fill model and event. */
class Table {
  readonly events: readonly string[];
  readonly endings: readonly Time[];
  readonly #totals = new Map<TapeFillModel, Map<number, readonly EventTotal[]>>();
  readonly #configurations: readonly number[];

  constructor({ rows, configurations }: SweepResults) {
    this.#configurations = configurations.map(({ place }) => place);
    const endings = new Map(rows.map(({ event, endedAt }) => [event, endedAt as Time]));
    this.events = [...endings.keys()];
    this.endings = [...endings.values()];
    const places = new Map(this.events.map((event, place) => [event, place]));
    for (const [fillModel, own] of Map.groupBy(rows, (row) => row.fillModel)) {
      const byConfiguration = new Map<number, EventTotal[]>();
      for (const row of own) {
        const totals = byConfiguration.getOrInsertComputed(row.configuration, () => []);
        totals[places.get(row.event)!] = eventTotalOf(row);
      }
      this.#totals.set(fillModel, byConfiguration);
    }
  }

  of(configuration: number, fillModel: TapeFillModel, events: readonly number[]): readonly EventTotal[] {
    const totals = this.#totals.get(fillModel)!.get(configuration)!;
    return events.map((event) => totals[event]!);
  }

  /** The least t of the fill models; NaN where one can't be said. */
  leastT(
    configuration: number,
    events: readonly number[],
    judges: readonly TapeFillModel[],
    tOf: (totals: readonly EventTotal[]) => number | undefined,
  ): number {
    return Math.min(...judges.map((fillModel) => tOf(this.of(configuration, fillModel, events)) ?? Number.NaN));
  }

  dates(events: readonly number[]): number {
    return new Set(events.map((event) => dateOf(this.events[event]!))).size;
  }

  /** The one whose least t by date is the largest on these events, the first of those that are equal; undefined where none can be said. */
  best(events: readonly number[], judges: readonly TapeFillModel[]): Pick<Best, "configuration" | "t"> | undefined {
    let best: Pick<Best, "configuration" | "t"> | undefined;
    for (const configuration of this.#configurations) {
      const t = this.leastT(configuration, events, judges, tByDate);
      if (t > (best?.t ?? Number.NEGATIVE_INFINITY)) best = { configuration, t };
    }
    return best;
  }
}
