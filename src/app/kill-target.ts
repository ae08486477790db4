import { dirname, join, resolve } from "node:path";
import type { Files } from "../ambient/files.ts";
import { venueAddresses } from "../venue/kalshi/addresses.ts";
import type { Environment } from "./config-sources.ts";
import { engineFolders, type Place } from "./control-path.ts";
import { readEngineRecord, recordsBeside } from "./engine-record.ts";
import { usualStateFolder } from "./state-folder.ts";

/** The account that a kill is about, at the exchange itself. */
export interface KillTarget {
  readonly restUrl: string;
  /** Order groups of ours that are known. */
  readonly groups: readonly string[];
  /** Folders in which the kill leaves its marker. */
  readonly folders: readonly string[];
}

export interface KillTargetSources {
  /** `--venue`: "demo", "prod" or a URL. */
  readonly venue?: string | undefined;
  /** `--state`. */
  readonly state?: string | undefined;
  /** Where the engine that was found says that it trades. */
  readonly engineVenue?: string | undefined;
  /** What settings say; asked last. */
  readonly configured: () => string | undefined;
  /** Keys to the account: the first is the engine's, where it is known. */
  readonly keyIds: readonly string[];
  readonly environment: Environment;
  /** State folders of engines that run or have ended in disorder. */
  readonly running: readonly string[];
  readonly files: Files;
}

/** State folders of the engines that are announced on this machine, whether they answer or not. */
export function announcedStates(
  place: Place,
  files: Files,
  targetOf: (path: string) => string | undefined,
): readonly string[] {
  const states = new Set<string>();
  for (const folder of engineFolders(place, files)) {
    for (const name of files.exists(folder) ? files.list(folder) : []) {
      const socket = targetOf(join(folder, name));
      if (name.endsWith(".sock") && socket !== undefined) states.add(dirname(resolve(folder, socket)));
    }
  }
  return [...states];
}

/**
 * Which exchange is meant: the one that is named, else the state folder's, the running engine's, that of the only engine which has used this key, or the
 * configured one. A text when that is none: why, and the mend.
 */
export function killTarget(sources: KillTargetSources): KillTarget | string {
  const { venue, state, engineVenue, configured, keyIds, environment, files } = sources;
  const own = state === undefined ? undefined : readEngineRecord(state, files);
  const beside = knownRecords(sources);
  const places = new Set(beside.map(({ record }) => record.restUrl));
  const only = engineVenue === undefined && places.size === 1 ? [...places][0] : undefined;
  const named = venue ?? own?.restUrl ?? engineVenue ?? only ?? configured();
  if (named === undefined) return "which exchange to go to is not known: name it with --venue";
  if (named === "sim") return "it trades on the embedded exchange in its own process, which nobody else can reach";
  const addresses = venueAddresses(named);
  if (addresses === undefined)
    return `--venue ${named}: expected demo, prod or an exchange's root, such as http://127.0.0.1:8137`;
  const { restUrl } = addresses;
  const same = beside.filter(({ record }) => record.restUrl === restUrl);
  const records = [...same.map(({ record }) => record), ...(own?.restUrl === restUrl ? [own] : [])];
  const usual = usualStateFolder(environment, new URL(restUrl).host, keyIds[0] ?? "");
  const folders = [state, usual, ...same.map((found) => found.state)].filter((folder) => folder !== undefined);
  return {
    restUrl,
    groups: [...new Set(records.flatMap(({ groups }) => groups))],
    folders: [...new Set(folders)],
  };
}

/** What engines with one of these keys have left, wherever their state is. */
function knownRecords({ keyIds, environment, running, files }: KillTargetSources): ReturnType<typeof recordsBeside> {
  const usual = usualStateFolder(environment, "any", "");
  const beside = usual === undefined ? [] : recordsBeside(usual, keyIds, files);
  const announced = running.flatMap((state) => {
    const record = readEngineRecord(state, files);
    return record !== undefined && keyIds.includes(record.keyId) ? [{ state, record }] : [];
  });
  return [...announced, ...beside];
}
