import { steadyClock, systemClock } from "../ambient/clock.ts";
import { FileError, systemFiles } from "../ambient/files.ts";
import { entropy32, Random } from "../ambient/random.ts";
import { systemTimers } from "../ambient/timers.ts";
import { lockAccount } from "../app/account-lock.ts";
import { besideRun } from "../app/beside-run.ts";
import type { Configuration } from "../app/config.ts";
import { type ControlPath, openControlPath, placeOf } from "../app/control-path.ts";
import { type ControlServer, createControlServer } from "../app/control-server.ts";
import { isDryAccount } from "../app/dry-account.ts";
import type { DryRunParts } from "../app/dry-run.ts";
import { hearEvent } from "../app/hear-event.ts";
import type { JobSummaryFile } from "../app/job-summary-file.ts";
import { clearKillMarker, type KillMarker } from "../app/kill-marker.ts";
import type { LiveRunParts } from "../app/live-run.ts";
import { MarkerWatch } from "../app/marker-watch.ts";
import type { ObservedRun } from "../app/observed-run.ts";
import { operate } from "../app/operate.ts";
import type { Run } from "../app/run.ts";
import type { RunLog } from "../app/run-log.ts";
import { type RunSummary, summarize, summaryTable } from "../app/run-summary.ts";
import { openSchemaWatch } from "../app/schema-sightings.ts";
import type { SessionEnd } from "../app/session.ts";
import { type OpenSignals, openSignalSources } from "../app/signal-sources.ts";
import { openSimRun } from "../app/sim-run.ts";
import { spotifyAccess } from "../app/spotify-access.ts";
import { versionLine } from "../app/version.ts";
import type { Command } from "../engine/command.ts";
import type { Input } from "../engine/input.ts";
import { type Journal, nullJournal } from "../journal/journal.ts";
import { type OpenJournal, openJournal } from "../journal/open-journal.ts";
import { lastEngine } from "../journal/recover.ts";
import { sessionEpochs } from "../journal/session-epochs.ts";
import type { Addresses } from "../venue/kalshi/addresses.ts";
import type { KalshiKey } from "../venue/kalshi/key.ts";
import { waitForKillToPass } from "./after-kill.ts";
import type { Surroundings } from "./command.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import type { GatedRun } from "./gated-run.ts";
import { observe } from "./observe.ts";
import { type Onlookers, onlookers } from "./onlookers.ts";
import { runExitCode } from "./run-exit-code.ts";
import { listenForSignals } from "./run-signals.ts";

/** An engine that was started for a viewer doesn't wait for one longer than this. */
const VIEWER_COMES_WITHIN_MS = 10_000;

export interface HeadlessOptions extends Surroundings {
  readonly configuration: Configuration;
  readonly seed: number;
  /** Ends when the last viewer has left. */
  readonly attended: boolean;
  /** Somebody looks at it: what needs a decision is shown and waited for. */
  readonly watched: boolean;
  /** Begin although another engine seems to be alive on the account. */
  readonly takeover: boolean;
  /** Where a kill of the account leaves its marker: it is taken away when trading begins again. */
  readonly killFolders: readonly string[];
  /** The marker of the kill after which this run was told to trade again; undefined where there was none. */
  readonly heeded: KillMarker | undefined;
  /** What a run does that had to pass the gate. */
  readonly gated?: GatedRun | undefined;
  /** Told once alerts tell of the run, and of what keeps it from beginning. */
  readonly onObserved: () => void;
  /** Where the summary of the run's job goes. */
  readonly summaryFile?: JobSummaryFile | undefined;
  /** The exchange to trade on, and the account's key; undefined is the embedded one, in this process, or a dry run. */
  readonly live?: { readonly addresses: Addresses; readonly key: KalshiKey } | undefined;
  /** The exchange to look at, for a dry run, and a key to its stream if there is one. */
  readonly dry?: { readonly addresses: Addresses; readonly key: KalshiKey | undefined } | undefined;
}

