import type { BacktestDocument, ConfigurationDocument, Named } from "./document-shape.ts";
import type { Remark } from "./remarks.ts";
import { IN_SAMPLE, labels } from "./text-figures.ts";

/** Names shown of a long list; the JSON document has all. */
const NAMES_SHOWN = 6;

const WIDTH = 100;

/** What a reader should know about the profiles, then about the run. */
export function notes(document: BacktestDocument): readonly string[] {
  const said = [...aboutProfiles(document), ...aboutConfigurations(document)];
  const lines = [...(said.length === 0 ? [] : [...said, ""]), ...aboutTries(document), ...aboutTape(document)];
  return lines.flatMap(wrapped);
}

/** A line in pieces that fit, at spaces; what goes on is indented. A word that is too long for a line has one of its own. */
function wrapped(line: string): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (longer.length <= WIDTH || current === "") {
      current = longer;
    } else {
      lines.push(current);
      current = `  ${word}`;
    }
  }
  return [...lines, current];
}

function aboutProfiles({ profiles }: BacktestDocument): readonly string[] {
  return profiles.flatMap(({ profile, warnings, remarks }) =>
    [...warnings, ...remarks].map(({ text }) => `${profile}: ${text}`),
  );
}

/** One line a profile and remark, as the strictest fill model that has it words it. */
function aboutConfigurations(document: BacktestDocument): readonly string[] {
  const label = labels(document);
  const lines: string[] = [];
  for (const [name, runs] of Map.groupBy(document.configurations, label)) {
    const said = runs.flatMap((run) => run.remarks.map((remark) => ({ run, remark })));
    for (const same of Map.groupBy(said, ({ remark }) => remark.code).values()) {
      const { remark } = same.at(-1)!;
      lines.push(`${name}${among(runs, same)}: ${remark.text}`);
    }
  }
  return lines;
}

/** Which fill models a remark is about, unless all. */
function among(
  runs: readonly ConfigurationDocument[],
  same: readonly { readonly run: ConfigurationDocument; readonly remark: Remark }[],
): string {
  return same.length === runs.length ? "" : ` (${same.map(({ run }) => run.fill_model).join(", ")})`;
}

function aboutTries({ tried, profiles }: BacktestDocument): readonly string[] {
  const { configurations, runs, expected_largest_t: largest } = tried;
  const what = `${configurations} ${configurations === 1 ? "configuration" : "configurations"} tried in ${runs} runs`;
  return [
    ...(profiles.some(({ in_sample: inSample }) => inSample) ? [`${IN_SAMPLE} in sample: chosen on these events`] : []),
    ...(configurations === 0
      ? []
      : [
          largest === null
            ? `${what}, on too few dates for any t to say something`
            : `${what}: if none earns anything, the largest |t| to expect is ${largest.toFixed(1)}`,
        ]),
    ...aboutSearches(profiles),
  ];
}

/** Of each profile that a search has found, how much was tried in it. */
export function aboutSearches(profiles: BacktestDocument["profiles"]): readonly string[] {
  return profiles.flatMap(({ profile, searched, expected_largest_t: largest }) =>
    searched === null || largest === null
      ? []
      : [`${profile} was the best of ${searched} in its search: largest |t| expected of none ${largest.toFixed(1)}`],
  );
}

function aboutTape(document: BacktestDocument): readonly string[] {
  const [any] = document.configurations;
  const used = any?.tickers.reduce((sum, { trades }) => sum + trades, 0) ?? 0;
  const models = [...new Set(document.configurations.map(({ model }) => model))].join(", ");
  const { settlements_without_trades: untraded } = document;
  const marked = (any?.tickers ?? []).filter(({ result }) => result === null).map(({ ticker }) => ticker);
  return [
    `${used} of ${document.trades} trades, ${any?.tickers.length ?? 0} tickers of ${any?.events ?? 0} events on ` +
      `${any?.dates ?? 0} dates`,
    `model ${models || "none"}, setting ${document.setting}, fees ${document.fee_type}, seed ${document.seed}`,
    ...aboutNews(document),
    ...document.left_out.map((left) => `left out, ${left.reason}: ${some(left)}`),
    ...aboutRows(document),
    ...(marked.length > 0
      ? [`without settlement, marked at the last print: ${some({ count: marked.length, tickers: marked.sort() })}`]
      : []),
    ...(untraded.count > 0 ? [`settled without a trade: ${some(untraded)}`] : []),
  ];
}

/** Rows that became no trade; empty when all did. */
export function aboutRows({
  left_out_rows: { block_trades: blocks, repeated },
}: Pick<BacktestDocument, "left_out_rows">): readonly string[] {
  return blocks + repeated === 0
    ? []
    : [`left out, rows: ${blocks} block trades, ${repeated} of trades that were there already`];
}

function aboutNews({ news }: BacktestDocument): readonly string[] {
  if (news === null) return [];
  const { signals, heard, windows } = news;
  return [
    `heard from beyond the market: ${heard} of ${signals} recorded signals (the others are about no contract traded here), ` +
      `${windows} windows of a calendar`,
  ];
}

function some({ count, tickers }: Named): string {
  const more = count - NAMES_SHOWN;
  const shown = tickers.slice(0, NAMES_SHOWN).join(", ");
  return `${count} (${more > 0 ? `${shown} and ${more} more` : shown})`;
}
