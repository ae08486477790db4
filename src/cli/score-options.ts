import type { Command } from "commander";
import { durationMs, integer } from "./option-values.ts";

export interface ScoreOptions {
  readonly tape: readonly string[];
  readonly settlements?: string;
  /** Milliseconds. */
  readonly spacing?: number;
  readonly seed: number;
  readonly hours?: boolean;
  readonly json?: boolean;
}

/** The arguments of `tauroi score`. */
export function describeScore(command: Command): void {
  command
    .summary("how good the fair value is on recorded tapes, beside simple ones")
    .description(
      "Scores our fair value and simpler ones on recorded tapes, order by order: the probability that each gave to the " +
        "price of the leg's next order, and its error at that order, 10 minutes and 1 hour later and at settlement. What " +
        "has no spread of its own gets the best that its own past errors support. Differences are tested by event.",
    )
    .requiredOption("--tape <file...>", "trades: csv, plain or gzip, in time order")
    .option("--settlements <file>", "results of the tickers: csv, plain or gzip")
    .option("--spacing <time>", "score a leg's forecasts no closer together, such as 60s (default: all)", durationMs)
    .option("--seed <n>", "of the permutation tests", integer(0), 1)
    .option("--hours", "instead: at which hours of the New York day the series moves, and a calendar of them")
    .option("--json", "print one JSON document");
}
