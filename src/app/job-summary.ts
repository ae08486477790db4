import { durationText } from "./cycle.ts";
import { markdownTable, markdownText } from "./markdown-text.ts";
import type { RunNotes } from "./run-notes.ts";
import type { RunSummary } from "./run-summary.ts";
import { textChart } from "./text-chart.ts";
import type { FillView, View } from "./view.ts";

const CHART_WIDTH = 60;
const CHART_HEIGHT = 5;
const MOST_FILLS = 20;

export interface JobSummaryParts {
  readonly summary: RunSummary;
  /** How the engine stood at the end. */
  readonly view: Pick<View, "mode" | "program" | "fills" | "markouts" | "history" | "kill">;
  readonly notes: RunNotes;
  /** What the program will answer with. */
  readonly exitCode: number;
}

/** A run in Markdown, as a job of GitHub Actions shows it; a person's eyes are first on whether it went well. */
export function jobSummary(parts: JobSummaryParts): string {
  const sections = [
    headline(parts),
    result(parts),
    chart(parts),
    alarms(parts),
    positions(parts),
    guards(parts),
    fills(parts),
  ];
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

function headline({ summary, view, notes, exitCode }: JobSummaryParts): string {
  const { event, profile, venue, reason } = summary;
  const ran = notes.endedAt - notes.startedAt;
  const quoted = ran > 0 ? `, quoted ${((100 * notes.quotedMs) / ran).toFixed(1)}% of it` : "";
  return [
    `## ${exitCode === 0 ? "✅" : exitCode > 128 ? "⏹️" : "❌"} ${view.mode} ${markdownText(event)}: ${signed(summary.net_usd)} USD net`,
    "",
    `${clock(notes.startedAt)} to ${clock(notes.endedAt)} UTC (${durationText(ran)}${quoted}), profile ${markdownText(profile)}, ` +
      `venue ${markdownText(venue)}, ${markdownText(view.program)}`,
    "",
    `**Ended: ${markdownText(reason)}** (exit code ${exitCode})`,
  ].join("\n");
}

function result({ summary }: JobSummaryParts): string {
  const { gross_usd, fees_usd, net_usd, fills, through_only: through, account } = summary;
  const row = (name: string, count: number, gross: number, fees: number, net: number) => [
    name,
    String(count),
    signed(gross),
    fees.toFixed(2),
    `**${signed(net)}**`,
  ];
  const rows = [row(through === undefined ? "result" : "result, optimistic", fills, gross_usd, fees_usd, net_usd)];
  if (through !== undefined)
    rows.push(row("through-only", through.fills, through.gross_usd, through.fees_usd, through.net_usd));
  const table = markdownTable(["", "fills", "gross USD", "fees USD", "net USD"], rows, [1, 2, 3, 4]);
  const notes = [
    ...(through === undefined
      ? []
      : ["Nothing was sent: fills are what the public market says that the orders would have got."]),
    ...(account === undefined ? [] : [`The exchange's account: ${markdownText(account.detail)}.`]),
  ];
  return [table, ...notes].join("\n\n");
}

function chart({ view, summary, notes }: JobSummaryParts): string {
  const { at, equityUsd } = view.history.account;
  const known = equityUsd.flatMap((value, index) => (value === null ? [] : [{ at: at[index]!, value }]));
  known.push({ at: notes.endedAt, value: summary.net_usd });
  const samples = known.map(({ value }) => value);
  const lines = textChart(samples, CHART_WIDTH, CHART_HEIGHT);
  if (lines.length === 0) return "";
  const low = signed(Math.min(...samples));
  const high = signed(Math.max(...samples));
  const width = Math.max(low.length, high.length);
  const label = (line: number): string => (line === 0 ? high : line === CHART_HEIGHT - 1 ? low : "").padStart(width);
  return [
    "### Net result, USD",
    "",
    "```text",
    ...lines.map((text, line) => `${label(line)} │${text}`),
    `${" ".repeat(width)} └${"─".repeat(lines[0]!.length)}`,
    `${" ".repeat(width)}  ${clock(known[0]!.at)} to ${clock(known.at(-1)!.at)} UTC`,
    "```",
  ].join("\n");
}

function alarms({ notes, view }: JobSummaryParts): string {
  const { alarms: listed, alarmCount, warnings } = notes;
  const lines = listed.map(({ at, code, ticker, text }) => {
    const where = ticker === undefined ? "" : ` ${markdownText(ticker)}:`;
    return `- ${clock(at)} **${markdownText(code)}**${where} ${markdownText(text)}`;
  });
  const more = alarmCount - listed.length;
  if (more > 0) lines.push(`- and ${more} more`);
  if (view.kill !== null) lines.push(`- killed by ${markdownText(view.kill.by)}: ${view.kill.grade}`);
  if (lines.length === 0) return warnings === 0 ? "" : `No alarms; ${warnings} warnings in the log.`;
  return ["### Alarms", "", ...lines, "", `${warnings} warnings in the log.`].join("\n");
}

function positions({ summary }: JobSummaryParts): string {
  const rows = summary.contracts
    .filter(({ position, fills }) => position !== 0 || fills > 0)
    .map(({ ticker, title, fair, position, fills, net_usd, settled }) => [
      markdownText(ticker),
      markdownText(title),
      fair === null ? "" : fair.toFixed(1),
      `${position > 0 ? "+" : ""}${position}`,
      String(fills),
      signed(net_usd),
      settled === null ? "" : `${settled}c`,
    ]);
  const quiet = summary.contracts.length - rows.length;
  const rest = quiet === 0 ? "" : `${quiet} contracts without a position or a fill.`;
  if (rows.length === 0) return `### Positions\n\nNone. ${rest}`;
  const header = ["ticker", "contract", "fair c", "position", "fills", "net USD", "paid"];
  return ["### Positions", markdownTable(header, rows, [2, 3, 4, 5, 6]), ...(rest === "" ? [] : [rest])].join("\n\n");
}

function guards({ notes }: JobSummaryParts): string {
  if (notes.guards.length === 0) return "### Guards that fired\n\nNone.";
  const rows = notes.guards.map(({ code, effect, times, contracts, heldMs }) => [
    `\`${code}\``,
    effect,
    String(times),
    String(contracts),
    durationText(heldMs),
  ]);
  return `### Guards that fired\n\n${markdownTable(["guard", "did", "times", "contracts", "held for"], rows, [2, 3, 4])}`;
}

function fills({ view, summary }: JobSummaryParts): string {
  if (view.fills.length === 0) return "";
  const row = ({ at, ticker, side, contracts, priceCents, feeUsd }: FillView): string[] => [
    clock(at),
    markdownText(ticker),
    side === "bid" ? "bought" : "sold",
    String(contracts),
    String(priceCents),
    feeUsd.toFixed(4),
  ];
  const shown = view.fills.slice(0, MOST_FILLS);
  const header = ["UTC", "ticker", "", "contracts", "price c", "fee USD"];
  const judged = view.markouts
    .filter(({ meanCents }) => meanCents !== null)
    .map(
      ({ horizonMs, meanCents, fills: count }) =>
        `${signed(meanCents!)}c after ${durationText(horizonMs)} (${count} fills)`,
    );
  const title = summary.fills > shown.length ? `Fills, the last ${shown.length} of ${summary.fills}` : "Fills";
  return [
    `### ${title}`,
    ...(judged.length === 0 ? [] : [`Markouts, mean: ${judged.join(", ")}.`]),
    markdownTable(header, shown.map(row), [3, 4, 5]),
  ].join("\n\n");
}

function signed(value: number): string {
  const text = value.toFixed(2);
  return Number(text) > 0 ? `+${text}` : Number(text) === 0 ? "0.00" : text;
}

/** `2026-11-22 20:00:05`. */
function clock(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}
