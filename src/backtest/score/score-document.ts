import { Random } from "../../ambient/random.ts";
import { METHODS } from "./methods.ts";
import { pairedTest } from "./paired-test.ts";
import { isGain, MEASURES, type Measure, type Tally } from "./tally.ts";

/** What `score --json` prints: names in snake case, prices in cents of YES, probabilities from 0 to 1, natural logarithms. */
export interface ScoreDocument {
  readonly tapes: readonly string[];
  /** Merged taker orders on the tapes. */
  readonly orders: number;
  readonly events: number;
  /** A leg's forecasts are no closer together than this. */
  readonly spacing_s: number;
  readonly seed: number;
  /** How many forecasts each measure has met. */
  readonly forecasts: Readonly<Record<MeasureName, number>>;
  readonly methods: readonly MethodDocument[];
  readonly comparisons: readonly ComparisonDocument[];
}

export type MeasureName =
  | "next_trade_log_score"
  | "next_trade_rmse"
  | "ten_minutes_rmse"
  | "one_hour_rmse"
  | "settlement_brier"
  | "settlement_log_loss";

/** Means over all forecasts; null where there were none to meet. The log score is better the greater, all else the smaller. */
export interface MethodDocument extends Readonly<Record<MeasureName, number | null>> {
  readonly name: string;
  readonly ours: boolean;
  readonly about: string;
}

/** One of our methods against a baseline, by event. */
export interface ComparisonDocument {
  readonly ours: string;
  readonly baseline: string;
  readonly measure: MeasureName;
  /** Those with forecasts that were met. */
  readonly events: number;
  /** By how much ours is better on average, every event counting the same; squared errors where the measure is an RMSE. */
  readonly ahead_by: number;
  readonly t: number | null;
  readonly p: number | null;
  readonly permutation_p: number;
}

export const MEASURE_NAMES: Readonly<Record<Measure, MeasureName>> = {
  logScore: "next_trade_log_score",
  nextTrade: "next_trade_rmse",
  tenMinutes: "ten_minutes_rmse",
  oneHour: "one_hour_rmse",
  brier: "settlement_brier",
  logLoss: "settlement_log_loss",
};

const ROOTS: ReadonlySet<Measure> = new Set(["nextTrade", "tenMinutes", "oneHour"]);

export interface ScoreParts {
  readonly tapes: readonly string[];
  readonly orders: number;
  readonly spacingMs: number;
  readonly seed: number;
  readonly tallies: readonly Tally[];
}

export function scoreDocument({ tapes, orders, spacingMs, seed, tallies }: ScoreParts): ScoreDocument {
  return {
    tapes,
    orders,
    events: tallies.length,
    spacing_s: spacingMs / 1_000,
    seed,
    forecasts: byName((measure) => total(tallies, (tally) => tally.count(measure))),
    methods: METHODS.map(({ name, isOurs, about }, method) => ({
      name,
      ours: isOurs,
      about,
      ...byName((measure) => mean(tallies, measure, method)),
    })),
    comparisons: comparisons(tallies, seed),
  };
}

function mean(tallies: readonly Tally[], measure: Measure, method: number): number | null {
  const count = total(tallies, (tally) => tally.count(measure));
  if (count === 0) return null;
  const score = total(tallies, (tally) => tally.sum(measure, method)) / count;
  return ROOTS.has(measure) ? Math.sqrt(score) : score;
}

function comparisons(tallies: readonly Tally[], seed: number): readonly ComparisonDocument[] {
  const documents: ComparisonDocument[] = [];
  for (const [ours, { name, isOurs }] of METHODS.entries()) {
    if (!isOurs) continue;
    for (const [other, baseline] of METHODS.entries()) {
      if (baseline.isOurs) continue;
      for (const measure of MEASURES) {
        const scored = tallies.filter((tally) => tally.count(measure) > 0);
        const sign = isGain(measure) ? 1 : -1;
        const ahead = scored.map(
          (tally) => (sign * (tally.sum(measure, ours) - tally.sum(measure, other))) / tally.count(measure),
        );
        const test = pairedTest(ahead, Random.seeded(seed).fork("signs")); // the same patterns for every comparison
        if (test === undefined) continue;
        documents.push({
          ours: name,
          baseline: baseline.name,
          measure: MEASURE_NAMES[measure],
          events: test.events,
          ahead_by: test.meanDifference,
          t: test.t,
          p: test.p,
          permutation_p: test.permutationP,
        });
      }
    }
  }
  return documents;
}

function byName<T>(of: (measure: Measure) => T): Record<MeasureName, T> {
  return Object.fromEntries(MEASURES.map((measure) => [MEASURE_NAMES[measure], of(measure)])) as Record<MeasureName, T>;
}

function total(tallies: readonly Tally[], of: (tally: Tally) => number): number {
  return tallies.reduce((sum, tally) => sum + of(tally), 0);
}
