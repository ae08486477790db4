import { linkSync, mkdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { writeDurably } from "./durable.ts";
import { FileError, systemCode } from "./files.ts";

/**
 * Makes a file that isn't there yet, for this user alone (0600), whole or not at all: it gets its name once its text is durable. Folders that are missing are
 * made for this user alone. Throws FileError when the system refuses, with the code EEXIST when something stands there: that is never replaced.
 */
export type CreateFile = (path: string, text: string) => void;

/** On the machine's disk. */
export const createNewFile: CreateFile = (path, text) => {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}.new`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    rmSync(temporary, { force: true });
    writeDurably(temporary, text);
    linkSync(temporary, path); // refuses where a rename would replace
  } catch (error) {
    throw refusal(path, error);
  } finally {
    rmSync(temporary, { force: true });
  }
};

const MENDS: Readonly<Record<string, string>> = {
  EEXIST: "it is there already and is not replaced: move it away, or name another place",
  EACCES: "this user may not; check the owner and mode of the folder",
  EPERM: "this user may not, or the disk knows no hard links; name another place",
  ENOSPC: "the disk is full; make room",
  EDQUOT: "the disk quota is used up; make room",
  EROFS: "the disk is read-only; name another place",
  ENOTDIR: "a part of the path is a file, not a folder",
};

function refusal(path: string, error: unknown): FileError {
  const code = systemCode(error);
  return new FileError(path, code, `cannot write ${path} (${code}): ${MENDS[code] ?? String(error)}`);
}
