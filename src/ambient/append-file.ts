import { closeSync, fsyncSync, ftruncateSync, openSync } from "node:fs";
import { writeAll } from "./durable.ts";
import { FileError, systemCode } from "./files.ts";

/** A file that only grows at its end, and whose durable part is known to whoever writes it. */
export interface AppendFile {
  /** Bytes in it. */
  readonly length: number;
  write(bytes: Uint8Array): void;
  /** Returns once all that was written is on the disk. */
  sync(): void;
  /** Cuts everything beyond `length` away. */
  cut(length: number): void;
  close(): void;
}

/** How files are opened to append to; a test hands in its own. */
export type OpenAppendFile = (path: string, length: number) => AppendFile;

/**
 * Opens a file, which is made where there is none, to append behind its first `length` bytes: what stood beyond them, such as the torn end of a write
 * that never finished, is cut away. This and every step throw FileError when the system refuses, and when fewer than `length` bytes are there.
 */
export const openAppendFile: OpenAppendFile = (path, length) => {
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      const code = systemCode(error);
      throw new FileError(path, code, `cannot write ${path} (${code}): ${MENDS[code] ?? String(error)}`);
    }
  };
  const file = attempt(() => openSync(path, "a+", 0o644));
  const there = attempt(() => Bun.file(path).size);
  if (there < length) {
    closeSync(file);
    const problem = `${path} has ${there} bytes where ${length} were written: somebody has changed it; restore it, or record into another folder`;
    throw new FileError(path, "ESHORT", problem);
  }
  if (there > length) attempt(() => ftruncateSync(file, length));
  let at = length;
  return {
    get length() {
      return at;
    },
    write(bytes) {
      attempt(() => writeAll(file, bytes));
      at += bytes.length;
    },
    sync: () => attempt(() => fsyncSync(file)),
    cut(to) {
      attempt(() => ftruncateSync(file, to));
      at = to;
    },
    close: () => closeSync(file),
  };
};

const MENDS: Readonly<Record<string, string>> = {
  EACCES: "this user may not; check the owner and mode of the folder",
  EPERM: "this user may not; check the owner and mode of the folder",
  ENOENT: "there is no such folder; make it, or name another place",
  ENOSPC: "the disk is full; make room",
  EDQUOT: "the disk quota is used up; make room",
  EROFS: "the disk is read-only; choose a folder on another",
  EISDIR: "it is a folder; name a file",
  ENOTDIR: "a part of the path is a file, not a folder",
};
