import { type Command, Option } from "commander";

/** Options of `tauroi run`, by their names in camel case; what they mean together is the configuration's business. */
export type RunOptions = Readonly<Record<string, string | readonly string[] | number | boolean | undefined>>;

/** The arguments of `tauroi run`. */
export function describeRun(command: Command): void {
  command
    .summary("trade; on a terminal with the interface, otherwise headless (the default command)")
    .description(
      "Trades on the embedded exchange: a simulated event with a crowd of other traders, on paper money. On a\n" +
        "terminal the engine runs in a process of its own and the interface watches it; leaving ends both.\n" +
        "With --live it trades on the exchange at --venue URL, for now one on this machine (tauroi exchange); the\n" +
        "credentials are TAUROI_KEY_ID and TAUROI_PRIVATE_KEY_FILE (or TAUROI_PRIVATE_KEY, the PEM itself), and\n" +
        "the engine goes on when its viewer leaves.",
    )
    .option("--venue <name>", "where to trade: sim, the embedded exchange, or the URL of one on this machine")
    .option("--live", "send orders to the exchange at --venue URL; needs --profile")
    .option("--series <ticker>", "trade its open event that closes next (default KXTOPMONTHLY)")
    .option("--event <ticker>", "trade this event")
    .option("--market <ticker...>", "trade these contracts only")
    .option("--profile <name>", "the set of strategy values: documented, fixed-3c, fixed-5c, no-skew, coherent, best")
    .option("--config <file>", "settings file (default ./tauroi.toml, if there is one)")
    .option("--duration <time>", "end after so much engine time, such as 10m or 4h55m")
    .option("--seed <n>", "of the embedded exchange; the same seed gives the same run")
    .option("--speed <factor>", "1, 60 or max simulated seconds a second (default 60, headless max)")
    .option(
      "--state <dir>",
      "keep a journal of everything in this folder (default: nothing is kept; with --live, one in ~/.local/state/tauroi)",
    )
    .option("--headless", "no interface: structured logs, and a summary at the end")
    .option("--json", "headless, with one JSON document at the end")
    .option("--readonly", "the interface shows everything and can act on nothing")
    .addOption(new Option("--attended", "end when the last viewer has left").hideHelp());
}

/** The words that give these options on a command line. */
export function optionWords(options: RunOptions): string[] {
  const words: string[] = [];
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === false) continue;
    words.push(`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
    if (value === true) continue;
    for (const word of Array.isArray(value) ? value : [value]) words.push(String(word));
  }
  return words;
}