/** Runs the engine in this process until it ends; answers the exit code. */
export async function runHeadless(options: HeadlessOptions): Promise<number> {
  const { configuration, seed, live, dry, attended } = options;
  const program = versionLine();
  const account =
    live && lockAccount(new URL(live.addresses.restUrl).host, live.key.id, placeOf(process.env), systemFiles);
  let journal: RunJournal = nullJournal;
  let place: ControlPath | undefined;
  let observed: ObservedRun | undefined;
  try {
    place = openControlPath(configuration.state, process.pid, placeOf(process.env), systemFiles); // before anything can be placed
    journal = openRunJournal(configuration.state, program, live !== undefined || dry !== undefined);
    observed = await observe(configuration, program, journal.notes);
    options.onObserved();
    const { summaryFile, complain } = options;
    const signals = listenForSignals((code, name) => {
      summaryFile?.writeFailure(`${name} came while it started: nothing was placed`, code);
    });
    const others = onlookers({ summaryFile, complain });
    const run = await openRun(options, journal, program, others, observed);
    others.join(run);
    observed.join(run, journal);
    const shownSeed = live === undefined && dry === undefined ? seed : undefined;
    const summaryOf = (end: SessionEnd): RunSummary =>
      summarize(run.session.engine.desk!, end, run.venue.name, shownSeed, run.account, run.dryRun);
    options.beforeCrash(async (error) => {
      run.session.crash(error);
      const end = await run.session.ended;
      others.ended(() => summaryOf(end), EXIT.unexpected);
      await observed?.ended(end);
    });
    signals.join(run.session, (code, name) => {
      const mayRest = [...(run.session.engine.desk?.orders.live() ?? [])].length;
      others.ended(() => summaryOf({ reason: "stopped", by: `a second signal, ${name}`, mayRest }), code);
    });
    const control = await openControl(run, place.path, program, attended, observed);
    const end = await run.play();
    control.close(`the run has ended: ${end.reason}`);
    const told = observed.ended(end);
    if (end.reason === "crashed") {
      await told;
      throw end.error;
    }
    const summary = summaryOf(end);
    options.gated?.ended(end, run.account);
    const code = signals.received ?? runExitCode(end, run.account);
    others.ended(() => summary, code);
    options.print(configuration.json ? JSON.stringify(summary) : summaryTable(summary));
    await told;
    return code;
  } catch (error) {
    await observed?.failed(error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    observed?.close();
    // Whatever the run has come to is what the caller is to hear: a journal that can't be ended is told beside it.
    await journal.close().catch((error: unknown) => {
      options.complain(`tauroi: ${error instanceof Error ? error.message : String(error)}`);
    });
    place?.release();
    account?.release();
  }
}

/** A run's journal; one that is kept has something to tell of how it was opened. */
type RunJournal = Journal & Partial<Pick<OpenJournal, "notes">>;

/** Where time is real, a thread writes the journal, and the loop never waits for the disk; in a rehearsal results don't depend on the disk. */
function openRunJournal(state: string | undefined, program: string, isLive: boolean): RunJournal {
  if (state === undefined) return nullJournal;
  return openJournal(state, program, { writer: isLive ? "thread" : "direct" });
}

/** What beyond the market is heeded; undefined where nothing is configured. Throws ConfigError for half a credential. */
function signalsOf({ signals, state }: Configuration): OpenSignals | undefined {
  const spotify = spotifyAccess(process.env);
  if (spotify === undefined && signals.events === undefined && signals.calendar === undefined) return undefined;
  return (run) => openSignalSources({ ...run, signals, spotify, state, files: systemFiles });
}

async function openRun(
  options: HeadlessOptions,
  journal: RunJournal,
  program: string,
  others: Onlookers,
  observed: ObservedRun,
): Promise<Run> {
  const { configuration, seed, attended, live, watched, takeover } = options;
  const log: RunLog = observed.log;
  const usual = {
    configuration,
    program,
    journal: observed.measured(journal),
    notes: journal.notes,
    clock: systemClock,
    timers: systemTimers,
    unattended: !attended,
    watch(input: Input, commands: readonly Command[]): void {
      observed.watch(input, commands);
      others.watch(input, commands);
      options.gated?.watch(input);
    },
    signals: options.gated?.signals(signalsOf(configuration)) ?? signalsOf(configuration),
  };
  const sayUnknown = (text: string): void => log.notice({ severity: "info", code: "schema", text }, systemClock.now());
  if (options.dry !== undefined) return openDry(options, options.dry, { ...usual, notice: log.notice }, sayUnknown);
  if (live === undefined) {
    // A folder may see the same seed again; without one nothing outlives the run, and the same seed gives the same ids.
    const epoch = configuration.state === undefined ? `sim${seed}` : entropy32().toString(36);
    return openSimRun({ ...usual, seed, epoch });
  }
  const { openLiveRun } = await import("../app/live-run.ts");
  const complain = (text: string): void => log.notice({ severity: "warning", code: "kill", text }, systemClock.now());
  const surroundings = { files: systemFiles, clock: steadyClock, timers: systemTimers };
  const markers = new MarkerWatch({ folders: options.killFolders, known: options.heeded, ...surroundings });
  await waitForKillToPass(options.killFolders, complain);
  const seconds = Math.floor(systemClock.now() / 1_000);
  const epoch = `${seconds.toString(36)}${entropy32().toString(36)}`;
  const beside =
    configuration.state === undefined
      ? undefined
      : besideRun({
          state: configuration.state,
          folders: options.killFolders,
          start: { venue: configuration.venue, restUrl: live.addresses.restUrl, keyId: live.key.id, epoch },
          complain,
        });
  const sightings = openSchemaWatch(configuration.state, systemFiles, systemClock, sayUnknown);
  const run = await openLiveRun({
    ...usual,
    wire: { schemaWatch: sightings.watch },
    clock: steadyClock, // setting the machine's clock must not move what is asked of the exchange
    ...live,
    ...(options.gated !== undefined && { measured: options.gated.measured }),
    ...(beside !== undefined && { beside }),
    ...earlierRuns(configuration.state, program),
    epoch,
    takeover,
    unattended: !attended && !watched,
    endsWithViewer: attended,
    random: Random.seeded(entropy32()),
    notice: log.notice,
  });
  const kill = (marker: KillMarker): void => {
    beside?.adopt(marker);
    run.session.operate("kill-ours", `${marker.by}, by its marker`); // everything has been cancelled by whoever wrote it
  };
  const meanwhile = markers.look();
  if (meanwhile !== undefined) kill(meanwhile);
  else forgetKill(options.killFolders, complain);
  markers.start(kill);
  void run.session.ended.then(() => {
    markers.stop();
    sightings.keep();
  });
  return run;
}

/** A dry run: it looks at the exchange, and needs neither lock nor marker of an account that it can't touch. */
async function openDry(
  { configuration, watched, attended }: HeadlessOptions,
  dry: NonNullable<HeadlessOptions["dry"]>,
  usual: Omit<DryRunParts, "addresses" | "balance" | "epoch" | "random">,
  sayUnknown: (text: string) => void,
): Promise<Run> {
  const { openDryRun } = await import("../app/dry-run.ts");
  refuseRealJournal(configuration.state, usual.program);
  const seconds = Math.floor(systemClock.now() / 1_000);
  const sightings = openSchemaWatch(configuration.state, systemFiles, systemClock, sayUnknown);
  const run = await openDryRun({
    ...usual,
    ...dry,
    wire: { schemaWatch: sightings.watch },
    clock: steadyClock,
    balance: configuration.dryRunBalance,
    epoch: `${seconds.toString(36)}${entropy32().toString(36)}`,
    unattended: !attended && !watched,
    endsWithViewer: attended,
    random: Random.seeded(entropy32()),
  });
  void run.session.ended.then(() => sightings.keep());
  return run;
}

/** What runs with real orders have left is needed by the next of them: a dry run must not come between. */
function refuseRealJournal(state: string | undefined, program: string): void {
  const left = state === undefined ? undefined : lastEngine(state, program);
  const account = left === undefined || "problem" in left ? undefined : left.engine.desk?.start.account;
  if (account === undefined || isDryAccount(account)) return;
  const text = `--state ${state}: it has the journal of ${account}; name another folder for a dry run`;
  throw new CommandFailure(text, EXIT.usage);
}

/** Trading has begun again: the marker of the kill before it goes. */
function forgetKill(folders: readonly string[], complain: (text: string) => void): void {
  try {
    clearKillMarker(folders, systemFiles);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    complain(error.message); // the next start asks again
  }
}

/** What the journal of a state folder knows of earlier runs. */
function earlierRuns(state: string | undefined, program: string): Pick<LiveRunParts, "left" | "epochs"> {
  return state === undefined ? {} : { left: lastEngine(state, program), epochs: sessionEpochs(state) };
}

/** Opens the control socket; an engine that is attended ends with its last viewer. One that nobody could reach pulls and ends at once. */
async function openControl(
  { session, snapshot }: Run,
  path: string,
  program: string,
  attended: boolean,
  observed: ObservedRun,
): Promise<ControlServer> {
  let seen = false;
  const opening = createControlServer({
    path,
    program,
    snapshot: () => observed.shown(snapshot()),
    onAcknowledge: (id, by) => observed.acknowledge(id, by),
    onCommand: (command, by) => operate(session, command, by),
    onSignal: (event) => hearEvent(session, event),
    timers: systemTimers,
    onViewers: (count) => {
      seen ||= count > 0;
      if (attended && seen && count === 0) session.operate("stop", "the viewer's leaving");
    },
  });
  const server = await opening.catch(async (error: unknown) => {
    session.crash(error);
    await session.ended;
    throw error;
  });
  if (attended) {
    const waiting = systemTimers.after(VIEWER_COMES_WITHIN_MS, () => {
      if (!seen) session.operate("stop", "no viewer's coming");
    });
    void session.ended.then(() => waiting.cancel());
  }
  return server;
}
