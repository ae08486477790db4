import { type Command, Option } from "commander";

export interface QueueOptions {
  readonly priceOf: "yes" | "no";
  readonly json?: boolean;
}

/** The arguments of `tauroi queue`. */
export function describeQueue(command: Command): void {
  command
    .summary("how well recorded depth foretells which orders are filled")
    .description(
      "Follows the orders of recorded books that can be told apart by their size, and compares what each rule about cancels " +
        "foretells of them with what became of them. The rule `behind` is that of the backtest's `book` fills and of dry runs. " +
        "See docs/recording.md.",
    )
    .argument("<recording...>", "folders of recordings, or files of the stream's messages: jsonl, plain, gzip or zstd")
    .addOption(
      new Option("--price-of <side>", "of files: in whose prices levels of the NO side are (no: without use_yes_price)")
        .choices(["yes", "no"])
        .default("yes"),
    )
    .option("--json", "print one JSON document");
}
