import type { Command } from "commander";

export interface CalibrateOptions {
  readonly tape: readonly string[];
  readonly settlements?: string;
  readonly json?: boolean;
}

/** The arguments of `tauroi calibrate`. */
export function describeCalibrate(command: Command): void {
  command
    .summary("the model's parameters on recorded tapes, with diagnostics")
    .description(
      "Calibrates the model along recorded tapes, once a minute and to earlier orders alone, as a session would have. " +
        "Prints for every contract the parameters with which a session would go on from the tape's end, and how its " +
        "one-step predictions did on the way: NIS is 1 without jumps and bad prints; a small p says that surprises depend " +
        "on earlier ones. Where close times are known, also prints how belief volatility depends on the time to the close.",
    )
    .requiredOption("--tape <file...>", "trades: csv, plain or gzip, in time order")
    .option("--settlements <file>", "close times of the tickers: csv with close_time, plain or gzip")
    .option("--json", "print one JSON document");
}
