import type { ComparedFigure, Tolerance } from "../backtest/market-figures/comparison.ts";
import type { ConfigurationDocument } from "../backtest/report/document-shape.ts";
import { textTable } from "./text-table.ts";

const CAUTION =
  "A market that was fitted to a tape shows how the program behaves in one like it. It is no evidence of what will be earned: nobody in it learns,\n" +
  "nobody leaves, and what was true of two months needn't be of the next.";

/** What `--describe` has found, beside the figures. */
export interface MarketDescription {
  readonly crowd: string;
  readonly seed: number;
  readonly months: number;
  readonly days: number | null;
  readonly orders: number;
  readonly reference: {
    readonly source: string;
    readonly events: number;
    readonly orders: number;
    /** Of the tape, and not in the figures. */
    readonly left_out: { readonly events: number; readonly trades: number };
  };
  readonly profiles: readonly OutcomeRow[];
}

/** What one profile made on both under one rule for fills. */
export interface OutcomeRow {
  readonly profile: string;
  readonly fill_model: string;
  readonly embedded: OutcomeFigures;
  readonly tape: OutcomeFigures;
}

export type OutcomeFigures = Pick<
  ConfigurationDocument,
  "events" | "fills" | "contracts" | "net_usd" | "cents_per_contract" | "interval_95" | "markouts"
>;

/** The same for people. */
export function told(document: MarketDescription, figures: readonly ComparedFigure[]): string {
  const { crowd, seed, months, days, orders, reference, profiles } = document;
  const { left_out: left } = reference;
  const seeds = months === 1 ? `seed ${seed}` : `seeds ${seed} to ${seed + months - 1}`;
  const header =
    `The ${crowd} crowd, ${months} times${days === null ? "" : ` ${days} days`} (${seeds}), ${orders} taker orders, beside ${reference.source}: ` +
    `${reference.events} events, ${reference.orders} taker orders` +
    (left.events === 0 ? "." : `; ${left.events} other events with ${left.trades} trades are left out.`);
  const rows = figures.map(({ what, unit, embedded, tape, tolerance, holds }) => {
    return [what, shown(embedded), shown(tape), unit, allowed(tolerance), holds ? "yes" : "NO"];
  });
  const table = textTable(["", "embedded", "tape", "", "may be", "holds"], rows, ["embedded", "tape"]);
  const held = figures.filter(({ holds }) => holds).length;
  const parts = [header, table, `${held} of ${figures.length} figures hold.`];
  if (profiles.length > 0) parts.push(outcomeTable(profiles));
  return [...parts, CAUTION].join("\n\n");
}

function outcomeTable(rows: readonly OutcomeRow[]): string {
  const numbers = ["contracts", "net c/contract", "95%", "5 min", "1 h"];
  const lines = rows.flatMap(({ profile, fill_model, embedded, tape }) =>
    (
      [
        ["embedded", embedded],
        ["tape", tape],
      ] as const
    ).map(([where, figures]) => [
      profile,
      fill_model,
      where,
      String(figures.contracts),
      cents(figures.cents_per_contract),
      figures.interval_95 === null ? "-" : `[${figures.interval_95.map(cents).join(", ")}]`,
      cents(figures.markouts.after_5_min),
      cents(figures.markouts.after_1_h),
    ]),
  );
  return textTable(["profile", "fills by", "market", ...numbers], lines, numbers);
}

function cents(value: number | null): string {
  return value === null ? "-" : value.toFixed(2);
}

function shown(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function allowed(tolerance: Tolerance): string {
  return "factor" in tolerance ? `1/${tolerance.factor} to ${tolerance.factor} times` : `+-${tolerance.difference}`;
}
