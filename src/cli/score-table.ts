import type {
  ComparisonDocument,
  MeasureName,
  MethodDocument,
  ScoreDocument,
} from "../backtest/score/score-document.ts";
import { textTable } from "./text-table.ts";

const TITLES: Readonly<Record<MeasureName, string>> = {
  next_trade_log_score: "log score",
  next_trade_rmse: "next c",
  ten_minutes_rmse: "10 min c",
  one_hour_rmse: "1 h c",
  settlement_brier: "Brier",
  settlement_log_loss: "log loss",
};

const MEASURES = Object.keys(TITLES) as readonly MeasureName[];
const NUMBERS = [...Object.values(TITLES), "ahead by"];

const SIGNIFICANT = 0.01;

/** A document for people: the scores, then how far each of our methods is ahead of each baseline. */
export function scoreTable(document: ScoreDocument): string {
  return [
    textTable(["method", ...Object.values(TITLES)], document.methods.map(scores), NUMBERS),
    "",
    ...document.methods.map(({ name, about }) => `${name}: ${about}`),
    "",
    ...(document.comparisons.length === 0
      ? ["Fewer than two events: nothing to test differences on."]
      : [comparisonTable(document.comparisons), "", COMPARISON_NOTE]),
    "",
    counts(document),
  ].join("\n");
}

const COMPARISON_NOTE =
  "Ahead by: log score, mean of the events' means. The rest is t of that mean, event by event: positive where ours is better,\n" +
  `with * where both Student's t and flipped signs say p < ${SIGNIFICANT}.`;

function scores(method: MethodDocument): readonly string[] {
  return [method.name, ...MEASURES.map((measure) => method[measure]?.toFixed(4) ?? "-")];
}

function comparisonTable(comparisons: readonly ComparisonDocument[]): string {
  const pairs = Map.groupBy(comparisons, ({ ours, baseline }) => `${ours} ${baseline}`);
  const rows = [...pairs.values()].map((pair) => {
    const byMeasure = new Map(pair.map((comparison) => [comparison.measure, comparison]));
    const lead = byMeasure.get("next_trade_log_score")?.ahead_by;
    return [
      pair[0]!.ours,
      pair[0]!.baseline,
      lead === undefined ? "-" : signed(lead, 4),
      ...MEASURES.map((measure) => verdict(byMeasure.get(measure))),
    ];
  });
  return textTable(["ours", "baseline", "ahead by", ...Object.values(TITLES)], rows, NUMBERS);
}

function verdict(comparison: ComparisonDocument | undefined): string {
  if (comparison === undefined || comparison.t === null) return "- ";
  const isClear = Math.max(comparison.p ?? 1, comparison.permutation_p) < SIGNIFICANT;
  return `${signed(comparison.t, 1)}${isClear ? "*" : " "}`;
}

function signed(value: number, digits: number): string {
  return `${value > 0 ? "+" : ""}${value.toFixed(digits)}`;
}

function counts({ forecasts, orders, events, spacing_s: spacing }: ScoreDocument): string {
  const spaced = spacing > 0 ? `, ${spacing} s apart or more` : "";
  return (
    `${orders} orders of ${events} events${spaced}; forecasts met: ${forecasts.next_trade_log_score} by a next order, ` +
    `${forecasts.ten_minutes_rmse} after 10 minutes, ${forecasts.one_hour_rmse} after 1 hour, ` +
    `${forecasts.settlement_brier} by a settlement`
  );
}
