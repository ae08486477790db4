import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../src/ambient/clock.ts";
import { systemTimers } from "../../../src/ambient/timers.ts";
import { loadConfiguration } from "../../../src/app/config.ts";
import { readSession, type SessionLog } from "../../../src/app/parity/session-log.ts";
import { type RunSummary, summarize } from "../../../src/app/run-summary.ts";
import { openSimRun } from "../../../src/app/sim-run.ts";
import { openJournal } from "../../../src/journal/open-journal.ts";
import { readJournal } from "../../../src/journal/reader.ts";

/** A session on the embedded exchange, with the folder of its journal. */
export interface Played {
  readonly state: string;
  readonly summary: RunSummary;
  readonly log: SessionLog;
  remove(): void;
}

/** Plays a session and keeps its journal. */
export async function played(seed: number, flags: Record<string, unknown>): Promise<Played> {
  const state = mkdtempSync(join(tmpdir(), "tauroi-parity-"));
  const configuration = loadConfiguration({ flags: { headless: true, speed: "max", ...flags }, environment: {} });
  const journal = openJournal(state, "tauroi test", { writer: "direct" });
  const run = await openSimRun({
    configuration,
    seed,
    epoch: `seed${seed}`,
    program: "tauroi test",
    journal,
    clock: systemClock,
    timers: systemTimers,
    unattended: true,
  });
  const end = await run.play();
  await journal.close();
  const reader = readJournal(state);
  const log = readSession(reader, reader.sessions()[0]!)!;
  reader.close();
  return {
    state,
    summary: summarize(run.session.engine.desk!, end, "sim", seed),
    log,
    remove: () => rmSync(state, { recursive: true, force: true }),
  };
}
