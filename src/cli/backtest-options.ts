import { type Command, Option } from "commander";
import { SETTING_NAMES, type SettingName } from "../backtest/setting.ts";
import { TAPE_FILL_MODELS, type TapeFillModel } from "../backtest/tape-fill-model.ts";
import type { FeeType } from "../market/event.ts";
import { MODEL_NAMES, type ModelName } from "../model/fair-value-model.ts";
import { assignments, integer } from "./option-values.ts";

/** What is traded, and in which circumstances: of every command that backtests. */
export interface TradedOptions {
  readonly tape: readonly string[];
  readonly settlements?: string;
  readonly column?: readonly string[];
  readonly unsettled: "skip" | "mark";
  readonly minTrades: number;
  /** Undefined: as recorded, or the dearer where nobody knows. */
  readonly feeType?: FeeType;
  readonly setting: SettingName;
  readonly model: ModelName;
  readonly seed: number;
  /** Undefined: as many as the machine has cores, fewer for little work. */
  readonly workers?: number;
  readonly json?: boolean;
}

export interface BacktestOptions extends TradedOptions {
  /** Names and paths; undefined: every profile of the program. */
  readonly profile?: readonly string[];
  /** Undefined: all that the tapes allow. */
  readonly fills?: readonly TapeFillModel[];
  /** Profile values to change, by their names in files. */
  readonly set?: ReadonlyMap<string, string>;
  readonly placebo?: boolean;
  readonly randomFair: number;
  /** The name of a profile, or a path: what the others are compared with. */
  readonly against?: string;
  /** Files of recorded signals, and of a calendar. */
  readonly signals?: string;
  readonly calendar?: string;
  /** Where a page of charts and tables is written. */
  readonly report?: string;
  /** The same charts are printed. */
  readonly chart?: boolean;
}

const FEE_TYPES: readonly FeeType[] = ["quadratic", "quadratic_with_maker_fees"];

/** The arguments of `tauroi backtest`. */
export function describeBacktest(command: Command): void {
  command
    .summary("trade recorded tapes and count what it would have brought")
    .description(
      "Trades recorded tapes with the engine that trades live. Quotes come from trades strictly before the one that " +
        "may fill them, after a reaction latency; positions are settled at what the contracts paid. Each profile is " +
        "run under three rules for what a print fills, because the truth lies between them; where books were recorded " +
        "(tauroi record), under a fourth, by the queue that stood there.",
    );
  describeTraded(command);
  command
    .option("--profile <name...>", "profiles, or .toml files of your own (default: every profile of the program)")
    .option("--set <name=value>", "change a value of the profiles; repeatable", assignments)
    .addOption(
      new Option(
        "--fills <model...>",
        "what a print fills, from kind to strict, and by recorded books (default: all that the tapes allow)",
      ).choices(TAPE_FILL_MODELS),
    )
    .option("--placebo", "also with every command delayed by 1 s to 30 min, which must take the profit away")
    .option(
      "--random-fair <n>",
      "also on fair values drawn from each contract's past, so many times: what knowing nothing of the present earns",
      integer(0),
      0,
    )
    .option(
      "--against <name>",
      "also each profile less this one, which --set leaves alone, with an interval of the difference",
    )
    .option(
      "--signals <file>",
      "a recording of signals from beyond the market: jsonl, as a script writes them and with `at`",
    )
    .option("--calendar <file>", "a calendar (.toml) of times of day that widen or pull")
    .option("--report <file.html>", "write a page of charts and tables that needs nothing else, not even a network")
    .option("--chart", "print the same charts, in letters")
    .option("--json", "print one JSON document");
}

/** Tapes, settlements and circumstances. */
export function describeTraded(command: Command): void {
  command
    .requiredOption(
      "--tape <file...>",
      "trades in time order: csv, jsonl or parquet; plain, gzip or zstd; or folders of recordings",
    )
    .option("--settlements <file>", "results and close times of the tickers: csv, json or parquet")
    .option("--column <name=column...>", "where another tape has what ours calls created_time, yes_price, ...")
    .addOption(
      new Option("--unsettled <what>", "events without a result: skip them, or mark them at the last print")
        .choices(["skip", "mark"])
        .default("skip"),
    )
    .option("--min-trades <n>", "leave out tickers with fewer trades", integer(1), 1)
    .addOption(
      new Option(
        "--fee-type <type>",
        "what the series charges (default: as recorded, or quadratic_with_maker_fees)",
      ).choices(FEE_TYPES),
    )
    .addOption(
      new Option(
        "--setting <name>",
        "realistic: all rules, latency 0.3 to 3 s, $1,000; study: the published study's rules, 1 s, money no limit",
      )
        .choices(SETTING_NAMES)
        .default("realistic"),
    )
    .addOption(
      new Option("--model <name>", "what fair values come from: the product's filter, or its Python original's")
        .choices(MODEL_NAMES)
        .default("kalman"),
    )
    .option("--workers <n>", "threads (default: as many as the machine has cores)", integer(1, 256))
    .option("--seed <n>", "of latencies, shuffles and intervals", integer(0), 1);
}
