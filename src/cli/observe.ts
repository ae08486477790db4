import { systemClock } from "../ambient/clock.ts";
import { systemFiles } from "../ambient/files.ts";
import { systemTimers } from "../ambient/timers.ts";
import type { Configuration } from "../app/config.ts";
import { type ObservedRun, observeRun } from "../app/observed-run.ts";

/** Opens a run's log, metrics and alerts, before anything can be sent. Throws when the port for metrics can't be had. `notes`: of how the journal was opened. */
export async function observe(
  { observation, venue, state }: Configuration,
  program: string,
  notes: readonly string[] = [],
): Promise<ObservedRun> {
  const usual = { clock: systemClock, timers: systemTimers, files: systemFiles };
  const observed = await observeRun({ observation, venue, state, program, ...usual });
  for (const text of notes) observed.log.notice({ severity: "warning", code: "journal", text }, systemClock.now());
  return observed;
}
