import type { Desk } from "../engine/desk.ts";
import { toContracts, toDollars } from "../market/units.ts";
import type { AccountCheck } from "./account-check.ts";
import type { SessionEnd } from "./session.ts";
import type { DryRunView, ThroughOnlyView } from "./view.ts";

/**
 * What a run came to: the one document of `run --json`. Fair values in cents of YES, positions in contracts (YES positive), money in dollars;
 * nothing in it depends on the wall clock.
 */
export interface RunSummary {
  readonly venue: string;
  readonly seed: number | null;
  readonly event: string;
  readonly profile: string;
  readonly contracts: readonly ContractSummary[];
  readonly fills: number;
  readonly gross_usd: number;
  readonly fees_usd: number;
  readonly net_usd: number;
  readonly inputs: number;
  readonly halted: boolean;
  /** Why it ended: "duration", "settled", "killed by viewer", the breaker's words. */
  readonly reason: string;
  /** On an exchange that listens: how our books compare with its account after the end. */
  readonly account?: AccountCheck;
  /** A dry run: nothing was sent, and the figures above are optimistic. Absent otherwise, like the next two. */
  readonly mode?: "dry-run";
  readonly optimistic?: true;
  /** The same orders, filled only by what was traded or offered beyond their price. */
  readonly through_only?: ThroughOnlySummary;
}

export interface ThroughOnlySummary {
  readonly fills: number;
  readonly contracts: number;
  readonly gross_usd: number;
  readonly fees_usd: number;
  readonly net_usd: number;
}

export interface ContractSummary {
  readonly ticker: string;
  readonly title: string;
  readonly fair: number | null;
  readonly position: number;
  readonly fills: number;
  readonly net_usd: number;
  /** What one YES contract paid, in cents; null while it trades. */
  readonly settled: number | null;
}

/** The summary of a session that has ended. */
export function summarize(
  desk: Desk,
  end: SessionEnd,
  venue: string,
  seed: number | undefined,
  account?: AccountCheck,
  dryRun?: DryRunView,
): RunSummary {
  const contracts = desk.start.event.legs.map(({ ticker, title }) => {
    const leg = desk.legs.get(ticker);
    return {
      ticker,
      title,
      fair: leg?.fairCents === undefined ? null : rounded(leg.fairCents, 4),
      position: toContracts(desk.account.position(ticker)),
      fills: leg?.fills ?? 0,
      net_usd: toDollars(desk.account.legNet(ticker)),
      settled: leg?.settledAt === undefined ? null : leg.settledAt / 100,
    };
  });
  return {
    venue,
    seed: seed ?? null,
    event: desk.start.event.ticker,
    profile: desk.start.profile.name,
    contracts,
    fills: contracts.reduce((total, { fills }) => total + fills, 0),
    gross_usd: toDollars(desk.account.gross),
    fees_usd: toDollars(desk.account.fees),
    net_usd: toDollars(desk.account.net),
    inputs: desk.inputs,
    halted: desk.account.halted !== undefined,
    reason: endWords(end),
    ...(account !== undefined && { account }),
    ...(dryRun !== undefined && dryRunSummary(dryRun)),
  };
}

function dryRunSummary({ throughOnly }: DryRunView): Pick<RunSummary, "mode" | "optimistic" | "through_only"> {
  return { mode: "dry-run", optimistic: true, through_only: throughOnlySummary(throughOnly) };
}

/** The figures in the names of the summary. */
export function throughOnlySummary(view: ThroughOnlyView): ThroughOnlySummary {
  const { fills, contracts, grossUsd: gross_usd, feesUsd: fees_usd, netUsd: net_usd } = view;
  return { fills, contracts, gross_usd, fees_usd, net_usd };
}

/** Why a session ended, in words. */
export function endWords(end: SessionEnd): string {
  switch (end.reason) {
    case "stopped":
      return end.mayRest === 0 ? end.by : `${end.by}; ${end.mayRest} orders may rest until they expire`;
    case "killed":
      return `killed by ${end.by}`;
    case "settled":
      return "settled";
    case "halted":
    case "drift":
    case "taken":
      return end.text;
    case "crashed":
      return end.error instanceof Error ? end.error.message : String(end.error);
  }
}

/** The summary as a table for people. */
export function summaryTable(summary: RunSummary): string {
  const rows = summary.contracts.map(({ ticker, title, fair, position, fills, net_usd }) => [
    ticker,
    title,
    fair === null ? "-" : fair.toFixed(1),
    String(position),
    String(fills),
    net_usd.toFixed(2),
  ]);
  const header = ["ticker", "artist", "fair c", "position", "fills", "net $"];
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join("  ");
  const { fills, gross_usd, fees_usd, net_usd, reason, inputs, account, through_only: through } = summary;
  const total = `${fills} fills, gross $${gross_usd.toFixed(2)}, fees $${fees_usd.toFixed(2)}, net $${net_usd.toFixed(2)}`;
  return [
    line(header),
    ...rows.map(line),
    "",
    `${through === undefined ? "" : "DRY-RUN, nothing was sent; optimistic: "}${total}; ${inputs} inputs; ended: ${reason}`,
    ...(through === undefined ? [] : [throughOnlyWords(through)]),
    ...(account === undefined ? [] : [`the exchange's account: ${account.detail}`]),
  ].join("\n");
}

/** What stands beside a dry run's optimistic figures. */
function throughOnlyWords({ fills, contracts, fees_usd, net_usd }: ThroughOnlySummary): string {
  return `through-only, the same orders filled by nothing but what was beyond their price: ${fills} fills, ${contracts} contracts, fees $${fees_usd.toFixed(2)}, net $${net_usd.toFixed(2)}`;
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
