import { type Command, InvalidArgumentError, Option } from "commander";
import type { Shard } from "../backtest/sweep/shard.ts";
import { TAPE_FILL_MODELS, type TapeFillModel } from "../backtest/tape-fill-model.ts";
import type { FoldLength } from "../backtest/tune/folds.ts";
import { describeTraded, type TradedOptions } from "./backtest-options.ts";
import { integer } from "./option-values.ts";

export interface SweepOptions extends Omit<TradedOptions, "tape"> {
  /** Undefined for a merge. */
  readonly tape?: readonly string[];
  readonly profile: readonly string[];
  readonly grid?: ReadonlyMap<string, string>;
  readonly space?: string;
  readonly random?: number;
  /** Undefined: all that the tapes allow. */
  readonly fills?: readonly TapeFillModel[];
  readonly shard?: Shard;
  readonly out: string;
  readonly fold: FoldLength;
  readonly leastDates: number;
}

/** The arguments of `tauroi sweep`. */
export function describeSweep(command: Command): void {
  command
    .summary("trade tapes with many values of a profile, on one machine or many")
    .description(
      "Trades tapes with every point of a grid of profile values, or with points drawn from ranges, and writes what each brought as Parquet. A sweep that " +
        "is stopped or killed goes on when it is asked for again. --shard does one part of it; `tauroi sweep merge DIR...` makes one of all parts. What the " +
        "best of so many is worth is told beside it: its figure is in sample.",
    )
    .argument("[merge]", "merge the parts of a sweep instead")
    .argument("[parts...]", "their folders, or the events.parquet in them");
  describeTraded(command);
  for (const option of command.options) if (option.long === "--tape") option.makeOptionMandatory(false);
  command
    .option("--profile <name...>", "profiles whose values are changed, or .toml files of your own", ["coherent"])
    .option(
      "--grid <name=values>",
      "values to try: half_spread_cents=4,6,8 or =4..8:0.5; a range without a step, =4..8 or =4..8:log, is for --random; repeatable",
      axisWords,
    )
    .option("--space <file>", "the same as a .toml file: name = [values], {from, to, step} or {from, to, scale}")
    .option("--random <n>", "draw so many points instead of trying all", integer(1, 100_000))
    .addOption(
      new Option("--fills <model...>", "what a print fills (default: all that the tapes allow)").choices(
        TAPE_FILL_MODELS,
      ),
    )
    .option("--shard <i/n>", "do one of n parts only", shardWord)
    .option("--out <folder>", "where the results are, and how far the sweep is", "sweep")
    .addOption(
      new Option("--fold <length>", "how long what was best before is traded, to tell what picking the best is worth")
        .choices(["quarter", "month"])
        .default("quarter"),
    )
    .option("--least-dates <n>", "leave out folds with fewer dates before them", integer(2), 20)
    .option("--json", "print one JSON document");
}

/** `2/8`: the second of eight parts. */
function shardWord(text: string): Shard {
  const [, index, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  if (shard.index >= 1 && shard.index <= shard.of) return shard;
  throw new InvalidArgumentError("It is a part and how many there are, such as 2/8.");
}

function axisWords(text: string, before: ReadonlyMap<string, string> | undefined): ReadonlyMap<string, string> {
  const [, name = "", values = ""] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (name === "") throw new InvalidArgumentError("It is a name and its values, as half_spread_cents=4,6,8.");
  if (before?.has(name)) throw new InvalidArgumentError(`${name} is given twice.`);
  return new Map([...(before ?? []), [name, values]]);
}
