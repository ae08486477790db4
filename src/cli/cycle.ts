import { systemClock } from "../ambient/clock.ts";
import { parseDuration } from "../app/config-duration.ts";
import { parseCron } from "../app/cron.ts";
import { cycle, durationText } from "../app/cycle.ts";
import type { Invocation } from "./command.ts";
import type { CycleCommandOptions } from "./cycle-options.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";

const MARGIN_MS = 5 * 60_000;
/** A run shorter than this isn't worth its start. */
const LEAST_MS = 10 * 60_000;
const AT_MOST_MS = 5.5 * 3_600_000;

/** `tauroi cycle`: how long a run that starts now may take. */
export async function action({ operands, options, print }: Invocation<CycleCommandOptions>): Promise<number> {
  try {
    const { wanted = "", margin: marginMs = MARGIN_MS, atMost: atMostMs = AT_MOST_MS } = options;
    const now = systemClock.now();
    const wantedMs = wanted === "" ? undefined : parseDuration(wanted);
    const schedule = parseCron(operands[0]!);
    const { durationMs, nextStart } = cycle({ schedule, now, marginMs, leastMs: LEAST_MS, atMostMs, wantedMs });
    const duration = durationText(durationMs);
    const document = { duration, duration_ms: durationMs, next_start: new Date(nextStart).toISOString() };
    print(options.json === true ? JSON.stringify(document) : duration);
    return EXIT.fine;
  } catch (error) {
    if (error instanceof RangeError) throw new CommandFailure(`cycle: ${error.message}`, EXIT.usage);
    throw error;
  }
}
