import { steadyClock } from "../ambient/clock.ts";
import { linkTarget, systemFiles } from "../ambient/files.ts";
import { entropy32, Random } from "../ambient/random.ts";
import { systemTimers } from "../ambient/timers.ts";
import { createAccountKiller } from "../app/account-killer.ts";
import { salvageSettings } from "../app/config-salvage.ts";
import { fetchView, sendCommand } from "../app/control-client.ts";
import { findEngine } from "../app/control-engines.ts";
import { ControlError } from "../app/control-error.ts";
import { controlPathOf, placeOf } from "../app/control-path.ts";
import { loadWatchdogKey } from "../app/credentials.ts";
import { newestEngineStart } from "../app/engine-record.ts";
import { isMarkedKilled } from "../app/kill-marker.ts";
import { announcedStates, type KillTarget, killTarget } from "../app/kill-target.ts";
import { versionLine } from "../app/version.ts";
import { AccountWatch } from "../app/watchdog/account-watch.ts";
import { dayStartKeeper, readDayStart } from "../app/watchdog/day-start-file.ts";
import { Heartbeat } from "../app/watchdog/heartbeat.ts";
import { LeftKill } from "../app/watchdog/left-kill.ts";
import { Watchdog, type WatchdogEnd } from "../app/watchdog/watchdog.ts";
import { WatchdogAlerts } from "../app/watchdog/watchdog-alerts.ts";
import { DOLLAR, type Money } from "../market/units.ts";
import type { KalshiKey } from "../venue/kalshi/key.ts";
import { readResting } from "../venue/kalshi/kill/resting-list.ts";
import { apiKeys } from "../venue/kalshi/rest/account.ts";
import { RestClient } from "../venue/kalshi/rest/client.ts";
import { KalshiError } from "../venue/kalshi/rest/error.ts";
import type { Invocation } from "./command.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import type { WatchdogOptions } from "./watchdog-options.ts";

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** `tauroi watchdog`: watches until a signal ends it or it has killed. */
export async function action({ options, print, complain }: Invocation<WatchdogOptions>): Promise<number> {
  const settings = salvageSettings(process.env, options); // what is wrong elsewhere keeps nobody from watching
  for (const problem of settings.problems) complain(problem);
  const key = loadWatchdogKey(process.env, settings.key);
  const find = (): Promise<string | undefined> => enginePath(options);
  const target = await targetOf(options, key, find);
  const random = Random.seeded(entropy32());
  const usual = { clock: steadyClock, timers: systemTimers };
  const client = new RestClient({ ...usual, baseUrl: target.restUrl, key, uniform: () => random.uniform() });
  const heartbeat = new Heartbeat({ ...usual, find });
  const [memory] = target.folders; // the folder that is named, else the account's own
  const account = accountOf(client, key, memory, complain);
  const alerts = new WatchdogAlerts({
    ...usual,
    settings: settings.alerts,
    program: versionLine(),
    venue: target.restUrl,
    state: memory,
    files: systemFiles,
  });
  const say = (line: string): void => print(`${new Date(client.exchangeClock.now()).toISOString()} ${line}`);
  const watchdog = new Watchdog({
    ...usual,
    judged: alerts.judged,
    limits: {
      fillsPerMinute: options.maxFillsPerMinute,
      loss: options.maxLossUsd === undefined ? undefined : (Math.round(options.maxLossUsd * DOLLAR) as Money),
      lossPct: options.maxLossPct,
      restingOrders: options.maxResting,
      restingContracts: options.maxRestingContracts,
      heartbeatMs: options.heartbeatS * 1_000,
    },
    once: options.once === true,
    readAccount: async () => (await account()).look(),
    engine: () => heartbeat.look,
    killer: (why) => {
      const again = targetNow(options, key, target); // groups may have come since the start
      const by = `watchdog: ${why}`;
      return createAccountKiller({
        ...usual,
        target: again,
        key,
        random,
        by,
        oursOnly: false,
        mayBeRenewed: true,
        complain,
      });
    },
    tellEngine: () => void tell(find),
    say,
  });
  const received = listenForSignals(watchdog);
  heartbeat.start();
  const left = leftKill(alerts, client, heartbeat, target, say);
  left?.start();
  const end = await watchdog.run();
  left?.stop();
  heartbeat.stop();
  await alerts.ended(end);
  return received.code ?? codeOf(end);
}

function codeOf(end: WatchdogEnd): number {
  if (end.reason === "stopped") return EXIT.fine;
  if (end.reason === "looked") return end.verdict.state === "fine" ? EXIT.fine : EXIT.venueUnreachable;
  if (end.proof.grade === "CONFIRMED") return EXIT.haltedByRisk;
  return end.proof.stillResting > 0 ? EXIT.reconciliationDrift : EXIT.venueUnreachable;
}

