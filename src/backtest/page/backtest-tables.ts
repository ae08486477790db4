import type { Profile } from "../../strategy/profile.ts";
import type { ConfigurationOutcome } from "../outcome.ts";
import type { BacktestDocument } from "../report/document-shape.ts";
import { labels } from "../report/text-figures.ts";
import type { PageTable } from "./report-page.ts";

/** Every profile under every fill model. */
export function resultsTable(document: BacktestDocument): PageTable {
  const label = labels(document);
  return {
    heading: "Results",
    note: "Net cents per contract with its 95% interval by bootstrap over dates; Sharpe per event; t of net by date; * in sample.",
    columns: [
      { name: "profile" },
      { name: "fills by" },
      { name: "fills", decimals: 0 },
      { name: "contracts", decimals: 0 },
      { name: "gross $", decimals: 2, signed: true },
      { name: "fees $", decimals: 2 },
      { name: "net $", decimals: 2, signed: true },
      { name: "net c a contract", decimals: 2, signed: true },
      { name: "low", decimals: 2 },
      { name: "high", decimals: 2 },
      { name: "Sharpe", decimals: 2 },
      { name: "drawdown $", decimals: 2 },
      { name: "t", decimals: 1 },
    ],
    rows: document.configurations.map((run) => [
      label(run),
      run.fill_model,
      run.fills,
      run.contracts,
      run.gross_usd,
      run.fees_usd,
      run.net_usd,
      run.cents_per_contract,
      run.interval_95?.[0] ?? null,
      run.interval_95?.[1] ?? null,
      run.sharpe_per_event,
      run.max_drawdown_usd,
      run.t_by_date,
    ]),
  };
}

/** What gross is made of, and how much of the time we were there. */
export function sourcesTable(document: BacktestDocument): PageTable {
  const label = labels(document);
  return {
    heading: "Where it comes from",
    note: "Gross is spread (fair value at the fill against the price), adverse selection (what the market did in the five minutes after) and inventory (what came later), to the micro-dollar. Quoted: share of the time with a quote.",
    columns: [
      { name: "profile" },
      { name: "fills by" },
      { name: "spread $", decimals: 2, signed: true },
      { name: "adverse selection $", decimals: 2, signed: true },
      { name: "inventory $", decimals: 2, signed: true },
      { name: "fees $", decimals: 2 },
      { name: "net $", decimals: 2, signed: true },
      { name: "quoted %", decimals: 1 },
      { name: "both sides %", decimals: 1 },
      { name: "held on average", decimals: 1 },
      { name: "most held", decimals: 0 },
    ],
    rows: document.configurations.map((run) => {
      const [split] = run.split;
      return [
        label(run),
        run.fill_model,
        split?.spread_usd ?? null,
        split?.adverse_selection_usd ?? null,
        split?.inventory_usd ?? null,
        run.fees_usd,
        run.net_usd,
        percent(run.uptime.any),
        percent(run.uptime.both),
        run.inventory.mean_contracts,
        run.inventory.largest_contracts,
      ];
    }),
  };
}

/** A row a value of the profiles, a column a profile. */
export function parametersTable(outcomes: readonly ConfigurationOutcome[]): PageTable {
  const profiles = [...new Map(outcomes.map(({ profile }) => [profile.name, profile])).values()];
  const names = Object.keys(profiles[0] ?? {}).filter((name) => name !== "name") as (keyof Profile)[];
  return {
    heading: "Parameters",
    columns: [{ name: "parameter" }, ...profiles.map(({ name }) => ({ name }))],
    rows: names.map((name) => [snakeCase(name), ...profiles.map((profile) => String(profile[name]))]),
  };
}

export function monthsTable(document: BacktestDocument): PageTable {
  const strictest = document.configurations.at(-1)?.fill_model;
  const label = labels(document);
  const runs = document.configurations.filter((run) => run.fill_model === strictest);
  const months = [...new Set(runs.flatMap((run) => run.months.map(({ month }) => month)))].sort();
  return {
    heading: `By month, ${strictest ?? "nothing"}`,
    note: "Net cents per contract.",
    columns: [{ name: "month" }, ...runs.map((run) => ({ name: label(run), decimals: 2, signed: true }))],
    rows: months.map((month) => [
      month,
      ...runs.map((run) => run.months.find((each) => each.month === month)?.cents_per_contract ?? null),
    ]),
  };
}

function percent(share: number | null): number | null {
  return share === null ? null : 100 * share;
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
