/**
 * A session that lasts: `bun run soak [--events N] [--seed S] [--json]`. The engine, the run loop and the journal on disk as they are in a run on
 * the embedded exchange, as fast as they go, until the engine has had N inputs; memory and the journal's files are measured all along. Exit
 * code 1 when the memory of the last quarter is more than 5% above that of the second, or the journal grew past its bound.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "../../src/ambient/clock.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { loadConfiguration } from "../../src/app/config.ts";
import { openSimRun } from "../../src/app/sim-run.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { after } from "../../src/market/units.ts";
import { SIMULATION_START } from "../../src/venue/sim/simulated-event.ts";
import { mean, type Sample, sampled } from "./samples.ts";

const HOUR_MS = 3_600_000;
/** The simulated month is too short: the event stays open for so long. */
const OPEN_HOURS = 2_000;
/** The journal's bound on disk: its file and its log, and as much again for backups. */
const JOURNAL_BYTES = 2 * 64 * 1024 * 1024;
const SAMPLES = 400;
const GROWTH = 1.05;

async function soak(events: number, seed: number): Promise<object & { readonly violations: readonly string[] }> {
  const state = mkdtempSync(join(tmpdir(), "tauroi-soak-"));
  const journal = openJournal(state, "soak", { writer: "direct" });
  const samples: Sample[] = [];
  const startedMs = performance.now();
  let inputs = 0;
  try {
    const run = await openSimRun({
      configuration: loadConfiguration({ flags: { headless: true, speed: "max" }, environment: {} }),
      seed,
      epoch: "soak",
      program: "soak",
      journal,
      clock: systemClock,
      timers: systemTimers,
      unattended: true,
      exchange: { closeTime: after(SIMULATION_START, OPEN_HOURS * HOUR_MS) },
      watch: () => {
        inputs += 1;
        if (inputs % Math.ceil(events / SAMPLES) === 0) samples.push(sampled(inputs, bytesUnder(state)));
        if (inputs === events) run.session.operate("stop", "the soak's end");
      },
    });
    const end = await run.play();
    const simulatedHours = (run.clock.now() - SIMULATION_START) / HOUR_MS;
    return judged(samples, {
      inputs,
      end: end.reason,
      simulatedHours,
      seconds: (performance.now() - startedMs) / 1_000,
    });
  } finally {
    await journal.close();
    rmSync(state, { recursive: true, force: true });
  }
}

interface Played {
  readonly inputs: number;
  readonly end: string;
  readonly simulatedHours: number;
  readonly seconds: number;
}

function judged(samples: readonly Sample[], played: Played) {
  const quarter = (index: number) =>
    samples.slice(Math.floor((index * samples.length) / 4), Math.floor(((index + 1) * samples.length) / 4));
  const [second, last] = [mean(quarter(1), "residentMb"), mean(quarter(3), "residentMb")];
  const journalBytes = Math.max(...samples.map(({ journalBytes: bytes }) => bytes));
  const violations: string[] = [];
  if (last > second * GROWTH) violations.push(`memory grew from ${second.toFixed(1)} to ${last.toFixed(1)} MB`);
  if (journalBytes > JOURNAL_BYTES) violations.push(`the journal's files grew to ${journalBytes} bytes`);
  if (played.end !== "stopped") violations.push(`the session ended by itself: ${played.end}`);
  return {
    ...played,
    residentMb: [0, 1, 2, 3].map((index) => rounded(mean(quarter(index), "residentMb"))),
    heapMb: [0, 1, 2, 3].map((index) => rounded(mean(quarter(index), "heapMb"))),
    growth: rounded(last / second, 4),
    journalMb: rounded(journalBytes / 1e6),
    violations,
  };
}

function bytesUnder(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return bytes;
}

function rounded(value: number, decimals = 1): number {
  return Number(value.toFixed(decimals));
}

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "2000000" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
const result = await soak(Number(values.events), Number(values.seed));
process.stdout.write(`${JSON.stringify(result, null, values.json ? 0 : 2)}\n`);
process.exitCode = result.violations.length === 0 ? 0 : 1;
