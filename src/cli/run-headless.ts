import { systemClock } from "../ambient/clock.ts";
import { systemFiles } from "../ambient/files.ts";
import { entropy32 } from "../ambient/random.ts";
import { systemTimers } from "../ambient/timers.ts";
import type { Configuration } from "../app/config.ts";
import { openControlPath, placeOf } from "../app/control-path.ts";
import { type ControlServer, createControlServer } from "../app/control-server.ts";
import { operate } from "../app/operate.ts";
import { RunLog } from "../app/run-log.ts";
import { summarize, summaryTable } from "../app/run-summary.ts";
import type { Session, SessionEnd } from "../app/session.ts";
import { openSimRun, type SimRun } from "../app/sim-run.ts";
import { versionLine } from "../app/version.ts";
import { nullJournal, openJournal } from "../journal/journal.ts";
import type { Surroundings } from "./command.ts";
import { EXIT } from "./exit-code.ts";

/** An engine that was started for a viewer doesn't wait for one longer than this. */
const VIEWER_COMES_WITHIN_MS = 10_000;

/** Signals that end a run, once its orders are pulled. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

export interface HeadlessOptions extends Surroundings {
  readonly configuration: Configuration;
  readonly seed: number;
  /** Ends when the last viewer has left. */
  readonly attended: boolean;
}

/** Runs the engine in this process until it ends; answers the exit code. */
export async function runHeadless(options: HeadlessOptions): Promise<number> {
  const { configuration, seed, attended } = options;
  const program = versionLine();
  const journal = configuration.state === undefined ? nullJournal : openJournal(configuration.state, program);
  try {
    const log = new RunLog();
    const run = await openSimRun({
      configuration,
      seed,
      // A folder may see the same seed again; without one nothing outlives the run, and the same seed gives the same ids.
      epoch: configuration.state === undefined ? `sim${seed}` : entropy32().toString(36),
      program,
      journal,
      clock: systemClock,
      timers: systemTimers,
      unattended: !attended,
      watch: log.watch,
    });
    options.beforeCrash(async (error) => {
      run.session.crash(error);
      await run.session.ended;
    });
    const signals = listenForSignals(run.session);
    const control = await openControl(run, configuration.state, program, attended);
    const end = await run.play();
    control.close(`the run has ended: ${end.reason}`);
    if (end.reason === "crashed") throw end.error;
    const summary = summarize(run.session.engine.desk!, end, "sim", seed);
    options.print(configuration.json ? JSON.stringify(summary) : summaryTable(summary));
    return signals.received ?? exitCode(end);
  } finally {
    journal.close();
  }
}

/** Pulls everything and ends on a signal; a second one ends at once. */
function listenForSignals(session: Session): { readonly received: number | undefined } {
  const heard: { received: number | undefined } = { received: undefined };
  for (const [name, number] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      if (heard.received !== undefined) process.exit(128 + number);
      heard.received = 128 + number;
      session.operate("stop", `signal ${name}`);
    });
  }
  return heard;
}

/** Opens the control socket; an engine that is attended ends with its last viewer. */
async function openControl(
  { session, snapshot }: SimRun,
  state: string | undefined,
  program: string,
  attended: boolean,
): Promise<ControlServer> {
  const place = openControlPath(state, process.pid, placeOf(process.env), systemFiles);
  let seen = false;
  const server = await createControlServer({
    path: place.path,
    program,
    snapshot,
    onCommand: (command, by) => operate(session, command, by),
    timers: systemTimers,
    onViewers: (count) => {
      seen ||= count > 0;
      if (attended && seen && count === 0) session.operate("stop", "the viewer's leaving");
    },
  });
  if (attended) {
    const waiting = systemTimers.after(VIEWER_COMES_WITHIN_MS, () => {
      if (!seen) session.operate("stop", "no viewer's coming");
    });
    void session.ended.then(() => waiting.cancel());
  }
  return {
    close(reason) {
      server.close(reason);
      place.release();
    },
  };
}

function exitCode(end: Exclude<SessionEnd, { reason: "crashed" }>): number {
  switch (end.reason) {
    case "stopped":
      return end.mayRest === 0 ? EXIT.fine : EXIT.venueUnreachable;
    case "settled":
    case "killed":
      return EXIT.fine;
    case "halted":
      return EXIT.haltedByRisk;
    case "drift":
      return EXIT.reconciliationDrift;
  }
}
