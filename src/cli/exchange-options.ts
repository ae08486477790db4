import { type Command, Option } from "commander";
import type { KeyPairType } from "../ambient/key-pair.ts";
import type { FeeType } from "../market/event.ts";
import { CROWD_NAMES, type CrowdName } from "../venue/sim/crowds/crowd.ts";
import { durationMs, integer } from "./option-values.ts";

export interface ExchangeOptions {
  readonly port: number;
  readonly seed: number;
  readonly balanceUsd: number;
  readonly publicKey: readonly string[];
  readonly keyId: readonly string[];
  readonly keyType: KeyPairType;
  readonly fault: readonly string[];
  readonly switch: readonly string[];
  readonly feeType: FeeType;
  readonly closeIn?: number;
  readonly state?: string;
  readonly tape?: readonly string[];
  readonly settlements?: string;
  readonly event?: string;
  readonly speed?: number;
  readonly crowd?: CrowdName;
  readonly describe?: boolean;
  readonly months?: number;
  readonly days?: number;
  readonly spotify?: string;
  readonly json?: boolean;
}

const KEY_TYPES: readonly KeyPairType[] = ["rsa", "ed25519"];
const FEE_TYPES: readonly FeeType[] = ["quadratic", "quadratic_with_maker_fees"];
const MOST_SPEED = 1_000_000;
const MOST_BALANCE_USD = 1_000_000_000;

/** The arguments of `tauroi exchange`. */
export function describeExchange(command: Command): void {
  command
    .summary("the embedded exchange as a server that speaks Kalshi's protocol")
    .description(
      "Serves a simulated event with its crowd of traders, or a recorded one, in real time, on paper money and to this machine alone, " +
        "over REST and WebSocket as Kalshi does: any Kalshi client can be tried against it offline. Prints one JSON line when it " +
        "listens: rest_url, ws_url, admin_url, key_id, private_key_file. Ends on SIGTERM or SIGINT. Faults, switches, tapes and the " +
        "operator's side are described in docs/exchange.md.",
    )
    .option("--port <n>", "listen here; 0 for any that is free", integer(0, 65_535), 0)
    .option("--seed <n>", "what happens follows from it, and from what is asked for", integer(0), 1)
    .addOption(
      new Option("--crowd <name>", "who trades: lively, to look at (default), or monthly, fitted to a tape").choices(
        CROWD_NAMES,
      ),
    )
    .option("--balance-usd <n>", "what each account starts with", integer(0, MOST_BALANCE_USD), 1_000)
    .addOption(repeatable("--public-key <file>", "an account's public key in PEM, RSA or Ed25519; goes with --key-id"))
    .addOption(
      repeatable("--key-id <id>", "what its requests call it; without any pair one account and its key are made"),
    )
    .addOption(new Option("--key-type <type>", "of the key that is made").choices(KEY_TYPES).default("rsa"))
    .addOption(repeatable("--fault <name=value>", "switch a fault on, such as 429=0.05"))
    .addOption(
      repeatable("--switch <name=value>", "set what isn't known of the real one, such as post-only-cross=cancelled"),
    )
    .addOption(
      new Option("--fee-type <type>", "what the series charges")
        .choices(FEE_TYPES)
        .default("quadratic_with_maker_fees"),
    )
    .option(
      "--close-in <time>",
      "when the event closes, such as 90s or 48h (default 48h; a tape's: as on it)",
      durationMs,
    )
    .option("--tape <file...>", "serve a recorded event: trades in time order, csv, jsonl or parquet, whole cents")
    .option("--settlements <file>", "what its markets paid and when they closed; it is settled so at the end")
    .option("--event <ticker>", "which of the events on the tape (default: the one with the most trades)")
    .option("--speed <n>", "recorded seconds in a real one (default 1)", integer(1, MOST_SPEED))
    .option(
      "--spotify <file>",
      "a script of releases for the stand-in of Spotify that is served at spotify_url, in TOML",
    )
    .option("--state <dir>", "keep the key that is made in this folder, and take it from there the next time")
    .option(
      "--describe",
      "serve nothing: print the crowd's figures beside a tape's (default: monthly, and its own tape's)",
    )
    .option(
      "--months <n>",
      "with --describe: how many simulated ones, of seeds one after the other (default 4)",
      integer(1, 1_000),
    )
    .option("--days <n>", "with --describe: so many of each month (default all)", integer(1, 30))
    .option("--json", "nothing but the JSON line; with --describe one JSON document");
}

function repeatable(flags: string, description: string): Option {
  const collect = (value: string, earlier: readonly string[]): readonly string[] => [...earlier, value];
  return new Option(flags, `${description}; repeatable`).argParser(collect).default([], "none");
}
