import type { Command } from "commander";

/** Which exchange, and what on it. */
export interface TargetOptions {
  readonly venue?: string;
  readonly series?: string;
  readonly event?: string;
  readonly market?: readonly string[];
  readonly config?: string;
}

/** The same on one account, whose records are kept in its state folder. */
export interface AccountTargetOptions extends TargetOptions {
  readonly state?: string;
  readonly json?: boolean;
}

/** Adds the options of `TargetOptions` to a command that trades nothing by itself. */
export function describeTarget(command: Command, event = "this event"): Command {
  return command
    .option("--venue <venue>", "demo, prod or the URL of an exchange")
    .option("--series <ticker>", "its open event that closes next")
    .option("--event <ticker>", event)
    .option("--market <ticker...>", "these markets of one event")
    .option("--config <file>", "settings file (default ./tauroi.toml, if there is one)");
}

/** Adds the options of `AccountTargetOptions`. */
export function describeAccountTarget(command: Command): Command {
  return describeTarget(command)
    .option("--state <dir>", "the account's state folder")
    .option("--json", "print one JSON document");
}
