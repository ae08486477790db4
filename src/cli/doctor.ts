import { steadyClock, systemClock } from "../ambient/clock.ts";
import { forbidCoreDumps } from "../ambient/core-dumps.ts";
import { examineDisk } from "../ambient/disk.ts";
import { systemFiles } from "../ambient/files.ts";
import { entropy32, Random } from "../ambient/random.ts";
import { replaceFile } from "../ambient/replace-file.ts";
import { systemTimers } from "../ambient/timers.ts";
import { type Configuration, loadConfiguration } from "../app/config.ts";
import { settingsPath } from "../app/config-sources.ts";
import { placeOf } from "../app/control-path.ts";
import { keyOrWhyNot } from "../app/credentials.ts";
import type { Check } from "../app/doctor/check.ts";
import { examineAll, exitCodeOf, isPlayMoney } from "../app/doctor/doctor.ts";
import { factsCheck } from "../app/doctor/facts-check.ts";
import type { Terminal } from "../app/doctor/machine-checks.ts";
import { type ProbeAccountParts, type ProbedAccount, probeAccount } from "../app/probe/probe-account.ts";
import { usualStateFolder } from "../app/state-folder.ts";
import { versionLine } from "../app/version.ts";
import { type Addresses, venueAddresses } from "../venue/kalshi/addresses.ts";
import type { KalshiKey } from "../venue/kalshi/key.ts";
import type { Invocation } from "./command.ts";
import type { DoctorOptions } from "./doctor-options.ts";
import { checksText, factsText } from "./doctor-text.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import { interruptedBySignals } from "./interruption.ts";
import { demandConsent } from "./probe-consent.ts";
import { terminalAsk } from "./terminal-ask.ts";

/** Checks whose failure doesn't keep from measuring: it may be just what is to be measured. */
const MEASURABLE: ReadonlySet<string> = new Set(["attestation", "venue-facts"]);

/** `tauroi doctor`: examines all that a run needs; with `--probe` it measures facts about the exchange as well. */
export async function action(invocation: Invocation<DoctorOptions>): Promise<number> {
  const { options, print, complain } = invocation;
  const { probe = false, facts: numbers, wait: waitMs = 0, yesIMeanIt: _, json = false, ...flags } = options;
  if (!probe && (numbers !== undefined || waitMs > 0)) {
    throw new CommandFailure("--facts and --wait go with --probe", EXIT.usage);
  }
  const configuration = loadConfiguration({ flags, environment: process.env });
  const addresses = addressesOf(configuration);
  const key = keyOrWhyNot(process.env, configuration.key);
  const state = configuration.state ?? usualState(addresses, key);
  const random = Random.seeded(entropy32());
  const usual = { timers: systemTimers, files: systemFiles, place: placeOf(process.env), program: versionLine() };
  const uniform = (): number => random.uniform();
  const checks = await examineAll({
    ...usual,
    configuration,
    restUrl: addresses?.restUrl,
    key,
    keyFile: configuration.key.file,
    settingsFile: settingsPath(options.config, process.env),
    noCoreDumps: forbidCoreDumps(),
    state,
    terminal: thisTerminal(),
    examine: examineDisk,
    clock: systemClock,
    uniform,
  });
  if (!json) print(checksText(checks, process.stdout.columns));
  const inTheWay = checks.find(({ name, status }) => status === "failed" && !MEASURABLE.has(name));
  if (!probe || inTheWay !== undefined) {
    if (json) print(JSON.stringify({ checks: checks.map(shown) }));
    if (probe) complain(`nothing is measured: ${inTheWay?.name} has failed`);
    return exitCodeOf(checks);
  }
  if (addresses === undefined || typeof key === "string" || state === undefined) {
    throw new CommandFailure("--probe: name an exchange with --venue demo, prod or a URL", EXIT.usage);
  }
  return await measure({ ...invocation, ...usual, configuration, addresses, key, state, checks, uniform });
}

