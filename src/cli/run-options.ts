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
        "With --venue demo, prod or URL it makes a dry run: real market data, orders matched here against the live\n" +
        "book, and nothing is sent. With --live its orders are real: on demo once all is ready for it, with real money\n" +
        "once it is meant as well (docs/going-live.md). The credentials are TAUROI_KEY_ID and TAUROI_PRIVATE_KEY_FILE (or TAUROI_PRIVATE_KEY,\n" +
        "the PEM itself); a dry run without them reads over REST what the stream would tell. Away from the embedded\n" +
        "exchange the engine goes on when its viewer leaves.",
    )
    .option("--venue <name>", "where to trade: sim, the embedded exchange; demo, prod, or the URL of an exchange")
    .option("--live", "send orders to the exchange at --venue; needs --profile (without it: a dry run)")
    .option("--yes-i-mean-it", "with --live: real money without a typed word; every limit has to be spelled out")
    .option("--require-readiness", "with --live: ask of an exchange on this machine, or of demo, what real money needs")
    .option("--order-size <n>", "contracts in one order (default: the profile's; 1 in the first live session)")
    .option("--max-position-per-ticker <n>", "the most contracts held of one")
    .option("--max-daily-loss-pct <n>", "halt after losing this share of the day's opening equity (default 10)")
    .option("--min-balance-floor-cents <n>", "no order takes the balance below this (default 1000)")
    .option("--balance-usd <amount>", "what the account of a dry run begins with (default 1000)")
    .option("--series <ticker>", "trade its open event that closes next (default KXTOPMONTHLY)")
    .option("--event <ticker>", "trade this event")
    .option("--market <ticker...>", "trade these contracts only")
    .option("--profile <name>", "the set of strategy values: documented, fixed-3c, fixed-5c, no-skew, coherent, best")
    .option("--config <file>", "settings file (default ./tauroi.toml, if there is one)")
    .option("--duration <time>", "end after so much engine time, such as 10m or 4h55m")
    .option("--crowd <name>", "on the embedded exchange: lively, to look at (default), or monthly, fitted to a tape")
    .option("--seed <n>", "of the embedded exchange; the same seed gives the same run")
    .option("--speed <factor>", "1, 60 or max simulated seconds a second (default 60, headless max)")
    .option(
      "--state <dir>",
      "keep a journal of everything in this folder (default: nothing is kept on sim, elsewhere one in ~/.local/state/tauroi)",
    )
    .option(
      "--artists-file <file>",
      "which artist on Spotify each contract is about (default ./artists.toml, if there is one)",
    )
    .option("--signals-file <file>", "events of your own scripts, one JSON document a line (docs/signals.md)")
    .option("--calendar-file <file>", "times of day at which to widen or pull (docs/signals.md)")
    .option(
      "--metrics-port <port>",
      "serve metrics for Prometheus on this port of 127.0.0.1; 0: any free one (docs/observing.md)",
    )
    .option("--metrics-host <address>", "serve them on this address instead, where others may read them")
    .option("--log-level <level>", "debug, info, warning or error (default info)")
    .option("--headless", "no interface: structured logs, and a summary at the end")
    .option("--json", "headless, with one JSON document at the end")
    .option("--summary <file>", "headless: add a summary in Markdown to this file at the end, such as a job's")
    .option(
      "--stop-with-terminal",
      "with --live: when the viewer is left or its terminal ends, pull and stop the engine too",
    )
    .option("--readonly", "the interface shows everything and can act on nothing")
    .option("--takeover", "with --live: begin although another engine trades on the account, which ends by that")
    .option("--after-kill <word>", "with --live: trade again what was killed; the word is resume")
    .addOption(new Option("--watched", "somebody looks: show what needs a decision, and wait").hideHelp())
    .addOption(new Option("--confirmed <terms>", "whoever started it has asked the operator").hideHelp())
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
