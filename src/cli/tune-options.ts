import { type Command, Option } from "commander";
import type { FoldLength } from "../backtest/tune/folds.ts";
import type { FillModel } from "../venue/local/fills.ts";
import { describeTraded, type TradedOptions } from "./backtest-options.ts";
import { integer } from "./option-values.ts";

export interface TuneOptions extends TradedOptions {
  readonly base: string;
  /** A file with a search space; undefined: the built-in one. */
  readonly search?: string;
  readonly tries: number;
  readonly refine: number;
  readonly leastDates: number;
  readonly fold: FoldLength;
  readonly fills: readonly FillModel[];
  readonly out?: string;
}

/** The arguments of `tauroi tune`. */
export function describeTune(command: Command): void {
  command
    .summary("choose a profile's values by walk-forward selection")
    .description(
      "Searches for values that earn more than a profile's, and tells what such searching is worth: for each quarter values are " +
        "chosen on the events that had ended before it, and traded over it. What is chosen on all events in the end goes to --out.",
    );
  describeTraded(command);
  command
    .option("--base <name>", "the profile to start from and to be better than, or a .toml file", "coherent")
    .option("--search <file>", "what to search: a .toml file with name = [choices] or name = {from, to, step}")
    .option("--tries <n>", "how many candidates to draw", integer(1, 100_000), 60)
    .option("--refine <n>", "how often the neighbours of the best are tried", integer(0, 100), 2)
    .option("--least-dates <n>", "take the base as it is where fewer dates are known", integer(1), 20)
    .addOption(
      new Option("--fold <length>", "how long what was chosen is traded")
        .choices(["quarter", "month"])
        .default("quarter"),
    )
    .addOption(
      new Option("--fills <model...>", "what judges candidates; the results show all")
        .choices(["touch", "queue", "through"])
        .default(["queue", "through"]),
    )
    .option(
      "--out <file>",
      "write the profile that is chosen in the end: a new .toml file, called as the profile is to be",
    )
    .option("--json", "print one JSON document");
}