interface Measuring
  extends Invocation<DoctorOptions>,
    Pick<ProbeAccountParts, "timers" | "files" | "place" | "program" | "uniform"> {
  readonly configuration: Configuration;
  readonly addresses: Addresses;
  readonly key: KalshiKey;
  readonly state: string;
  readonly checks: readonly Check[];
}

/** Measures facts, prints what is known then and judges it; the exit code. */
async function measure(parts: Measuring): Promise<number> {
  const { options, print, complain, configuration, addresses, key, state, checks, ...usual } = parts;
  const { facts: numbers, wait: waitMs = 0, yesIMeanIt = false, json = false } = options;
  const play = isPlayMoney(configuration.venue, addresses.restUrl);
  await demandConsent({ venue: configuration.venue, isPlayMoney: play, yesIMeanIt, ask: terminalAsk() });
  const signals = interruptedBySignals(complain);
  const usualFolder = usualState(addresses, key);
  const probed = await probeAccount({
    ...usual,
    restUrl: addresses.restUrl,
    key,
    target: configuration.target,
    state,
    killFolders: usualFolder === undefined ? [] : [usualFolder],
    epoch: `${Math.floor(systemClock.now() / 1_000).toString(36)}${entropy32().toString(36)}`,
    numbers,
    waitMs,
    isPlayMoney: play,
    signal: signals.signal,
    replace: replaceFile,
    clock: steadyClock,
    tell: complain,
  });
  const { facts, left, filled } = probed;
  const judged = factsCheck(
    state,
    { host: new URL(addresses.restUrl).host, keyId: key.id },
    systemFiles,
    systemClock.now(),
  );
  const now = checks.map((check) => shown(check.name === judged.name ? judged : check));
  if (json) print(JSON.stringify({ checks: now, facts, left, filled }));
  else print(`\n${factsText(facts)}\n\n${checksText([judged], process.stdout.columns)}`);
  tellEnd(probed, complain);
  return signals.received ?? (left.length > 0 ? EXIT.reconciliationDrift : exitCodeOf([judged]));
}

/** Where the exchange listens; undefined for the embedded one. */
function addressesOf({ venue }: Configuration): Addresses | undefined {
  if (venue === "sim") return undefined;
  const addresses = venueAddresses(venue);
  if (addresses === undefined) {
    throw new CommandFailure(`--venue ${venue}: expected sim, demo, prod or an exchange's root`, EXIT.usage);
  }
  return addresses;
}

function usualState(addresses: Addresses | undefined, key: KalshiKey | string): string | undefined {
  if (addresses === undefined || typeof key === "string") return undefined;
  return usualStateFolder(process.env, new URL(addresses.restUrl).host, key.id);
}

function thisTerminal(): Terminal {
  const locale = process.env["LC_ALL"] || process.env["LC_CTYPE"] || process.env["LANG"] || "";
  const isTerminal = process.stdout.isTTY === true;
  return {
    isTerminal,
    columns: process.stdout.columns ?? 0,
    rows: process.stdout.rows ?? 0,
    colourBits: isTerminal ? process.stdout.getColorDepth() : 1,
    isUtf8: /utf-?8/i.test(locale),
    kind: process.env["TERM"] ?? "",
  };
}

function shown({ name, status, detail, mend }: Check): Omit<Check, "exitCode"> {
  return { name, status, detail, mend };
}

function tellEnd({ left, filled, quietUntil, isInterrupted }: ProbedAccount, complain: (text: string) => void): void {
  if (isInterrupted) complain("interrupted: what was measured until then is kept");
  for (const problem of left)
    complain(`left behind: ${problem}; it expires within 45 s, and tauroi kill --ours takes it away`);
  if (filled > 0)
    complain(`${filled} contracts were filled: what remains of them is a position that a run asks to adopt`);
  complain(`an engine can start on this account from ${new Date(quietUntil).toISOString().slice(11, 19)} UTC`);
}
