import { systemFiles } from "../ambient/files.ts";
import { entropy32 } from "../ambient/random.ts";
import { systemTimers } from "../ambient/timers.ts";
import { type Configuration, loadConfiguration } from "../app/config.ts";
import { placeOf } from "../app/control-path.ts";
import { loadKey, loadKeyIfAny } from "../app/credentials.ts";
import { type EngineProcess, startEngineProcess } from "../app/engine-process.ts";
import { JobSummaryFile } from "../app/job-summary-file.ts";
import { RESUME_WORD } from "../app/kill-marker.ts";
import { confirmation } from "../app/readiness/confirmation.ts";
import { usualStateFolder } from "../app/state-folder.ts";
import type { Addresses } from "../venue/kalshi/addresses.ts";
import { heedKill, mustNotBeKilledSince } from "./after-kill.ts";
import type { Invocation } from "./command.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import { gatedRun } from "./gated-run.ts";
import { passLiveGate } from "./live-gate.ts";
import { optionWords, type RunOptions } from "./run-options.ts";
import { tradingPlace } from "./run-venue.ts";
import { StartRefusal } from "./start-refusal.ts";
import { terminalAsk } from "./terminal-ask.ts";

/** How long the engine gets to pull its orders and say what it came to, after its viewer has left. */
const ENGINE_ENDS_WITHIN_MS = 5_000;
/** An exit code above it is a signal's number more (POSIX shells, and how Bun tells it). */
const SIGNALLED = 128;
const SIGTERM = 15;
/** A start on an exchange waits for readings of the account, and where it must until nothing sent earlier can arrive any more (SAFETY.md, Start). */
const LIVE_COMES_UP_WITHIN_MS = 5 * 60_000;

/** `tauroi run`: the engine in this process when headless, else in one of its own with the interface here. */
export async function action(invocation: Invocation<RunOptions>): Promise<number> {
  const { summary } = invocation.options;
  const file =
    typeof summary === "string" && summary !== "" ? new JobSummaryFile(summary, invocation.complain) : undefined;
  const refusal = new StartRefusal();
  try {
    return await trade(invocation, file, refusal);
  } catch (error) {
    const known = error instanceof Error && "exitCode" in error ? Number(error.exitCode) : undefined;
    const why = error instanceof Error ? error.message : String(error);
    if (known !== undefined) file?.writeFailure(why, known);
    await refusal.tell(why, known ?? EXIT.unexpected);
    throw error;
  }
}

