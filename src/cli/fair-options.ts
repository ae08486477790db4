import type { Command } from "commander";

export interface FairOptions {
  readonly tape: readonly string[];
  readonly settlements?: string;
  readonly out?: string;
}

/** The arguments of `tauroi fair`. */
export function describeFair(command: Command): void {
  command
    .summary("fair values on recorded tapes, a row for each taker order")
    .description(
      "Runs the model over recorded tapes as it would have run live and writes what it says after every merged taker " +
        "order: fair value and its deviation, belief volatility, z-scores, probabilities of a jump and of a bad print, " +
        "and the fair value that goes with the event's other contracts. Parameters are fitted once a minute, to earlier " +
        "orders alone. Prices are cents of YES. Where the close is known, rows also say how much of the outcome it is expected " +
        "to resolve.",
    )
    .requiredOption("--tape <file...>", "trades: csv, plain or gzip, in time order")
    .option("--settlements <file>", "close times of the tickers: csv with close_time, plain or gzip")
    .option(
      "--out <file>",
      "write to this .csv or .parquet file, whole or not at all; without: csv on standard output",
    );
}
