import { Database } from "bun:sqlite";
import { join } from "node:path";
import type { Clock } from "../ambient/clock.ts";
import type { Files } from "../ambient/files.ts";
import { dated } from "./set-aside.ts";

/** Older ones are deleted. */
const KEEP = 3;
const NAME = /^journal-\d{8}T\d{9}Z\.sqlite$/;
const UNFINISHED = "unfinished.sqlite";

/** Where the backups of a state folder's journal are. */
export function backupFolder(state: string): string {
  return join(state, "backups");
}

/**
 * Keeps a copy of a journal as it is now, under its date, and the two before it as long as all are within `bytes` together. A journal like any other:
 * it can be replayed. Returns what went wrong, if something did: a backup is never a reason not to start.
 */
export function keepBackup(state: string, path: string, bytes: number, files: Files, clock: Clock): string | undefined {
  const folder = backupFolder(state);
  const unfinished = join(folder, UNFINISHED);
  try {
    files.makeFolder(folder);
    files.remove(unfinished);
    files.makeFile(unfinished); // SQLite fills an empty file, which is for this user alone
    const database = new Database(path, { readonly: true });
    try {
      database.run("VACUUM INTO ?", [unfinished]);
    } finally {
      database.close();
    }
    files.rename(unfinished, join(folder, `journal-${dated(clock)}.sqlite`));
    dropOld(folder, bytes, files);
    return undefined;
  } catch (error) {
    try {
      files.remove(unfinished);
    } catch {
      // told below
    }
    return `the journal could not be backed up to ${folder}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function dropOld(folder: string, bytes: number, files: Files): void {
  const newestFirst = files
    .list(folder)
    .filter((name) => NAME.test(name))
    .reverse();
  let total = 0;
  for (const [index, name] of newestFirst.entries()) {
    total += files.size(join(folder, name));
    if (index > 0 && (index >= KEEP || total > bytes)) files.remove(join(folder, name));
  }
}
