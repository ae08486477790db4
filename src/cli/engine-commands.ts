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

function acting(name: "pull" | "resume" | "reduce", summary: string, description: string): CommandEntry {
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
    "reduce",
    "quote only what shrinks the position",
    "Quotes only the side that shrinks the position, until `tauroi resume`.",
  ),
  {
    name: "kill",
    describe: (command) => {
      describeEngine(
        command,
        "stop quoting and cancel everything, with proof",
        "Stops quoting at once, cancels every order and waits for the exchange to confirm that nothing rests. Exits 0 when it\n" +
          "has, 5 when something may still rest at the deadline, 4 when no engine or no proof can be had.",
      ).option("--json", "print one JSON document");
    },
    load: () => import("./kill.ts"),
  },
];
