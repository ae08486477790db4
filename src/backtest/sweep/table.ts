import { textColumns } from "../report/text-columns.ts";
import { count, figure, withInterval } from "../report/text-figures.ts";
import type { ProfileValue } from "../tune/search-space.ts";
import type { BestDocument, JudgedDocument, SelectionDocument, SweepDocument } from "./document.ts";
import { shardName } from "./shard.ts";

/** The document as text for a terminal, without a line break at its end. */
export function sweepTable(document: SweepDocument): string {
  const { selection, shard } = document;
  return [
    ...(selection === null ? [] : selectionLines(selection)),
    ...document.files.map((file) => `${file}: written`),
    shard === null
      ? `${document.configurations} configurations, ${document.events} events, ${document.rows} rows`
      : `part ${shardName(shard)}: ${document.here} of ${document.configurations} configurations, ${document.events} events, ${document.rows} rows; ` +
        "the best of a part says nothing: merge all parts",
    ...(document.contradictory > 0
      ? [`left out: ${document.contradictory} points whose values contradict each other`]
      : []),
    ...document.left_out.map(({ reason, count: tickers }) => `left out, ${reason}: ${tickers} tickers`),
    `model ${document.model}, setting ${document.setting}, fees ${document.fee_type}, seed ${document.seed}, sweep ${document.fingerprint}`,
  ].join("\n");
}

function selectionLines(selection: SelectionDocument): readonly string[] {
  const { tried, best, median_largest_t: largest, dates, walk_forward: walkForward } = selection;
  if (best === null) {
    return [`${tried} configurations tried; none can be called best: that takes fills on two dates or more`, ""];
  }
  return [
    ...judged(
      `IN SAMPLE, no evidence: the best of ${tried} configurations, on the events it was picked from`,
      best.in_sample,
      `  ${named(best)}`,
    ),
    ...(walkForward.length === 0
      ? [
          "out of sample: nothing is known; no fold of calendar time has enough dates before it (--fold, --least-dates)",
          "",
        ]
      : judged("out of sample: each fold traded by what was best before it; expect this, not the above", walkForward)),
    `${tried} configurations tried on ${dates} dates: if none earned anything, the largest |t| would be above ${figure(largest)} half of the time;`,
    `  the best has ${figure(best.t)}${together(best)}, and ${tried} independent tries of nothing come so far with probability ${chance(best.chance_if_none_is_good)}`,
    `best: ${selection.criterion}`,
    ...selection.folds.map(({ fold, past_events: past, events, configuration, values }) => {
      const chosen = configuration === null ? "nothing could be chosen" : `${configuration}: ${valuesText(values!)}`;
      return `  ${fold}, ${events} events, chosen on ${past}: ${chosen}`;
    }),
    "",
  ];
}

function judged(heading: string, rows: readonly JudgedDocument[], more?: string): readonly string[] {
  const lines = rows.map((row) => [
    row.fill_model,
    String(row.events),
    count(row.contracts),
    figure(row.net_usd),
    withInterval(row.cents_per_contract, row.interval_95),
    figure(row.t_by_date),
  ]);
  const [title, ...table] = textColumns(
    heading,
    ["by", "events", "contracts", "net $", "c/contract [95%]", "t"],
    lines,
    1,
  );
  return [title!, ...(more === undefined ? [] : [more]), ...table];
}

/** Where dates near each other go together, t is less than it looks. */
function together({ t, t_in_a_row: less }: BestDocument): string {
  return figure(less) === figure(t) ? "" : `, ${figure(less)} as dates near each other go together`;
}

function named({ configuration, profile, values }: BestDocument): string {
  return `${configuration}: ${profile}, ${valuesText(values)}`;
}

function valuesText(values: Readonly<Record<string, ProfileValue>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${value}`)
    .join(", ");
}

function chance(probability: number): string {
  return probability < 0.0001 ? "below 0.0001" : probability.toFixed(4);
}
