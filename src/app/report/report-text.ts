import type { ReportDocument } from "./report-shape.ts";

/** The report as text for a terminal, without a line break at its end. */
export function reportText(document: ReportDocument): string {
  const { split, markouts, contracts, uptime } = document;
  const when =
    document.from === null ? "nothing in it" : `${minute(document.from)} to ${minute(document.to ?? "")} UTC`;
  const optimistic = document.optimistic ? "DRY-RUN, optimistic: " : "";
  return [
    `${document.period}: ${when}, ${document.runs.length} ${document.runs.length === 1 ? "run" : "runs"}`,
    `${optimistic}net ${usd(document.net_usd)} = spread ${usd(split.spread_usd)} + adverse selection in 5 min ${usd(split.adverse_selection_usd)} + inventory ${usd(split.inventory_usd)}` +
      `${split.other_usd === 0 ? "" : ` + other ${usd(split.other_usd)}`} - fees ${usd(document.fees_usd)}`,
    `${document.fills} fills of ${document.contracts_filled} contracts; realised by FIFO before fees ${usd(document.realised_fifo_usd)}`,
    `markouts, cents a contract: ${markouts.map(({ after, fills, cents_per_contract: cents }) => `${after} ${cents === null ? "-" : `${cents.toFixed(2)} (${fills})`}`).join(", ")}`,
    `quoted ${percent(uptime.any)} of ${uptime.hours.toFixed(1)} market hours, both sides ${percent(uptime.both)}`,
    "",
    ...table(
      ["contract", "fills", "held", "spread $", "adverse $", "inventory $", "fees $", "net $", "quoted", "paid"],
      contracts.map((each) => [
        each.ticker,
        String(each.fills),
        String(each.position),
        each.spread_usd.toFixed(2),
        each.adverse_selection_usd.toFixed(2),
        each.inventory_usd.toFixed(2),
        each.fees_usd.toFixed(2),
        each.net_usd.toFixed(2),
        percent(each.uptime.any),
        each.settled === null ? "-" : `${each.settled}c`,
      ]),
    ),
    ...(document.notes.length === 0 ? [] : ["", ...document.notes]),
  ].join("\n");
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ");
  return [header, ...rows].map(line);
}

function usd(value: number): string {
  return `${value < 0 ? "-" : ""}$${Math.abs(value).toFixed(2)}`;
}

function percent(share: number | null): string {
  return share === null ? "-" : `${(100 * share).toFixed(0)}%`;
}

function minute(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}
