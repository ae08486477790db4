import type { BacktestDocument, ConfigurationDocument } from "./document-shape.ts";
import { notes } from "./table-notes.ts";
import { againstSection, placeboSection, randomFairSection } from "./table-trials.ts";
import { textColumns } from "./text-columns.ts";
import { count, figure, labels, percent, withInterval } from "./text-figures.ts";

/** The document as text for a terminal, about 100 columns wide, without a line break at its end. */
export function backtestTable(document: BacktestDocument): string {
  const sections =
    document.configurations.length === 0
      ? []
      : [
          ...sideBySide(document),
          ...againstSection(document),
          ...forward(document),
          ...results(document),
          ...sources(document),
          ...byMonth(document),
          ...placeboSection(document),
          ...randomFairSection(document),
        ];
  return [...sections, ...notes(document)].join("\n");
}

/** A row a profile, a column a fill model. */
function acrossFillModels(
  document: BacktestDocument,
  heading: string,
  cell: (configuration: ConfigurationDocument) => string,
): readonly string[] {
  const label = labels(document);
  const fillModels = [...new Set(document.configurations.map((each) => each.fill_model))];
  const byLabel = Map.groupBy(document.configurations, label);
  const rows = [...byLabel].map(([name, runs]) => [
    name,
    ...fillModels.map((fillModel) => {
      const run = runs.find((each) => each.fill_model === fillModel);
      return run === undefined ? "-" : cell(run);
    }),
  ]);
  return textColumns(heading, ["profile", ...fillModels], rows, 1);
}

function sideBySide(document: BacktestDocument): readonly string[] {
  const heading = "net cents per contract [95%], whole tape; the truth lies between touch and through";
  return acrossFillModels(document, heading, (run) => withInterval(run.cents_per_contract, run.interval_95));
}

function forward(document: BacktestDocument): readonly string[] {
  const period = document.configurations.find((run) => run.forward !== null)?.forward;
  if (period === undefined || period === null) return [];
  const { last_quarter_of: quarterOf, from, events } = period;
  const heading =
    `expect from here on: the same of the last quarter of the ${quarterOf} alone ` +
    `(${events} ${events === 1 ? "event" : "events"}, from ${from.slice(0, 10)})`;
  return acrossFillModels(document, heading, ({ forward }) =>
    forward === null ? "-" : withInterval(forward.cents_per_contract, forward.interval_95),
  );
}

function results(document: BacktestDocument): readonly string[] {
  const header = ["profile", "by", "fills", "contracts", "gross $", "fees $", "net $", "Sharpe", "drawdown $", "t"];
  const label = labels(document);
  const rows = document.configurations.map((run) => [
    label(run),
    run.fill_model,
    String(run.fills),
    count(run.contracts),
    figure(run.gross_usd),
    figure(run.fees_usd),
    figure(run.net_usd),
    figure(run.sharpe_per_event),
    figure(run.max_drawdown_usd),
    run.t_by_date?.toFixed(1) ?? "-",
  ]);
  return textColumns("results; Sharpe per event and drawdown of net, t of net by date", header, rows, 2);
}

function sources(document: BacktestDocument): readonly string[] {
  const money = ["spread $", "adverse $", "inventory $"];
  const header = ["profile", "by", ...money, "5 min c", "1 h c", "end c", "quoted", "both", "held"];
  const label = labels(document);
  const rows = document.configurations.map((run) => {
    const { markouts, uptime, inventory, split } = run;
    const [soonest] = split;
    return [
      label(run),
      run.fill_model,
      figure(soonest?.spread_usd ?? null),
      figure(soonest?.adverse_selection_usd ?? null),
      figure(soonest?.inventory_usd ?? null),
      figure(markouts.after_5_min),
      figure(markouts.after_1_h),
      figure(markouts.settlement),
      percent(uptime.any),
      percent(uptime.both),
      inventory.mean_contracts?.toFixed(1) ?? "-",
    ];
  });
  const heading =
    "where gross comes from (spread + adverse in 5 minutes + inventory to the end), markouts a contract,\n" +
    "share of the time with a quote and with both, contracts held in a leg on average";
  return textColumns(heading, header, rows, 2);
}

/** Under the strictest fill model run: three times as many figures would say little more. */
function byMonth(document: BacktestDocument): readonly string[] {
  const strictest = document.configurations.at(-1)?.fill_model;
  const runs = document.configurations.filter((run) => run.fill_model === strictest);
  const months = [...new Set(runs.flatMap((run) => run.months.map(({ month }) => month)))].sort();
  const label = labels(document);
  const rows = months.map((month) => [
    month,
    ...runs.map((run) => {
      const found = run.months.find((each) => each.month === month);
      return found === undefined ? "-" : `${figure(found.cents_per_contract)} (${count(found.contracts)})`;
    }),
  ]);
  const heading = `by month, ${strictest}: net cents per contract (contracts)`;
  return textColumns(heading, ["month", ...runs.map(label)], rows, 1);
}
