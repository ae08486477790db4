import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { writeAll } from "./durable.ts";
import { FileError, systemCode } from "./files.ts";

/** A file that is written piece by piece and is there only when it is whole. */
export interface OutputFile {
  write(bytes: Uint8Array): void;
  /** Puts the file in its place, instead of one that is there. */
  commit(): void;
  /** Leaves everything as it was before. */
  abandon(): void;
}

/** Begins a file that will stand at `path`. This and every step throw FileError when the system refuses. */
export function createOutputFile(path: string): OutputFile {
  const folder = dirname(path);
  if (!existsSync(folder))
    throw refusal(path, "ENOENT", `there is no folder ${folder}; make it, or name another place`);
  const temporary = join(folder, `.${basename(path)}.${process.pid}.new`);
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      const code = systemCode(error);
      throw refusal(path, code, MENDS[code] ?? String(error));
    }
  };
  const file = attempt(() => {
    rmSync(temporary, { force: true });
    return openSync(temporary, "wx");
  });
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  return {
    write: (bytes) => attempt(() => writeAll(file, bytes)),
    commit() {
      attempt(() => {
        fsyncSync(file);
        close();
        renameSync(temporary, path);
      });
    },
    abandon() {
      close();
      rmSync(temporary, { force: true });
    },
  };
}

/** Writes a file whole, by what `make` writes of it, or leaves everything as it was before. Throws FileError, and what `make` throws. */
export async function writeOutput(
  path: string,
  make: (write: (bytes: Uint8Array) => void) => void | Promise<void>,
): Promise<void> {
  const file = createOutputFile(path);
  try {
    await make((bytes) => file.write(bytes));
    file.commit();
  } catch (error) {
    file.abandon();
    throw error;
  }
}

/** The same of a text. */
export function writeOutputText(path: string, text: string): Promise<void> {
  return writeOutput(path, (write) => write(new TextEncoder().encode(text)));
}

const MENDS: Readonly<Record<string, string>> = {
  EACCES: "this user may not; check the owner and mode of the folder",
  EPERM: "this user may not; check the owner and mode of the folder",
  ENOSPC: "the disk is full; make room",
  EDQUOT: "the disk quota is used up; make room",
  EROFS: "the disk is read-only; choose a folder on another",
  EISDIR: "it is a folder; name a file",
  ENOTDIR: "a part of the path is a file, not a folder",
};

function refusal(path: string, code: string, mend: string): FileError {
  return new FileError(path, code, `cannot write ${path} (${code}): ${mend}`);
}
