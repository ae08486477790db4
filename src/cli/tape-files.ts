import { systemFiles } from "../ambient/files.ts";
import { tapeFile } from "../ambient/tape-source.ts";
import { openRecording, type Recording } from "../tape/recording/recording.ts";
import { type LegRecord, readSettlements } from "../tape/settlements.ts";
import type { TapeFile } from "../tape/tape-file.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";

/** What the file that `--settlements` names says of each ticker; nothing without one. */
export async function namedSettlements(path: string | undefined): Promise<ReadonlyMap<string, LegRecord>> {
  return path === undefined ? new Map() : await readSettlements({ name: path, bytes: tapeFile(path) });
}

/** What `--tape` names: files of trades, those of recordings among them, and the recordings. */
export interface NamedTapes {
  readonly files: readonly TapeFile[];
  readonly recordings: readonly Recording[];
}

/** What `--tape` names. Throws CommandFailure when something is named twice, and for a folder that is no recording. */
export function namedTapes(paths: readonly string[]): NamedTapes {
  const twice = paths.find((path, index) => paths.indexOf(path) < index);
  if (twice !== undefined) {
    const problem = `--tape ${twice}: named twice, and its trades would count twice; name it once`;
    throw new CommandFailure(problem, EXIT.usage);
  }
  const files: TapeFile[] = [];
  const recordings: Recording[] = [];
  for (const path of paths) {
    if (!systemFiles.isFolder(path)) files.push({ name: path, bytes: tapeFile(path) });
    else {
      const recording = openRecording(path, { readText: systemFiles.readText, open: tapeFile });
      if (recording === undefined) {
        const mend = "name a file of trades, or the folder of a recording (tauroi record)";
        throw new CommandFailure(`--tape ${path}: the folder has no recording.json; ${mend}`, EXIT.usage);
      }
      recordings.push(recording);
      files.push(...recording.trades);
    }
  }
  return { files, recordings };
}
