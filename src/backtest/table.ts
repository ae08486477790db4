import type { BacktestDocument, ConfigurationDocument, Named } from "./document.ts";

/** Names shown of a long list; the JSON document has all. */
const NAMES_SHOWN = 6;

/** Names are aligned at the left, numbers at the right. */
const TEXT_COLUMNS = 3;

const HEADINGS = [
  "profile",
  "model",
  "fills by",
  "fills",
  "contracts",
  "gross $",
  "fees $",
  "net $",
  "c/contract",
  "95%",
  "Sharpe",
  "drawdown $",
] as const;

/** The document as text for a terminal, without a line break at its end. */
export function backtestTable(document: BacktestDocument): string {
  const rows = [HEADINGS, ...document.configurations.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column < TEXT_COLUMNS ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, "", ...notes(document)].join("\n");
}

function cells(configuration: ConfigurationDocument): readonly string[] {
  const { interval_95: interval } = configuration;
  return [
    configuration.profile,
    configuration.model,
    configuration.fill_model,
    String(configuration.fills),
    plain(configuration.contracts),
    configuration.gross_usd.toFixed(2),
    configuration.fees_usd.toFixed(2),
    configuration.net_usd.toFixed(2),
    configuration.cents_per_contract?.toFixed(2) ?? "-",
    interval === null ? "-" : `[${interval[0].toFixed(2)}, ${interval[1].toFixed(2)}]`,
    configuration.sharpe_per_event?.toFixed(2) ?? "-",
    configuration.max_drawdown_usd.toFixed(2),
  ];
}

function notes(document: BacktestDocument): readonly string[] {
  const [any] = document.configurations;
  const used = any?.tickers.reduce((sum, { trades }) => sum + trades, 0) ?? 0;
  return [
    `${used} of ${document.trades} trades, ${any?.tickers.length ?? 0} tickers of ${any?.events ?? 0} events; setting ` +
      `${document.setting}, fees ${document.fee_type}, seed ${document.seed}`,
    ...document.left_out.map((left) => `left out, ${left.reason}: ${some(left)}`),
    ...(document.unsettled.count > 0
      ? [`without settlement, marked at the last print: ${some(document.unsettled)}`]
      : []),
    ...(document.settlements_without_trades.count > 0
      ? [`settled without a trade: ${some(document.settlements_without_trades)}`]
      : []),
  ];
}

function some({ count, tickers }: Named): string {
  const more = count - NAMES_SHOWN;
  const shown = tickers.slice(0, NAMES_SHOWN).join(", ");
  return `${count} (${more > 0 ? `${shown} and ${more} more` : shown})`;
}

function plain(contracts: number): string {
  return Number.isInteger(contracts) ? String(contracts) : contracts.toFixed(2);
}
