import { type Command, InvalidArgumentError } from "commander";
import { WATCHDOG_DEFAULTS } from "../app/watchdog/verdict.ts";
import type { EngineOptions } from "./engine-commands.ts";
import { integer } from "./option-values.ts";

export interface WatchdogOptions extends EngineOptions {
  readonly venue?: string;
  readonly config?: string;
  readonly maxFillsPerMinute: number;
  readonly maxLossUsd?: number;
  readonly maxLossPct: number;
  readonly maxResting: number;
  readonly maxRestingContracts: number;
  readonly heartbeatS: number;
  readonly once?: boolean;
}

/** The arguments of `tauroi watchdog`. */
export function describeWatchdog(command: Command): void {
  command
    .summary("watch an engine and its account from outside, and kill when it has to")
    .description(
      "Watches whether the engine goes on and what the exchange says of its account: fills, loss, resting orders. When one is\n" +
        "beyond its limit, it cancels everything at the exchange itself, triggers the order groups, and ends. It places nothing.\n" +
        "It needs a key of its own in TAUROI_WATCHDOG_KEY_ID and TAUROI_WATCHDOG_PRIVATE_KEY_FILE, or uses the engine's. A line\n" +
        "for each change; exits 6 after a kill that the exchange has confirmed, 5 when something still rests after one, 4 when\n" +
        "there is no proof; with --once 0 when all is well and 4 on an alarm.",
    )
    .option(
      "--state <dir>",
      "the engine on this state folder; the first look of the day is kept there too (default: the account's own folder)",
    )
    .option("--engine <pid>", "the engine of this process", integer(1))
    .option("--config <file>", "settings file that names the engine's key (default ./tauroi.toml, if there is one)")
    .option("--venue <name>", "the exchange: demo, prod or a URL (default: the engine's or the state folder's)")
    .option("--max-fills-per-minute <n>", "fills of the account", integer(1), WATCHDOG_DEFAULTS.fillsPerMinute)
    .option(
      "--max-loss-usd <dollars>",
      "loss since the first look of the New York day (default: none in dollars)",
      amount,
    )
    .option(
      "--max-loss-pct <percent>",
      "the same, of what the account was worth then",
      amount,
      WATCHDOG_DEFAULTS.lossPct,
    )
    .option("--max-resting <n>", "orders of ours that rest", integer(1), WATCHDOG_DEFAULTS.restingOrders)
    .option("--max-resting-contracts <n>", "contracts in them", integer(1), WATCHDOG_DEFAULTS.restingContracts)
    .option(
      "--heartbeat-s <seconds>",
      "how long an engine may take nothing in while orders of ours rest",
      integer(5),
      WATCHDOG_DEFAULTS.heartbeatMs / 1_000,
    )
    .option("--once", "look once, kill if it has to, and end");
}

function amount(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It is a number above 0.");
}
