import type { Command } from "commander";

export interface RulesOptions {
  readonly venue?: string;
  readonly series?: string;
  readonly config?: string;
  readonly state?: string;
  /** What was read, by its hash. */
  readonly acknowledge?: string;
  readonly json?: boolean;
}

/** The arguments of `tauroi rules`. */
export function describeRules(command: Command): void {
  command
    .summary("show the rules of an event, and acknowledge them")
    .description(
      "Prints the rules of an event and of its markets as the exchange tells them, what has changed since they were last acknowledged, and their\n" +
        "hash. On a terminal it asks for the word that acknowledges them; elsewhere --acknowledge HASH does. A run with real orders trades an event\n" +
        "whose rules are as they were acknowledged, and no other: a change pulls its quotes.",
    )
    .argument("[event]", "its ticker; without: the open event of the series that closes next")
    .option("--acknowledge <hash>", "acknowledge the rules that have this hash, and no others")
    .option("--venue <venue>", "demo, prod or the URL of an exchange")
    .option("--series <ticker>", "its open event that closes next")
    .option("--config <file>", "settings file (default ./tauroi.toml, if there is one)")
    .option("--state <dir>", "the account's state folder")
    .option("--json", "print one JSON document");
}
