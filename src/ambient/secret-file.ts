import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { FileError, systemCode } from "./files.ts";

/** Reads the text of a file that only its owner may touch. Throws FileError when it isn't there or others may. */
export type ReadSecret = (path: string) => string;

/** More than any key takes; a path to something else is not read to its end. */
const MOST_BYTES = 65_536;

/**
 * Reads a secret from the machine's files. The mode is that of the very file that is read (the handle's, followed through
 * links), so that nothing can be put in its place between the look and the read.
 */
export const readSecretFile: ReadSecret = (path) => {
  let handle: number;
  try {
    handle = openSync(path, "r");
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    const found = fstatSync(handle);
    if (found.isDirectory()) throw new FileError(path, "EISDIR", `${path} is a folder: name the file in it`);
    if ((found.mode & 0o077) !== 0) {
      const mode = (found.mode & 0o777).toString(8);
      throw new FileError(
        path,
        "EPRIVATE",
        `${path} may be used by others than its owner (mode ${mode}): run chmod 600 ${shellWord(path)}`,
      );
    }
    const bytes = new Uint8Array(MOST_BYTES + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length <= MOST_BYTES; length += read) {
      read = readSync(handle, bytes, length, bytes.length - length, null);
    }
    if (length > MOST_BYTES) throw new FileError(path, "EFBIG", `${path} is over ${MOST_BYTES} bytes: name a key file`);
    return new TextDecoder().decode(bytes.subarray(0, length));
  } catch (error) {
    throw error instanceof FileError ? error : unreadable(path, error);
  } finally {
    closeSync(handle);
  }
};

function unreadable(path: string, error: unknown): FileError {
  const code = systemCode(error);
  const mend =
    code === "ENOENT"
      ? "there is no such file"
      : code === "EACCES" || code === "EPERM"
        ? "this user may not; check its owner and mode and those of its folders"
        : "it can't be opened or read";
  return new FileError(path, code, `cannot read ${path} (${code}): ${mend}`);
}

/** A path as a shell takes it for one word. */
function shellWord(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
