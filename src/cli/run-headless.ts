import { systemClock } from "../ambient/clock.ts";
import { systemFiles } from "../ambient/files.ts";
import { entropy32, Random } from "../ambient/random.ts";
import { systemTimers } from "../ambient/timers.ts";
import type { AccountCheck } from "../app/account-check.ts";
import type { Configuration } from "../app/config.ts";
import { openControlPath, placeOf } from "../app/control-path.ts";
import { type ControlServer, createControlServer } from "../app/control-server.ts";
import { operate } from "../app/operate.ts";
import type { Run } from "../app/run.ts";
import { RunLog } from "../app/run-log.ts";
import { summarize, summaryTable } from "../app/run-summary.ts";
import type { Session, SessionEnd } from "../app/session.ts";
import { openSimRun } from "../app/sim-run.ts";
import { versionLine } from "../app/version.ts";
import { type Journal, nullJournal, openJournal } from "../journal/journal.ts";
import type { Addresses } from "../venue/kalshi/addresses.ts";
import type { KalshiKey } from "../venue/kalshi/key.ts";
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
  /** The exchange to trade on, and the account's key; undefined is the embedded one, in this process. */
  readonly live?: { readonly addresses: Addresses; readonly key: KalshiKey } | undefined;
}

/** Runs the engine in this process until it ends; answers the exit code. */
export async function runHeadless(options: HeadlessOptions): Promise<number> {
  const { configuration, seed, live, attended } = options;
  const program = versionLine();
  const journal = configuration.state === undefined ? nullJournal : openJournal(configuration.state, program);
  try {
    const run = await openRun(options, journal, program);
    options.beforeCrash(async (error) => {
      run.session.crash(error);
      await run.session.ended;
    });
    const signals = listenForSignals(run.session);
    const control = await openControl(run, configuration.state, program, attended);
    const end = await run.play();
    control.close(`the run has ended: ${end.reason}`);
    if (end.reason === "crashed") throw end.error;
    const summary = summarize(run.session.engine.desk!, end, run.venue.name, live ? undefined : seed, run.account);
    options.print(configuration.json ? JSON.stringify(summary) : summaryTable(summary));
    return signals.received ?? exitCode(end, run.account);
  } finally {
    journal.close();
  }
}

async function openRun(options: HeadlessOptions, journal: Journal, program: string): Promise<Run> {
  const { configuration, seed, attended, live } = options;
  const log = new RunLog();
  const usual = {
    configuration,
    program,
    journal,
    clock: systemClock,
    timers: systemTimers,
    unattended: !attended,
    watch: log.watch,
  };
  if (live === undefined) {
    // A folder may see the same seed again; without one nothing outlives the run, and the same seed gives the same ids.
    const epoch = configuration.state === undefined ? `sim${seed}` : entropy32().toString(36);
    return openSimRun({ ...usual, seed, epoch });
  }
  const { openLiveRun } = await import("../app/live-run.ts");
  const seconds = Math.floor(systemClock.now() / 1_000);
  const epoch = `${seconds.toString(36)}${entropy32().toString(36)}`;
  return openLiveRun({ ...usual, ...live, epoch, random: Random.seeded(entropy32()), notice: log.notice });
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
  { session, snapshot }: Run,
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

function exitCode(end: Exclude<SessionEnd, { reason: "crashed" }>, account: AccountCheck | undefined): number {
  if (account?.agrees === false && end.reason !== "halted") return EXIT.reconciliationDrift;
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
