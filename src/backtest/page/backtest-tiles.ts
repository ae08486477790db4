import type { ConfigurationDocument } from "../report/document-shape.ts";
import type { PageTile } from "./report-page.ts";

/** The headline figures of one profile: as its strictest fill model has them, the others below. */
export function tilesOf(runs: readonly ConfigurationDocument[]): readonly PageTile[] {
  const run = runs.at(-1);
  if (run === undefined) return [];
  const across = (of: (run: ConfigurationDocument) => string): readonly string[] =>
    runs.slice(0, -1).map((each) => `${each.fill_model} ${of(each)}`);
  const { interval_95: interval, cents_per_contract: cents } = run;
  return [
    {
      label: `Net, ${run.fill_model}`,
      value: dollars(run.net_usd),
      details: across(({ net_usd }) => dollars(net_usd)),
      ...toned(run.net_usd),
    },
    {
      label: "Net a contract",
      value: cents === null ? NOTHING : `${signed(cents)}c`,
      details: interval === null ? ["no interval"] : [`95%: ${signed(interval[0])} to ${signed(interval[1])}`],
      ...toned(cents ?? 0),
    },
    {
      label: "Contracts filled",
      value: Math.round(run.contracts).toLocaleString("en-US"),
      details: [
        `${run.fills.toLocaleString("en-US")} fills,`,
        `${run.events} ${run.events === 1 ? "event" : "events"}`,
      ],
    },
    {
      label: "Largest drawdown",
      value: dollars(-run.max_drawdown_usd),
      details: [`Sharpe ${run.sharpe_per_event === null ? NOTHING : signed(run.sharpe_per_event)} an event`],
    },
    {
      label: "From here on",
      value: run.forward?.cents_per_contract == null ? NOTHING : `${signed(run.forward.cents_per_contract)}c`,
      details: run.forward === null ? [] : ["last quarter,", `from ${run.forward.from.slice(0, 10)}`],
      ...toned(run.forward?.cents_per_contract ?? 0),
    },
    {
      label: "Quoted",
      value: run.uptime.any === null ? NOTHING : `${(100 * run.uptime.any).toFixed(0)}%`,
      details: ["of the time,", "at least one side"],
    },
  ];
}

const NOTHING = "\u2013";

function toned(value: number): Pick<PageTile, "tone"> {
  return value === 0 ? {} : { tone: value > 0 ? "gain" : "loss" };
}

function signed(value: number): string {
  return `${value < 0 ? "\u2212" : "+"}${Math.abs(value).toFixed(2)}`;
}

function dollars(value: number): string {
  const digits = Math.abs(value).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${value < 0 ? "\u2212" : ""}$${digits}`;
}
