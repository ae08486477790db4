import { describeBacktest } from "./backtest-options.ts";
import { describeCalibrate } from "./calibrate-options.ts";
import type { CommandEntry } from "./command.ts";
import { describeCycle } from "./cycle-options.ts";
import { describeDoctor } from "./doctor-options.ts";
import { describeDrill } from "./drill-options.ts";
import { ENGINE_COMMANDS } from "./engine-commands.ts";
import { describeExchange } from "./exchange-options.ts";
import { describeFair } from "./fair-options.ts";
import { FILE_COMMANDS } from "./file-commands.ts";
import { describeInit } from "./init-options.ts";
import { describeQueue } from "./queue-options.ts";
import { describeRecord } from "./record-options.ts";
import { describeRules } from "./rules-options.ts";
import { describeRun } from "./run-options.ts";
import { describeScore } from "./score-options.ts";
import { describeSweep } from "./sweep-options.ts";
import { describeTune } from "./tune-options.ts";
import { describeWatchdog } from "./watchdog-options.ts";

/** Every command, in the order in which the help lists them. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "run", describe: describeRun, load: () => import("./run.ts") },
  ...ENGINE_COMMANDS,
  { name: "watchdog", describe: describeWatchdog, load: () => import("./watchdog.ts") },
  { name: "cycle", describe: describeCycle, load: () => import("./cycle.ts") },
  { name: "drill", describe: describeDrill, load: () => import("./drill.ts") },
  { name: "rules", describe: describeRules, load: () => import("./rules.ts") },
  { name: "record", describe: describeRecord, load: () => import("./record.ts") },
  { name: "backtest", describe: describeBacktest, load: () => import("./backtest.ts") },
  { name: "sweep", describe: describeSweep, load: () => import("./sweep.ts") },
  { name: "tune", describe: describeTune, load: () => import("./tune.ts") },
  { name: "fair", describe: describeFair, load: () => import("./fair.ts") },
  { name: "calibrate", describe: describeCalibrate, load: () => import("./calibrate.ts") },
  { name: "queue", describe: describeQueue, load: () => import("./queue.ts") },
  { name: "score", describe: describeScore, load: () => import("./score.ts") },
  {
    name: "artists",
    describe: (command) => {
      command
        .summary("find the artists of an event on Spotify, to be pinned")
        .description(
          "Looks for the artists that an event's contracts name and prints the lines of artists.toml that pin them, for you to check\n" +
            "and copy. Needs an app of Spotify's: TAUROI_SPOTIFY_CLIENT_ID, TAUROI_SPOTIFY_CLIENT_SECRET_FILE.",
        )
        .argument("[name...]", "look for these names instead")
        .option("--venue <venue>", "sim, demo, prod or the URL of an exchange")
        .option("--series <ticker>", "its open event that closes next")
        .option("--event <ticker>", "this event")
        .option("--config <file>", "settings file (default ./tauroi.toml, if there is one)")
        .option("--json", "print one JSON document");
    },
    load: () => import("./artists.ts"),
  },
  { name: "init", describe: describeInit, load: () => import("./init.ts") },
  { name: "doctor", describe: describeDoctor, load: () => import("./doctor.ts") },
  { name: "exchange", describe: describeExchange, load: () => import("./exchange.ts") },
  ...FILE_COMMANDS,
];
