import type { Clock } from "../ambient/clock.ts";
import type { Files } from "../ambient/files.ts";

/** What SQLite keeps beside its file. */
const BESIDE = ["-wal", "-shm"] as const;

/**
 * Gives a journal that can't be used another name, with the date; nothing of it is deleted. Returns the name. The log goes first: a crash in between
 * must not leave it beside a new file, where SQLite would take it for that one's.
 */
export function setAside(path: string, files: Files, clock: Clock): string {
  const to = `${path.replace(/\.sqlite$/, "")}-set-aside-${dated(clock)}.sqlite`;
  for (const suffix of BESIDE) files.rename(path + suffix, to + suffix);
  files.rename(path, to);
  return to;
}

/** The moment as it goes into a file's name: 20261118T170000123Z. */
export function dated(clock: Clock): string {
  return new Date(clock.now()).toISOString().replace(/[-:.]/g, "");
}
