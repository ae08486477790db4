import { type Command, Option } from "commander";
import { FILL_MODELS, type FillModel } from "../backtest/fills.ts";
import { SETTING_NAMES, type SettingName } from "../backtest/setting.ts";
import type { FeeType } from "../market/event.ts";
import { MODEL_NAMES, type ModelName } from "../model/fair-value-model.ts";
import { integer } from "./option-values.ts";

export interface BacktestOptions {
  readonly tape: readonly string[];
  readonly settlements?: string;
  readonly profile: readonly string[];
  readonly model: ModelName;
  readonly fills: readonly FillModel[];
  readonly feeType: FeeType;
  readonly setting: SettingName;
  readonly minTrades: number;
  readonly seed: number;
  readonly json?: boolean;
}

const FEE_TYPES: readonly FeeType[] = ["quadratic", "quadratic_with_maker_fees"];
const PROFILES = ["documented", "fixed-3c", "fixed-5c", "no-skew"];

/** The arguments of `tauroi backtest`. */
export function describeBacktest(command: Command): void {
  command
    .summary("trade recorded tapes and count what it would have brought")
    .description(
      "Trades recorded tapes with the engine that trades live. Quotes come from trades strictly before the one that " +
        "may fill them, after a reaction latency; positions are settled at 0 or 100, or marked at the last print " +
        "where the settlement isn't known.",
    )
    .requiredOption("--tape <file...>", "trades: csv, plain or gzip, in time order")
    .option("--settlements <file>", "results of the tickers: csv, plain or gzip")
    .option("--profile <name...>", "profiles to try", PROFILES)
    .addOption(
      new Option("--model <name>", "what fair values come from: the product's filter, or its Python original's")
        .choices(MODEL_NAMES)
        .default("kalman"),
    )
    .addOption(
      new Option("--fills <model...>", "what a print fills, from kind to strict")
        .choices(FILL_MODELS)
        .default(FILL_MODELS),
    )
    .addOption(
      new Option("--fee-type <type>", "what the series charges")
        .choices(FEE_TYPES)
        .default("quadratic_with_maker_fees"),
    )
    .addOption(
      new Option(
        "--setting <name>",
        "realistic: all rules, latency 0.3 to 3 s, $1,000; study: the published study's rules, 1 s, money no limit",
      )
        .choices(SETTING_NAMES)
        .default("realistic"),
    )
    .option("--min-trades <n>", "leave out tickers with fewer trades", integer(1), 1)
    .option("--seed <n>", "of latencies and intervals", integer(0), 1)
    .option("--json", "print one JSON document");
}
