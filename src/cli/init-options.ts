import type { Command } from "commander";

export interface InitOptions {
  readonly config?: string;
  readonly venue?: string;
  readonly series?: string;
  readonly event?: string;
  readonly profile?: string;
  readonly keyId?: string;
  readonly keyFile?: string;
  readonly generateKey?: boolean;
  /** False: no key is wanted. */
  readonly key?: boolean;
  readonly maxDailyLossPct?: string;
  readonly maxEventLossPct?: string;
  readonly minBalanceFloorCents?: string;
  readonly maxPositionPerTicker?: string;
  readonly maxOrderSize?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** The arguments of `tauroi init`. */
export function describeInit(command: Command): void {
  command
    .summary("write tauroi.toml: where to trade, with which key, what, within which limits")
    .description(
      "Asks for the exchange, the account's key (a file that is there, or a new pair), what to trade and the limits, and writes\n" +
        "them to a settings file with a comment for each, at the end and in one step. What an option gives isn't asked for; with\n" +
        "--yes nothing is, and the rest takes its defaults. Nothing that is there is replaced.",
    )
    .option("--config <file>", "the file to write (default ./tauroi.toml)")
    .option("--venue <name>", "demo, prod, sim or the URL of an exchange")
    .option("--series <ticker>", "its open event that closes next (default KXTOPMONTHLY)")
    .option("--event <ticker>", "this event; instead of a series")
    .option("--profile <name>", "the set of strategy values (default: none named)")
    .option("--key-file <file>", "the private half of the account's key; with --generate-key where to keep it")
    .option("--key-id <id>", "the key's identifier, as the exchange gives it")
    .option(
      "--generate-key",
      "make a pair (RSA): its private half goes to a file of mode 600, its public half is printed",
    )
    .option("--no-key", "name no key")
    .option("--max-daily-loss-pct <percent>", "halt for the day after such a loss (default 10)")
    .option("--max-event-loss-pct <percent>", "the most that an event's worst outcome may cost (default 25)")
    .option("--min-balance-floor-cents <cents>", "no order takes the balance below this (default 1000)")
    .option("--max-position-per-ticker <n>", "the most contracts held of one market (default: the profile's)")
    .option("--max-order-size <n>", "the most contracts in one order (default: the profile's)")
    .option("--yes", "ask nothing: what isn't given takes its default")
    .option("--json", "ask nothing, and print one JSON document");
}
