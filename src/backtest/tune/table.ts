import { textColumns } from "../report/text-columns.ts";
import { count, figure, withInterval } from "../report/text-figures.ts";
import type { BesideDocument, ChoiceDocument, SideDocument, TuneDocument } from "./document.ts";

const WIDTH = 110;

/** The document as text for a terminal, without a line break at its end. */
export function tuneTable(document: TuneDocument): string {
  const { base, final } = document;
  return [
    ...choices("chosen for each fold, on the events that had ended before it", document),
    ...sideBySide(
      `out of sample: each fold traded by what was chosen for it, beside ${base}`,
      document.walk_forward,
      base,
    ),
    ...sideBySide(`in sample: what is chosen on all events, on the same events, beside ${base}`, final.in_sample, base),
    ...aboutTheSearch(document),
  ].join("\n");
}

function choices(heading: string, { folds, base }: TuneDocument): readonly string[] {
  if (folds.length === 0) return [];
  const rows = folds.map(({ fold, past_events: past, events, score }) => [
    fold,
    String(past),
    String(events),
    figure(score),
  ]);
  const [title, header, ...lines] = textColumns(heading, ["fold", "past events", "events", "objective"], rows, 1);
  const chosen = folds.map((fold, index) => [lines[index]!, ...wrapped(changesOf(fold, base), "  ")]);
  return [title!, header!, ...chosen.flat(), ""];
}

function sideBySide(heading: string, rows: readonly BesideDocument[], base: string): readonly string[] {
  if (rows.every(({ events }) => events === 0)) return [];
  const cells = (
    name: string,
    { fill_model: fillModel, events }: BesideDocument,
    side: SideDocument,
  ): readonly string[] => [
    fillModel,
    name,
    String(events),
    count(side.contracts),
    figure(side.net_usd),
    withInterval(side.cents_per_contract, side.interval_95),
    withInterval(side.sharpe_per_event, side.sharpe_interval_95),
    figure(side.t_by_date),
    figure(side.max_drawdown_usd),
  ];
  const lines = rows.flatMap((row) => [cells("chosen", row, row.chosen), cells(base, row, row.base)]);
  const header = [
    "by",
    "profile",
    "events",
    "contracts",
    "net $",
    "c/contract [95%]",
    "Sharpe [95%]",
    "t",
    "drawdown $",
  ];
  const differences = rows.flatMap(
    ({ fill_model: fillModel, difference_interval_95: interval, share_of_base_net: share }) => {
      if (interval === null) return [];
      const [low, high] = interval;
      const net = share === null ? "" : `; ${(100 * share).toFixed(0)}% of its net dollars`;
      return [
        `  ${fillModel}: ${figure(low)} to ${figure(high)} c/contract more than ${base}, on the same dates${net}`,
      ];
    },
  );
  return [...textColumns(heading, header, lines, 2).slice(0, -1), ...differences, ""];
}

function changesOf({ changes }: ChoiceDocument, base: string): string {
  const words = Object.entries(changes).map(([name, value]) => `${name} = ${value}`);
  return words.length === 0 ? `${base} as it is` : words.join(", ");
}

function aboutTheSearch(document: TuneDocument): readonly string[] {
  const { tried, expected_largest_t: largest, objective, judged_by: judgedBy, seed } = document;
  const notes = [
    `chosen on all events: ${changesOf(document.final, document.base)}`,
    `looked for: ${objective}; judged by ${judgedBy.join(", ")}; where fewer than ${document.least_dates} dates were known, ${document.base} as it is`,
    `${tried} profiles tried: if none earned anything, the largest |t| to expect is ${largest.toFixed(1)}`,
    `model ${document.model}, setting ${document.setting}, fees ${document.fee_type}, seed ${seed}`,
    ...document.left_out.map(({ reason, count: tickers }) => `left out, ${reason}: ${tickers} tickers`),
    ...(document.folds.length === 0 ? ["there is only one fold of calendar time: nothing is out of sample"] : []),
  ];
  return notes.flatMap((note) => wrapped(note));
}

/** Lines no longer than the width, those after the first set in a little further. */
function wrapped(text: string, indent = ""): readonly string[] {
  const lines: string[] = [];
  let current = indent;
  let isEmpty = true;
  for (const word of text.split(" ")) {
    if (!isEmpty && current.length + 1 + word.length > WIDTH) {
      lines.push(current);
      current = `${indent}  ${word}`;
    } else {
      current += isEmpty ? word : ` ${word}`;
    }
    isEmpty = false;
  }
  return [...lines, current];
}
