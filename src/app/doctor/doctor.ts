import type { Clock } from "../../ambient/clock.ts";
import type { Files } from "../../ambient/files.ts";
import type { Timers } from "../../ambient/timers.ts";
import { isLoopback } from "../../venue/kalshi/addresses.ts";
import type { KalshiKey } from "../../venue/kalshi/key.ts";
import { ReadClient } from "../../venue/kalshi/rest/read-client.ts";
import type { Configuration } from "../config.ts";
import { secretSettings } from "../config-schema.ts";
import type { Place } from "../control-path.ts";
import { readinessChecks } from "../readiness/readiness-checks.ts";
import { accountChecks } from "./account-checks.ts";
import { type Check, skipped } from "./check.ts";
import { engineChecks } from "./engine-check.ts";
import { exchangeChecks } from "./exchange-checks.ts";
import { factsCheck } from "./facts-check.ts";
import {
  coreCheck,
  diskCheck,
  type Examine,
  keyCheck,
  settingsCheck,
  stateFolderCheck,
  type Terminal,
  terminalCheck,
} from "./machine-checks.ts";
import { schemaCheck } from "./schema-check.ts";

export interface DoctorParts {
  readonly configuration: Configuration;
  /** Undefined for the embedded exchange, which needs nothing. */
  readonly restUrl: string | undefined;
  /** The account's key, or why there is none. */
  readonly key: KalshiKey | string;
  readonly keyFile: string | undefined;
  /** The settings file, whether it is there or not. */
  readonly settingsFile: string;
  /** Whether the system keeps this program's memory from being written to the disk. */
  readonly noCoreDumps: boolean;
  readonly state: string | undefined;
  readonly program: string;
  readonly terminal: Terminal;
  readonly examine: Examine;
  readonly place: Place;
  readonly files: Files;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly uniform: () => number;
  readonly fetch?: typeof fetch | undefined;
}

/** Looks at everything that a run needs, in the order in which it needs it. Changes nothing, here or at the exchange. */
export async function examineAll(parts: DoctorParts): Promise<readonly Check[]> {
  const { configuration, restUrl, key, keyFile, state, settingsFile, terminal, examine, files } = parts;
  const hasSecrets = configuration.settings.some(
    ({ name, origin }) => secretSettings.has(name) && origin === settingsFile,
  );
  const machine = [
    settingsCheck(settingsFile, { examine, hasSecrets }),
    stateFolderCheck(state, examine, files),
    diskCheck(state, examine),
    coreCheck(parts.noCoreDumps),
    terminalCheck(terminal),
    ...(await engineChecks(parts)),
  ];
  if (restUrl === undefined) {
    const mend = "name an exchange with --venue demo, prod or a URL";
    return [skipped("exchange", "the embedded exchange needs no key and no network", mend), ...machine];
  }
  return [keyCheck(key, keyFile), ...(await exchangeSide(parts, restUrl)), ...machine];
}

async function exchangeSide(parts: DoctorParts, restUrl: string): Promise<readonly Check[]> {
  const { configuration, key, state, files, clock, timers, uniform } = parts;
  const own = typeof key === "string" ? undefined : key;
  const client = new ReadClient({ baseUrl: restUrl, key: own, clock, timers, uniform, fetch: parts.fetch });
  const { checks, isReached, found } = await exchangeChecks(client, configuration.target, clock);
  const unable = own === undefined ? "there is no key" : isReached ? undefined : "the exchange doesn't answer";
  const floor = configuration.limits.minBalanceFloor;
  const account = await accountChecks({ client, keyId: own?.id, unable, found, floor });
  const { host } = new URL(restUrl);
  const isPlay = isPlayMoney(configuration.venue, restUrl);
  return [
    ...checks,
    ...account,
    factsCheck(state, { host, keyId: own?.id }, files, clock.now()),
    schemaCheck(state, files),
    ...(await readinessChecks({ client, keyId: own?.id, state, isPlayMoney: isPlay, unable, found, files })),
  ];
}

/** With what the program ends: the code of the first check that failed, 0 when none did. */
export function exitCodeOf(checks: readonly Check[]): number {
  return checks.find(({ status }) => status === "failed")?.exitCode ?? 0;
}

/** Whether an exchange trades in play money: the demo and whatever listens on this machine. */
export function isPlayMoney(venue: string, restUrl: string): boolean {
  return venue === "demo" || isLoopback(new URL(restUrl));
}
