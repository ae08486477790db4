import type { CommandEntry } from "./command.ts";
import { integer, positive } from "./option-values.ts";
import { describeReport } from "./report-options.ts";

/** Commands that read files: a journal, the configuration. */
export const FILE_COMMANDS: readonly CommandEntry[] = [
  {
    name: "replay",
    describe: (command) => {
      command
        .summary("run a journal again and compare every command")
        .description(
          "Feeds a journal's inputs to a fresh engine and compares its commands with the journaled ones, byte for byte, and its\n" +
            "state with those that were kept on the way. A session whose start has been dropped begins with the first state that\n" +
            "is kept. Exits 0 when all are equal, 1 when not, 2 when the file is no journal.",
        )
        .argument("<journal>", "journal.sqlite or a backup of it, or the state folder that holds it")
        .option("--session <n>", "one session of it; without: all", integer(1))
        .option("--segment <n>", "one segment of it: begins with the engine's state that was kept there", integer(1))
        .option("--json", "print one JSON document");
    },
    load: () => import("./replay.ts"),
  },
  { name: "report", describe: describeReport, load: () => import("./report.ts") },
  {
    name: "parity",
    describe: (command) => {
      command
        .summary("compare recorded sessions with what the backtester makes of them")
        .description(
          "Puts the orders of recorded sessions on the market as their engine saw it, and compares fills, result and markouts with what " +
            "backtests' fill models make of them; the engine is given the same inputs again. Exits 0 when all of it is equal, 1 when not. " +
            "--gates: whether the ramp to real money may go on (docs/going-live.md); exits 6 when it has to stop.",
        )
        .argument("<journal...>", "journal.sqlite or a backup of it, or the state folder that holds it")
        .option("--session <n>", "one session of it; without: all", integer(1))
        .option("--latency-scale <x>", "every request so many times as long under way", positive, 1)
        .option("--gates", "judge all sessions by the gates of the ramp")
        .option("--json", "print one JSON document");
    },
    load: () => import("./parity.ts"),
  },
  {
    name: "config",
    describe: (command) => {
      command
        .summary("the settings in force, and where each comes from")
        .description(
          "`show` prints every setting, its value and where that comes from: a default, the profile, the file, a TAUROI_*\n" +
            "variable or an option. `schema` prints the JSON Schema of the file.",
        )
        .argument("[show|schema]", "what to print", "show")
        .option("--config <file>", "settings file (default ./tauroi.toml, if there is one)")
        .option("--profile <name>", "the set of strategy values")
        .option("--json", "print one JSON document");
    },
    load: () => import("./config.ts"),
  },
];
