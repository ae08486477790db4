import type { Command } from "commander";
import type { CommandEntry } from "./command.ts";
import { integer } from "./option-values.ts";

/** Which of the running engines is meant; none given: the only one. */
export interface EngineOptions {
  readonly state?: string;
  readonly engine?: number;
}

function describeEngine(command: Command, summary: string, description: string): Command {
  return command
    .summary(summary)
    .description(description)
    .option("--state <dir>", "the engine on this state folder")
    .option("--engine <pid>", "the engine of this process", integer(1));
}

function acting(name: "pull" | "resume" | "reduce" | "adopt", summary: string, description: string): CommandEntry {
  return {
    name,
    describe: (command) => {
      describeEngine(command, summary, description)
        .argument("[ticker]", "one contract, by its ticker or the end of it; without: all")
        .option("--json", "print one JSON document");
    },
    load: async () => ({ action: (await import("./act.ts")).asking(name) }),
  };
}

/** Commands that look at a running engine or act on it, through its control socket. */
export const ENGINE_COMMANDS: readonly CommandEntry[] = [
  {
    name: "attach",
    describe: (command) => {
      describeEngine(
        command,
        "the interface on a running engine",
        "Opens the interface on an engine that is running. Leaving it does not end the engine.",
      ).option("--readonly", "show everything, act on nothing");
    },
    load: () => import("./attach.ts"),
  },
  {
    name: "status",
    describe: (command) => {
      describeEngine(
        command,
        "what a running engine does",
        "Prints what a running engine does, contract by contract.",
      ).option("--json", "print the whole snapshot as one JSON document");
    },
    load: () => import("./status.ts"),
  },
  acting(
    "pull",
    "pull quotes",
    "Cancels the quotes of a contract, or of all, until `tauroi resume`. Repeating it is harmless.",
  ),
  acting(
    "resume",
    "quote again after a pull",
    "Quotes a pulled contract again, or all, as far as limits and defences allow.",
  ),
  acting(
    "adopt",
    "take over what another hand has changed",
    "Takes over what somebody else has traded on the account, of one contract or of all: positions, resting orders, cash\n" +
      "that nobody can explain, differences from the start. Quoting goes on with them.",
  ),
  acting(
    "reduce",
    "quote only what shrinks the position",
    "Quotes only the side that shrinks the position, until `tauroi resume`.",
  ),
  {
    name: "set",
    describe: (command) => {
      describeEngine(
        command,
        "change a value of the profile while it runs",
        "Changes a value of the profile, such as `tauroi set order_size=2` or `tauroi set half_spread_cents=4 DRAK`, on all contracts or " +
          "one. It holds until it is set back; over restarts too where it adds no risk. What may add risk has to be confirmed, at every " +
          "start anew, and no limit grows beyond the session's own.",
      )
        .argument("<name=value>", "a value's name as in tauroi.toml, and what it is to be")
        .argument("[ticker]", "one contract, by its ticker or the end of it; without: all")
        .option("--yes", "also where it may add risk, without being asked")
        .option("--json", "print one JSON document");
    },
    load: () => import("./set.ts"),
  },
  {
    name: "alerts",
    describe: (command) => {
      describeEngine(
        command,
        "the alerts that are open, and having seen them",
        "Lists a running engine's alerts whose cause holds. `tauroi alerts ack` says that they have been seen: a critical one is\n" +
          "repeated until then (docs/observing.md).",
      )
        .argument("[ack]", "ack: they have been seen")
        .argument("[id]", "only this one; without: all that are open")
        .option("--json", "print one JSON document");
    },
    load: () => import("./alerts.ts"),
  },
  {
    name: "signal",
    describe: (command) => {
      describeEngine(
        command,
        "tell a running engine to widen or pull a contract for a reason of yours",
        "Hands one event to a running engine: {source, ticker, severity, until, reason}, as docs/signals.md describes it.",
      )
        .argument("<event>", "the event, as a JSON object")
        .option("--json", "print one JSON document");
    },
    load: () => import("./signal.ts"),
  },
  {
    name: "kill",
    describe: (command) => {
      describeEngine(
        command,
        "stop quoting and cancel everything, with proof",
        "Stops quoting at once, cancels every order and waits for the exchange to confirm that nothing rests. Where no engine\n" +
          "answers, or it proves nothing within seconds, it goes to the exchange itself, with the account's key (TAUROI_KEY_ID,\n" +
          "TAUROI_PRIVATE_KEY_FILE, or the settings file's). Exits 0 when the exchange has confirmed it; after 180 s 5 when something still rests and 4\n" +
          "when there is no proof. Trading again needs tauroi run --after-kill resume.",
      )
        .option("--config <file>", "settings file that names the key (default ./tauroi.toml, if there is one)")
        .option("--ours", "only orders that this program has placed; others of the account stay")
        .option(
          "--venue <name>",
          "the exchange to go to: demo, prod or a URL (default: the engine's or the state folder's)",
        )
        .option("--json", "print one JSON document");
    },
    load: () => import("./kill.ts"),
  },
];
