import { systemFiles } from "../ambient/files.ts";
import { replaceFile } from "../ambient/replace-file.ts";
import type { Input } from "../engine/input.ts";
import { type EngineRecord, EngineRecordKeeper, readEngineRecord } from "./engine-record.ts";
import { type KillMarker, KillMarkers } from "./kill-marker.ts";

export interface BesideRunParts {
  readonly state: string;
  /** Where the account's marker of a kill is looked for too, whatever state folder is named. */
  readonly folders: readonly string[];
  readonly start: Omit<EngineRecord, "groups">;
  /** Told what can't be written, which stops nothing. */
  readonly complain: (text: string) => void;
}

/** What stands beside a live run. */
export interface BesideRun {
  watch(input: Input): void;
  /** The marker of somebody else's kill is heeded. */
  adopt(marker: KillMarker): void;
}

/** What a live run leaves beside its journal for those who kill without it: where it trades, in which groups; and, once it is killed, that it was. */
export function besideRun({ state, folders, start, complain }: BesideRunParts): BesideRun {
  const failed = (path: string, error: unknown): void => {
    complain(`${path} can't be written: ${error instanceof Error ? error.message : String(error)}`);
  };
  const record = new EngineRecordKeeper(state, start, readEngineRecord(state, systemFiles), replaceFile, failed);
  const markers = new KillMarkers([state, ...folders], replaceFile, failed);
  return {
    watch(input) {
      record.watch(input);
      markers.watch(input);
    },
    adopt: (marker) => markers.adopt(marker),
  };
}
