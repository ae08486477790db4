import { accessSync, chmodSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { FileError, systemCode } from "./files.ts";

/** What there is to know about a place on the disk before anything is written there. */
export interface DiskPlace {
  /** The path, or the nearest folder above it that is there. */
  readonly standing: string;
  /** Bytes that this user may still write. */
  readonly freeBytes: number;
  /** Whether this user may write there, by its mode and the disk's. */
  readonly isWritable: boolean;
  /** Permission bits of the path itself; undefined when it isn't there. */
  readonly mode: number | undefined;
}

/** Looks at a place on the disk; undefined when the system doesn't tell. Writes nothing. */
export function examineDisk(path: string): DiskPlace | undefined {
  let standing = resolve(path);
  while (!existsSync(standing) && dirname(standing) !== standing) standing = dirname(standing);
  try {
    const { bavail, bsize } = statfsSync(standing);
    const mode = standing === resolve(path) ? statSync(standing).mode & 0o777 : undefined;
    return { standing, freeBytes: bavail * bsize, isWritable: mayWrite(standing), mode };
  } catch {
    return undefined;
  }
}

/** Leaves a file to its owner alone (0600). Throws FileError when the system refuses. */
export function makePrivate(path: string): void {
  try {
    chmodSync(path, 0o600);
  } catch (error) {
    const code = systemCode(error);
    throw new FileError(path, code, `cannot chmod 600 ${path} (${code}): its owner may; copy it, and name the copy`);
  }
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
