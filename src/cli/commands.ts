import { describeBacktest } from "./backtest-options.ts";
import { describeCalibrate } from "./calibrate-options.ts";
import type { CommandEntry } from "./command.ts";
import { ENGINE_COMMANDS } from "./engine-commands.ts";
import { describeExchange } from "./exchange-options.ts";
import { describeFair } from "./fair-options.ts";
import { FILE_COMMANDS } from "./file-commands.ts";
import { describeRun } from "./run-options.ts";
import { describeScore } from "./score-options.ts";
import { describeTune } from "./tune-options.ts";

/** Every command, in the order in which the help lists them. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "run", describe: describeRun, load: () => import("./run.ts") },
  ...ENGINE_COMMANDS,
  { name: "backtest", describe: describeBacktest, load: () => import("./backtest.ts") },
  { name: "tune", describe: describeTune, load: () => import("./tune.ts") },
  { name: "fair", describe: describeFair, load: () => import("./fair.ts") },
  { name: "calibrate", describe: describeCalibrate, load: () => import("./calibrate.ts") },
  { name: "score", describe: describeScore, load: () => import("./score.ts") },
  { name: "exchange", describe: describeExchange, load: () => import("./exchange.ts") },
  ...FILE_COMMANDS,
];