/** What goes on looking for the proof of a kill that an earlier watchdog on the folder has left without one. */
function leftKill(
  alerts: WatchdogAlerts,
  client: RestClient,
  heartbeat: Heartbeat,
  { folders }: KillTarget,
  say: (line: string) => void,
): LeftKill | undefined {
  const { unprovenKill } = alerts;
  if (unprovenKill === undefined) return undefined;
  say(`an earlier kill is not proven yet: ${unprovenKill.text}`);
  return new LeftKill({
    since: unprovenKill.since,
    timers: systemTimers,
    exchangeTime: () => client.exchangeClock.now(),
    list: () => readResting(client, { oursOnly: false, subaccount: undefined }),
    engine: () => heartbeat.look,
    isMarked: () => isMarkedKilled(folders),
    engineStartedAt: () => newestEngineStart(folders),
    proven: (how) => {
      if (alerts.unprovenKill === undefined) return; // this one kills by now
      say(`the earlier kill is proven: ${how}`);
      alerts.proven(how);
    },
  });
}

/** The account as the key sees it, once the exchange has told which subaccount that is. `memory`: the folder in which its day outlives this watchdog. */
function accountOf(
  client: RestClient,
  key: KalshiKey,
  memory: string | undefined,
  complain: (text: string) => void,
): () => Promise<AccountWatch> {
  let watch: AccountWatch | undefined;
  return async () => {
    if (watch !== undefined) return watch;
    const { keys } = await client.read(apiKeys(), { timeoutMs: 2_000, attempts: 2 });
    const subaccount = keys.find(({ id }) => id === key.id)?.subaccount ?? 0;
    watch = new AccountWatch({
      client,
      place: { exchangeIndex: 0, subaccount },
      dayStart: memory === undefined ? undefined : readDayStart(memory, systemFiles),
      keep: memory === undefined ? () => undefined : dayStartKeeper(memory, complain),
    });
    return watch;
  };
}

/** Where the engine listens that is meant; undefined while there is none. */
async function enginePath({ state, engine }: WatchdogOptions): Promise<string | undefined> {
  if (state !== undefined) return controlPathOf(state);
  try {
    const place = placeOf(process.env);
    return (await findEngine({ pid: engine }, { place, files: systemFiles, timers: systemTimers })).path;
  } catch (error) {
    if (error instanceof ControlError && error.cause === undefined && error.exitCode === EXIT.venueUnreachable)
      return undefined;
    throw error;
  }
}

/** The exchange and account to watch. Throws CommandFailure when that isn't known: a watchdog that watches nothing is none. */
async function targetOf(
  options: WatchdogOptions,
  key: KalshiKey,
  find: () => Promise<string | undefined>,
): Promise<KillTarget> {
  const known = targetFrom(options, key, undefined);
  if (typeof known !== "string") return known;
  const path = await find().catch((error: unknown) => {
    if (error instanceof ControlError && error.exitCode !== EXIT.usage) return undefined;
    throw error;
  });
  const engineVenue = path === undefined ? undefined : await venueAt(path);
  const target = targetFrom(options, key, engineVenue);
  if (typeof target === "string") throw new CommandFailure(`nothing to watch: ${target}`, EXIT.usage);
  try {
    new RestClient({ baseUrl: target.restUrl, clock: steadyClock, timers: systemTimers, uniform: () => 0 });
  } catch (error) {
    if (error instanceof KalshiError) throw new CommandFailure(error.message, EXIT.usage);
    throw error;
  }
  return target;
}

function targetNow(options: WatchdogOptions, key: KalshiKey, first: KillTarget): KillTarget {
  const again = targetFrom({ ...options, venue: first.restUrl }, key, undefined);
  return typeof again === "string" ? first : again;
}

function targetFrom(
  { venue, state, config }: WatchdogOptions,
  key: KalshiKey,
  engineVenue: string | undefined,
): KillTarget | string {
  const settings = salvageSettings(process.env, { config });
  const enginesKey = process.env["TAUROI_KEY_ID"] || settings.key.id;
  return killTarget({
    venue,
    state,
    engineVenue,
    configured: () => settings.venue,
    keyIds: [...(enginesKey ? [enginesKey] : []), key.id],
    environment: process.env,
    running: announcedStates(placeOf(process.env), systemFiles, linkTarget),
    files: systemFiles,
  });
}

async function venueAt(path: string): Promise<string | undefined> {
  try {
    return (await fetchView({ path, as: "watchdog", timers: systemTimers })).venue;
  } catch (error) {
    if (error instanceof ControlError) return undefined;
    throw error;
  }
}

/** An engine that is alive and wrong is told as well; one that doesn't answer isn't waited for. */
async function tell(find: () => Promise<string | undefined>): Promise<void> {
  try {
    const path = await find();
    if (path !== undefined) await sendCommand({ path, as: "watchdog", timers: systemTimers }, { action: "kill" });
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
  }
}

function listenForSignals(watchdog: Watchdog): { readonly code: number | undefined } {
  const heard: { code: number | undefined } = { code: undefined };
  for (const [name, number] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      heard.code = 128 + number;
      watchdog.stop();
    });
  }
  return heard;
}
