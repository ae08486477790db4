import type { Command } from "commander";
import { durationMs } from "./option-values.ts";

export interface CycleCommandOptions {
  readonly wanted?: string;
  readonly margin?: number;
  readonly atMost?: number;
  readonly json?: boolean;
}

/** The arguments of `tauroi cycle`. */
export function describeCycle(command: Command): void {
  command
    .summary("how long a run may take until just before cron starts the next one")
    .description(
      "Prints a duration for tauroi run --duration, such as 4h55m: from now until shortly before the next start of a schedule\n" +
        "of cron, which is five fields in UTC. */5 in the hours leaves a gap of four at midnight, and what cron starts may start\n" +
        "late; both are allowed for. A start that is less than a quarter of an hour away is overlooked: it cancels this run.",
    )
    .argument("<schedule>", 'when runs are started, such as "0 */5 * * *"')
    .option("--wanted <time>", "as long as this instead; empty: as without it")
    .option("--margin <time>", "end so long before the next start (default 5m)", durationMs)
    .option("--at-most <time>", "no run is longer (default 5h30m, for jobs that may take 6 hours)", durationMs)
    .option("--json", "print one JSON document");
}