async function trade(
  invocation: Invocation<RunOptions>,
  summaryFile: JobSummaryFile | undefined,
  refusal: StartRefusal,
): Promise<number> {
  const { options } = invocation;
  const onTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const headless = options["headless"] === true || options["json"] === true || !onTerminal;
  const { attended, watched, stopWithTerminal, ...given } = options;
  const flags = { ...given, ...(headless && { headless: true }) };
  const configured = loadConfiguration({ flags, environment: process.env });
  if (headless) refusal.prepare(configured);
  const endsWithViewer = stopWithTerminal === true;
  if (endsWithViewer && headless) {
    throw new CommandFailure("--stop-with-terminal: there is no terminal here; a signal pulls and ends it", EXIT.usage);
  }
  if (summaryFile !== undefined && !headless) {
    throw new CommandFailure("--summary: it is for a headless run; add --headless", EXIT.usage);
  }
  const place = tradingPlace(configured, {
    live: options["live"] === true,
    takeover: options["takeover"] === true,
    requireReadiness: options["requireReadiness"] === true,
  });
  const live =
    place.kind === "live" ? { addresses: place.addresses, key: loadKey(process.env, configured.key) } : undefined;
  const dry =
    place.kind === "dry" ? { addresses: place.addresses, key: loadKeyIfAny(process.env, configured.key) } : undefined;
  const isAway = live !== undefined || dry !== undefined;
  const resolved =
    live !== undefined
      ? withState(configured, live.addresses, live.key.id)
      : dry !== undefined
        ? withDryState(configured, dry.addresses)
        : configured;
  if (headless) refusal.prepare(resolved);
  const seed = resolved.seed ?? entropy32();
  const killFolders = live === undefined ? [] : killFoldersOf(resolved, live.addresses, live.key.id);
  const word = options["afterKill"] as string | undefined;
  const heeded = await heedKill({ folders: killFolders, word, isAttended: !headless });
  const gate =
    place.kind === "live" && live !== undefined
      ? await passLiveGate({
          demands: place.demands,
          configuration: resolved,
          restUrl: live.addresses.restUrl,
          key: live.key,
          yesIMeanIt: options["yesIMeanIt"] === true,
          confirmed:
            typeof options["confirmed"] === "string" ? { as: options["confirmed"], by: process.ppid } : undefined,
          ask: options["json"] === true ? undefined : terminalAsk(),
          tell: invocation.complain,
        })
      : undefined;
  mustNotBeKilledSince(heeded, killFolders);
  const configuration = gate?.configuration ?? resolved;
  if (configuration.headless) {
    const { runHeadless } = await import("./run-headless.ts");
    const takeover = options["takeover"] === true;
    const onObserved = (): void => refusal.over();
    const asked = { attended: attended === true, watched: watched === true, takeover, summaryFile, onObserved };
    const gated = gate && live && gatedRun(gate, live.addresses.restUrl, invocation.complain);
    return runHeadless({ ...invocation, configuration, seed, ...asked, killFolders, heeded, live, dry, gated });
  }
  // On paper the engine ends with its viewer; away from there it goes on without, unless that was asked for.
  const itself = isAway
    ? { attended: endsWithViewer, watched: true }
    : { attended: true, seed, speed: configuration.speed };
  const state = configuration.state === undefined ? {} : { state: configuration.state };
  const words = [
    "run",
    ...optionWords({
      ...given,
      headless: true,
      ...itself,
      ...state,
      ...(heeded !== undefined && { afterKill: RESUME_WORD }),
      ...(gate !== undefined && { confirmed: confirmation(gate.terms, process.pid) }),
    }),
  ];
  const engine = startEngineProcess({
    words,
    state: configuration.state,
    place: placeOf(process.env),
    readonly: configuration.readonly,
    ...(isAway && { comesUpWithinMs: LIVE_COMES_UP_WITHIN_MS }),
    timers: systemTimers,
    files: systemFiles,
  });
  const code = await shown(engine, () =>
    invocation.interface.open(engine.connection, {
      readonly: configuration.readonly,
      isFirstRun: !isAway && isUnconfigured(configuration),
    }),
  );
  if (isAway && engine.isRunning && !endsWithViewer) {
    invocation.complain(
      `tauroi: the engine goes on (process ${engine.pid}): tauroi attach shows it, SIGTERM pulls and ends it`,
    );
    return code;
  }
  const late = new Promise<undefined>((resolve) => systemTimers.after(ENGINE_ENDS_WITHIN_MS, () => resolve(undefined)));
  const ended = await Promise.race([engine.exited, late]);
  const summary = engine.takeOutput().trimEnd();
  if (summary !== "") invocation.print(summary);
  if (ended === undefined) invocation.complain(`tauroi: the engine (process ${engine.pid}) is still ending`);
  if (ended !== undefined && summary === "" && isCutOff(ended)) {
    const expire = live === undefined ? "" : "; its orders expire within 50 s, `tauroi kill` proves that none rests";
    invocation.complain(
      `tauroi: the engine (process ${engine.pid}) was ended from outside by signal ${ended - SIGNALLED} and has left no summary${expire}`,
    );
    return ended;
  }
  return code === EXIT.fine && ended !== undefined && ended < 128 ? ended : code;
}

/** Ended by a signal that it could not answer. The one that it is asked to end with is ours, where it was left before it was up. */
function isCutOff(exitCode: number): boolean {
  return exitCode > SIGNALLED && exitCode !== SIGNALLED + SIGTERM;
}

/** Nothing was said at all, by nobody's file, variable or flag: somebody looks for the first time. */
function isUnconfigured({ settings }: Configuration): boolean {
  return settings.every(({ origin }) => origin === "default" || origin.startsWith("profile "));
}

/** Where a kill of this account leaves its marker. */
function killFoldersOf({ state }: Configuration, { restUrl }: Addresses, keyId: string): readonly string[] {
  const usual = usualStateFolder(process.env, new URL(restUrl).host, keyId);
  return [state, usual].filter((folder) => folder !== undefined);
}

/** The configuration with a folder for the journal, which a live run can't be without. */
function withState(configuration: Configuration, { restUrl }: Addresses, keyId: string): Configuration {
  const state = configuration.state ?? usualStateFolder(process.env, new URL(restUrl).host, keyId);
  if (state === undefined) {
    throw new CommandFailure(
      "--live: name a folder for the journal with --state; there is no HOME to keep it in",
      EXIT.usage,
    );
  }
  return { ...configuration, state };
}

/** The configuration with a folder for the journal of a dry run, where there is a home to keep it in. */
function withDryState(configuration: Configuration, { restUrl }: Addresses): Configuration {
  const state = configuration.state ?? usualStateFolder(process.env, new URL(restUrl).host, "dry-run");
  return { ...configuration, state };
}

/** Shows the engine; one that was left before it could be watched is told to end, since it would wait for its viewer. */
async function shown(engine: EngineProcess, show: () => Promise<number>): Promise<number> {
  let connected = false;
  engine.connection.then(
    () => {
      connected = true;
    },
    () => undefined,
  );
  try {
    return await show();
  } finally {
    if (!connected) engine.stop();
  }
}
